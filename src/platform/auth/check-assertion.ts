import { AppError } from '../../base/errors.ts';
import {
  claimedCredentialId,
  verifyAssertion,
  type Expectation,
  type KnownPasskey,
  type RefusalReason,
} from '../../engines/signin/index.ts';
import { accountById, markUsed, passkeyByCredential } from './account-store.ts';
import type { AuthRoom } from './auth-room.ts';
import type { AccountTable, AuthTables, PasskeyTable } from './tables.ts';

/**
 * Verifies an assertion against the enrolled passkeys and notes the use.
 * @param accountId whose it must be, or null where the key itself says who signs in
 * @param note called with ids for the audit log, also when it is refused
 * @throws AppError `auth.passkey_unknown`, `auth.assertion_invalid`, `auth.counter_regressed` (403)
 */
export async function checkAssertion(
  room: AuthRoom,
  credential: Record<string, unknown>,
  challenge: string,
  accountId: string | null,
  note: (...ids: string[]) => void,
): Promise<{ account: AccountTable; passkey: PasskeyTable }> {
  const q = room.db.read<AuthTables>();
  const credentialId = claimedCredentialId(credential);
  const passkey = credentialId === null ? undefined : await passkeyByCredential(q, credentialId);
  const account = passkey && (await accountById(q, passkey.account_id));
  if (!passkey || !account || (accountId !== null && passkey.account_id !== accountId)) {
    throw new AppError('auth.passkey_unknown', 'Nobody here has this passkey.', {
      status: 403,
      remedy: 'Use another passkey, or ask an administrator for a recovery link.',
    });
  }
  note(passkey.account_id, passkey.passkey_id);
  const expected: Expectation = { challenge, origins: [room.network.origin()], rpId: room.network.rpId };
  const known = knownPasskey(passkey, account);
  const verdict = await verifyAssertion(credential, known, expected, accountId === null);
  if (!verdict.ok) throw assertionRefused(room, verdict.reason, verdict.detail, passkey.passkey_id, note);
  const noted = await room.db.transaction((tx) =>
    markUsed(tx.tables<AuthTables>(), passkey, {
      counter: verdict.counter,
      backedUp: verdict.backedUp,
      at: room.clock.now(),
    }),
  );
  if (!noted) throw assertionRefused(room, 'counter', 'another assertion came between', passkey.passkey_id, note);
  return { account, passkey };
}

/** A kept passkey as the policy wants it. */
export function knownPasskey(passkey: PasskeyTable, account: AccountTable): KnownPasskey {
  return {
    credentialId: passkey.credential_id,
    publicKey: new Uint8Array(Buffer.from(passkey.public_key, 'base64url')),
    counter: passkey.counter,
    backupEligible: passkey.backup_eligible === 1,
    userHandle: account.user_handle,
  };
}

/** One sentence for whoever tries, the exact guard for the log and the audit log. */
function assertionRefused(
  room: AuthRoom,
  reason: RefusalReason,
  detail: string,
  passkeyId: string,
  note: (...ids: string[]) => void,
): AppError {
  note(`reason:${reason}`);
  room.log.warn({ reason, detail, passkeyId }, 'passkey assertion refused');
  if (reason === 'counter') {
    return new AppError(
      'auth.counter_regressed',
      'This key answered with a counter it has used before: a copy may exist.',
      {
        status: 403,
        remedy: 'Have an administrator remove this passkey and enrol another.',
        details: { reason },
      },
    );
  }
  return new AppError('auth.assertion_invalid', 'The passkey did not prove who you are.', {
    status: 403,
    remedy:
      reason === 'origin' || reason === 'rp-id'
        ? `Open the console at ${room.network.origin()} and try again.`
        : 'Try again; if it stays so, ask an administrator for a recovery link.',
    details: { reason },
  });
}
