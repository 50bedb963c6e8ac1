/** Lets one piece of work in at a time, in the order asked. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Runs work when everything asked for before has ended, however it ended. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const mine = Promise.withResolvers<void>();
    this.#last = mine.promise;
    await before;
    try {
      return await work();
    } finally {
      mine.resolve();
    }
  }
}
