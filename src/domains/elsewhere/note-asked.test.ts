import { expect, it } from 'vitest';
import { LIVE_TENANT } from '../../base/ids.ts';
import type { LifeTables } from '../life/tables.ts';
import { openTestDomains } from '../test-domains.ts';

it("keeps in a look-alike's life the first time it was asked for and the first time it was refused", async () => {
  const t = await openTestDomains();
  try {
    await t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, offline: true });
    const note = (host: string, at: number, isRefused = false, by: 'dns' | 'proxy' = 'dns') =>
      t.store.db.transaction((tx) => t.domains.hostJudge.noteAsked(tx, LIVE_TENANT, { host, at, by, isRefused }));
    await note('login.acme-okta.com', 100);
    await note('acme-okta.com', 200);
    await note('acme-okta.com', 300, true, 'proxy');
    await note('acme-okta.com', 400, true);
    await note('acme.com', 500, true);
    const lived = await t.store.db.read<LifeTables>().selectFrom('domain_life').selectAll().orderBy('seq').execute();
    expect(lived.map((row) => [row.registrable, row.kind, row.at])).toEqual([
      ['acme-okta.com', 'asked-for', 100],
      ['acme-okta.com', 'refused', 300],
    ]);
    const rows = await t.store.db
      .read<{ look_alike: { seen_in: string } }>()
      .selectFrom('look_alike')
      .selectAll()
      .execute();
    expect(rows.map((row) => JSON.parse(row.seen_in))).toEqual([['dns', 'proxy']]);
  } finally {
    await t.close();
  }
});
