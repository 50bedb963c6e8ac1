import type { Kysely } from 'kysely';
import { LIVE_TENANT } from '../../base/ids.ts';
import type { AuthTables, EnrolmentLinkTable } from './tables.ts';

type Q = Kysely<AuthTables>;

export async function insertLink(q: Q, row: Omit<EnrolmentLinkTable, 'tenant_id'>): Promise<void> {
  await q
    .insertInto('enrolment_link')
    .values({ ...row, tenant_id: LIVE_TENANT })
    .execute();
}

/** Takes a link out of the store by its token's hash: it works once. Undefined when there is none, or it is too old. */
export async function takeLink(q: Q, tokenHash: string, nowMs: number): Promise<EnrolmentLinkTable | undefined> {
  const [row] = await q
    .deleteFrom('enrolment_link')
    .where('tenant_id', '=', LIVE_TENANT)
    .where('token_hash', '=', tokenHash)
    .returningAll()
    .execute();
  return row && row.expires_at > nowMs ? row : undefined;
}

/** Removes links that must no longer work: a person's, or those of the first start. */
export async function deleteLinks(q: Q, which: { accountId: string } | { kind: 'bootstrap' }): Promise<void> {
  const base = q.deleteFrom('enrolment_link').where('tenant_id', '=', LIVE_TENANT);
  await (
    'accountId' in which ? base.where('account_id', '=', which.accountId) : base.where('kind', '=', which.kind)
  ).execute();
}
