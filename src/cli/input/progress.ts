import type { CommandInput } from '../command.ts';

/** Shown at most this often. */
const EVERY_MS = 250;

/** One line on the terminal that tells how far a scan is; nothing in a pipe. */
export interface ScanProgress {
  /** Bytes were read from the disk or the pipe. */
  read(bytes: number): void;
  /** Names were judged. */
  judged(names: number, found: number): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

/**
 * @param totalBytes of everything that will be read; null when a part has no size, and then no time left is told
 * @param what is counted
 */
export function createScanProgress(
  stderr: CommandInput['stderr'],
  totalBytes: number | null,
  what = 'names',
): ScanProgress {
  if (stderr.isTTY !== true) return { read: ignore, judged: ignore, clear: ignore };
  const startedAt = performance.now();
  let [bytes, names, found, shownAt, isShown] = [0, 0, 0, startedAt, false];
  const show = (): void => {
    const now = performance.now();
    if (now - shownAt < EVERY_MS) return;
    shownAt = now;
    isShown = true;
    stderr.write(`\r\u001b[K${progressLine({ bytes, totalBytes, names, found, elapsedMs: now - startedAt, what })}`);
  };
  return {
    read(more) {
      bytes += more;
    },
    judged(moreNames, moreFound) {
      names += moreNames;
      found += moreFound;
      show();
    },
    clear() {
      if (isShown) stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}

/** `12,340,000 names, 830,000/s, 41 found, 37 %, 2 min left`. */
export function progressLine(state: {
  bytes: number;
  totalBytes: number | null;
  names: number;
  found: number;
  elapsedMs: number;
  what?: string;
}): string {
  const { bytes, totalBytes, names, found, elapsedMs, what = 'names' } = state;
  const count = (value: number): string => Math.round(value).toLocaleString('en');
  const parts = [
    `${count(names)} ${what}`,
    `${count((names * 1000) / Math.max(1, elapsedMs))}/s`,
    `${count(found)} found`,
  ];
  if (totalBytes !== null && totalBytes > 0 && bytes > 0) {
    const share = Math.min(1, bytes / totalBytes);
    parts.push(`${Math.floor(share * 100)} %`, `${timeLeft((elapsedMs * (1 - share)) / share)} left`);
  }
  return parts.join(', ');
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

function ignore(): void {
  return undefined;
}
