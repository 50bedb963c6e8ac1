import { decodeBase64, encodeBase64, equalBytes } from './bytes.ts';
import type { Sha256 } from './crypto.ts';

/** States of a log in a list of version 3. A log of an unknown one is not read. */
export const LISTED_STATES = ['pending', 'qualified', 'usable', 'readonly', 'retired', 'rejected'] as const;

export type ListedState = (typeof LISTED_STATES)[number];

/** One log of the list, of one shape whichever of the two interfaces it has. All text in it is hostile. */
export interface ListedLog {
  /** Base64 of SHA-256 of the key, checked against it. */
  logId: string;
  /** `static-ct`: from `tiled_logs`; `rfc6962`: from `logs`. */
  kind: 'static-ct' | 'rfc6962';
  operator: string;
  description: string;
  /** Base64 SubjectPublicKeyInfo. */
  publicKey: string;
  /** Where it is read: the monitoring URL of a tiled log, the URL of an RFC 6962 log. With a final slash. */
  url: string;
  /** First line of a tiled log's checkpoint: its submission prefix without scheme and slash (c2sp.org/static-ct-api). Else the URL's. */
  origin: string;
  mmdMs: number;
  state: ListedState | 'unknown';
  /** Since when it has that state, milliseconds UTC. */
  stateSinceMs: number | null;
  /** Certificates that expire in [startMs, endMs) belong in it; null: all. */
  interval: { startMs: number; endMs: number } | null;
  /** Not for public trust. */
  isTest: boolean;
}

export interface LogList {
  /** As the list calls it, e.g. `52.7`. */
  version: string | null;
  /** When it was made, milliseconds UTC. */
  madeAtMs: number | null;
  logs: ListedLog[];
  /** Entries that are no log, each with its place; what is right beside them is kept. At most {@link MAX_PROBLEMS}. */
  problems: { path: string; reason: string }[];
}

export type LogListResult = { ok: true; list: LogList } | { ok: false; reason: string };

/** The public list has a fifth of a megabyte. */
export const MAX_LOG_LIST_BYTES = 8 * 1024 * 1024;
const MAX_LOGS = 1000;
const MAX_OPERATORS = 200;
const MAX_PROBLEMS = 50;
const MAX_NAME_CHARACTERS = 200;
const MAX_URL_CHARACTERS = 500;
/** An RSA key of 8192 bits fits. */
const MAX_KEY_CHARACTERS = 1600;
const DAY_MS = 86_400_000;
/** A list without an own figure promises this (RFC 6962 logs do). */
const USUAL_MMD_MS = DAY_MS;

/**
 * Reads a log list of version 3 (the JSON that browsers publish: `operators[].logs[]` for RFC 6962, `operators[].tiled_logs[]`
 * for static-ct-api). The text may be anything. An entry that is no log, or whose `log_id` is not the hash of its key, is left
 * out and told; a text in which nothing is a log is refused. A log that stands in both shapes (a hybrid) is taken once, as a
 * tiled one. Order is that of the list.
 * @param sha256 of any platform
 */
export function parseLogList(text: string, sha256: Sha256): LogListResult {
  if (text.length > MAX_LOG_LIST_BYTES) return { ok: false, reason: `longer than ${MAX_LOG_LIST_BYTES} characters` };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'it is no JSON: cut off, or something else was served' };
  }
  if (!isRecord(document)) return { ok: false, reason: 'it is no JSON object' };
  const { operators } = document;
  if (!Array.isArray(operators)) return { ok: false, reason: 'it has no list of operators: no log list of version 3' };
  if (operators.length > MAX_OPERATORS) return { ok: false, reason: `it has more than ${MAX_OPERATORS} operators` };

  const problems: LogList['problems'] = [];
  const byId = new Map<string, ListedLog>();
  let seen = 0;
  for (const [at, operator] of (operators as unknown[]).entries()) {
    const path = `operators[${at}]`;
    const name = isRecord(operator) ? plainText(operator['name']) : null;
    if (!isRecord(operator) || name === null) {
      note(problems, path, 'no operator with a name');
      continue;
    }
    // Tiled ones first: of a hybrid, the tiles are what is read.
    for (const shape of ['tiled_logs', 'logs'] as const) {
      const listed = operator[shape];
      if (listed === undefined) continue;
      if (!Array.isArray(listed)) {
        note(problems, `${path}.${shape}`, 'not a list');
        continue;
      }
      seen += listed.length;
      if (seen > MAX_LOGS) return { ok: false, reason: `it has more than ${MAX_LOGS} logs` };
      for (const [place, entry] of (listed as unknown[]).entries()) {
        const read = readLog(entry, shape, name, sha256);
        if (typeof read === 'string') note(problems, `${path}.${shape}[${place}]`, read);
        else if (byId.get(read.logId)?.kind !== 'static-ct') byId.set(read.logId, read);
      }
    }
  }
  if (byId.size === 0) {
    const why = problems[0] === undefined ? '' : ` (${problems[0].path}: ${problems[0].reason})`;
    return { ok: false, reason: `nothing in it is a log${why}` };
  }
  return {
    ok: true,
    list: {
      version: plainText(document['version']),
      madeAtMs: timeOf(document['log_list_timestamp']),
      logs: [...byId.values()],
      problems,
    },
  };
}

function note(problems: LogList['problems'], path: string, reason: string): void {
  if (problems.length < MAX_PROBLEMS) problems.push({ path, reason });
}

/** The log, or what is wrong with it. */
function readLog(entry: unknown, shape: 'logs' | 'tiled_logs', operator: string, sha256: Sha256): ListedLog | string {
  if (!isRecord(entry)) return 'not an object';
  const key = entry['key'];
  if (typeof key !== 'string' || key.length > MAX_KEY_CHARACTERS) return 'no key';
  const spki = decodeBase64(key);
  if (spki === null || spki.length < 40) return 'a key that is no base64 of a public key';
  const id = typeof entry['log_id'] === 'string' ? decodeBase64(entry['log_id']) : null;
  const keyHash = sha256(spki);
  if (id === null || !equalBytes(id, keyHash)) return 'a log_id that is not the hash of its key';
  const isTiled = shape === 'tiled_logs';
  const url = urlOf(entry[isTiled ? 'monitoring_url' : 'url']);
  if (url === null) return `no ${isTiled ? 'monitoring_url' : 'url'} with http or https`;
  const submission = isTiled ? urlOf(entry['submission_url']) : url;
  if (submission === null) return 'no submission_url: its checkpoint’s origin is not known';
  const interval = intervalOf(entry['temporal_interval']);
  if (interval === 'bad') return 'a temporal_interval that is none';
  const state = stateOf(entry['state']);
  const mmd = entry['mmd'];
  return {
    logId: encodeBase64(keyHash),
    kind: isTiled ? 'static-ct' : 'rfc6962',
    operator,
    description: plainText(entry['description']) ?? originOf(submission),
    publicKey: encodeBase64(spki),
    url,
    origin: originOf(submission),
    mmdMs:
      typeof mmd === 'number' && Number.isFinite(mmd) && mmd > 0 ? Math.min(mmd * 1000, 30 * DAY_MS) : USUAL_MMD_MS,
    state: state.state,
    stateSinceMs: state.sinceMs,
    interval,
    isTest: entry['log_type'] === 'test' || entry['log_type'] === 'monitoring_only',
  };
}

/** The state is the only member of an object. One that is not known here, or two at once, is no state to act on. */
function stateOf(value: unknown): { state: ListedState | 'unknown'; sinceMs: number | null } {
  if (!isRecord(value)) return { state: 'unknown', sinceMs: null };
  const named = LISTED_STATES.filter((state) => value[state] !== undefined);
  const [state] = named;
  if (state === undefined || named.length > 1) return { state: 'unknown', sinceMs: null };
  const body = value[state];
  return { state, sinceMs: isRecord(body) ? timeOf(body['timestamp']) : null };
}

function intervalOf(value: unknown): { startMs: number; endMs: number } | null | 'bad' {
  if (value === undefined || value === null) return null;
  if (!isRecord(value)) return 'bad';
  const startMs = timeOf(value['start_inclusive']);
  const endMs = timeOf(value['end_exclusive']);
  return startMs === null || endMs === null || endMs <= startMs ? 'bad' : { startMs, endMs };
}

/** RFC 3339 in UTC, as the list writes times. */
function timeOf(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value)) return null;
  const at = Date.parse(value);
  return Number.isFinite(at) ? at : null;
}

/** An http(s) URL with a final slash and without query, fragment or credentials. */
function urlOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_URL_CHARACTERS || !URL.canParse(value)) return null;
  const url = new URL(value);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function originOf(url: string): string {
  return url.slice(url.indexOf('://') + 3).replace(/\/+$/, '');
}

/** Text for people: bounded, without controls and what turns its direction around. */
function plainText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .slice(0, MAX_NAME_CHARACTERS * 2)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim()
    .slice(0, MAX_NAME_CHARACTERS);
  return text === '' ? null : text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
