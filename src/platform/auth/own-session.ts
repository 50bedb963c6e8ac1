import { AppError } from '../../base/errors.ts';
import type { Actor, RequestContext } from '../http/context.ts';
import { accountById } from './account-store.ts';
import type { MeWire } from './api.ts';
import { createAuthenticator } from './identify.ts';
import type { AuthRoom } from './auth-room.ts';
import { sessionById } from './session-store.ts';
import type { AuthTables, SessionTable } from './tables.ts';

/** The caller's session. @throws AppError `auth.not_allowed` (403) for tokens, which have none */
export async function ownSession(room: AuthRoom, context: RequestContext): Promise<SessionTable> {
  const sessionId = context.actor?.sessionId ?? null;
  const session = sessionId === null ? undefined : await sessionById(room.db.read<AuthTables>(), sessionId);
  if (session) return session;
  throw new AppError('auth.not_allowed', 'This is for people signed in with a browser, not for tokens.', {
    status: 403,
  });
}

/** The actor of a `session` endpoint, which the edge has made sure of. */
export function actorAfter(context: RequestContext): Actor {
  if (context.actor) return context.actor;
  throw new AppError('auth.sign_in_needed', 'Nobody is signed in.', { status: 401, remedy: 'Sign in and try again.' });
}

/** Who is signed in, as the console shows it. @param who an actor, or a session that has just begun */
export async function describeMe(room: AuthRoom, who: Actor | { sessionId: string }): Promise<MeWire> {
  const q = room.db.read<AuthTables>();
  const session = who.sessionId === null ? undefined : await sessionById(q, who.sessionId);
  const actor = 'kind' in who ? who : session && (await createAuthenticator(room).refresh(newActor(session)));
  if (!actor)
    throw new AppError('auth.sign_in_needed', 'The session has ended.', { status: 401, remedy: 'Sign in again.' });
  const account = actor.kind === 'account' ? await accountById(q, actor.id) : undefined;
  return {
    kind: actor.kind === 'system' ? 'token' : actor.kind,
    accountId: account?.account_id ?? null,
    name: actor.name,
    role: actor.role,
    permissions: [...actor.permissions],
    language: account?.language ?? 'en',
    freshUntil: actor.freshUntilMs,
    sessionEndsAt: session?.expires_at ?? null,
  };
}

/** Enough of an actor to be looked up anew. */
function newActor(session: SessionTable): Actor {
  return {
    kind: 'account',
    id: session.account_id ?? session.session_id,
    name: '',
    role: null,
    permissions: new Set(),
    freshUntilMs: null,
    sessionId: session.session_id,
  };
}
