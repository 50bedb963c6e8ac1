import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIVE_TENANT } from '../base/ids.ts';
import { attackFindings, entity, T0, testFinding } from './test-findings.ts';
import { openTestIncidents, type TestIncidents } from './test-incidents.ts';

let room: TestIncidents;
beforeEach(async () => {
  room = await openTestIncidents();
});
afterEach(() => room.close());

const none = { query: undefined, body: undefined, params: undefined };

async function numbers(query: { q?: string; state?: 'open' | 'all'; limit?: number; cursor?: string }) {
  const page = await room.incidents.handlers.listIncidents(room.context(), {
    ...none,
    query: { state: query.state ?? 'all', limit: query.limit ?? 100, q: query.q, cursor: query.cursor },
  });
  return { numbers: page.items.map((item) => item.number), nextCursor: page.nextCursor };
}

describe('reading incidents', () => {
  it('finds by number, domain, person and network, and takes wildcards literally', async () => {
    await room.record(
      ...attackFindings(),
      testFinding({ key: 'x', entities: [entity('domain', 'acme_vpn.net', 'attacker', true)], at: T0 + 1 }),
    );
    expect((await numbers({ q: 'bw-2' })).numbers).toEqual(['BW-2']);
    expect((await numbers({ q: 'ACME-okta' })).numbers).toEqual(['BW-1']);
    expect((await numbers({ q: 'emp031' })).numbers).toEqual(['BW-1']);
    expect((await numbers({ q: '203.0.113.88' })).numbers).toEqual(['BW-1']);
    expect((await numbers({ q: 'acme_' })).numbers).toEqual(['BW-2']);
    expect((await numbers({ q: '%' })).numbers).toEqual([]);
  });

  it('pages through incidents without a gap or a double', async () => {
    for (let i = 0; i < 7; i += 1) {
      await room.record(
        testFinding({ key: `i${i}`, at: T0 + (i % 3) * 1000, entities: [entity('session', `s${i}`, 'attacker')] }),
      );
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await numbers({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.numbers);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(['BW-1', 'BW-2', 'BW-3', 'BW-4', 'BW-5', 'BW-6', 'BW-7']);
    const withNul = Buffer.from(JSON.stringify([1, 'a\0b'])).toString('base64url');
    for (const cursor of ['nonsense', withNul])
      await expect(numbers({ cursor })).rejects.toMatchObject({ code: 'incidents.bad_cursor' });
  });

  it('pages a timeline of 5,000 entries in order, findings and notes together', async () => {
    const ip = entity('network', 'ip:203.0.113.88', 'attacker');
    const findings = Array.from({ length: 5000 }, (_, i) =>
      testFinding({
        key: `f${i}`,
        severity: i === 0 ? 'high' : 'info',
        at: T0 + Math.floor(i / 3) * 1000,
        entities: [ip],
      }),
    );
    await room.record(...findings);
    await room.incidents.handlers.addNote(room.context(), {
      ...none,
      params: { incidentId: 'BW-1' },
      body: { text: 'called her' },
    });
    const seen = new Set<string>();
    let last = 0;
    let cursor: string | undefined;
    do {
      const page = await room.incidents.handlers.getTimeline(room.context(), {
        ...none,
        params: { incidentId: 'BW-1' },
        query: { limit: 700, cursor },
      });
      for (const line of page.items) {
        expect(line.at).toBeGreaterThanOrEqual(last);
        last = line.at;
        seen.add(line.entryId);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    // 5,000 findings, the note, and that the incident was opened.
    expect(seen.size).toBe(5002);
  });

  it('gives a finding back whole, with its evidence', async () => {
    const [finding] = attackFindings();
    if (!finding) throw new Error('the attack has findings');
    await room.record(finding);
    const audited: string[] = [];
    const wire = await room.incidents.handlers.getFinding(room.context({ audit: (...ids) => audited.push(...ids) }), {
      ...none,
      params: { findingId: finding.id },
    });
    expect(wire.evidence[0]).toMatchObject({ evidenceId: 'evidence-acme-okta.com', raw: '{"k":"acme-okta.com"}' });
    expect(wire.facts).toEqual(finding.facts);
    expect(audited).toEqual([finding.id]);
    const missing = room.incidents.handlers.getFinding(room.context(), {
      ...none,
      params: { findingId: 'f'.repeat(64) },
    });
    await expect(missing).rejects.toMatchObject({ status: 404 });
  });

  it('keeps the spaces apart', async () => {
    await room.record(...attackFindings());
    const page = await room.incidents.handlers.listIncidents(room.context({ tenantId: 'rehearsal' }), {
      ...none,
      query: { state: 'all', limit: 10 },
    });
    expect(page.items).toEqual([]);
    const other = room.incidents.handlers.getIncident(room.context({ tenantId: 'rehearsal' }), {
      ...none,
      params: { incidentId: 'BW-1' },
    });
    await expect(other).rejects.toMatchObject({ code: 'incidents.not_found' });
  });
});

describe('what others ask of incidents', () => {
  it("names the attacker's network and the look-alike while the incident is not closed", async () => {
    await room.record(...attackFindings());
    const asked = [
      { kind: 'network', value: 'ip:203.0.113.88' },
      { kind: 'network', value: 'ip:198.51.100.1' },
      { kind: 'domain', value: 'acme-okta.com' },
      { kind: 'principal', value: 'emp012' },
    ];
    const ask = () => room.db.transaction((tx) => room.incidents.named.named(tx, LIVE_TENANT, asked));
    expect((await ask()).map((one) => `${one.value} ${one.incidentNumber}`).toSorted()).toEqual([
      'acme-okta.com BW-1',
      'ip:203.0.113.88 BW-1',
    ]);
    await room.incidents.handlers.setIncidentState(room.context(), {
      ...none,
      params: { incidentId: 'BW-1' },
      body: { state: 'closed', reason: 'over' },
    });
    expect(await ask()).toEqual([]);
  });

  it('says whom to contain: victims with what was enrolled for them, never who only reported or looked', async () => {
    await room.record(
      ...attackFindings(),
      testFinding({
        key: 'dns',
        severity: 'info',
        entities: [entity('domain', 'acme-okta.com', 'attacker'), entity('principal', 'emp007', 'exposed')],
      }),
    );
    const subject = await room.incidents.containment.targets(LIVE_TENANT, 'BW-1');
    expect(subject?.targets).toEqual([
      expect.objectContaining({
        principal: 'emp012',
        principalVendorId: '00uemp012',
        exposure: 'signed-in',
        attackerAuthenticators: [
          expect.objectContaining({ vendorId: 'opf1', kind: 'push', label: 'Okta Verify on Android' }),
        ],
      }),
      expect.objectContaining({ principal: 'emp031', exposure: 'signed-in', attackerAuthenticators: [] }),
    ]);
    expect(subject?.bystanders).toEqual([
      expect.objectContaining({ role: 'reporter', count: 5 }),
      { role: 'exposed', count: 1, labels: ['emp007'] },
    ]);
    expect(await room.incidents.containment.targets(LIVE_TENANT, 'BW-99')).toBeNull();
  });
});
