import type { Tx } from '../../platform/store/db.ts';
import type { DomainLifeRow, DomainStateRow, LifeKind, LifeTables } from './tables.ts';

export interface LifeEvent {
  kind: LifeKind;
  /** When it happened, milliseconds UTC, as well as it is known: not when it was noticed. */
  at: number;
  /** Plain values only; texts from outside are cut. */
  detail?: Record<string, string | number | boolean | null>;
  /** Writes nothing when an event of this kind is there already. */
  once?: boolean;
}

/** Events kept per domain beside the first of each kind: one that blinks for a year must not fill the store. */
const MAX_EVENTS = 100;
/** Longest text kept in a detail. */
const MAX_DETAIL_CHARACTERS = 500;

/**
 * Writes down that something happened to a domain, and brings the row up to date that says where it stands now. An event that
 * changes nothing (a page up that was up) is written all the same: whoever looks decides what is news. A domain that was there
 * and has stopped resolving is also `down`; so is one whose page went away after its takedown was asked for.
 */
export async function recordLife(tx: Tx, tenantId: string, registrable: string, event: LifeEvent): Promise<void> {
  const state = await readState(tx, tenantId, registrable);
  if (event.once === true && (await hasKind(tx, tenantId, registrable, event.kind))) return;
  const isEnd = endsIt(state, event.kind);
  await append(tx, state, event);
  applyEvent(state, event);
  if (isEnd && state.down_at === null) {
    const down: LifeEvent = { kind: 'down', at: event.at, detail: { because: event.kind } };
    await append(tx, state, down);
    applyEvent(state, down);
  }
  await writeState(tx, state);
  if (state.last_seq > MAX_EVENTS) await prune(tx, state);
}

/** What came of the domain before: needed to tell an end from never having been there. */
function endsIt(before: DomainStateRow, kind: LifeKind): boolean {
  if (kind === 'not-resolving') return before.resolves === 1;
  return kind === 'page-down' && before.page === 1 && before.takedown_sent_at !== null;
}

function applyEvent(state: DomainStateRow, { kind, at, detail }: LifeEvent): void {
  const isGone = detail?.['gone'] === true;
  switch (kind) {
    case 'registered':
      state.registered_at = at;
      return;
    case 'resolving':
      state.resolves = 1;
      state.down_at = null;
      return;
    case 'not-resolving':
      state.resolves = 0;
      state.page = state.page === null ? null : 0;
      return;
    case 'mail':
      state.mail = isGone ? 0 : 1;
      return;
    case 'page-up':
      state.page = 1;
      state.down_at = null;
      return;
    case 'page-down':
      state.page = 0;
      return;
    case 'resembles':
      state.resembles = isGone ? 0 : 1;
      return;
    case 'blocked':
      state.blocked_at = at;
      return;
    case 'unblocked':
      state.blocked_at = null;
      return;
    case 'refused':
      state.refused_at ??= at;
      return;
    case 'takedown-sent':
      state.takedown_sent_at ??= at;
      return;
    case 'down':
      state.down_at = at;
      return;
    default:
  }
}

async function append(tx: Tx, state: DomainStateRow, event: LifeEvent): Promise<void> {
  state.last_seq += 1;
  const row: DomainLifeRow = {
    tenant_id: state.tenant_id,
    registrable: state.registrable,
    seq: state.last_seq,
    at: event.at,
    kind: event.kind,
    detail: JSON.stringify(event.detail ?? {}, (_key, value: unknown) =>
      typeof value === 'string' ? value.slice(0, MAX_DETAIL_CHARACTERS) : value,
    ),
  };
  await tx.tables<LifeTables>().insertInto('domain_life').values(row).execute();
}

/** Where a domain stands, as the transaction sees it; an empty one for a domain of which nothing is known. */
export async function readState(tx: Tx, tenantId: string, registrable: string): Promise<DomainStateRow> {
  const row = await tx
    .tables<LifeTables>()
    .selectFrom('domain_state')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .executeTakeFirst();
  return (
    row ?? {
      tenant_id: tenantId,
      registrable,
      registered_at: null,
      resolves: null,
      mail: null,
      page: null,
      resembles: null,
      blocked_at: null,
      refused_at: null,
      takedown_sent_at: null,
      down_at: null,
      decision: null,
      decided_at: null,
      decided_brand: null,
      last_seq: 0,
    }
  );
}

/** Keeps where a domain stands. */
export async function writeState(tx: Tx, state: DomainStateRow): Promise<void> {
  const { tenant_id: _tenant, registrable: _registrable, ...values } = state;
  await tx
    .tables<LifeTables>()
    .insertInto('domain_state')
    .values(state)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'registrable']).doUpdateSet(values))
    .execute();
}

async function hasKind(tx: Tx, tenantId: string, registrable: string, kind: LifeKind): Promise<boolean> {
  const found = await tx
    .tables<LifeTables>()
    .selectFrom('domain_life')
    .select('seq')
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .where('kind', '=', kind)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Removes what is neither the first of its kind nor among the last. */
async function prune(tx: Tx, { tenant_id: tenantId, registrable, last_seq: lastSeq }: DomainStateRow): Promise<void> {
  const tables = tx.tables<LifeTables>();
  const firsts = await tables
    .selectFrom('domain_life')
    .select(({ fn }) => fn.min('seq').as('seq'))
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .groupBy('kind')
    .execute();
  await tables
    .deleteFrom('domain_life')
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .where('seq', '<=', lastSeq - MAX_EVENTS)
    .where(
      'seq',
      'not in',
      firsts.map((row) => row.seq),
    )
    .execute();
}

/** Removes the lives of all domains of a data space. */
export async function dropLife(tx: Tx, tenantId: string): Promise<void> {
  const tables = tx.tables<LifeTables>();
  await tables.deleteFrom('domain_life').where('tenant_id', '=', tenantId).execute();
  await tables.deleteFrom('domain_state').where('tenant_id', '=', tenantId).execute();
  await tables.deleteFrom('domain_decision').where('tenant_id', '=', tenantId).execute();
}
