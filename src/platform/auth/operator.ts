import { AppError } from '../../base/errors.ts';
import { LIVE_TENANT, uuidv7 } from '../../base/ids.ts';
import type { Tx } from '../store/db.ts';
import { allAccounts, deletePasskeys } from './account-store.ts';
import { newSecret, secretHash } from './api-token.ts';
import type { AuthRoom } from './auth-room.ts';
import { deleteLinks, insertLink } from './link-store.ts';
import { deleteSessions } from './session-store.ts';
import type { AuthTables, EnrolmentLinkTable } from './tables.ts';
import { LINK_MS } from './times.ts';

/** What the operator of the machine may do about sign-in, on the command line. */
export interface AuthOperator {
  /**
   * The link that opens the console before the first passkey exists; links made before it end. Null once somebody has one.
   */
  issueBootstrapLink(): Promise<string | null>;
  /**
   * For administrators who lost every key: their passkeys and sessions end, and the link enrols a new one.
   * @param name of the administrator; null when there is only one
   * @throws AppError `auth.no_such_account` (404), naming who there is
   */
  recoverAdministrator(name: string | null): Promise<{ accountId: string; link: string }>;
}

/** Makes a one-time link. The secret is in the fragment, which browsers send to nobody and no log sees. */
export async function issueLink(
  room: AuthRoom,
  tx: Tx,
  kind: EnrolmentLinkTable['kind'],
  accountId: string | null,
): Promise<string> {
  const token = newSecret(room.randomBytes);
  const now = room.clock.now();
  const q = tx.tables<AuthTables>();
  await deleteLinks(q, accountId === null ? { kind: 'bootstrap' } : { accountId });
  await insertLink(q, {
    link_id: uuidv7(now, room.randomBytes),
    token_hash: secretHash(token),
    kind,
    account_id: accountId,
    created_at: now,
    expires_at: now + LINK_MS,
  });
  return `${room.network.origin()}/link#${token}`;
}

/** Ends all passkeys and sessions of a person and gives a link to enrol a new passkey. Announces the ended sessions. */
export async function recoverAccount(room: AuthRoom, tx: Tx, accountId: string): Promise<string> {
  const q = tx.tables<AuthTables>();
  await deletePasskeys(q, accountId);
  const ended = await deleteSessions(q, { accountId });
  tx.afterCommit(() => room.announceEnded(ended));
  await room.live.publish(tx, LIVE_TENANT, 'account', accountId);
  return issueLink(room, tx, 'recover', accountId);
}

export function createOperator(room: AuthRoom): AuthOperator {
  return {
    async issueBootstrapLink() {
      if (await room.hasAccounts()) return null;
      return room.db.transaction(async (tx) => {
        await room.audit.append(tx, {
          actor: { kind: 'system', id: 'operator' },
          verb: 'auth.link.issue',
          objects: [],
          outcome: 'done',
        });
        return issueLink(room, tx, 'bootstrap', null);
      });
    },

    async recoverAdministrator(name) {
      const administrators = (await allAccounts(room.db.read<AuthTables>())).filter(
        (one) => one.role === 'administrator',
      );
      const chosen = name === null ? administrators : administrators.filter((one) => one.name === name);
      const [account] = chosen;
      if (!account || chosen.length !== 1) {
        const names = administrators.map((one) => `"${one.name}"`).join(', ');
        throw new AppError(
          'auth.no_such_account',
          name === null
            ? `There is not exactly one administrator: ${names || 'none yet'}.`
            : `No one administrator "${name}".`,
          {
            status: 404,
            remedy: names === '' ? 'Make the first passkey: breakwater link' : `Name one of: ${names}.`,
          },
        );
      }
      const link = await room.db.transaction(async (tx) => {
        await room.audit.append(tx, {
          actor: { kind: 'system', id: 'operator' },
          verb: 'account.recover',
          objects: [account.account_id],
          outcome: 'done',
        });
        return recoverAccount(room, tx, account.account_id);
      });
      return { accountId: account.account_id, link };
    },
  };
}
