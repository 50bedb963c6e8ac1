import type { LeafRange } from '../../domains/ports.ts';
import {
  decodeBase64,
  encodeBase64,
  equalBytes,
  type Frontier,
  frontierRoot,
  frontierWidth,
  type TreeHead,
} from '../../engines/ct/index.ts';
import { ctLogError } from './ct-log-errors.ts';
import { nodeCtCrypto } from './node-crypto.ts';
import { areApart, type UnprovenRange } from './ranges.ts';

/** Where reading a log stands. */
export interface LogPosition {
  /** Every leaf below was handed out, but for the gaps. */
  nextIndex: number;
  /** The largest tree head accepted so far; every later one must contain it. */
  head: TreeHead;
  /** Passed over to read the newest first; ascending. */
  gaps: readonly LeafRange[];
  /** Handed out from a list of names that nobody signed; ascending. */
  unproven: readonly UnprovenRange[];
  /** The hashes that prove the leaves below its size to be the log's; null where they are not known. */
  frontier: Frontier | null;
  /** When the log's names tiles were found to lie, milliseconds UTC. */
  namesLiedAtMs: number | null;
}

const MAX_POSITION_LENGTH = 100_000;
const MAX_RANGES = 2_000;

/** The position as a JSON text, to be kept by the caller and given back. `logKey` ties it to one log. */
export function formatPosition(position: LogPosition, logKey: string): string {
  const { size, rootHash, timestampMs } = position.head;
  const { frontier } = position;
  return JSON.stringify({
    v: 2,
    log: logKey,
    next: position.nextIndex,
    head: { size, root: encodeBase64(rootHash), timestampMs },
    gaps: position.gaps.map(({ from, to }) => [from, to]),
    unproven: position.unproven.map(({ from, to, sinceMs }) => [from, to, sinceMs]),
    frontier: frontier === null ? null : { size: frontier.size, hashes: frontier.hashes.map(encodeBase64) },
    namesLiedAt: position.namesLiedAtMs,
  });
}

/**
 * The reverse of {@link formatPosition}; reads what the first version wrote, too. A frontier of the whole tree must give the
 * root that the log signed.
 * @throws AppError `ct_log.bad_position` for any other text and for a position in another log
 */
export function parsePosition(text: string, logKey: string): LogPosition {
  const value = text.length <= MAX_POSITION_LENGTH ? parseJson(text) : null;
  if (!isRecord(value) || (value['v'] !== 1 && value['v'] !== 2) || !isRecord(value['head']))
    throw badPosition('is not one this version wrote');
  if (value['log'] !== logKey) throw badPosition(`is of the log ${String(value['log'])}, expected ${logKey}`);
  const { size, root, timestampMs } = value['head'];
  const nextIndex = value['next'];
  const rootHash = typeof root === 'string' ? decodeBase64(root) : null;
  if (!isCount(size) || !isCount(timestampMs) || rootHash?.length !== 32) throw badPosition('has a damaged tree head');
  if (!isCount(nextIndex) || nextIndex > size) throw badPosition('has a damaged index');
  const head = { size, rootHash, timestampMs };
  const fresh = { nextIndex, head, gaps: [], unproven: [], frontier: null, namesLiedAtMs: null };
  if (value['v'] === 1) return fresh;

  const gaps = readRows(value['gaps'], 2)?.map(([from = 0, to = 0]) => ({ from, to }));
  const unproven = readRows(value['unproven'], 3)?.map(([from = 0, to = 0, sinceMs = 0]) => ({ from, to, sinceMs }));
  const namesLiedAtMs = value['namesLiedAt'];
  if (gaps === undefined || unproven === undefined || !areApart(gaps, nextIndex) || !areApart(unproven, nextIndex))
    throw badPosition('has damaged ranges');
  if (namesLiedAtMs !== null && !isCount(namesLiedAtMs)) throw badPosition('has a damaged time');
  return { ...fresh, gaps, unproven, namesLiedAtMs, frontier: readFrontier(value['frontier'], head) };
}

function readFrontier(value: unknown, head: TreeHead): Frontier | null {
  if (value === null) return null;
  const damaged = badPosition('has damaged hashes');
  if (!isRecord(value) || !isCount(value['size']) || !Array.isArray(value['hashes'])) throw damaged;
  const { size } = value;
  const texts: readonly unknown[] = value['hashes'];
  if (size > head.size || texts.length !== frontierWidth(size)) throw damaged;
  const hashes = texts.map((item) => {
    const hash = typeof item === 'string' ? decodeBase64(item) : null;
    if (hash?.length !== 32) throw damaged;
    return hash;
  });
  const frontier = { size, hashes };
  if (size === head.size && !equalBytes(frontierRoot(frontier, nodeCtCrypto.sha256), head.rootHash)) throw damaged;
  return frontier;
}

/** A list of rows of so many whole numbers. */
function readRows(value: unknown, width: number): number[][] | undefined {
  if (!Array.isArray(value) || value.length > MAX_RANGES) return undefined;
  const rows: number[][] = [];
  for (const row of value as readonly unknown[]) {
    if (!Array.isArray(row) || row.length !== width || !row.every(isCount)) return undefined;
    rows.push(row);
  }
  return rows;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function badPosition(what: string): Error {
  return ctLogError('bad_position', `saved position ${what}`, { retryable: false });
}
