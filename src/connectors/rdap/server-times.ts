/** When each server may be asked next, by the steady counter. */
export interface ServerTimes {
  /** How long to wait before a server may be asked, milliseconds; 0 where it may be now. */
  waitMs(host: string, nowMs: number): number;
  set(host: string, atMs: number, nowMs: number): void;
  /** Servers remembered. */
  readonly size: number;
}

/** Servers remembered: registries are some hundreds, and what their answers refer to may be anybody's. */
const MAX_SERVERS = 2000;

/** Remembers as long as there is something to wait for, and never more than so many: those whose time comes first are forgotten. */
export function createServerTimes(most = MAX_SERVERS): ServerTimes {
  const nextAtMs = new Map<string, number>();

  function prune(nowMs: number): void {
    for (const [host, atMs] of nextAtMs) if (atMs <= nowMs) nextAtMs.delete(host);
    if (nextAtMs.size < most) return;
    const soonest = [...nextAtMs].toSorted((a, b) => a[1] - b[1]).slice(0, Math.ceil(most / 10));
    for (const [host] of soonest) nextAtMs.delete(host);
  }

  return {
    waitMs: (host, nowMs) => Math.max(0, (nextAtMs.get(host) ?? nowMs) - nowMs),
    set(host, atMs, nowMs) {
      if (nextAtMs.size >= most && !nextAtMs.has(host)) prune(nowMs);
      nextAtMs.set(host, atMs);
    },
    get size() {
      return nextAtMs.size;
    },
  };
}
