import { expect, it } from 'vitest';
import type { Tx } from '../platform/store/db.ts';
import type { StoredEvent } from '../platform/store/event-store.ts';
import { openTestDb } from '../platform/store/test-db.ts';
import { judgeEvents } from './judge-events.ts';
import { identityMigrations } from './migrations.ts';
import type { HostJudge } from './ports.ts';
import { LOOK_ALIKE, namedAddresses, newEvent, T0, TENANT } from './test-support.ts';

it('tells who asked for a look-alike, and notes once a batch that it was asked for and refused', async () => {
  const asked: Parameters<HostJudge['noteAsked']>[2][] = [];
  const hosts: HostJudge = { ...LOOK_ALIKE, noteAsked: async (_tx, _tenantId, one) => void asked.push(one) };
  const lines: Record<string, unknown>[] = [
    { time: T0 + 5000, user: 'emp007@acme.example', qname: 'acme-okta.com' },
    { time: T0, user: 'emp008@acme.example', qname: 'www.acme-okta.com' },
    {
      time: T0 + 9000,
      user: 'emp009@acme.example',
      url: 'https://acme-okta.com:8443/login?a=1',
      action: 'TCP_DENIED/403',
    },
    { time: T0 + 9500, username: 'emp010@acme.example', hostname: 'acme-okta.com:443', action: 'TCP_DENIED/407' },
    { time: T0, qname: 'acme.com', action: 'blocked' },
  ];
  const events = lines.map((line, seq): StoredEvent => ({
    ...newEvent('ingest:dns', 'dns', line, T0 + 10_000),
    seq,
    misdated: false,
  }));
  const store = await openTestDb([identityMigrations]);
  try {
    const judge = (tx: Tx) =>
      judgeEvents(
        tx,
        { named: namedAddresses(), hosts },
        TENANT,
        events,
        { learn: () => true, judge: () => true },
        T0 + 10_000,
      );
    const findings = await store.db.transaction(judge);
    expect(
      findings.map((finding) => [finding.detector, finding.entities[0]?.value, finding.entities[0]?.role]),
    ).toEqual(
      ['emp007', 'emp008', 'emp009', 'emp010'].map((who) => ['identity.exposure', `${who}@acme.example`, 'exposed']),
    );
    expect(asked).toEqual([
      { host: 'www.acme-okta.com', at: T0, by: 'dns', isRefused: false },
      { host: 'acme-okta.com', at: T0 + 9000, by: 'proxy', isRefused: true },
    ]);
  } finally {
    await store.close();
  }
});
