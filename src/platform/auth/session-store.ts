import type { Kysely } from 'kysely';
import { LIVE_TENANT } from '../../base/ids.ts';
import type { AuthTables, SessionKind, SessionTable } from './tables.ts';

type Q = Kysely<AuthTables>;

/** The session of a cookie, by its current hash or the one before the last rotation. */
export function sessionByHash(q: Q, hash: string): Promise<SessionTable | undefined> {
  return q
    .selectFrom('session')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .where((where) => where.or([where('token_hash', '=', hash), where('previous_token_hash', '=', hash)]))
    .executeTakeFirst();
}

export function sessionById(q: Q, sessionId: string): Promise<SessionTable | undefined> {
  return q
    .selectFrom('session')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .where('session_id', '=', sessionId)
    .executeTakeFirst();
}

export async function insertSession(q: Q, row: Omit<SessionTable, 'tenant_id'>): Promise<void> {
  await q
    .insertInto('session')
    .values({ ...row, tenant_id: LIVE_TENANT })
    .execute();
}

export async function updateSession(
  q: Q,
  sessionId: string,
  set: Partial<Omit<SessionTable, 'tenant_id'>>,
): Promise<void> {
  await q
    .updateTable('session')
    .set(set)
    .where('tenant_id', '=', LIVE_TENANT)
    .where('session_id', '=', sessionId)
    .execute();
}

/** Ends sessions; gives their ids, so that what they hold open can be closed. */
export async function deleteSessions(
  q: Q,
  which: { sessionId: string } | { accountId: string } | { kinds: readonly SessionKind[] } | { expiredBefore: number },
): Promise<string[]> {
  const base = q.deleteFrom('session').where('tenant_id', '=', LIVE_TENANT);
  const query =
    'sessionId' in which
      ? base.where('session_id', '=', which.sessionId)
      : 'accountId' in which
        ? base.where('account_id', '=', which.accountId)
        : 'kinds' in which
          ? base.where('kind', 'in', [...which.kinds])
          : base.where('expires_at', '<', which.expiredBefore);
  const rows = await query.returning('session_id').execute();
  return rows.map((row) => row.session_id);
}
