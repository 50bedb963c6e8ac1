import type { Clock } from '../../base/clock.ts';
import { uuidv7, type RandomBytes } from '../../base/ids.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { RequestContext } from '../http/context.ts';
import type { NetworkPolicy } from '../http/network-policy.ts';
import type { LivePublisher } from '../live/live.ts';
import type { Log } from '../log/log.ts';
import type { Db } from '../store/db.ts';
import { anyAccount } from './account-store.ts';
import { newSecret, secretHash } from './api-token.ts';
import type { SessionCookie } from './session-cookie.ts';
import { insertSession } from './session-store.ts';
import type { AuthTables, SessionKind } from './tables.ts';
import { ENROL_SESSION_MS, FRESH_MS, SESSION_MAX_MS } from './times.ts';
import type { Kysely } from 'kysely';

/** What the parts of this room share. */
export interface AuthRoom {
  db: Db;
  clock: Clock;
  log: Log;
  audit: AuditLog;
  live: LivePublisher;
  network: NetworkPolicy;
  randomBytes: RandomBytes;
  cookie: SessionCookie;
  /** SHA-256 of the operator's token, or null when there is none. */
  operatorHash: string | null;
  /** Once an account exists, one always does: the first start is over for good. */
  hasAccounts(): Promise<boolean>;
  /** Tells who listens that sessions or tokens have ended. */
  announceEnded(ids: readonly string[]): void;
  onEnded(listener: (id: string) => void): void;
}

export function createAuthRoom(deps: Omit<AuthRoom, 'hasAccounts' | 'announceEnded' | 'onEnded'>): AuthRoom {
  let known = false;
  const listeners: ((id: string) => void)[] = [];
  return {
    ...deps,
    async hasAccounts() {
      known ||= await anyAccount(deps.db.read<AuthTables>());
      return known;
    },
    announceEnded(ids) {
      for (const id of ids) for (const listener of listeners) listener(id);
    },
    onEnded: (listener) => void listeners.push(listener),
  };
}

/** A new session and its cookie. Signed-in ones begin fresh: the passkey has just been used. */
export async function startSession(
  room: AuthRoom,
  q: Kysely<AuthTables>,
  context: RequestContext,
  kind: SessionKind,
  accountId: string | null,
): Promise<{ sessionId: string }> {
  const now = room.clock.now();
  const token = newSecret(room.randomBytes);
  const sessionId = uuidv7(now, room.randomBytes);
  const lifetimeMs = kind === 'account' || kind === 'bootstrap' ? SESSION_MAX_MS : ENROL_SESSION_MS;
  await insertSession(q, {
    session_id: sessionId,
    token_hash: secretHash(token),
    previous_token_hash: null,
    previous_until: null,
    kind,
    account_id: accountId,
    created_at: now,
    last_seen_at: now,
    expires_at: now + lifetimeMs,
    fresh_until: kind === 'account' ? now + FRESH_MS : null,
  });
  context.setHeader('set-cookie', room.cookie.set(token, lifetimeMs));
  return { sessionId };
}
