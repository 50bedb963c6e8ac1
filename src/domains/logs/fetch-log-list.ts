import { hash, verify } from 'node:crypto';
import { AppError, errorText } from '../../base/errors.ts';
import { type LogList, MAX_LOG_LIST_BYTES, parseLogList } from '../../engines/ct/index.ts';
import type { ListPlace, OpenList } from './ports.ts';

/** The list that Chrome publishes and that most readers of certificate logs go by. Fetched by nobody who has not agreed to it. */
export const PUBLIC_LOG_LIST_URL = 'https://www.gstatic.com/ct/log_list/v3/log_list.json';

const FETCH_TIMEOUT_MS = 60_000;
const MAX_SIGNATURE_BYTES = 4096;
/** From so many logs on, half of them gone at once is a broken copy rather than a clear-out. */
const MANY_LOGS = 8;

/** The copy that is kept, as far as a new one is compared with it. */
export interface KnownList {
  tag: string | null;
  madeAtMs: number | null;
  logs: number;
}

export type FetchedList = { state: 'unchanged' } | { state: 'new'; list: LogList; tag: string | null };

/** The signature of a list lies beside it under this name, as its publisher does it: `log_list.json` and `log_list.sig`. */
export function signaturePlaceOf(place: ListPlace): ListPlace {
  const renamed = (name: string): string => name.replace(/(?:\.json)?(?=$|\?)/, '.sig');
  return 'url' in place ? { ...place, url: renamed(place.url) } : { file: renamed(place.file) };
}

/**
 * Fetches the log list and refuses a copy that must not be acted on: what is no list, what is older than the one that is known,
 * what has lost half of its logs at once, and, where a key is set, what is not signed by it.
 * @param publicKeyPem of the list's publisher; null: the signature is not looked at
 * @throws AppError `domains.list_*`, and what `openList` throws
 */
export async function fetchLogList(
  openList: OpenList,
  place: ListPlace,
  known: KnownList | null,
  publicKeyPem: string | null,
  signal: AbortSignal,
): Promise<FetchedList> {
  const limits = { tag: known?.tag ?? null, maxBytes: MAX_LOG_LIST_BYTES, timeoutMs: FETCH_TIMEOUT_MS };
  const opened = await openList(place, limits, signal);
  if (opened.state === 'unchanged') return { state: 'unchanged' };
  const bytes = await gather(opened.bytes);
  if (publicKeyPem !== null) await checkSignature(openList, place, bytes, publicKeyPem, signal);
  const parsed = parseLogList(new TextDecoder().decode(bytes), (part) => hash('sha256', part, 'buffer'));
  if (!parsed.ok) throw refused('list_garbage', `what was served is no log list: ${parsed.reason}`);
  const { list } = parsed;
  if (known !== null && known.madeAtMs !== null && list.madeAtMs !== null && list.madeAtMs < known.madeAtMs) {
    throw refused(
      'list_older',
      `the list of ${dayOf(list.madeAtMs)} is older than the one of ${dayOf(known.madeAtMs)} that is in use`,
    );
  }
  if (known !== null && known.logs >= MANY_LOGS && list.logs.length * 2 < known.logs) {
    throw refused('list_shrunk', `it has ${list.logs.length} logs where the one in use has ${known.logs}`);
  }
  return { state: 'new', list, tag: opened.tag };
}

async function checkSignature(
  openList: OpenList,
  place: ListPlace,
  bytes: Uint8Array,
  publicKeyPem: string,
  signal: AbortSignal,
): Promise<void> {
  const limits = { tag: null, maxBytes: MAX_SIGNATURE_BYTES, timeoutMs: FETCH_TIMEOUT_MS };
  const opened = await openList(signaturePlaceOf(place), limits, signal);
  const signature = opened.state === 'open' ? await gather(opened.bytes) : new Uint8Array(0);
  let isGood: boolean;
  try {
    isGood = verify('sha256', bytes, publicKeyPem, signature);
  } catch (thrown) {
    throw refused('list_bad_key', `the key that is set cannot be used: ${errorText(thrown)}`);
  }
  if (!isGood) throw refused('list_unsigned', 'it is not signed by the key that is set');
}

async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

function refused(code: string, why: string): AppError {
  return new AppError(`domains.${code}`, `The new copy of the log list is not used: ${why}`, {
    retryable: true,
    status: 400,
    remedy:
      'The last good copy stays in use. Check the address; if its publisher changed something, look at the list itself.',
  });
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');
}
