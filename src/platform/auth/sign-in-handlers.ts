import { AppError } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import type { RequestContext } from '../http/context.ts';
import type { Handlers } from '../http/context.ts';
import { passkeysOf, setSeen } from './account-store.ts';
import type { authApi } from './api.ts';
import { newSecret, secretHash } from './api-token.ts';
import { startSession, type AuthRoom } from './auth-room.ts';
import { openCeremony, takeCeremony } from './ceremony-store.ts';
import { checkAssertion } from './check-assertion.ts';
import { takeLink } from './link-store.ts';
import { actorAfter, describeMe, ownSession } from './own-session.ts';
import { requestOptions } from './passkey-options.ts';
import { deleteSessions, updateSession } from './session-store.ts';
import type { AuthTables, CeremonyPurpose } from './tables.ts';
import { CEREMONY_MS, FRESH_MS, ROTATION_GRACE_MS } from './times.ts';

type Names =
  | 'getMe'
  | 'getSignInState'
  | 'exchangeLink'
  | 'beginSignIn'
  | 'finishSignIn'
  | 'beginVerification'
  | 'finishVerification'
  | 'signOut';

/** Signing in, staying signed in, verifying again, and out. */
export function signInHandlers(room: AuthRoom): Pick<Handlers<typeof authApi>, Names> {
  return {
    getMe: async (context) => describeMe(room, actorAfter(context)),

    getSignInState: async (context) => ({
      bootstrap: !(await room.hasAccounts()),
      loopback: context.isLoopback,
      rpId: room.network.rpId,
    }),

    exchangeLink: (context, { body }) => exchangeLink(room, context, body.token),

    async beginSignIn() {
      if (!(await room.hasAccounts())) {
        throw new AppError('auth.no_passkey_yet', 'Nobody has a passkey yet.', {
          status: 409,
          remedy: 'Open the one-time link that Breakwater printed when it started.',
        });
      }
      return begin(room, 'sign-in', null, null);
    },

    async finishSignIn(context, { body }) {
      const ceremony = await spend(room, body.ceremonyId, 'sign-in', null);
      const { account } = await checkAssertion(room, body.credential, ceremony.challenge, null, (...ids) =>
        context.audit(...ids),
      );
      const { sessionId } = await room.db.transaction(async (tx) => {
        const q = tx.tables<AuthTables>();
        const now = room.clock.now();
        const expired = await deleteSessions(q, { expiredBefore: now });
        // A browser has one session: the one it came with ends, so that its token does not outlive the new one.
        const before = context.actor?.sessionId;
        const left = before ? await deleteSessions(q, { sessionId: before }) : [];
        tx.afterCommit(() => room.announceEnded([...expired, ...left]));
        await setSeen(q, account.account_id, now);
        return startSession(room, q, context, 'account', account.account_id);
      });
      return describeMe(room, { sessionId });
    },

    async beginVerification(context) {
      const session = await ownSession(room, context);
      if (session.kind !== 'account' || session.account_id === null) throw nothingToVerify();
      return begin(room, 'verify', session.session_id, session.account_id);
    },

    async finishVerification(context, { body }) {
      const session = await ownSession(room, context);
      const accountId = session.account_id;
      if (session.kind !== 'account' || accountId === null) throw nothingToVerify();
      const ceremony = await spend(room, body.ceremonyId, 'verify', session.session_id);
      await checkAssertion(room, body.credential, ceremony.challenge, accountId, (...ids) => context.audit(...ids));
      // Freshness is a privilege: a cookie stolen before it does not get it.
      const token = newSecret(room.randomBytes);
      const now = room.clock.now();
      await room.db.transaction((tx) =>
        updateSession(tx.tables<AuthTables>(), session.session_id, {
          token_hash: secretHash(token),
          previous_token_hash: session.token_hash,
          previous_until: now + ROTATION_GRACE_MS,
          fresh_until: now + FRESH_MS,
          last_seen_at: now,
        }),
      );
      context.setHeader('set-cookie', room.cookie.set(token, session.expires_at - now));
      return describeMe(room, { sessionId: session.session_id });
    },

    async signOut(context) {
      const session = await ownSession(room, context);
      await room.db.transaction(async (tx) => {
        const ended = await deleteSessions(tx.tables<AuthTables>(), { sessionId: session.session_id });
        tx.afterCommit(() => room.announceEnded(ended));
      });
      context.setHeader('set-cookie', room.cookie.clear());
      return { ok: true };
    },
  };
}

async function exchangeLink(
  room: AuthRoom,
  context: RequestContext,
  token: string,
): Promise<{ next: 'console' | 'enrol' }> {
  const hasAccounts = await room.hasAccounts();
  return room.db.transaction(async (tx) => {
    const q = tx.tables<AuthTables>();
    const link = await takeLink(q, secretHash(token), room.clock.now());
    if (!link || (link.kind === 'bootstrap') === hasAccounts) {
      throw new AppError('auth.link_invalid', 'This link is unknown, used or too old.', {
        status: 403,
        remedy: 'A link works once. Ask for a new one, or run breakwater link on the machine.',
      });
    }
    if (link.kind !== 'bootstrap') {
      if (link.account_id !== null) context.audit(link.account_id);
      await startSession(room, q, context, 'enrol', link.account_id);
      return { next: 'enrol' };
    }
    // Behind a name of its own the link only enrols: nobody works there without a passkey, not even once.
    const opensConsole = room.network.local && context.isLoopback;
    await startSession(room, q, context, opensConsole ? 'bootstrap' : 'first', null);
    return { next: opensConsole ? 'console' : 'enrol' };
  });
}

/** Hands out a challenge for one answer. */
async function begin(
  room: AuthRoom,
  purpose: CeremonyPurpose,
  sessionId: string | null,
  accountId: string | null,
): Promise<{ ceremonyId: string; options: Record<string, unknown> }> {
  const now = room.clock.now();
  const ceremonyId = uuidv7(now, room.randomBytes);
  const challenge = newSecret(room.randomBytes);
  const { rpId } = room.network;
  const allowed = accountId === null ? [] : await passkeysOf(room.db.read<AuthTables>(), accountId, rpId);
  await room.db.transaction((tx) =>
    openCeremony(
      tx.tables<AuthTables>(),
      {
        ceremony_id: ceremonyId,
        purpose,
        challenge,
        session_id: sessionId,
        account_id: accountId,
        user_handle: null,
        name: null,
        expires_at: now + CEREMONY_MS,
      },
      now,
    ),
  );
  return { ceremonyId, options: requestOptions({ rpId, challenge, allowed }) };
}

function spend(room: AuthRoom, ceremonyId: string, purpose: CeremonyPurpose, sessionId: string | null) {
  return room.db.transaction((tx) =>
    takeCeremony(tx.tables<AuthTables>(), ceremonyId, purpose, { sessionId }, room.clock.now()),
  );
}

function nothingToVerify(): AppError {
  return new AppError('auth.passkey_first', 'There is no passkey to verify with yet.', {
    status: 403,
    remedy: "Create the administrator's passkey first.",
  });
}
