import type { Kysely } from 'kysely';
import { AppError } from '../../base/errors.ts';
import { LIVE_TENANT } from '../../base/ids.ts';
import type { AuthTables, CeremonyPurpose, CeremonyTable } from './tables.ts';

type Q = Kysely<AuthTables>;

/** Open ceremonies at most: anybody can begin a sign-in, and must not fill the disk with it. */
const MAX_OPEN = 10_000;

/** Keeps a challenge until it is answered. @throws AppError `auth.too_many_ceremonies` (429) */
export async function openCeremony(q: Q, row: Omit<CeremonyTable, 'tenant_id'>, nowMs: number): Promise<void> {
  await q.deleteFrom('ceremony').where('tenant_id', '=', LIVE_TENANT).where('expires_at', '<=', nowMs).execute();
  const { open } = await q
    .selectFrom('ceremony')
    .select((select) => select.fn.countAll().as('open'))
    .where('tenant_id', '=', LIVE_TENANT)
    .executeTakeFirstOrThrow();
  if (Number(open) >= MAX_OPEN && row.purpose === 'sign-in') {
    throw new AppError('auth.too_many_ceremonies', 'Too many sign-ins have been begun and not finished.', {
      status: 429,
      retryable: true,
      retryAfterMs: 60_000,
      remedy: 'Wait a minute.',
    });
  }
  await q
    .insertInto('ceremony')
    .values({ ...row, tenant_id: LIVE_TENANT })
    .execute();
}

/**
 * Takes a ceremony out of the store: whatever the answer turns out to be, its challenge is spent.
 * @param sessionId of the session that began it; null for a sign-in
 * @throws AppError `auth.ceremony_over` (409) when it is unknown, spent, too old, for another purpose or somebody else's
 */
export async function takeCeremony(
  q: Q,
  ceremonyId: string,
  purpose: CeremonyPurpose,
  owner: { sessionId?: string | null; accountId?: string },
  nowMs: number,
): Promise<CeremonyTable> {
  const [row] = await q
    .deleteFrom('ceremony')
    .where('tenant_id', '=', LIVE_TENANT)
    .where('ceremony_id', '=', ceremonyId)
    .where('purpose', '=', purpose)
    .returningAll()
    .execute();
  const isOurs =
    row !== undefined &&
    (owner.sessionId === undefined || row.session_id === owner.sessionId) &&
    (owner.accountId === undefined || row.account_id === owner.accountId);
  if (!isOurs || row.expires_at <= nowMs) {
    throw new AppError('auth.ceremony_over', 'This passkey request is over: used, too old, or begun elsewhere.', {
      status: 409,
      remedy: 'Begin again.',
    });
  }
  return row;
}
