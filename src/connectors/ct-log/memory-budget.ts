/** Bounds what the readers of all logs hold of their logs' replies at a time. */
export interface MemoryBudget {
  /** The part of one log's reader. */
  share(): MemoryShare;
}

/** What one log's reader may hold. */
export interface MemoryShare {
  /**
   * Takes what may be held now, without waiting: never less than the log's own share (or what was asked for, if that is less),
   * the rest from what all logs have in common, as far as it is there. One hold at a time: a reader gives back before it takes again.
   */
  take(wantedBytes: number): MemoryHold;
}

export interface MemoryHold {
  /** What may be held: as wanted or less. */
  bytes: number;
  /** May be called twice. */
  giveBack(): void;
}

export interface MemoryBudgetOptions {
  /** Each log's own. All logs together hold at most this times their number, and `commonBytes`. */
  shareBytes: number;
  /** Lent to whoever wants more than its share. */
  commonBytes: number;
  /** Of the common part, to one log at most. */
  lentBytes: number;
  /**
   * A log that held all it wanted for longer, or a part of it for so much longer as that is smaller, borrows nothing until it gave
   * back sooner. Real milliseconds.
   */
  slowMs: number;
  /** A clock that only goes forward. */
  steadyMs: () => number;
}

/**
 * Gives every log a share that nobody else can take, so that a log that answers a byte at a time slows itself and no other: what
 * it borrowed it holds once, and until it is quick again it borrows no more. The size of a step is an estimate: a log may send
 * more, which each request bounds by itself.
 */
export function createMemoryBudget(options: MemoryBudgetOptions): MemoryBudget {
  const { shareBytes, commonBytes, lentBytes, slowMs, steadyMs } = options;
  let freeBytes = commonBytes;

  return {
    share() {
      let isSlow = false;
      return {
        take(wantedBytes) {
          const lendable = isSlow ? 0 : Math.min(freeBytes, lentBytes);
          const borrowedBytes = Math.max(0, Math.min(wantedBytes - shareBytes, lendable));
          const sinceMs = steadyMs();
          let isHeld = true;
          freeBytes -= borrowedBytes;
          const bytes = Math.min(wantedBytes, shareBytes) + borrowedBytes;
          return {
            bytes,
            giveBack() {
              if (!isHeld) return;
              isHeld = false;
              freeBytes += borrowedBytes;
              // With a part of it requests follow one another that are sent at once with all: that alone makes no log slow.
              isSlow = (steadyMs() - sinceMs) * (bytes / wantedBytes) > slowMs;
            },
          };
        },
      };
    },
  };
}
