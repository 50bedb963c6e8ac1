import { AppError } from '../../base/errors.ts';
import {
  approvalChallenge,
  claimedCredentialId,
  verifyApprovalAssertion,
  type KnownPasskey,
} from '../../engines/signin/index.ts';
import { accountById, passkeysOf } from './account-store.ts';
import { newSecret } from './api-token.ts';
import type { AuthRoom } from './auth-room.ts';
import { openCeremony, takeCeremony } from './ceremony-store.ts';
import { checkAssertion, knownPasskey } from './check-assertion.ts';
import { requestOptions } from './passkey-options.ts';
import type { AuthTables } from './tables.ts';
import { CEREMONY_MS } from './times.ts';

/** Approvals by passkey over a statement. Fits the ports ApprovalVerifier and ApprovalProof of src/response/ports.ts. */
export interface Approvals {
  /**
   * @param accountId who approves, null on the first start
   * @throws AppError `auth.passkey_needed` (403) for whoever has no passkey while others have
   */
  begin(
    accountId: string | null,
    statement: string,
  ): Promise<{ publicKey: Record<string, unknown> | null; nonce: string }>;
  /** @throws AppError `auth.assertion_invalid` (403), `auth.ceremony_over` (409) when answered before or too late */
  verify(
    accountId: string,
    statement: string,
    nonce: string,
    assertion: Record<string, unknown>,
  ): Promise<{ passkeyId: string }>;
  /**
   * The same signature checked again later, against the keys the person has then; the same answer however often it is asked.
   * @throws AppError `auth.assertion_invalid` (403)
   */
  recheck(
    accountId: string,
    statement: string,
    nonce: string,
    assertion: Record<string, unknown>,
  ): Promise<{ passkeyId: string }>;
  /** The public parts of a person's passkeys: all that a writing hand on a host of its own needs. */
  keys(accountId: string): Promise<ApproverKey[]>;
}

export interface ApproverKey {
  accountId: string;
  passkeyId: string;
  passkey: KnownPasskey;
}

export function createApprovals(room: AuthRoom): Approvals {
  async function keys(accountId: string): Promise<ApproverKey[]> {
    const q = room.db.read<AuthTables>();
    const account = await accountById(q, accountId);
    if (!account) return [];
    const passkeys = await passkeysOf(q, accountId, room.network.rpId);
    return passkeys.map((row) => ({
      accountId,
      passkeyId: row.passkey_id,
      passkey: knownPasskey(row, account),
    }));
  }

  return {
    keys,

    async recheck(accountId, statement, nonce, assertion) {
      const credentialId = claimedCredentialId(assertion);
      const key = (await keys(accountId)).find((one) => one.passkey.credentialId === credentialId);
      // The counter has moved on with later uses: copies are noticed when an approval is given, not when it is read again.
      const verdict =
        key &&
        (await verifyApprovalAssertion({ ...key.passkey, counter: 0 }, statement, nonce, assertion, {
          origins: [room.network.origin()],
          rpId: room.network.rpId,
        }));
      if (key && verdict?.ok) return { passkeyId: key.passkeyId };
      throw new AppError('auth.assertion_invalid', 'The signature of this approval does not hold.', {
        status: 403,
        remedy: 'Approve again in the console; if it stays so, find out who changed the data.',
        details: { reason: verdict?.ok === false ? verdict.reason : 'unknown-key' },
      });
    },

    async begin(accountId, statement) {
      const nonce = newSecret(room.randomBytes);
      if (!(await room.hasAccounts())) return { publicKey: null, nonce };
      const { rpId } = room.network;
      const allowed = accountId === null ? [] : await passkeysOf(room.db.read<AuthTables>(), accountId, rpId);
      if (accountId === null || allowed.length === 0) {
        throw new AppError('auth.passkey_needed', 'An approval needs a person with a passkey.', {
          status: 403,
          remedy: 'Sign in with a passkey and approve in the console.',
        });
      }
      const challenge = await challengeOf(statement, nonce);
      const now = room.clock.now();
      await room.db.transaction((tx) =>
        openCeremony(
          tx.tables<AuthTables>(),
          {
            // The nonce names the ceremony: whoever answers brings both.
            ceremony_id: nonce,
            purpose: 'approval',
            challenge,
            session_id: null,
            account_id: accountId,
            user_handle: null,
            name: null,
            expires_at: now + CEREMONY_MS,
          },
          now,
        ),
      );
      return { publicKey: requestOptions({ rpId, challenge, allowed }), nonce };
    },

    async verify(accountId, statement, nonce, assertion) {
      const now = room.clock.now();
      await room.db.transaction((tx) => takeCeremony(tx.tables<AuthTables>(), nonce, 'approval', { accountId }, now));
      // From the statement, not from what was kept: an approval is for what is about to be done.
      const challenge = await challengeOf(statement, nonce);
      const { passkey } = await checkAssertion(room, assertion, challenge, accountId, () => undefined);
      return { passkeyId: passkey.passkey_id };
    },
  };
}

async function challengeOf(statement: string, nonce: string): Promise<string> {
  const challenge = await approvalChallenge(statement, nonce);
  if (challenge === null) {
    throw new AppError('auth.ceremony_over', 'This approval was not begun here.', {
      status: 409,
      remedy: 'Begin again.',
    });
  }
  return challenge;
}
