import { AppError } from '../../base/errors.ts';
import { LIVE_TENANT, uuidv7 } from '../../base/ids.ts';
import type { Handlers } from '../http/context.ts';
import type { Tx } from '../store/db.ts';
import {
  accountById,
  allAccounts,
  allPasskeys,
  deleteAccount,
  deletePasskeys,
  insertAccount,
  setRole,
  workingAdministrators,
} from './account-store.ts';
import type { authApi } from './api.ts';
import { newSecret } from './api-token.ts';
import type { AuthRoom } from './auth-room.ts';
import { deleteLinks } from './link-store.ts';
import { issueLink, recoverAccount } from './operator.ts';
import { actorAfter } from './own-session.ts';
import { deleteSessions } from './session-store.ts';
import type { AccountTable, AuthTables } from './tables.ts';

type Names = 'listAccounts' | 'inviteAccount' | 'recoverAccount' | 'setAccountRole' | 'removeAccount' | 'removePasskey';

/** People who may use the console. */
export function accountHandlers(room: AuthRoom): Pick<Handlers<typeof authApi>, Names> {
  return {
    async listAccounts() {
      const q = room.db.read<AuthTables>();
      const passkeys = await allPasskeys(q);
      return {
        items: (await allAccounts(q)).map((account) => {
          const own = passkeys.filter((passkey) => passkey.account_id === account.account_id);
          return {
            accountId: account.account_id,
            name: account.name,
            role: account.role,
            createdAt: account.created_at,
            lastSeenAt: account.last_seen_at,
            passkeys: own.map((passkey) => ({
              passkeyId: passkey.passkey_id,
              label: passkey.label,
              createdAt: passkey.created_at,
              lastUsedAt: passkey.last_used_at,
              synced: passkey.backup_eligible === 1,
            })),
            invited: own.length === 0,
          };
        }),
      };
    },

    async inviteAccount(context, { body }) {
      const now = room.clock.now();
      const accountId = uuidv7(now, room.randomBytes);
      context.audit(accountId, `role:${body.role}`);
      const link = await room.db.transaction(async (tx) => {
        await insertAccount(tx.tables<AuthTables>(), {
          account_id: accountId,
          name: body.name,
          role: body.role,
          language: 'en',
          user_handle: newSecret(room.randomBytes),
          created_at: now,
          last_seen_at: null,
        });
        await room.live.publish(tx, LIVE_TENANT, 'account', accountId);
        return issueLink(room, tx, 'invite', accountId);
      });
      return { accountId, link };
    },

    async recoverAccount(context, { params }) {
      // Whoever lost a key is recovered by somebody else: a thief at an open session must not lock its owner out.
      if (actorAfter(context).id === params.accountId) {
        throw new AppError('auth.not_yourself', 'You cannot recover yourself.', {
          status: 409,
          remedy: 'Ask another administrator, or run breakwater link --recover on the machine.',
        });
      }
      const link = await room.db.transaction(async (tx) => {
        await findAccount(tx, params.accountId);
        return recoverAccount(room, tx, params.accountId);
      });
      return { link };
    },

    async setAccountRole(context, { params, body }) {
      context.audit(`role:${body.role}`);
      await room.db.transaction(async (tx) => {
        const q = tx.tables<AuthTables>();
        const account = await findAccount(tx, params.accountId);
        if (account.role === body.role) return;
        if (body.role !== 'administrator') await keepOneAdministrator(room, tx, account);
        await setRole(q, account.account_id, body.role);
        await room.live.publish(tx, LIVE_TENANT, 'account', account.account_id);
        // What a session may do has changed: it is proven anew.
        const ended = await deleteSessions(q, { accountId: account.account_id });
        tx.afterCommit(() => room.announceEnded(ended));
      });
      return { ok: true };
    },

    async removeAccount(_, { params }) {
      await room.db.transaction(async (tx) => {
        const q = tx.tables<AuthTables>();
        const account = await findAccount(tx, params.accountId);
        await keepOneAdministrator(room, tx, account);
        const ended = await deleteSessions(q, { accountId: account.account_id });
        await deletePasskeys(q, account.account_id);
        await deleteLinks(q, { accountId: account.account_id });
        await deleteAccount(q, account.account_id);
        await room.live.publish(tx, LIVE_TENANT, 'account', account.account_id);
        tx.afterCommit(() => room.announceEnded(ended));
      });
      return { ok: true };
    },

    async removePasskey(context, { params }) {
      const actor = actorAfter(context);
      await room.db.transaction(async (tx) => {
        const q = tx.tables<AuthTables>();
        const passkeys = await allPasskeys(q);
        const passkey = passkeys.find((one) => one.passkey_id === params.passkeyId);
        const mayRemove = passkey?.account_id === actor.id || actor.permissions.has('accounts:write');
        if (!passkey || !mayRemove)
          throw new AppError('auth.no_such_passkey', 'There is no such passkey.', { status: 404 });
        context.audit(passkey.account_id);
        const { rpId } = room.network;
        const others = passkeys.filter(
          (one) => one.account_id === passkey.account_id && one.passkey_id !== passkey.passkey_id && one.rp_id === rpId,
        );
        if (others.length === 0) {
          throw new AppError('auth.last_passkey', 'This is the only passkey of this person.', {
            status: 409,
            remedy: 'Enrol another one first, or recover or remove the person.',
          });
        }
        await deletePasskeys(q, passkey.account_id, passkey.passkey_id);
        await room.live.publish(tx, LIVE_TENANT, 'account', passkey.account_id);
        // Sessions that began with it cannot be told apart from the others: all of the person's end, but this one.
        const ended = passkey.account_id === actor.id ? [] : await deleteSessions(q, { accountId: passkey.account_id });
        tx.afterCommit(() => room.announceEnded(ended));
      });
      return { ok: true };
    },
  };
}

async function findAccount(tx: Tx, accountId: string): Promise<AccountTable> {
  const account = await accountById(tx.tables<AuthTables>(), accountId);
  if (account) return account;
  throw new AppError('auth.no_such_account', 'There is no such person.', { status: 404 });
}

/** @throws AppError `auth.last_administrator` (409) when nobody else could administer Breakwater afterwards */
async function keepOneAdministrator(room: AuthRoom, tx: Tx, account: AccountTable): Promise<void> {
  if (account.role !== 'administrator') return;
  const working = await workingAdministrators(tx.tables<AuthTables>(), room.network.rpId);
  if (working.some((accountId) => accountId !== account.account_id)) return;
  throw new AppError('auth.last_administrator', 'This is the last administrator with a passkey.', {
    status: 409,
    remedy: 'Make somebody else an administrator first, and have them enrol a passkey.',
  });
}
