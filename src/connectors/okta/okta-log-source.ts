import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { IdentitySource, RawRecord, SourcePage } from '../../identity/ports.ts';
import { silentLog, type Log } from '../../platform/log/log.ts';
import { isRecord, parseJson } from './json.ts';
import type { OktaCredential } from './okta-credential.ts';
import { createOktaHttp, type OktaHttp, type OktaReply } from './okta-http.ts';

export interface OktaLogSourceOptions {
  orgUrl: string;
  credential: OktaCredential;
  clock: Clock;
  /** Default: says nothing. */
  log?: Log;
  /** Default: the platform's. */
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
}

/** What reading asks of a service app, and no more. */
export const OKTA_READ_SCOPES: readonly string[] = ['okta.logs.read', 'okta.users.read'];

/** Okta's own maximum. */
const PAGE_RECORDS = 1000;

/** Below this share of the limit the rest of the minute is left to others: the limit belongs to the whole organisation. */
const LIMIT_RESERVE = 0.1;

/** When a position is no longer taken, reading starts again this much before the newest record seen: repeats are dropped. */
const OVERLAP_MS = 900_000;

const LOGS_PATH = '/api/v1/logs';

/** Scopes that could change something; the app that reads should hold none of them. */
const WRITE_SCOPES: readonly string[] = [
  'okta.users.manage',
  'okta.sessions.manage',
  'okta.apps.manage',
  'okta.policies.manage',
  'okta.idps.manage',
];

/** Administrator roles of an API token's owner that cannot write. */
const READ_ONLY_ROLES: readonly string[] = ['READ_ONLY_ADMIN', 'REPORT_ADMIN'];

/** Where reading stands. Opaque to everybody else. */
interface Position {
  /** Path and query of Okta's `next` link. */
  next: string;
  /** `published` of the newest record seen, milliseconds. */
  newestMs: number | null;
}

/**
 * Okta's System Log, polled (`GET /api/v1/logs`, ascending, without `until`): pages follow Okta's `next` links, which go by
 * the time a record was stored, so that a late record is not skipped.
 */
export function createOktaLogSource(options: OktaLogSourceOptions): IdentitySource {
  const { clock, log = silentLog } = options;
  const http = createOktaHttp({
    orgUrl: options.orgUrl,
    credential: options.credential,
    scopes: OKTA_READ_SCOPES,
    clock,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });

  return {
    format: 'okta',

    async readPage(cursor, sinceMs, signal) {
      const position = cursor === null ? null : readPosition(cursor);
      const path = position?.next ?? firstPath(sinceMs);
      try {
        return pageOf(await http.request('GET', path, { signal }), path, position);
      } catch (thrown) {
        if (position === null || !(thrown instanceof AppError) || thrown.code !== 'okta.rejected') throw thrown;
        log.warn(
          { code: thrown.code },
          'Okta no longer takes the position; reading again from before the newest record',
        );
        const again = firstPath((position.newestMs ?? sinceMs) - OVERLAP_MS);
        return pageOf(await http.request('GET', again, { signal }), again, position);
      }
    },

    async probe(signal) {
      try {
        const since = new Date(clock.now() - 3_600_000).toISOString();
        await http.request('GET', LOGS_PATH, { query: { limit: 1, since }, signal });
        const granted = await http.grantedScopes(signal);
        if (granted === null) return { ok: true, scopes: [], excessScopes: await tokenRoles(http, signal, log) };
        const excessScopes = await http.probeScopes(WRITE_SCOPES, signal);
        return { ok: true, scopes: granted, excessScopes };
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        return { ok: false, code: thrown.code, message: thrown.message, remedy: thrown.remedy ?? '' };
      }
    },
  };
}

function firstPath(sinceMs: number): string {
  const query = new URLSearchParams({
    since: new Date(Math.max(0, sinceMs)).toISOString(),
    sortOrder: 'ASCENDING',
    limit: String(PAGE_RECORDS),
  });
  return `${LOGS_PATH}?${query.toString()}`;
}

function pageOf(reply: OktaReply, path: string, before: Position | null): SourcePage {
  if (!Array.isArray(reply.body)) {
    throw new AppError('okta.garbage', 'Okta answered the System Log with something that is not a list of records', {
      retryable: true,
      remedy: 'Check that the address is the organisation’s own and that nothing between rewrites its replies.',
    });
  }
  const items: readonly unknown[] = reply.body;
  const newestMs = items.reduce<number | null>(
    (newest, item) => later(newest, publishedMs(item)),
    before?.newestMs ?? null,
  );
  const next = nextOf(reply, path, items, newestMs);
  const { rateLimit } = reply;
  const scarce = rateLimit !== null && rateLimit.remaining <= Math.max(1, Math.floor(rateLimit.limit * LIMIT_RESERVE));
  return {
    records: items.map(recordOf),
    cursor: JSON.stringify({ next, newestMs } satisfies Position),
    more: items.length >= PAGE_RECORDS,
    waitMs: scarce ? rateLimit.resetInMs : null,
  };
}

/** Polling always has a next link; where something between drops it, the newest record's time takes its place. */
function nextOf(reply: OktaReply, path: string, items: readonly unknown[], newestMs: number | null): string {
  if (reply.nextPath !== null && reply.nextPath.startsWith(`${LOGS_PATH}?`)) return reply.nextPath;
  if (items.length === 0 || newestMs === null) return path;
  return firstPath(newestMs);
}

function recordOf(item: unknown): RawRecord {
  const uuid = isRecord(item) ? item['uuid'] : null;
  return {
    vendorId: typeof uuid === 'string' && uuid !== '' && uuid.length <= 256 ? uuid : null,
    raw: JSON.stringify(item),
  };
}

function publishedMs(item: unknown): number | null {
  const published = isRecord(item) ? item['published'] : null;
  const at = typeof published === 'string' && published.length <= 64 ? Date.parse(published) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function later(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}

function readPosition(cursor: string): Position {
  const parsed = parseJson(cursor);
  const next = isRecord(parsed) ? parsed['next'] : null;
  const newestMs = isRecord(parsed) ? parsed['newestMs'] : null;
  if (typeof next !== 'string' || !next.startsWith(`${LOGS_PATH}?`)) {
    throw new AppError('okta.position_unreadable', 'The stored position in the System Log cannot be read', {
      remedy: 'Disconnect Okta and connect it again: reading starts anew, and records already kept are not doubled.',
    });
  }
  return { next, newestMs: typeof newestMs === 'number' ? newestMs : null };
}

/** What the owner of an API token may do beyond reading: `role:SUPER_ADMIN`. Empty where Okta does not tell. */
async function tokenRoles(http: OktaHttp, signal: AbortSignal, log: Log): Promise<string[]> {
  try {
    const me = (await http.request('GET', '/api/v1/users/me', { signal })).body;
    const id = isRecord(me) ? me['id'] : null;
    if (typeof id !== 'string') return [];
    const roles = (await http.request('GET', `/api/v1/users/${encodeURIComponent(id)}/roles`, { signal })).body;
    if (!Array.isArray(roles)) return [];
    return roles
      .flatMap((role: unknown) => (isRecord(role) && typeof role['type'] === 'string' ? [role['type']] : []))
      .filter((type) => !READ_ONLY_ROLES.includes(type))
      .map((type) => `role:${type.slice(0, 64)}`);
  } catch (thrown) {
    // Not every read-only role may read roles: then nothing is known of them, and reading works all the same.
    log.debug({ err: errorText(thrown) }, 'the roles of the API token could not be read');
    return [];
  }
}
