import type { Tx } from '../../platform/store/db.ts';
import type { BrandBook } from '../brand-books.ts';
import { recordLife } from '../life/record-life.ts';
import type { LifeTables } from '../life/tables.ts';
import type { DomainTables } from '../tables.ts';
import { nextSerial, readFeedState, writeFeedState } from './feed-state.ts';
import { refusalOf } from './refusal.ts';
import type { FeedTables } from './tables.ts';

/** How long readers are told that a domain was taken out. */
const TELL_REMOVED_MS = 30 * 86_400_000;
/** Both databases bound the number of parameters of one statement. */
const CHUNK = 200;
/** A zone of more is no longer a list of look-alikes but a mistake in the rule; the gravest stay. */
const MAX_AUTOMATIC = 20_000;

/** What is listed, and why. */
type Wanted = Map<string, 'decision' | 'score'>;

/**
 * Brings the lists in line with what is decided, in the transaction that decided it: what is hostile enters, what no longer is
 * leaves, and whatever the book says is our own or widely used stays out unless a person typed its name. A change gives the
 * zone a higher serial.
 * @param at now, milliseconds UTC
 * @param only the domains that were decided about, where nothing else can have changed: a decision then costs the same however
 *   long the lists are. All are looked at without it.
 * @returns the domains that entered and left
 */
export async function settleFeed(
  tx: Tx,
  tenantId: string,
  book: Pick<BrandBook, 'matcher'>,
  at: number,
  only: readonly string[] | null = null,
): Promise<{ entered: string[]; left: string[] }> {
  const state = await readFeedState(tx.tables<FeedTables>(), tenantId);
  const wanted: Wanted = new Map();
  const rows: { registrable: string; because: string }[] = [];
  for (const part of partsOf(only)) {
    await addWanted(wanted, tx, tenantId, book, state.auto_score, part);
    let select = tx
      .tables<FeedTables>()
      .selectFrom('feed_entry')
      .select(['registrable', 'because'])
      .where('tenant_id', '=', tenantId)
      .where('removed_at', 'is', null);
    if (part !== null) select = select.where('registrable', 'in', part);
    rows.push(...(await select.execute()));
  }
  const listed = new Map(rows.map((row) => [row.registrable, row.because]));
  const entered = [...wanted.keys()].filter((domain) => !listed.has(domain));
  const left = [...listed.keys()].filter((domain) => !wanted.has(domain));
  const other = [...wanted].filter(([domain, because]) => listed.has(domain) && listed.get(domain) !== because);
  for (const [domain, because] of other) await setBecause(tx, tenantId, domain, because);
  if (entered.length === 0 && left.length === 0) return { entered, left };
  for (const domain of entered) await enter(tx, tenantId, domain, wanted.get(domain) ?? 'decision', at);
  for (let from = 0; from < left.length; from += CHUNK) {
    await tx
      .tables<FeedTables>()
      .updateTable('feed_entry')
      .set({ removed_at: at })
      .where('tenant_id', '=', tenantId)
      .where('registrable', 'in', left.slice(from, from + CHUNK))
      .execute();
  }
  for (const domain of left) await recordLife(tx, tenantId, domain, { kind: 'unblocked', at });
  for (const table of ['feed_entry', 'feed_revoked'] as const) {
    await tx
      .tables<FeedTables>()
      .deleteFrom(table)
      .where('tenant_id', '=', tenantId)
      .where('removed_at', '<', at - TELL_REMOVED_MS)
      .execute();
  }
  await writeFeedState(tx, { ...state, serial: nextSerial(state.serial, at), changed_at: at });
  return { entered, left };
}

/** What is looked at in one question: everything, or so many domains at once. */
function partsOf(only: readonly string[] | null): (string[] | null)[] {
  if (only === null) return [null];
  const parts: string[][] = [];
  for (let from = 0; from < only.length; from += CHUNK) parts.push(only.slice(from, from + CHUNK));
  return parts;
}

async function addWanted(
  wanted: Wanted,
  tx: Tx,
  tenantId: string,
  book: Pick<BrandBook, 'matcher'>,
  autoScore: number | null,
  part: readonly string[] | null,
): Promise<void> {
  let select = tx
    .tables<LifeTables>()
    .selectFrom('domain_state')
    .innerJoin('domain_decision', (join) =>
      join
        .onRef('domain_decision.tenant_id', '=', 'domain_state.tenant_id')
        .onRef('domain_decision.registrable', '=', 'domain_state.registrable'),
    )
    .select(['domain_state.registrable', 'domain_decision.confirmed'])
    .where('domain_state.tenant_id', '=', tenantId)
    .where('domain_state.decision', '=', 'hostile')
    .where('domain_decision.revoked_at', 'is', null);
  if (part !== null) select = select.where('domain_state.registrable', 'in', part);
  for (const row of await select.execute()) {
    if (row.confirmed === 1 || refusalOf(book, row.registrable) === null) wanted.set(row.registrable, 'decision');
  }
  if (autoScore === null) return;
  let alarms = tx
    .tables<DomainTables & LifeTables>()
    .selectFrom('look_alike')
    .leftJoin('domain_state', (join) =>
      join
        .onRef('domain_state.tenant_id', '=', 'look_alike.tenant_id')
        .onRef('domain_state.registrable', '=', 'look_alike.registrable'),
    )
    .select('look_alike.registrable')
    .where('look_alike.tenant_id', '=', tenantId)
    .where('look_alike.reported', '=', 1)
    .where('look_alike.score', '>=', autoScore)
    // Worth knowing, and too often a namesake's or nobody's to be blocked unseen.
    .where('look_alike.class', 'not in', ['unverified-use', 'idp-lure'])
    .where('domain_state.decision', 'is', null)
    .orderBy('look_alike.score', 'desc')
    .orderBy('look_alike.registrable')
    .limit(MAX_AUTOMATIC);
  if (part !== null) alarms = alarms.where('look_alike.registrable', 'in', part);
  for (const { registrable } of await alarms.execute()) {
    if (imitates(book, registrable) && refusalOf(book, registrable) === null) wanted.set(registrable, 'score');
  }
}

/**
 * Whether the domain's own name imitates, and not only one below it: the whole domain is blocked, and a supplier has a name below
 * its own for each of its customers. A person decides about those.
 */
function imitates(book: Pick<BrandBook, 'matcher'>, registrable: string): boolean {
  const verdict = book.matcher.match(registrable);
  return verdict.kind === 'look-alike' && verdict.reported;
}

/** Lists a domain. One that comes back begins anew, at a time of its own: what was revoked stays so. */
async function enter(tx: Tx, tenantId: string, registrable: string, because: string, at: number): Promise<void> {
  const before = await tx
    .tables<FeedTables>()
    .selectFrom('feed_entry')
    .select(['listed_at', 'removed_at'])
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .executeTakeFirst();
  const values = { listed_at: Math.max(at, (before?.listed_at ?? 0) + 1), because, removed_at: null };
  if (before !== undefined && before.removed_at !== null) {
    const { listed_at, removed_at } = before;
    await tx
      .tables<FeedTables>()
      .insertInto('feed_revoked')
      .values({ tenant_id: tenantId, registrable, listed_at, removed_at })
      .execute();
  }
  await tx
    .tables<FeedTables>()
    .insertInto('feed_entry')
    .values({ tenant_id: tenantId, registrable, ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'registrable']).doUpdateSet(values))
    .execute();
  await recordLife(tx, tenantId, registrable, { kind: 'blocked', at, detail: { because } });
}

async function setBecause(tx: Tx, tenantId: string, registrable: string, because: string): Promise<void> {
  await tx
    .tables<FeedTables>()
    .updateTable('feed_entry')
    .set({ because })
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .execute();
}
