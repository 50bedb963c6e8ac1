/**
 * What can go wrong between a caller and Okta. `lost-reply` carries the request out and then answers 502, as a gateway does
 * that loses the answer: the caller cannot know what happened.
 */
export type FaultKind = 'unauthorized' | 'forbidden' | 'rate-limited' | 'server-error' | 'lost-reply' | 'garbage';

export interface Fault {
  kind: FaultKind;
  /** Only requests with this method. */
  method?: string;
  /** Only requests whose path includes this. */
  path?: string;
  /** How many requests it strikes; default 1. */
  times?: number;
}

/** Faults waiting for a request, and how slow the API is. */
export interface Faults {
  /** Milliseconds of clock time before each answer. */
  latencyMs: number;
  inject(fault: Fault): void;
  clear(): void;
  /** The first fault that strikes this request, used up once. */
  take(method: string, path: string): FaultKind | null;
}

/** No faults, no latency. */
export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  return {
    latencyMs: 0,
    inject: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      waiting = [];
    },
    take(method, path) {
      const hit = waiting.find(({ fault }) => (fault.method ?? method) === method && path.includes(fault.path ?? ''));
      if (hit === undefined) return null;
      hit.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return hit.fault.kind;
    },
  };
}
