import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding } from '../base/finding.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import { silentLog } from '../platform/log/log.ts';
import { createSources } from '../platform/sources/sources.ts';
import type { Db } from '../platform/store/db.ts';
import type { TestDb } from '../platform/store/test-db.ts';
import { createBrandBooks } from './brand-books.ts';
import { settleLogs } from './certificate-logs.ts';
import type { CertificateEntry, CertificateLogReader } from './ports.ts';
import type { DomainTables } from './tables.ts';
import { ACME, keepingSink, keptFindings, openDomainsDb, START_MS } from './test-domains.ts';
import { watchCertificates } from './watch-certificates.ts';

const live: LivePublisher = { publish: () => Promise.resolve() };
const clock = { now: () => START_MS, steadyMs: () => 0, sleep: () => Promise.resolve() };
const never = new AbortController().signal;
const LOG = { monitoringUrl: 'http://127.0.0.1/', origin: 'ct.test', publicKey: 'AAAA', startAt: 'beginning' as const };

let store: TestDb;
let spaces = 0;

beforeAll(async () => {
  store = await openDomainsDb();
});
afterAll(() => store.close());

type Death = 'none' | 'before-commit' | 'after-commit';

/** A store whose process dies around its commits. */
function dyingDb(db: Db, deaths: Death[]): Db {
  return {
    ...db,
    dialect: db.dialect,
    read: () => db.read(),
    close: () => db.close(),
    async transaction(work) {
      const death = deaths.shift() ?? 'none';
      const result = await db.transaction(async (tx) => {
        const done = await work(tx);
        if (death === 'before-commit') throw new Error('killed before the commit');
        return done;
      });
      if (death === 'after-commit') throw new Error('killed after the commit');
      return result;
    },
  };
}

/**
 * A log whose pages end where the test says, told unproven where it says so and confirmed up to some leaves later. `hidden` are
 * leaves whose names its list left out. Positions are `told:confirmed`.
 */
function pagedReader(
  entries: readonly CertificateEntry[],
  pageSizes: number[],
  confirmAfter: number | null,
  hidden: ReadonlySet<number>,
): CertificateLogReader {
  return {
    async readNext(position) {
      const [from = 0, proven = 0] = (position ?? '0:0').split(':').map(Number);
      const to = Math.min(entries.length, from + (pageSizes.shift() ?? 3));
      const isEnd = from === entries.length;
      const until = confirmAfter === null ? to : isEnd ? to : Math.max(proven, from - confirmAfter);
      const told = entries.slice(from, to).map((entry) => ({
        ...entry,
        verified: confirmAfter === null,
        names: confirmAfter !== null && hidden.has(entry.leafIndex) ? [] : entry.names,
      }));
      return {
        entries: told,
        confirmed: confirmAfter === null ? [] : entries.slice(proven, until),
        position: `${to}:${until}`,
        treeSize: entries.length,
        headAtMs: START_MS,
        behindBy: entries.length - to,
        gaps: [],
        unproven: to - until,
        more: to < entries.length || until < to,
        suspect: null,
        warning: null,
      };
    },
  };
}

async function watch(
  entries: readonly CertificateEntry[],
  pageSizes: number[],
  deaths: Death[],
  confirmAfter: number | null = null,
  hidden: ReadonlySet<number> = new Set(),
) {
  spaces += 1;
  const tenantId = `space-${spaces}`;
  const sources = createSources({ db: store.db, live, findings: keepingSink });
  const openReader = () => pagedReader(entries, pageSizes, confirmAfter, hidden);
  const [row] = await settleLogs({ db: store.db, live, sources, openReader }, tenantId, [LOG], START_MS - 1);
  const sourceId = row?.source_id ?? '';
  for (let lives = 0; lives < 1000; lives += 1) {
    // Everything in memory is new in each life; the store is what remains.
    const db = dyingDb(store.db, deaths);
    const deps = {
      db,
      live,
      log: silentLog,
      sink: keepingSink,
      sources: createSources({ db, live, findings: keepingSink }),
      books: createBrandBooks(db, () => [ACME]),
    };
    const loop = watchCertificates(deps, { tenantId, sourceId, origin: LOG.origin, clock, open: openReader });
    try {
      while ((await loop.turn(never)) === 'more');
      break;
    } catch (thrown) {
      if (!(thrown instanceof Error && thrown.message.startsWith('killed'))) throw thrown;
    }
  }
  const rows = await store.db
    .read<DomainTables>()
    .selectFrom('look_alike')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('registrable')
    .execute();
  const findings = await keptFindings(store.db, tenantId);
  return {
    findings: findings.map(told),
    rows: rows.map(({ tenant_id: _tenant, ...rest }) => rest),
    cursor: await sources.cursorOf(tenantId, sourceId),
  };
}

function told({ id: _id, tenantId: _tenantId, ...rest }: Finding): Omit<Finding, 'id' | 'tenantId'> {
  return rest;
}

const name = fc.constantFrom(
  'acme-okta.com',
  'www.acme-okta.com',
  'acme.io',
  'acme.support',
  'sso-vpn.com',
  'acme.sso-vpn.com',
  'login.acme.com',
  'garden-77.net',
);
const entriesOf = fc
  .array(fc.record({ gapMs: fc.integer({ min: -5000, max: 40_000_000 }), names: fc.array(name, { maxLength: 3 }) }), {
    maxLength: 25,
  })
  .map((steps) => {
    let timestampMs = START_MS;
    return steps.map(({ gapMs, names }, leafIndex): CertificateEntry => {
      timestampMs += gapMs;
      return { leafIndex, timestampMs, names, verified: true };
    });
  });

/** A PostgreSQL on a busy machine takes a minute for what SQLite does in seconds. */
const LONG = { timeout: 300_000 };

it('gives the same findings for any split into pages and any kill around a commit', LONG, async () => {
  await fc.assert(
    fc.asyncProperty(
      entriesOf,
      fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }),
      fc.array(fc.constantFrom<Death>('none', 'none', 'before-commit', 'after-commit'), { maxLength: 30 }),
      async (entries, pageSizes, deaths) => {
        const plain = await watch(entries, [Math.max(1, entries.length)], []);
        expect(await watch(entries, pageSizes, deaths)).toEqual(plain);
        expect(plain.cursor).toBe(`${entries.length}:${entries.length}`);
        checkDays(plain.findings);
      },
    ),
    { numRuns: 60 },
  );
});

it(
  'tells what is told unproven once, proves it later, and tells then what the list of names had hidden',
  LONG,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        entriesOf,
        fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }),
        fc.array(fc.constantFrom<Death>('none', 'none', 'before-commit', 'after-commit'), { maxLength: 30 }),
        fc.nat(10),
        fc.array(fc.nat(24), { maxLength: 3 }),
        async (entries, pageSizes, deaths, confirmAfter, hidden) => {
          const plain = await watch(entries, [3], []);
          const honest = await watch(entries, [...pageSizes], [...deaths], confirmAfter);
          expect(honest.findings.map(leafOf)).toEqual(plain.findings.map(leafOf));
          expect(honest.rows).toEqual(plain.rows);
          // Whatever was hidden, each domain of an alarm is told, and no certificate twice.
          const lying = await watch(entries, [...pageSizes], [...deaths], confirmAfter, new Set(hidden));
          const told = lying.findings.map((finding) => `${finding.key} ${leafOf(finding)}`);
          expect(new Set(told).size).toBe(told.length);
          const keys = (findings: typeof plain.findings): string[] =>
            [...new Set(findings.map((one) => one.key))].toSorted();
          expect(keys(lying.findings)).toEqual(keys(plain.findings));
        },
      ),
      { numRuns: 40 },
    );
  },
);

/** Within a day of the certificate that a domain's finding rests on, only graver names are told. */
function checkDays(findings: readonly Omit<Finding, 'id' | 'tenantId'>[]): void {
  const order = ['low', 'medium', 'high'];
  const byDomain = Map.groupBy(findings, (finding) => finding.key);
  for (const list of byDomain.values()) {
    const inLogOrder = list.toSorted((a, b) => leafOf(a) - leafOf(b));
    let first = inLogOrder[0];
    let before = first;
    for (const finding of inLogOrder.slice(1)) {
      if (first === undefined || before === undefined) return;
      const sameDay = finding.occurredAt < first.occurredAt + 86_400_000;
      if (sameDay) expect(order.indexOf(finding.severity)).toBeGreaterThan(order.indexOf(before.severity));
      else first = finding;
      before = finding;
    }
  }
}

function leafOf(finding: Pick<Finding, 'evidence'>): number {
  return Number(finding.evidence[0]?.id.split(':').at(-1));
}
