import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { domainsHeld } from '../incidents/held-by-incidents.ts';
import { incidentMigrations } from '../incidents/migrations.ts';
import type { IncidentTables } from '../incidents/tables.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { forgetFiles } from './elsewhere/forget-files.ts';
import type { ElsewhereTables } from './elsewhere/tables.ts';
import type { EnrichTables } from './enrich/tables.ts';
import { want } from './enrich/want.ts';
import { settleFeed } from './feeds/settle-feed.ts';
import { compileBook } from './brand-books.ts';
import { forgetDomains } from './forget-domains.ts';
import { decide, revoke } from './life/decide.ts';
import { recordLife } from './life/record-life.ts';
import type { LifeTables } from './life/tables.ts';
import { recordElsewhere } from './look-alikes.ts';
import { domainMigrations } from './migrations.ts';
import type { DomainTables } from './tables.ts';

const TENANT = 'live';
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22);
const OLD = NOW - 500 * DAY;
const BEFORE = NOW - 400 * DAY;
const BY = { id: 'user:1', name: 'Ada' };
const book = compileBook([{ brandId: 'b', name: 'Acme', domains: ['acme.com'], aliases: [], readOnly: false }], {
  ours: new Map(),
  benign: new Set(),
});

let store: TestDb;
beforeEach(async () => {
  store = await openTestDb([domainMigrations, incidentMigrations]);
});
afterEach(() => store.close());

async function see(registrable: string, at: number, tenantId = TENANT): Promise<void> {
  const verdict = book.matcher.match(registrable);
  if (verdict.kind !== 'look-alike') throw new Error(`${registrable} imitates nothing`);
  await store.db.transaction(async (tx) => {
    await recordElsewhere(tx, tenantId, verdict, 'reports', at);
  });
}

const forget = () => forgetDomains({ db: store.db, domainsHeld }, TENANT, BEFORE, new AbortController().signal);
const left = async (tenantId = TENANT): Promise<string[]> => {
  const rows = await store.db
    .read<DomainTables>()
    .selectFrom('look_alike')
    .select('registrable')
    .where('tenant_id', '=', tenantId)
    .orderBy('registrable')
    .execute();
  return rows.map((row) => row.registrable);
};

describe('a domain of which nothing was heard for long', () => {
  it('is forgotten with all that was known of it, in its data space alone', async () => {
    await see('acme-okta.com', OLD);
    await see('acme-sso.net', NOW);
    await see('acme-okta.com', OLD, 'rehearsal');
    expect(await forget()).toBe(1);
    expect(await left()).toEqual(['acme-sso.net']);
    expect(await left('rehearsal')).toEqual(['acme-okta.com']);
    const q = store.db.read<EnrichTables & LifeTables>();
    for (const table of ['domain_facts', 'domain_state', 'domain_life'] as const) {
      const rows = await q.selectFrom(table).select('registrable').where('tenant_id', '=', TENANT).execute();
      expect(new Set(rows.map((row) => row.registrable)), table).toEqual(new Set(['acme-sso.net']));
    }
    expect(await forget()).toBe(0);
  });

  it('is kept while an incident, a decision, the blocklists, a takedown or a page speaks for it, or it was heard of since', async () => {
    const names = ['incident', 'benign', 'listed', 'takedown', 'page', 'moved', 'looked-up'];
    for (const name of names) await see(`acme-okta-${name}.com`, OLD);
    await store.db.transaction(async (tx) => {
      await tx
        .tables<IncidentTables>()
        .insertInto('incident_entity')
        .values({
          tenant_id: TENANT,
          incident_id: 'i1',
          kind: 'domain',
          value: 'acme-okta-incident.com',
          role: 'attacker',
          label: 'acme-okta-incident.com',
          findings: 1,
          first_at: OLD,
          last_at: OLD,
        })
        .execute();
      const decision = { reason: '', by: BY, at: OLD, brand: null, confirmed: false };
      await decide(tx, TENANT, 'acme-okta-benign.com', { ...decision, decision: 'benign' });
      await decide(tx, TENANT, 'acme-okta-listed.com', { ...decision, decision: 'hostile' });
      await settleFeed(tx, TENANT, book, OLD);
      await recordLife(tx, TENANT, 'acme-okta-takedown.com', { kind: 'takedown-sent', at: OLD });
      await recordLife(tx, TENANT, 'acme-okta-page.com', { kind: 'page-up', at: OLD });
      await recordLife(tx, TENANT, 'acme-okta-moved.com', { kind: 'not-resolving', at: NOW - DAY });
      await want(tx, TENANT, 'acme-okta-looked-up.com', 'person', NOW);
      await tx
        .tables<EnrichTables>()
        .updateTable('domain_facts')
        .set({ changed_at: NOW - DAY })
        .where('registrable', '=', 'acme-okta-looked-up.com')
        .execute();
    });
    expect(await forget()).toBe(0);
    expect(await left()).toEqual(names.map((name) => `acme-okta-${name}.com`).toSorted());
  });

  it('is forgotten once what spoke for it ended, and so is one that was only looked up or only decided about', async () => {
    await see('acme-okta-taken.com', OLD);
    await see('acme-okta-undone.com', OLD);
    await store.db.transaction(async (tx) => {
      await recordLife(tx, TENANT, 'acme-okta-taken.com', { kind: 'takedown-sent', at: OLD });
      await recordLife(tx, TENANT, 'acme-okta-taken.com', { kind: 'down', at: OLD });
      for (const name of ['acme-okta-undone.com', 'example.net']) {
        await decide(tx, TENANT, name, {
          decision: 'ours',
          reason: '',
          by: BY,
          at: OLD,
          brand: 'Acme',
          confirmed: false,
        });
        await revoke(tx, TENANT, name, BY, OLD + 1);
      }
      await want(tx, TENANT, 'example.org', 'person', OLD);
      await want(tx, TENANT, 'acme.com', 'own', OLD);
    });
    expect(await forget()).toBe(4);
    const facts = await store.db.read<EnrichTables>().selectFrom('domain_facts').select('registrable').execute();
    expect(facts).toEqual([{ registrable: 'acme.com' }]);
    const decisions = await store.db.read<LifeTables>().selectFrom('domain_decision').selectAll().execute();
    expect(decisions).toEqual([]);
  });

  it('goes in batches, past those that are kept', async () => {
    for (let i = 0; i < 450; i += 1) await see(`acme-okta-${i}.com`, OLD);
    await store.db.transaction(async (tx) => {
      for (let i = 0; i < 210; i += 1) await recordLife(tx, TENANT, `acme-okta-${i}.com`, { kind: 'page-up', at: OLD });
    });
    const sizes: number[] = [];
    const counting: typeof domainsHeld = (tx, tenantId, names) => {
      sizes.push(names.length);
      return domainsHeld(tx, tenantId, names);
    };
    const parts = { db: store.db, domainsHeld: counting };
    expect(await forgetDomains(parts, TENANT, BEFORE, new AbortController().signal)).toBe(240);
    expect(sizes).toEqual([200, 200, 50]);
    expect(await left()).toHaveLength(210);
  });
});

describe('a file of a name list', () => {
  it('is forgotten when it was read long ago and is gone, and not while it lies there or its folder cannot be read', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-lists-'));
    try {
      writeFileSync(path.join(folder, 'there.txt'), 'acme-okta.com\n');
      const list = {
        tenant_id: TENANT,
        label: 'new',
        url: null,
        kind: 'registrations',
        every_ms: 1,
        read_only: 0,
        added_at: OLD,
        checked_at: OLD,
        faults: 0,
        tag: null,
        names: 1,
        added: 1,
        removed: 0,
        found: 0,
      };
      const file = { tenant_id: TENANT, list_id: 'a', tag: '', read_at: OLD };
      await store.db.transaction(async (tx) => {
        const q = tx.tables<ElsewhereTables>();
        await q
          .insertInto('name_list')
          .values({ ...list, list_id: 'a', folder })
          .execute();
        await q
          .insertInto('name_list')
          .values({ ...list, list_id: 'b', folder: path.join(folder, 'away') })
          .execute();
        for (const [list_id, name, read_at] of [
          ['a', 'there.txt', OLD],
          ['a', 'gone.txt', OLD],
          ['a', 'lately.txt', NOW],
          ['b', 'gone.txt', OLD],
        ] as const) {
          await q
            .insertInto('name_list_file')
            .values({ ...file, list_id, file: name, read_at })
            .execute();
        }
      });
      expect(await forgetFiles({ db: store.db }, TENANT, BEFORE, new AbortController().signal)).toBe(1);
      const rows = await store.db
        .read<ElsewhereTables>()
        .selectFrom('name_list_file')
        .select(['list_id', 'file'])
        .execute();
      expect(rows.map((row) => `${row.list_id} ${row.file}`).toSorted()).toEqual([
        'a lately.txt',
        'a there.txt',
        'b gone.txt',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
