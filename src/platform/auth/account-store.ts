import type { Kysely } from 'kysely';
import { LIVE_TENANT } from '../../base/ids.ts';
import type { AccountTable, AuthTables, PasskeyTable } from './tables.ts';

/** Queries on people and their passkeys. Each takes the builder to run on: a transaction's, or the reader's. */
type Q = Kysely<AuthTables>;

export async function anyAccount(q: Q): Promise<boolean> {
  const row = await q
    .selectFrom('account')
    .select('account_id')
    .where('tenant_id', '=', LIVE_TENANT)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export function accountById(q: Q, accountId: string): Promise<AccountTable | undefined> {
  return q
    .selectFrom('account')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

/** Oldest first. */
export function allAccounts(q: Q): Promise<AccountTable[]> {
  return q
    .selectFrom('account')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .orderBy('created_at')
    .orderBy('account_id')
    .execute();
}

export function allPasskeys(q: Q): Promise<PasskeyTable[]> {
  return q
    .selectFrom('passkey')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .orderBy('created_at')
    .orderBy('passkey_id')
    .execute();
}

/** A person's passkeys that were made for this relying party id. */
export function passkeysOf(q: Q, accountId: string, rpId: string): Promise<PasskeyTable[]> {
  return q
    .selectFrom('passkey')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .where('account_id', '=', accountId)
    .where('rp_id', '=', rpId)
    .execute();
}

export function passkeyByCredential(q: Q, credentialId: string): Promise<PasskeyTable | undefined> {
  return q
    .selectFrom('passkey')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
}

export async function insertAccount(q: Q, row: Omit<AccountTable, 'tenant_id'>): Promise<void> {
  await q
    .insertInto('account')
    .values({ ...row, tenant_id: LIVE_TENANT })
    .execute();
}

export async function insertPasskey(q: Q, row: Omit<PasskeyTable, 'tenant_id'>): Promise<void> {
  await q
    .insertInto('passkey')
    .values({ ...row, tenant_id: LIVE_TENANT })
    .execute();
}

/**
 * Notes a use. False when the counter is no longer what it was compared with: two assertions at once, of which one must be a
 * copy's.
 */
export async function markUsed(
  q: Q,
  passkey: PasskeyTable,
  seen: { counter: number; backedUp: boolean; at: number },
): Promise<boolean> {
  const result = await q
    .updateTable('passkey')
    .set({ counter: seen.counter, backed_up: seen.backedUp ? 1 : 0, last_used_at: seen.at })
    .where('tenant_id', '=', LIVE_TENANT)
    .where('passkey_id', '=', passkey.passkey_id)
    .where('counter', '=', passkey.counter)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

export async function setRole(q: Q, accountId: string, role: AccountTable['role']): Promise<void> {
  await q
    .updateTable('account')
    .set({ role })
    .where('tenant_id', '=', LIVE_TENANT)
    .where('account_id', '=', accountId)
    .execute();
}

export async function setSeen(q: Q, accountId: string, at: number): Promise<void> {
  await q
    .updateTable('account')
    .set({ last_seen_at: at })
    .where('tenant_id', '=', LIVE_TENANT)
    .where('account_id', '=', accountId)
    .execute();
}

/** @param passkeyId one, or all when absent */
export async function deletePasskeys(q: Q, accountId: string, passkeyId?: string): Promise<void> {
  let query = q.deleteFrom('passkey').where('tenant_id', '=', LIVE_TENANT).where('account_id', '=', accountId);
  if (passkeyId !== undefined) query = query.where('passkey_id', '=', passkeyId);
  await query.execute();
}

export async function deleteAccount(q: Q, accountId: string): Promise<void> {
  await q.deleteFrom('account').where('tenant_id', '=', LIVE_TENANT).where('account_id', '=', accountId).execute();
}

/** Administrators who can sign in: those with a passkey for this relying party id. */
export async function workingAdministrators(q: Q, rpId: string): Promise<string[]> {
  const rows = await q
    .selectFrom('account')
    .innerJoin('passkey', (join) =>
      join.onRef('passkey.tenant_id', '=', 'account.tenant_id').onRef('passkey.account_id', '=', 'account.account_id'),
    )
    .select('account.account_id')
    .distinct()
    .where('account.tenant_id', '=', LIVE_TENANT)
    .where('account.role', '=', 'administrator')
    .where('passkey.rp_id', '=', rpId)
    .execute();
  return rows.map((row) => row.account_id);
}
