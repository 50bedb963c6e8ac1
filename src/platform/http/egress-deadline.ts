import { egressError, networkFault } from './egress-errors.ts';

/** Host and path of a URL, for errors: queries may hold secrets. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'the URL';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`.slice(0, 200);
}

/** One deadline over a whole call, and the caller's own wish to stop. */
export class Deadline {
  readonly #own = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal;
  readonly #place: string;
  readonly signal: AbortSignal;

  constructor(outer: AbortSignal, timeoutMs: number, place: string) {
    this.#outer = outer;
    this.#place = place;
    this.signal = AbortSignal.any([outer, this.#own.signal]);
    this.#timer = setTimeout(() => {
      this.#own.abort(egressError('timeout', `${place}: not done within ${timeoutMs} ms`, { retryable: true }));
    }, timeoutMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** What to tell: the caller's reason, our deadline, or what went wrong. */
  explain(thrown: unknown): unknown {
    if (this.#outer.aborted) return this.#outer.reason;
    if (this.#own.signal.aborted) return this.#own.signal.reason;
    return networkFault(thrown, this.#place);
  }
}
