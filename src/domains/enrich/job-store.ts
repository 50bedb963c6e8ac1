import { hash } from 'node:crypto';
import type { Db, Tx } from '../../platform/store/db.ts';
import type { DomainTables } from '../tables.ts';
import type { Checked } from './check-domain.ts';
import type { DomainFactsRow, EnrichTables } from './tables.ts';

/** A check that has not ended by then has died with its process: somebody else may take it. */
const CLAIM_MS = 300_000;
/** Pictures kept of one domain, and of all: the oldest go. */
const MAX_PICTURES_OF_DOMAIN = 3;
const MAX_PICTURES = 500;
/** Names of a domain that are asked for. */
const MAX_HOSTS = 3;

/** A job that was taken: the row as it was, and the names to look at. */
export interface ClaimedJob {
  row: DomainFactsRow;
  hosts: string[];
  brand: string | null;
}

/** Takes due jobs, alarms first and the longest due first within them. Others leave them alone while the claim holds. */
export async function claimDue(db: Db, tenantId: string, now: number, most: number): Promise<ClaimedJob[]> {
  return db.transaction(async (tx) => {
    const tables = tx.tables<EnrichTables & DomainTables>();
    const rows = await tables
      .selectFrom('domain_facts')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('next_check_at', '<=', now)
      .where((where) => where.or([where('claimed_until', 'is', null), where('claimed_until', '<', now)]))
      .orderBy('priority')
      .orderBy('next_check_at')
      .limit(most)
      .execute();
    if (rows.length === 0) return [];
    const names = rows.map((row) => row.registrable);
    await tables
      .updateTable('domain_facts')
      .set({ claimed_until: now + CLAIM_MS, stage: 'checking' })
      .where('tenant_id', '=', tenantId)
      .where('registrable', 'in', names)
      .execute();
    const known = await tables
      .selectFrom('look_alike')
      .select(['registrable', 'hosts', 'brand'])
      .where('tenant_id', '=', tenantId)
      .where('registrable', 'in', names)
      .execute();
    const byName = new Map(known.map((one) => [one.registrable, one]));
    return rows.map((row) => {
      const seen = byName.get(row.registrable);
      const hosts = seen === undefined ? [] : (JSON.parse(seen.hosts) as string[]).slice(0, MAX_HOSTS);
      return { row, hosts, brand: seen?.brand ?? null };
    });
  });
}

/** When the next job is due that nobody has taken; null when there is none. */
export async function nextDueAt(db: Db, tenantId: string, now: number): Promise<number | null> {
  const row = await db
    .read<EnrichTables>()
    .selectFrom('domain_facts')
    .select(({ fn }) => fn.min('next_check_at').as('at'))
    .where('tenant_id', '=', tenantId)
    .where((where) => where.or([where('claimed_until', 'is', null), where('claimed_until', '<', now)]))
    .executeTakeFirst();
  return row?.at ?? null;
}

/** How the queue stands. */
export async function countJobs(
  db: Db,
  tenantId: string,
  now: number,
): Promise<{ waiting: number; due: number; checked: number }> {
  const row = await db
    .read<EnrichTables>()
    .selectFrom('domain_facts')
    .select(({ fn, eb }) => [
      fn.sum<number | string>(eb.case().when('checked_at', 'is', null).then(1).else(0).end()).as('waiting'),
      fn.sum<number | string>(eb.case().when('next_check_at', '<=', now).then(1).else(0).end()).as('due'),
      fn.sum<number | string>(eb.case().when('checked_at', 'is not', null).then(1).else(0).end()).as('checked'),
    ])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return { waiting: Number(row?.waiting ?? 0), due: Number(row?.due ?? 0), checked: Number(row?.checked ?? 0) };
}

/** Keeps what a check found. */
export async function keepChecked(
  tx: Tx,
  row: Pick<DomainFactsRow, 'tenant_id' | 'registrable'>,
  checked: Checked,
  next: Pick<DomainFactsRow, 'next_check_at' | 'attempts' | 'changed_at' | 'told_at' | 'told_rank'>,
  at: number,
): Promise<void> {
  const json = (part: object | null): string | null => (part === null ? null : JSON.stringify(part));
  await tx
    .tables<EnrichTables>()
    .updateTable('domain_facts')
    .set({
      ...next,
      stage: 'checked',
      claimed_until: null,
      checked_at: at,
      error: checked.error,
      dns: json(checked.dns),
      rdap: json(checked.rdap),
      host: json(checked.host),
      tls: json(checked.tls),
      page: json(checked.page),
    })
    .where('tenant_id', '=', row.tenant_id)
    .where('registrable', '=', row.registrable)
    .execute();
}

/** Gives a job back after a check that did not finish. */
export async function giveBack(
  tx: Tx,
  row: DomainFactsRow,
  next: { at: number; attempts: number; error: string | null },
): Promise<void> {
  await tx
    .tables<EnrichTables>()
    .updateTable('domain_facts')
    .set({
      stage: row.checked_at === null ? 'waiting' : 'checked',
      claimed_until: null,
      next_check_at: next.at,
      attempts: next.attempts,
      error: next.error,
    })
    .where('tenant_id', '=', row.tenant_id)
    .where('registrable', '=', row.registrable)
    .execute();
}

/** Claims of a process that is gone: whoever starts takes them up at once. */
export async function releaseClaims(db: Db, tenantId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .tables<EnrichTables>()
      .updateTable('domain_facts')
      .set((eb) => ({
        claimed_until: null,
        stage: eb.case().when('checked_at', 'is', null).then('waiting').else('checked').end(),
      }))
      .where('tenant_id', '=', tenantId)
      .where('claimed_until', 'is not', null)
      .execute();
  });
}

/** Puts look-alikes into the queue that nobody wanted yet: those of an older version, or of a writer that forgot. */
export async function adoptMissing(db: Db, tenantId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const tables = tx.tables<EnrichTables & DomainTables>();
    await tables
      .insertInto('domain_facts')
      .columns([
        'tenant_id',
        'registrable',
        'stage',
        'priority',
        'why',
        'wanted_at',
        'next_check_at',
        'attempts',
        'told_rank',
      ])
      .expression((eb) =>
        eb
          .selectFrom('look_alike')
          .leftJoin('domain_facts', (join) =>
            join
              .onRef('domain_facts.tenant_id', '=', 'look_alike.tenant_id')
              .onRef('domain_facts.registrable', '=', 'look_alike.registrable'),
          )
          .select((build) => [
            build.ref('look_alike.tenant_id').as('tenant_id'),
            build.ref('look_alike.registrable').as('registrable'),
            build.val('waiting').as('stage'),
            build.lit(1).as('priority'),
            build.val('unverified-use').as('why'),
            build.ref('look_alike.last_seen_at').as('wanted_at'),
            build.ref('look_alike.last_seen_at').as('next_check_at'),
            build.lit(0).as('attempts'),
            build.lit(0).as('told_rank'),
          ])
          .where('look_alike.tenant_id', '=', tenantId)
          .where('domain_facts.registrable', 'is', null),
      )
      .execute();
  });
}

/** Keeps a picture and removes what is beyond the bounds. @returns its id: the same picture is kept once */
export async function keepPicture(
  tx: Tx,
  tenantId: string,
  registrable: string,
  picture: { mediaType: string; body: Uint8Array },
  at: number,
): Promise<string> {
  const tables = tx.tables<EnrichTables>();
  const id = hash('sha256', Buffer.concat([Buffer.from(`${registrable}\n`), picture.body])).slice(0, 32);
  await tables
    .insertInto('domain_screenshot')
    .values({
      tenant_id: tenantId,
      screenshot_id: id,
      registrable,
      taken_at: at,
      media_type: picture.mediaType,
      body: picture.body,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'screenshot_id']).doUpdateSet({ taken_at: at }))
    .execute();
  const beyond = async (most: number, of: string | null): Promise<void> => {
    let older = tables.selectFrom('domain_screenshot').select('screenshot_id').where('tenant_id', '=', tenantId);
    if (of !== null) older = older.where('registrable', '=', of);
    const rows = await older.orderBy('taken_at', 'desc').offset(most).limit(50).execute();
    if (rows.length === 0) return;
    await tables
      .deleteFrom('domain_screenshot')
      .where('tenant_id', '=', tenantId)
      .where(
        'screenshot_id',
        'in',
        rows.map((row) => row.screenshot_id),
      )
      .execute();
  };
  await beyond(MAX_PICTURES_OF_DOMAIN, registrable);
  await beyond(MAX_PICTURES, null);
  return id;
}
