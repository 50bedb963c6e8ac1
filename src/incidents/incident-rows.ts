import { AppError } from '../base/errors.ts';
import { uuidv7 } from '../base/ids.ts';
import type { Tx } from '../platform/store/db.ts';
import { addEntry } from './add-entry.ts';
import type { IncidentRow, IncidentTables } from './tables.ts';
import { numberText, parseNumber } from './wire-rows.ts';
import type { Kysely } from 'kysely';

/** Opens an empty incident with the next number; its findings and headline follow in the same transaction. */
export async function openIncident(tx: Tx, tenantId: string, at: number): Promise<IncidentRow> {
  const number = await tx.next(tenantId, 'incident');
  const row: IncidentRow = {
    tenant_id: tenantId,
    id: uuidv7(at),
    number,
    state: 'open',
    severity_rank: 0,
    headline: '{"key":"incidents.state.opened","params":{}}',
    findings: 0,
    victims: 0,
    domains: '[]',
    first_at: at,
    last_at: at,
    opened_at: at,
    contained_at: null,
    closed_at: null,
    closed_reason: null,
    merged_into: null,
    told_rank: -1,
  };
  await tx.tables<IncidentTables>().insertInto('incident').values(row).execute();
  await addEntry(tx, tenantId, {
    id: `${row.id}.opened`,
    incidentId: row.id,
    kind: 'state',
    at,
    message: { key: 'incidents.state.opened', params: { number: numberText(number) } },
  });
  return row;
}

/** One incident by id, as the transaction or reader sees it. */
export async function incidentById(
  db: Kysely<IncidentTables>,
  tenantId: string,
  incidentId: string,
): Promise<IncidentRow | null> {
  const row = await db
    .selectFrom('incident')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', incidentId)
    .executeTakeFirst();
  return row ?? null;
}

/** One incident by id or by number (`BW-17`), merged ones included; null when there is none. */
export async function findIncident(
  db: Kysely<IncidentTables>,
  tenantId: string,
  idOrNumber: string,
): Promise<IncidentRow | null> {
  const number = parseNumber(idOrNumber);
  if (number === null) return incidentById(db, tenantId, idOrNumber);
  const row = await db
    .selectFrom('incident')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row ?? null;
}

/** The same. @throws AppError `incidents.not_found` */
export async function incidentNamed(
  db: Kysely<IncidentTables>,
  tenantId: string,
  idOrNumber: string,
): Promise<IncidentRow> {
  const row = await findIncident(db, tenantId, idOrNumber);
  if (row !== null) return row;
  throw new AppError('incidents.not_found', `There is no incident ${idOrNumber.slice(0, 100)}`, {
    status: 404,
    remedy: 'Check the number; a removed rehearsal takes its incidents with it.',
  });
}

/** The incident that a merged one ended up in; the row itself when it was not merged. */
export async function rootOf(db: Kysely<IncidentTables>, tenantId: string, row: IncidentRow): Promise<IncidentRow> {
  let current = row;
  while (current.merged_into !== null) {
    const next = await incidentById(db, tenantId, current.merged_into);
    if (next === null) return current;
    current = next;
  }
  return current;
}
