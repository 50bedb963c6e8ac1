import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDb, type TestDb } from '../../platform/store/test-db.ts';
import { domainMigrations } from '../migrations.ts';
import type { DomainTables, LookAlikeRow } from '../tables.ts';
import { csvCell, exportDomains } from './export-domains.ts';
import type { LookAlikeWire } from './domain-wire.ts';
import { type DomainFilter, listDomains } from './list-domains.ts';

const COUNT = 10_500;
const TENANT = 'live';
let store: TestDb;

beforeAll(async () => {
  store = await openTestDb([domainMigrations]);
  const rows = Array.from({ length: COUNT }, (_, i): LookAlikeRow => ({
    tenant_id: TENANT,
    registrable: `acme-${i}.com`,
    hosts: '[]',
    brand: i % 2 === 0 ? 'Acme' : null,
    class: 'combo',
    score: 70 + (i % 7),
    reported: 1,
    // Many share a moment, so that only the name tells them apart.
    first_seen_at: 1000 + Math.floor(i / 100),
    last_seen_at: 5000 - i,
    certified_at: null,
    seen_in: '["certificates"]',
    told_at: null,
    told_rank: 0,
    proven_at: null,
  }));
  await store.db.transaction(async (tx) => {
    for (let from = 0; from < COUNT; from += 500) {
      await tx
        .tables<DomainTables>()
        .insertInto('look_alike')
        .values(rows.slice(from, from + 500))
        .execute();
    }
  });
}, 120_000);
afterAll(() => store.close());

async function readAll(filter: DomainFilter, limit: number): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDomains(store.db, TENANT, filter, { cursor, limit });
    names.push(...page.rows.map((row) => row.registrable));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return names;
}

describe('the list of ten thousand', () => {
  it.each(['first-seen', 'last-seen', 'score', 'name'] as const)('is read whole and once, by %s', async (sort) => {
    const down = await readAll({ sort, order: 'desc' }, 499);
    expect(new Set(down).size).toBe(COUNT);
    expect(down).toHaveLength(COUNT);
    expect(await readAll({ sort, order: 'asc' }, 500)).toEqual(down.toReversed());
  });

  it('gives the pages of a filter without those it leaves out', async () => {
    expect(await readAll({ brand: 'Acme' }, 500)).toHaveLength(COUNT / 2);
    expect(await readAll({ text: 'acme-1049' }, 3)).toHaveLength(11);
    expect(await readAll({ since: 1050, until: 1051 }, 30)).toHaveLength(100);
  });

  it('refuses a cursor of another order, a forged one, or none at all', async () => {
    const { nextCursor } = await listDomains(store.db, TENANT, { sort: 'score' }, { limit: 1 });
    const forged = (...[sort, value, domain]: unknown[]): string =>
      Buffer.from(JSON.stringify([sort, 'desc', value, domain])).toString('base64url');
    for (const [filter, cursor] of [
      [{ sort: 'name' }, nextCursor ?? ''],
      [{ sort: 'score', order: 'asc' }, nextCursor ?? ''],
      [{}, 'bm9uc2Vuc2U'],
      [{}, forged('first-seen', 1.5, 'acme.com')],
      [{}, forged('first-seen', 1, 'acme\0.com')],
      [{ sort: 'name' }, forged('name', '\0', 'acme.com')],
    ] as const) {
      await expect(listDomains(store.db, TENANT, filter, { cursor, limit: 1 })).rejects.toMatchObject({
        code: 'domains.bad_cursor',
      });
    }
  });
});

const ROW: LookAlikeWire = {
  registrable: 'acme-okta.com',
  hosts: ['acme-okta.com'],
  brand: '=cmd|calc',
  class: 'combo',
  score: 91.6,
  reported: true,
  why: ['It says "acme", twice'],
  firstSeenAt: 0,
  lastSeenAt: 0,
  certifiedAt: null,
  provenAt: null,
  registeredAt: null,
  seenIn: ['certificates'],
  incidentId: null,
  resolves: true,
  mail: null,
  page: null,
  resembles: null,
  lookup: null,
  decision: null,
  decidedAt: null,
  blockedAt: null,
  refusedAt: null,
  takedownSentAt: null,
  downAt: null,
};

describe('the export', () => {
  const pages = (count: number) => async (cursor: string | undefined) => {
    const at = Number(cursor ?? 0);
    return { items: [{ ...ROW, registrable: `acme-${at}.com` }], nextCursor: at + 1 < count ? String(at + 1) : null };
  };

  it('streams every page as CSV with a header, quoted, and no cell that a spreadsheet would run', async () => {
    const lines = (await new Response(exportDomains('csv', pages(3))).text()).split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^domain,imitates,class,score,why,/);
    expect(lines[1]).toMatch(/^acme-0\.com,'=cmd\|calc,combo,92,"It says ""acme"", twice",/);
    expect(lines[4]).toBe('');
  });

  it('streams NDJSON, one look-alike a line', async () => {
    const lines = (await new Response(exportDomains('ndjson', pages(2))).text()).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as LookAlikeWire).registrable)).toEqual(['acme-0.com', 'acme-1.com']);
  });

  it('leaves no text that begins as a formula, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string(), (first, rest) => {
        const cell = csvCell(first + rest);
        const inside = cell.startsWith('"') ? cell.slice(1) : cell;
        return inside.startsWith("'");
      }),
    );
  });
});
