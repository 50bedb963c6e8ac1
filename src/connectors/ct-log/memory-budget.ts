/** Bounds what the readers of all logs hold of their logs' replies at a time. */
export interface MemoryBudget {
  /**
   * Waits until so many bytes may be held besides what the others hold; first come, first served. What is more than the whole
   * budget waits until nobody holds anything.
   * @returns gives them back; may be called twice
   */
  take(bytes: number, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  bytes: number;
  begin: () => void;
}

/**
 * @param limitBytes over all logs. The share of a step is an estimate: a log may send more, which each request bounds by itself.
 */
export function createMemoryBudget(limitBytes: number): MemoryBudget {
  const waiting: Waiting[] = [];
  let heldBytes = 0;

  function serve(): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (heldBytes > 0 && heldBytes + next.bytes > limitBytes) return;
      heldBytes += next.bytes;
      waiting.shift();
      next.begin();
    }
  }

  function giverBack(bytes: number): () => void {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      heldBytes -= bytes;
      serve();
    };
  }

  return {
    async take(bytes, signal) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const one: Waiting = {
          bytes,
          begin: () => {
            signal.removeEventListener('abort', giveUp);
            resolve();
          },
        };
        const giveUp = (): void => {
          const at = waiting.indexOf(one);
          if (at >= 0) waiting.splice(at, 1);
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason }));
          // Whoever came after it may be small enough.
          serve();
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(one);
        serve();
      });
      return giverBack(bytes);
    },
  };
}
