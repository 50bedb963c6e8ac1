import type { Kysely } from 'kysely';
import { LIVE_TENANT } from '../../base/ids.ts';
import type { ApiTokenTable, AuthTables } from './tables.ts';

type Q = Kysely<AuthTables>;

export function tokenByHash(q: Q, hash: string): Promise<ApiTokenTable | undefined> {
  return q
    .selectFrom('api_token')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .where('token_hash', '=', hash)
    .executeTakeFirst();
}

export function tokenById(q: Q, tokenId: string): Promise<ApiTokenTable | undefined> {
  return q
    .selectFrom('api_token')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .where('token_id', '=', tokenId)
    .executeTakeFirst();
}

export function allTokens(q: Q): Promise<ApiTokenTable[]> {
  return q.selectFrom('api_token').selectAll().where('tenant_id', '=', LIVE_TENANT).orderBy('created_at').execute();
}

export async function insertToken(q: Q, row: Omit<ApiTokenTable, 'tenant_id'>): Promise<void> {
  await q
    .insertInto('api_token')
    .values({ ...row, tenant_id: LIVE_TENANT })
    .execute();
}

export async function markTokenUsed(q: Q, tokenId: string, at: number): Promise<void> {
  await q
    .updateTable('api_token')
    .set({ last_used_at: at })
    .where('tenant_id', '=', LIVE_TENANT)
    .where('token_id', '=', tokenId)
    .execute();
}

/** True when there was one. */
export async function deleteToken(q: Q, tokenId: string): Promise<boolean> {
  const result = await q
    .deleteFrom('api_token')
    .where('tenant_id', '=', LIVE_TENANT)
    .where('token_id', '=', tokenId)
    .executeTakeFirst();
  return Number(result.numDeletedRows) === 1;
}
