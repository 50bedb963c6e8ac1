/**
 * Counts work in progress, so that a virtual clock knows when everything that was woken has finished. Loops, requests and
 * outbox calls enter and leave; in production nobody waits on it.
 */
export class Activity {
  #running = 0;
  #waiting: (() => void)[] = [];

  /** How many pieces of work are under way. */
  get running(): number {
    return this.#running;
  }

  /** Runs work while counted. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  enter(): void {
    this.#running += 1;
  }

  leave(): void {
    this.#running -= 1;
    if (this.#running === 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const wake of waiting) wake();
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
