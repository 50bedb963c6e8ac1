import type { Db, Tx } from '../platform/store/db.ts';
import type { ActionSpec, ActionSnapshot } from './ports.ts';
import type { ActionParams, ActionRow, ActionState, ApprovalRow, ResponseTables } from './tables.ts';

/** An error as it is kept with an action. */
export interface KeptError {
  code: string;
  message: string;
  remedy: string | null;
  at: number;
}

/** States in which an action still has something to do. */
export const UNDER_WAY: readonly ActionState[] = ['approved', 'started', 'accepted'];

/** What a responder is asked, as the row says it. */
export function specOf(action: ActionRow, now: number): ActionSpec {
  const params = JSON.parse(action.params) as ActionParams;
  return {
    kind: action.kind,
    tenantId: action.tenant_id,
    principal: action.principal,
    principalVendorId: action.principal_vendor_id,
    ...(params.authenticator === undefined
      ? {}
      : {
          authenticator: {
            vendorId: params.authenticator.vendorId,
            kind: params.authenticator.kind,
            enrolledAtMs: params.authenticator.enrolledAtMs,
          },
        }),
    decidedAtMs: action.intent_at ?? action.approved_at ?? now,
  };
}

/** What makes an action be looked at again: nothing is picked for it, and nobody was shown anything. */
export function unlooked(action: Pick<ActionRow, 'params'>): Pick<ActionRow, 'params' | 'preview'> {
  const { picked: _picked, ...params } = JSON.parse(action.params) as ActionParams;
  return { params: JSON.stringify(params), preview: null };
}

export function snapshotOf(json: string | null): ActionSnapshot | null {
  return json === null ? null : (JSON.parse(json) as ActionSnapshot);
}

/** Changes an action, if it is still in the state that the change was decided on. False when it is not. */
export async function updateAction(
  tx: Tx,
  action: ActionRow,
  set: Partial<Omit<ActionRow, 'tenant_id' | 'id'>>,
): Promise<boolean> {
  const changed = await tx
    .tables<ResponseTables>()
    .updateTable('action')
    .set(set)
    .where('tenant_id', '=', action.tenant_id)
    .where('id', '=', action.id)
    .where('state', '=', action.state)
    .returning('id')
    .execute();
  return changed.length > 0;
}

export async function actionById(db: Db, tenantId: string, actionId: string): Promise<ActionRow | null> {
  const row = await db
    .read<ResponseTables>()
    .selectFrom('action')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', actionId)
    .executeTakeFirst();
  return row ?? null;
}

export async function approvalById(db: Db, tenantId: string, approvalId: string | null): Promise<ApprovalRow | null> {
  if (approvalId === null) return null;
  const row = await db
    .read<ResponseTables>()
    .selectFrom('approval')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', approvalId)
    .executeTakeFirst();
  return row ?? null;
}

/** Actions of a tenant that are under way, or whose effect is still watched. */
export async function actionsAtWork(db: Db, tenantId: string): Promise<ActionRow[]> {
  return db
    .read<ResponseTables>()
    .selectFrom('action')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((where) =>
      where.or([
        where('state', 'in', [...UNDER_WAY]),
        where.and([where('state', '=', 'verified'), where('recheck_step', 'is not', null)]),
      ]),
    )
    .execute();
}

/** People acted on since a moment, by the journal. */
export async function peopleSince(db: Db, tenantId: string, sinceMs: number): Promise<Set<string>> {
  const rows = await db
    .read<ResponseTables>()
    .selectFrom('journal')
    .select('principal')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', 'intent')
    .where('at', '>=', sinceMs)
    .execute();
  return new Set(rows.map((row) => row.principal));
}

/** People acted on under a plan, by the journal. */
export async function peopleOfPlan(db: Db, tenantId: string, planId: string): Promise<Set<string>> {
  const rows = await db
    .read<ResponseTables>()
    .selectFrom('journal')
    .innerJoin('action', (join) =>
      join.onRef('action.tenant_id', '=', 'journal.tenant_id').onRef('action.id', '=', 'journal.action_id'),
    )
    .select('journal.principal')
    .distinct()
    .where('journal.tenant_id', '=', tenantId)
    .where('journal.kind', '=', 'intent')
    .where('action.plan_id', '=', planId)
    .execute();
  return new Set(rows.map((row) => row.principal));
}
