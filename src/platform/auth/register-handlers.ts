import type { Kysely } from 'kysely';
import { AppError } from '../../base/errors.ts';
import { LIVE_TENANT, uuidv7 } from '../../base/ids.ts';
import { verifyRegistration, type RegisteredPasskey } from '../../engines/signin/index.ts';
import { checkFresh } from '../http/check-access.ts';
import type { Handlers, RequestContext } from '../http/context.ts';
import type { Tx } from '../store/db.ts';
import {
  accountById,
  anyAccount,
  insertAccount,
  insertPasskey,
  passkeyByCredential,
  passkeysOf,
} from './account-store.ts';
import type { authApi } from './api.ts';
import { newSecret } from './api-token.ts';
import { startSession, type AuthRoom } from './auth-room.ts';
import { openCeremony, takeCeremony } from './ceremony-store.ts';
import { deleteLinks } from './link-store.ts';
import { actorAfter, describeMe, ownSession } from './own-session.ts';
import { creationOptions } from './passkey-options.ts';
import { deleteSessions } from './session-store.ts';
import type { AuthTables, CeremonyTable, SessionTable } from './tables.ts';
import { CEREMONY_MS } from './times.ts';

/** Enrolling passkeys: the first administrator's, an invited person's, and further ones of one's own. */
export function registerHandlers(
  room: AuthRoom,
): Pick<Handlers<typeof authApi>, 'beginRegistration' | 'finishRegistration'> {
  return {
    async beginRegistration(context, { body }) {
      const session = await ownSession(room, context);
      mayEnrol(room, context, session);
      const q = room.db.read<AuthTables>();
      const account = session.account_id === null ? undefined : await accountById(q, session.account_id);
      const now = room.clock.now();
      const ceremony = {
        ceremony_id: uuidv7(now, room.randomBytes),
        purpose: 'register' as const,
        challenge: newSecret(room.randomBytes),
        session_id: session.session_id,
        account_id: account?.account_id ?? null,
        user_handle: account?.user_handle ?? newSecret(room.randomBytes),
        name: account?.name ?? body.name ?? 'Administrator',
        expires_at: now + CEREMONY_MS,
      };
      const { rpId } = room.network;
      const existing = account ? await passkeysOf(q, account.account_id, rpId) : [];
      await room.db.transaction((tx) => openCeremony(tx.tables<AuthTables>(), ceremony, now));
      const options = creationOptions({
        rpId,
        challenge: ceremony.challenge,
        userHandle: ceremony.user_handle,
        name: ceremony.name,
        existing,
      });
      return { ceremonyId: ceremony.ceremony_id, options };
    },

    async finishRegistration(context, { body }) {
      const session = await ownSession(room, context);
      mayEnrol(room, context, session);
      const ceremony = await room.db.transaction((tx) =>
        takeCeremony(
          tx.tables<AuthTables>(),
          body.ceremonyId,
          'register',
          { sessionId: session.session_id },
          room.clock.now(),
        ),
      );
      const verdict = await verifyRegistration(body.credential, {
        challenge: ceremony.challenge,
        origins: [room.network.origin()],
        rpId: room.network.rpId,
      });
      if (!verdict.ok) {
        context.audit(`reason:${verdict.reason}`);
        room.log.warn({ reason: verdict.reason, detail: verdict.detail }, 'passkey registration refused');
        throw new AppError('auth.registration_invalid', 'This passkey cannot be enrolled.', {
          status: 403,
          remedy:
            verdict.reason === 'algorithm'
              ? 'Use an authenticator that offers ES256, EdDSA or RS256.'
              : `Open the console at ${room.network.origin()} and try again, with a key that asks for a PIN or fingerprint.`,
          details: { reason: verdict.reason },
        });
      }
      const sessionId = await room.db.transaction((tx) =>
        keepPasskey(room, tx, context, { session, ceremony, passkey: verdict, label: body.label ?? '' }),
      );
      return describeMe(room, { sessionId });
    },
  };
}

/**
 * A signed-in person must have verified just now: enrolling a key of one's own is what a thief of a session does first.
 * @throws AppError `auth.fresh_verification_needed` (403)
 */
function mayEnrol(room: AuthRoom, context: RequestContext, session: SessionTable): void {
  if (session.kind === 'account') checkFresh(actorAfter(context), room.clock.now());
}

interface Enrolment {
  session: SessionTable;
  ceremony: CeremonyTable;
  passkey: RegisteredPasskey;
  label: string;
}

/** Keeps the passkey, and with the first one the administrator. Gives the session that goes on. */
async function keepPasskey(room: AuthRoom, tx: Tx, context: RequestContext, made: Enrolment): Promise<string> {
  const q = tx.tables<AuthTables>();
  const { session, passkey } = made;
  if (await passkeyByCredential(q, passkey.credentialId)) {
    throw new AppError('auth.passkey_exists', 'This passkey is enrolled already.', {
      status: 409,
      remedy: 'Sign in with it, or use another authenticator.',
    });
  }
  const accountId = session.account_id ?? (await createFirstAccount(room, q, made.ceremony));
  const passkeyId = uuidv7(room.clock.now(), room.randomBytes);
  await insertPasskey(q, {
    passkey_id: passkeyId,
    account_id: accountId,
    credential_id: passkey.credentialId,
    public_key: Buffer.from(passkey.publicKey).toString('base64url'),
    counter: passkey.counter,
    backup_eligible: passkey.backupEligible ? 1 : 0,
    backed_up: passkey.backedUp ? 1 : 0,
    transports: JSON.stringify(passkey.transports),
    label: made.label === '' ? 'Passkey' : made.label,
    attestation_kind: passkey.attestation.kind,
    claimed_aaguid: passkey.claimedAaguid,
    rp_id: room.network.rpId,
    created_at: room.clock.now(),
    last_used_at: null,
  });
  context.audit(accountId, passkeyId);
  await room.live.publish(tx, LIVE_TENANT, 'account', accountId);
  if (session.kind === 'account') return session.session_id;

  // More may be done from here on: a new session, and the one that led here ends.
  const kinds = session.account_id === null ? (['bootstrap', 'first'] as const) : null;
  const ended = await deleteSessions(q, kinds ? { kinds } : { sessionId: session.session_id });
  if (kinds) {
    await deleteLinks(q, { kind: 'bootstrap' });
    await room.live.publish(tx, LIVE_TENANT, 'setup', 'passkey');
  }
  tx.afterCommit(() => room.announceEnded(ended));
  const { sessionId } = await startSession(room, q, context, 'account', accountId);
  return sessionId;
}

/** The first passkey makes an administrator and ends the first start. @throws AppError `auth.link_invalid` when somebody was first */
async function createFirstAccount(room: AuthRoom, q: Kysely<AuthTables>, ceremony: CeremonyTable): Promise<string> {
  if (await anyAccount(q)) {
    throw new AppError('auth.link_invalid', 'Somebody else has enrolled the first passkey meanwhile.', {
      status: 403,
      remedy: 'Ask that administrator for an invitation.',
    });
  }
  const now = room.clock.now();
  const accountId = uuidv7(now, room.randomBytes);
  await insertAccount(q, {
    account_id: accountId,
    name: ceremony.name ?? 'Administrator',
    role: 'administrator',
    language: 'en',
    user_handle: ceremony.user_handle ?? newSecret(room.randomBytes),
    created_at: now,
    last_seen_at: now,
  });
  return accountId;
}
