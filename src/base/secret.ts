/** What a secret shows of itself wherever it is printed, logged or serialised. */
const MASK = '•••';

/** A value that must not leak into logs, errors or replies. Prints `•••`; only {@link Secret.reveal} gives it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where it is handed to a vendor or a cipher. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  /** Node's `util.inspect` hook, so that `console.log` and pino print the mask too. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}
