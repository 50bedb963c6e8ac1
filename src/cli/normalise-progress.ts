import type { CommandInput } from './command.ts';

const EVERY_MS = 250;

/** One line on the terminal that tells how far it is; nothing in a pipe. */
export interface NormaliseProgress {
  read(bytes: number): void;
  /** Records were written, and refused. */
  done(written: number, refused: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** @param totalBytes of everything that will be read; null when a part has no size, and then no share is told */
export function createNormaliseProgress(stderr: CommandInput['stderr'], totalBytes: number | null): NormaliseProgress {
  if (stderr.isTTY !== true) return { read: ignore, done: ignore, clear: ignore };
  const startedAt = performance.now();
  let [bytes, written, refused, shownAt, isShown] = [0, 0, 0, startedAt, false];
  return {
    read(more) {
      bytes += more;
    },
    done(moreWritten, moreRefused) {
      written += moreWritten;
      refused += moreRefused;
      const now = performance.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      isShown = true;
      const rate = Math.round((written * 1_000) / Math.max(1, now - startedAt));
      const share =
        totalBytes === null || totalBytes === 0 ? '' : `, ${Math.min(100, Math.floor((100 * bytes) / totalBytes))} %`;
      const told = `${written.toLocaleString('en')} events, ${rate.toLocaleString('en')}/s, ${refused.toLocaleString('en')} refused${share}`;
      stderr.write(`\r\u001b[K${told}`);
    },
    clear() {
      if (isShown) stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}

function ignore(): void {
  return undefined;
}
