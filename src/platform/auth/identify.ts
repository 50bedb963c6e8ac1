import { AppError } from '../../base/errors.ts';
import { PERMISSIONS, ROLE_PERMISSIONS, type Permission } from '../../base/permissions.ts';
import type { Actor } from '../http/context.ts';
import type { Authenticator, Identity } from '../http/edge.ts';
import { accountById, setSeen } from './account-store.ts';
import { isApiToken, sameHash, secretHash } from './api-token.ts';
import type { AuthRoom } from './auth-room.ts';
import { deleteSessions, sessionByHash, sessionById, updateSession } from './session-store.ts';
import type { ApiTokenTable, AuthTables, SessionTable } from './tables.ts';
import { CLOCK_STEP_MS, SEEN_EVERY_MS, SESSION_IDLE_MS } from './times.ts';
import { markTokenUsed, tokenByHash, tokenById } from './token-store.ts';

const NOBODY: Identity = { actor: null, byToken: false };
const KNOWN: ReadonlySet<string> = new Set(PERMISSIONS);

/** What the person at the machine may do: everything but let a containment run (docs/decisions/002). */
const OPERATOR_PERMISSIONS: ReadonlySet<Permission> = new Set(PERMISSIONS.filter((one) => one !== 'response:approve'));

/** Proves callers by session cookie, API token or the operator's token. */
export function createAuthenticator(room: AuthRoom): Authenticator {
  return {
    async identify(headers, peer, touch) {
      const authorization = headers.get('authorization');
      if (authorization !== null) return byAuthorization(room, authorization, peer.isLoopback);
      const token = room.cookie.read(headers);
      if (token === null) return NOBODY;
      const hash = secretHash(token);
      const session = await sessionByHash(room.db.read<AuthTables>(), hash);
      if (!session) return NOBODY;
      const isCurrent = sameHash(session.token_hash, hash);
      if (!isCurrent && (session.previous_until ?? 0) <= room.clock.now()) return NOBODY;
      if (isFromTheFuture(session, room.clock.now())) {
        await endForGood(room, session);
        return NOBODY;
      }
      // The first start is for the person at this machine.
      if (session.kind === 'bootstrap' && !peer.isLoopback) return NOBODY;
      const actor = await actorOf(room, session);
      if (actor === null) return NOBODY;
      if (touch) await touchSession(room, session);
      // A cookie that has been replaced proves who, but no longer that he is there now.
      return { actor: isCurrent ? actor : { ...actor, freshUntilMs: null }, byToken: false };
    },

    async refresh(actor) {
      const q = room.db.read<AuthTables>();
      if (actor.kind === 'system') return actor;
      if (actor.kind === 'token') {
        const token = await tokenById(q, actor.id);
        return token ? tokenActor(token, room.clock.now()) : null;
      }
      const session = actor.sessionId === null ? undefined : await sessionById(q, actor.sessionId);
      return session ? actorOf(room, session) : null;
    },

    async admit(peer) {
      if (!room.network.local || peer.isLoopback || (await room.hasAccounts())) return;
      throw new AppError(
        'auth.loopback_only',
        'Nobody has a passkey yet: until then the console is for its own machine only.',
        {
          status: 403,
          remedy: `Open ${room.network.origin()} on that machine (from afar: ssh -L), or set publicUrl to an https address.`,
        },
      );
    },
  };
}

async function byAuthorization(room: AuthRoom, authorization: string, isLoopback: boolean): Promise<Identity> {
  const secret = /^Bearer ([\x21-\x7e]{10,200})$/i.exec(authorization)?.[1];
  if (secret === undefined) throw tokenRefused('The Authorization header is not "Bearer TOKEN".');
  const hash = secretHash(secret);
  if (room.operatorHash !== null && sameHash(hash, room.operatorHash)) {
    if (!isLoopback) throw tokenRefused("The operator's token works on its own machine only.");
    return { actor: OPERATOR, byToken: true };
  }
  if (!isApiToken(secret)) throw tokenRefused('This is no API token of Breakwater (or it was cut or mistyped).');
  const row = await tokenByHash(room.db.read<AuthTables>(), hash);
  const actor = row && sameHash(row.token_hash, hash) ? tokenActor(row, room.clock.now()) : null;
  if (!row || actor === null) throw tokenRefused('This API token is unknown, revoked or expired.');
  const now = room.clock.now();
  if (now - (row.last_used_at ?? 0) > SEEN_EVERY_MS) {
    await quietly(room, () => room.db.transaction((tx) => markTokenUsed(tx.tables<AuthTables>(), row.token_id, now)));
  }
  return { actor, byToken: true };
}

function tokenRefused(message: string): AppError {
  return new AppError('auth.token_refused', message, { status: 401, remedy: 'Make a new API token in the console.' });
}

const OPERATOR: Actor = {
  kind: 'system',
  id: 'operator',
  name: 'Operator of the machine',
  role: null,
  permissions: OPERATOR_PERMISSIONS,
  freshUntilMs: null,
  sessionId: null,
};

function tokenActor(row: ApiTokenTable, nowMs: number): Actor | null {
  if (row.expires_at !== null && row.expires_at <= nowMs) return null;
  const granted = (JSON.parse(row.permissions) as string[]).filter((one): one is Permission => KNOWN.has(one));
  return {
    kind: 'token',
    id: row.token_id,
    name: row.label,
    role: null,
    permissions: new Set(granted),
    freshUntilMs: null,
    sessionId: null,
  };
}

/** The actor behind a session as it stands now, or null when it has ended. */
async function actorOf(room: AuthRoom, session: SessionTable): Promise<Actor | null> {
  const now = room.clock.now();
  if (session.expires_at <= now || session.last_seen_at + SESSION_IDLE_MS <= now) return null;
  if (isFromTheFuture(session, now)) return null;
  if (session.kind === 'bootstrap' || session.kind === 'first') {
    if (await room.hasAccounts()) return null;
    const permissions = session.kind === 'bootstrap' ? ROLE_PERMISSIONS.administrator : [];
    return {
      kind: 'bootstrap',
      id: session.session_id,
      name: 'First start',
      role: session.kind === 'bootstrap' ? 'administrator' : null,
      permissions: new Set(permissions),
      freshUntilMs: null,
      sessionId: session.session_id,
    };
  }
  const account = await accountById(room.db.read<AuthTables>(), session.account_id ?? '');
  if (!account) return null;
  const isSignedIn = session.kind === 'account';
  return {
    kind: 'account',
    id: account.account_id,
    name: account.name,
    role: isSignedIn ? account.role : null,
    // An invitation or recovery may enrol a passkey and nothing else.
    permissions: new Set(isSignedIn ? ROLE_PERMISSIONS[account.role] : []),
    freshUntilMs: isSignedIn ? session.fresh_until : null,
    sessionId: session.session_id,
  };
}

function isFromTheFuture(session: SessionTable, now: number): boolean {
  return session.last_seen_at > now + CLOCK_STEP_MS;
}

/** Or it would be good again once the clock has caught up. */
async function endForGood(room: AuthRoom, session: SessionTable): Promise<void> {
  await quietly(room, () =>
    room.db.transaction(async (tx) => {
      const ended = await deleteSessions(tx.tables<AuthTables>(), { sessionId: session.session_id });
      tx.afterCommit(() => room.announceEnded(ended));
    }),
  );
}

async function touchSession(room: AuthRoom, session: SessionTable): Promise<void> {
  const now = room.clock.now();
  if (now - session.last_seen_at < SEEN_EVERY_MS) return;
  await quietly(room, () =>
    room.db.transaction(async (tx) => {
      const q = tx.tables<AuthTables>();
      await updateSession(q, session.session_id, { last_seen_at: now });
      if (session.kind === 'account' && session.account_id !== null) await setSeen(q, session.account_id, now);
    }),
  );
}

/** A full disk must not sign people out: reading goes on, "last seen" waits. */
async function quietly(room: AuthRoom, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'store.read_only') throw thrown;
    room.log.debug({ code: thrown.code }, 'last use not noted');
  }
}
