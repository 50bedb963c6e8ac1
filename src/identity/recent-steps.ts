import type { Tx } from '../platform/store/db.ts';
import type { JudgedStep } from './sign-in-context.ts';
import type { IdentityTables, RecentEnrolmentRow, RecentSignInRow } from './tables.ts';

/** How long steps are kept, by our clock: an incident may name a network within a day of a sign-in from it. */
export const RECENT_MS = 86_400_000;

/** Steps kept of one person; an attacker who knocks more often has been told long before. */
export const MAX_STEPS = 64;

/** Longer records are cut: findings keep no more of them either. */
const MAX_RAW_CHARS = 65_536;

/** A step kept for a day, and whether a finding told it. */
export interface RecentStep {
  step: JudgedStep;
  told: boolean;
}

export interface RecentSteps {
  signIns: RecentStep[];
  enrolments: RecentStep[];
}

/** What is kept of these people. */
export async function loadRecent(
  tx: Tx,
  tenantId: string,
  principals: readonly string[],
): Promise<Map<string, RecentSteps>> {
  const out = new Map<string, RecentSteps>(principals.map((one) => [one, { signIns: [], enrolments: [] }]));
  for (let from = 0; from < principals.length; from += 200) {
    const some = principals.slice(from, from + 200);
    for (const [table, place] of [
      ['recent_sign_in', 'signIns'],
      ['recent_enrolment', 'enrolments'],
    ] as const) {
      const rows = await tx
        .tables<IdentityTables>()
        .selectFrom(table)
        .select(['principal', 'told', 'step'])
        .where('tenant_id', '=', tenantId)
        .where('principal', 'in', some)
        .orderBy('at', 'desc')
        .execute();
      for (const row of rows) {
        const held = out.get(row.principal)?.[place];
        if (held !== undefined && held.length < MAX_STEPS)
          held.push({ step: readStep(row.step), told: row.told === 1 });
      }
    }
  }
  return out;
}

/** Sign-in steps not told yet, from these addresses. */
export async function untoldFrom(
  tx: Tx,
  tenantId: string,
  ips: readonly string[],
  limit: number,
): Promise<JudgedStep[]> {
  const rows = await tx
    .tables<IdentityTables>()
    .selectFrom('recent_sign_in')
    .select('step')
    .where('tenant_id', '=', tenantId)
    .where('told', '=', 0)
    .where('ip', 'in', [...ips])
    .orderBy('at')
    .limit(limit)
    .execute();
  return rows.map((row) => readStep(row.step));
}

/** Addresses of sign-in steps not told yet, newest first. */
export async function untoldAddresses(tx: Tx, tenantId: string, limit: number): Promise<string[]> {
  const rows = await tx
    .tables<IdentityTables>()
    .selectFrom('recent_sign_in')
    .select(['ip', (eb) => eb.fn.max('seen_at').as('newest')])
    .where('tenant_id', '=', tenantId)
    .where('told', '=', 0)
    .groupBy('ip')
    .orderBy('newest', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.ip);
}

export async function saveSignIn(
  tx: Tx,
  tenantId: string,
  step: JudgedStep,
  told: boolean,
  seenAt: number,
): Promise<void> {
  const row: RecentSignInRow = { ...rowOf(tenantId, step, told, seenAt), ip: step.fields.ip ?? '' };
  await tx
    .tables<IdentityTables>()
    .insertInto('recent_sign_in')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'event_id']).doNothing())
    .execute();
}

export async function saveEnrolment(
  tx: Tx,
  tenantId: string,
  step: JudgedStep,
  told: boolean,
  seenAt: number,
): Promise<void> {
  const row: RecentEnrolmentRow = { ...rowOf(tenantId, step, told, seenAt), ip: step.fields.ip };
  await tx
    .tables<IdentityTables>()
    .insertInto('recent_enrolment')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'event_id']).doNothing())
    .execute();
}

export async function markTold(
  tx: Tx,
  tenantId: string,
  table: 'recent_sign_in' | 'recent_enrolment',
  eventId: string,
): Promise<void> {
  await tx
    .tables<IdentityTables>()
    .updateTable(table)
    .set({ told: 1 })
    .where('tenant_id', '=', tenantId)
    .where('event_id', '=', eventId)
    .execute();
}

/** Lets go of what is older than a day by our clock. */
export async function dropOld(tx: Tx, tenantId: string, now: number): Promise<void> {
  for (const table of ['recent_sign_in', 'recent_enrolment'] as const) {
    await tx
      .tables<IdentityTables>()
      .deleteFrom(table)
      .where('tenant_id', '=', tenantId)
      .where('seen_at', '<', now - RECENT_MS)
      .execute();
  }
}

function rowOf(tenantId: string, step: JudgedStep, told: boolean, seenAt: number): Omit<RecentSignInRow, 'ip'> {
  const raw = step.raw.length > MAX_RAW_CHARS ? step.raw.slice(0, MAX_RAW_CHARS) : step.raw;
  return {
    tenant_id: tenantId,
    event_id: step.eventId,
    principal: step.principal,
    session: step.fields.rootSessionId,
    at: step.at,
    seen_at: seenAt,
    told: told ? 1 : 0,
    step: JSON.stringify({ ...step, raw }),
  };
}

function readStep(text: string): JudgedStep {
  const step: JudgedStep = JSON.parse(text);
  return step;
}
