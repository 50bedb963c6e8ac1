import type { Kysely } from 'kysely';
import type { Db, Tx } from '../platform/store/db.ts';
import type { EnrichTables } from './enrich/tables.ts';
import type { FeedTables } from './feeds/tables.ts';
import type { LifeTables } from './life/tables.ts';
import type { DomainTables } from './tables.ts';

/** Domains looked at in one transaction. */
const AT_ONCE = 200;

/** Which of these domains an incident refers to. Wired to the incidents capability. */
export type DomainsHeld = (tx: Tx, tenantId: string, domains: readonly string[]) => Promise<ReadonlySet<string>>;

type Tables = DomainTables & EnrichTables & LifeTables & FeedTables;
/** The next domains that may be old, at most {@link AT_ONCE}; fewer are the last. */
type NextPage = (q: Kysely<Tables>) => Promise<string[]>;

/**
 * Forgets domains of which nothing was heard since a moment: the look-alike, what look-ups found, its life, its pictures, decisions
 * that were undone. Kept, however old, is what somebody may still need: a domain of an incident, one with a decision that stands,
 * one in the blocklists or lately taken out of them, one whose takedown was asked for and that is not down, one that shows a page,
 * and our own. A few hundred at a time, each in a transaction that looks again.
 * @param beforeMs milliseconds UTC
 * @returns how many
 */
export async function forgetDomains(
  { db, domainsHeld }: { db: Db; domainsHeld: DomainsHeld },
  tenantId: string,
  beforeMs: number,
  signal: AbortSignal,
): Promise<number> {
  let forgotten = 0;
  const kinds = [seenBefore(tenantId, beforeMs), factsWithoutLookAlike(tenantId), statesAlone(tenantId)];
  for (const nextPage of kinds) {
    for (let read = AT_ONCE; read === AT_ONCE;) {
      signal.throwIfAborted();
      read = await db.transaction(async (tx) => {
        const names = await nextPage(tx.tables<Tables>());
        const gone = await forgettable(tx, domainsHeld, tenantId, names, beforeMs);
        if (gone.length > 0) await remove(tx.tables<Tables>(), tenantId, gone);
        forgotten += gone.length;
        return names.length;
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return forgotten;
}

/** Look-alikes, those first that were seen longest ago. */
function seenBefore(tenantId: string, beforeMs: number): NextPage {
  let after = { last_seen_at: Number.MIN_SAFE_INTEGER, registrable: '' };
  return async (q) => {
    const rows = await q
      .selectFrom('look_alike')
      .select(['registrable', 'last_seen_at'])
      .where('tenant_id', '=', tenantId)
      .where('last_seen_at', '<', beforeMs)
      .where((where) =>
        where.or([
          where('last_seen_at', '>', after.last_seen_at),
          where.and([where('last_seen_at', '=', after.last_seen_at), where('registrable', '>', after.registrable)]),
        ]),
      )
      .orderBy('last_seen_at')
      .orderBy('registrable')
      .limit(AT_ONCE)
      .execute();
    after = rows.at(-1) ?? after;
    return rows.map((row) => row.registrable);
  };
}

/** What was looked up without being a look-alike: a person asked, or brands changed. Our own are looked up for as long as they are. */
function factsWithoutLookAlike(tenantId: string): NextPage {
  let after = '';
  return async (q) => {
    const rows = await q
      .selectFrom('domain_facts')
      .leftJoin('look_alike', (join) =>
        join
          .onRef('look_alike.tenant_id', '=', 'domain_facts.tenant_id')
          .onRef('look_alike.registrable', '=', 'domain_facts.registrable'),
      )
      .select('domain_facts.registrable')
      .where('domain_facts.tenant_id', '=', tenantId)
      .where('domain_facts.registrable', '>', after)
      .where('domain_facts.why', '<>', 'own')
      .where('look_alike.registrable', 'is', null)
      .orderBy('domain_facts.registrable')
      .limit(AT_ONCE)
      .execute();
    after = rows.at(-1)?.registrable ?? after;
    return rows.map((row) => row.registrable);
  };
}

/** Domains of which nothing but a life is left: decided about by name, and undone. */
function statesAlone(tenantId: string): NextPage {
  let after = '';
  return async (q) => {
    const rows = await q
      .selectFrom('domain_state')
      .leftJoin('look_alike', (join) =>
        join
          .onRef('look_alike.tenant_id', '=', 'domain_state.tenant_id')
          .onRef('look_alike.registrable', '=', 'domain_state.registrable'),
      )
      .leftJoin('domain_facts', (join) =>
        join
          .onRef('domain_facts.tenant_id', '=', 'domain_state.tenant_id')
          .onRef('domain_facts.registrable', '=', 'domain_state.registrable'),
      )
      .select('domain_state.registrable')
      .where('domain_state.tenant_id', '=', tenantId)
      .where('domain_state.registrable', '>', after)
      .where('look_alike.registrable', 'is', null)
      .where('domain_facts.registrable', 'is', null)
      .orderBy('domain_state.registrable')
      .limit(AT_ONCE)
      .execute();
    after = rows.at(-1)?.registrable ?? after;
    return rows.map((row) => row.registrable);
  };
}

/** Those that nothing holds and of which nothing was heard since. */
async function forgettable(
  tx: Tx,
  domainsHeld: DomainsHeld,
  tenantId: string,
  names: readonly string[],
  beforeMs: number,
): Promise<string[]> {
  if (names.length === 0) return [];
  const q = tx.tables<Tables>();
  const held = new Set<string>(await domainsHeld(tx, tenantId, names));
  const hold = (rows: readonly { registrable: string }[]): void => rows.forEach((row) => held.add(row.registrable));
  const states = await q
    .selectFrom('domain_state')
    .select(['registrable', 'decision', 'blocked_at', 'page', 'takedown_sent_at', 'down_at'])
    .where('tenant_id', '=', tenantId)
    .where('registrable', 'in', names)
    .execute();
  hold(
    states.filter(
      (state) =>
        state.decision !== null ||
        state.blocked_at !== null ||
        state.page === 1 ||
        (state.takedown_sent_at !== null && state.down_at === null),
    ),
  );
  const facts = await q
    .selectFrom('domain_facts')
    .select(['registrable', 'why', 'wanted_at', 'changed_at', 'told_at', 'claimed_until'])
    .where('tenant_id', '=', tenantId)
    .where('registrable', 'in', names)
    .execute();
  hold(
    facts.filter(
      (one) =>
        one.why === 'own' ||
        Math.max(one.wanted_at, one.changed_at ?? 0, one.told_at ?? 0, one.claimed_until ?? 0) >= beforeMs,
    ),
  );
  // An entry stays for as long as its readers are told that it was revoked.
  for (const table of ['feed_entry', 'feed_revoked'] as const) {
    hold(
      await q
        .selectFrom(table)
        .select('registrable')
        .where('tenant_id', '=', tenantId)
        .where('registrable', 'in', names)
        .where((where) => where.or([where('removed_at', 'is', null), where('removed_at', '>=', beforeMs)]))
        .execute(),
    );
  }
  hold(
    await q
      .selectFrom('domain_life')
      .select('registrable')
      .distinct()
      .where('tenant_id', '=', tenantId)
      .where('registrable', 'in', names)
      .where('at', '>=', beforeMs)
      .execute(),
  );
  return names.filter((name) => !held.has(name));
}

async function remove(q: Kysely<Tables>, tenantId: string, names: readonly string[]): Promise<void> {
  const tables = [
    'look_alike',
    'domain_facts',
    'domain_screenshot',
    'domain_state',
    'domain_life',
    'domain_decision',
    'feed_entry',
    'feed_revoked',
  ] as const;
  for (const table of tables) {
    await q.deleteFrom(table).where('tenant_id', '=', tenantId).where('registrable', 'in', names).execute();
  }
}
