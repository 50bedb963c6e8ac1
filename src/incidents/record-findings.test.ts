import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntityRef, Finding } from '../base/finding.ts';
import { renderMessage } from '../base/messages.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import { incidentMessages } from './messages.ts';
import { attackFindings, entity, T0, testFinding } from './test-findings.ts';
import { openTestIncidents, type TestIncidents } from './test-incidents.ts';

let room: TestIncidents;
beforeEach(async () => {
  room = await openTestIncidents();
});
afterEach(() => room.close());

async function list(state: 'all' | 'open' | 'closed' | 'contained' = 'all', q?: string) {
  return (
    await room.incidents.handlers.listIncidents(room.context(), {
      params: undefined,
      body: undefined,
      query: { state, limit: 100, q },
    })
  ).items;
}

async function timeline(incidentId: string) {
  return (
    await room.incidents.handlers.getTimeline(room.context(), {
      params: { incidentId },
      query: { limit: 5000 },
      body: undefined,
    })
  ).items;
}

/** A report of a link that says nothing by itself, as it stays loose. */
function looseReport(i: number) {
  const entities = [entity('domain', 'links.example', 'attacker'), entity('principal', 'emp001', 'reporter', false)];
  return testFinding({ key: `report ${i}`, severity: 'info', at: T0 + i, entities });
}

/** Records a finding and gives how many queries that took. */
async function queriesOf(finding: Finding): Promise<number> {
  let asked = 0;
  await room.db.transaction((tx) => {
    const counted = {
      ...tx,
      tables<T>() {
        asked += 1;
        return tx.tables<T>();
      },
    };
    return room.incidents.sink.record(counted, [finding]);
  });
  return asked;
}

describe('joining', () => {
  it('asks no more for the hundredth report of one link than for the third, and brings them in together', async () => {
    const early = [];
    for (let i = 0; i < 3; i += 1) early.push(await queriesOf(looseReport(i)));
    for (let i = 3; i < 100; i += 1) await queriesOf(looseReport(i));
    expect(await queriesOf(looseReport(100))).toBe(early[2]);
    await room.record(testFinding({ key: 'named', entities: [entity('domain', 'links.example', 'attacker')] }));
    const [all, ...rest] = await room.partition();
    expect(all).toHaveLength(103);
    expect(rest).toEqual([]);
  });

  it('makes one incident of one attack, with both victims and no reporter among them', async () => {
    await room.record(...attackFindings());
    const [incident, ...rest] = await list();
    expect(rest).toEqual([]);
    expect(incident).toMatchObject({ number: 'BW-1', state: 'open', severity: 'critical', victims: 2, findings: 9 });
    expect(renderMessage(incidentMessages, incident?.headline ?? { key: '', params: {} })).toBe(
      'acme-okta.com was certified 35 minutes before the first of 5 reported texts; 2 people’s sign-ins were used from a network new to them; 1 authenticator was enrolled there',
    );
    const whole = await room.incidents.handlers.getIncident(room.context(), {
      params: { incidentId: 'BW-1' },
      query: undefined,
      body: undefined,
    });
    const people = whole.entities.filter((one) => one.kind === 'principal');
    expect(
      people
        .filter((one) => one.role === 'victim')
        .map((one) => one.value)
        .toSorted(),
    ).toEqual(['emp012', 'emp031']);
    expect(people.filter((one) => one.role === 'reporter')).toHaveLength(5);
    expect(whole.story.map((step) => renderMessage(incidentMessages, step.message))).toEqual([
      'A certificate for acme-okta.com was logged',
      'The first of 5 messages that employees reported',
      "emp012's sign-in was used from a network new to them",
      'An authenticator was enrolled for emp012',
      "emp031's sign-in was used from a network new to them",
    ]);
  });

  it('keeps a finding whose value is too long for an index, and joins nothing by it', async () => {
    // Text that does not compress, as a hostile client would send it in a header that its provider logs.
    const value = Array.from({ length: 2000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('');
    const device = entity('device', value, 'attacker');
    await room.record(testFinding({ key: 'a', entities: [device] }), testFinding({ key: 'b', entities: [device] }));
    expect(await list()).toHaveLength(2);
  });

  it('counts a report that names two links once', async () => {
    const [certified] = attackFindings();
    const other = entity('domain', 'acme-sso.net', 'attacker');
    const report = (domain: string) => ({
      ...testFinding({
        key: domain,
        at: T0,
        entities: [entity('domain', domain, 'attacker'), entity('principal', 'emp003', 'reporter', false)],
      }),
      evidence: [{ id: 'report:1', sourceId: 'reports', occurredAt: T0, receivedAt: T0, raw: '{}' }],
    });
    const link = testFinding({ key: 'both', entities: [entity('domain', 'acme-okta.com', 'attacker'), other] });
    if (certified) await room.record(certified, link, report('acme-okta.com'), report('acme-sso.net'));
    const [incident] = await list();
    expect(incident?.findings).toBe(4);
    expect(renderMessage(incidentMessages, incident?.headline ?? { key: '', params: {} })).toBe(
      'acme-okta.com was certified 35 minutes before a text was reported',
    );
  });

  it('says why each finding was joined, naming the shared thing and the other finding', async () => {
    const findings = attackFindings();
    await room.record(...findings);
    const [incident] = await list();
    const lines = await timeline(incident?.incidentId ?? '');
    const byId = new Map(lines.filter((line) => line.kind === 'finding').map((line) => [line.findingId, line]));
    expect(byId.get(findings[0]?.id ?? '')?.joined).toBeNull();
    const report = byId.get(findings[1]?.id ?? '');
    expect(report?.joined).toMatchObject({
      by: 'rule',
      reason: { key: 'incidents.joined.domain', params: { label: 'acme-okta.com', withFinding: findings[0]?.id } },
    });
    expect(renderMessage(incidentMessages, report?.joined?.reason ?? { key: '', params: {} })).toBe(
      'Shares the domain acme-okta.com with another finding here',
    );
  });

  it('leaves out an unrelated look-alike and an unrelated enrolment of the same minutes, brand and ASN', async () => {
    await room.record(
      ...attackFindings(),
      testFinding({ key: 'acme-vpn.net', entities: [entity('domain', 'acme-vpn.net', 'attacker')], at: T0 }),
      testFinding({
        key: 'emp050',
        at: T0 + 200_000,
        entities: [
          entity('principal', 'emp050', 'subject'),
          entity('network', 'ip:198.51.100.7', 'subject'),
          entity('network', 'asn:11878', 'attacker', true),
          entity('app', 'Okta Dashboard', 'target', true),
        ],
      }),
    );
    expect((await room.partition()).map((group) => group.length - 1).toSorted((a, b) => a - b)).toEqual([1, 1, 9]);
  });

  it('never joins by a reporter, an ASN or a thing the detector did not mark', async () => {
    const shared = [
      entity('principal', 'emp003', 'reporter', true),
      entity('network', 'asn:64496', 'attacker', true),
      entity('customer', 'cust1', 'target', true),
      entity('device', 'dev1', 'subject', false),
    ];
    await room.record(testFinding({ key: 'a', entities: shared }), testFinding({ key: 'b', entities: shared }));
    expect(await list()).toHaveLength(2);
  });

  it('joins by an address within two weeks and not later', async () => {
    const ip = entity('network', 'ip:203.0.113.9', 'attacker');
    const day = 86_400_000;
    await room.record(
      testFinding({ key: 'first', entities: [ip], at: T0 }),
      testFinding({ key: 'near', entities: [ip], at: T0 + 13 * day }),
      testFinding({ key: 'late', entities: [ip], at: T0 + 40 * day }),
    );
    expect(await room.partition()).toEqual([
      ['incident', 'first', 'near'],
      ['incident', 'late'],
    ]);
  });

  it('changes nothing when the same finding is judged again', async () => {
    const findings = attackFindings();
    await room.record(...findings);
    const before = [await room.partition(), room.told.length, room.published.length, await list()];
    await room.record(...findings, ...findings.toReversed());
    expect([await room.partition(), room.told.length, room.published.length, await list()]).toEqual(before);
  });

  it('opens nothing for info findings, and takes them in when something they belong to becomes an incident', async () => {
    const look = (login: string) =>
      testFinding({
        key: `dns-${login}`,
        severity: 'info',
        entities: [entity('domain', 'acme-okta.com', 'attacker'), entity('principal', login, 'exposed')],
      });
    await room.record(look('emp007'), look('emp008'));
    expect(await list()).toEqual([]);
    expect(room.told).toEqual([]);
    await room.record(
      testFinding({ key: 'report', entities: [entity('domain', 'acme-okta.com', 'attacker')] }),
      look('emp009'),
    );
    expect(await room.partition()).toEqual([['incident', 'dns-emp007', 'dns-emp008', 'dns-emp009', 'report']]);
  });

  it('merges two incidents that a finding belongs to; the older stays and says why', async () => {
    const a = testFinding({ key: 'a', entities: [entity('principal', 'emp1', 'victim')] });
    const b = testFinding({ key: 'b', entities: [entity('session', 's1', 'attacker')] });
    await room.record(a);
    await room.record(b);
    await room.record(
      testFinding({
        key: 'both',
        entities: [entity('principal', 'emp1', 'victim'), entity('session', 's1', 'attacker')],
      }),
    );
    const [incident, ...others] = await list();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ number: 'BW-1', findings: 3 });
    const gone = await room.incidents.handlers.getIncident(room.context(), {
      params: { incidentId: 'BW-2' },
      query: undefined,
      body: undefined,
    });
    expect(gone.mergedInto).toBe(incident?.incidentId);
    const line = (await timeline('BW-1')).find((one) => one.findingId === b.id);
    expect(line?.joined?.reason).toMatchObject({
      key: 'incidents.merged.session',
      params: { from: 'BW-2', label: 's1' },
    });
    expect(room.changed.at(-1)).toEqual({ incidentId: incident?.incidentId, mergedFrom: [gone.incidentId] });
  });

  it('gives the same grouping whatever the order of arrival', async () => {
    const things: EntityRef[] = [
      entity('principal', 'p1', 'victim'),
      entity('principal', 'p2', 'exposed'),
      entity('session', 's1', 'attacker'),
      entity('network', 'ip:192.0.2.1', 'attacker'),
      entity('network', 'ip:192.0.2.2', 'attacker'),
      entity('domain', 'd1.example', 'attacker'),
      entity('domain', 'd2.example', 'attacker'),
      entity('authenticator', 'a1', 'attacker'),
    ];
    const oneFinding = fc.record({
      named: fc.subarray(things, { maxLength: 3 }),
      info: fc.boolean(),
      day: fc.integer({ min: 0, max: 40 }),
    });
    const runs = fc.array(oneFinding, { minLength: 2, maxLength: 9 }).chain((inputs) =>
      fc.tuple(
        fc.constant(inputs),
        fc.shuffledSubarray(
          inputs.map((_, index) => index),
          { minLength: inputs.length },
        ),
        fc.boolean(),
      ),
    );
    await fc.assert(
      fc.asyncProperty(runs, async ([inputs, order, together]) => {
        const findings = inputs.map((input, index) =>
          testFinding({
            key: `f${index}`,
            severity: input.info ? 'info' : 'high',
            entities: input.named,
            at: T0 + input.day * 86_400_000,
          }),
        );
        const shuffled = order.flatMap((index) => findings[index] ?? []);
        expect(await partitionOf(shuffled, together)).toEqual(await partitionOf(findings, !together));
        expect(await partitionOf(findings, false)).toEqual(components(findings));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

/** Groups findings on a tenant of their own, then removes it. */
async function partitionOf(findings: readonly Finding[], together: boolean): Promise<string[][]> {
  if (together) await room.record(...findings);
  else for (const finding of findings) await room.record(finding);
  const groups = await room.partition();
  await checkSums();
  await room.db.transaction((tx) => room.incidents.removeTenant(tx, LIVE_TENANT));
  return groups;
}

/** The sums kept step by step are those counted afresh. */
async function checkSums(): Promise<void> {
  for (const incident of await list()) {
    const lines = (await timeline(incident.incidentId)).filter((line) => line.kind === 'finding');
    expect(incident.findings).toBe(lines.length);
    expect(incident.firstAt).toBe(Math.min(...lines.map((line) => line.at)));
    expect(incident.lastAt).toBe(Math.max(...lines.map((line) => line.at)));
    const whole = await room.incidents.handlers.getIncident(room.context(), {
      params: { incidentId: incident.incidentId },
      query: undefined,
      body: undefined,
    });
    for (const one of whole.entities) {
      const naming = lines.filter((line) => line.entities.some((e) => e.kind === one.kind && e.value === one.value));
      expect(one.findings).toBe(naming.length);
    }
  }
}

/** The connected components, computed the plain way. */
function components(findings: readonly Finding[]): string[][] {
  const groups = findings.map((finding) => new Set([finding]));
  const linked = (a: Finding, b: Finding): boolean =>
    a.entities.some((one) =>
      b.entities.some(
        (other) =>
          one.kind === other.kind &&
          one.value === other.value &&
          (one.kind !== 'network' || Math.abs(a.occurredAt - b.occurredAt) <= 14 * 86_400_000),
      ),
    );
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < groups.length && !changed; i += 1) {
      for (let j = i + 1; j < groups.length && !changed; j += 1) {
        const [left, right] = [groups[i], groups[j]];
        if (!left || !right || ![...left].some((a) => [...right].some((b) => linked(a, b)))) continue;
        groups[i] = new Set([...left, ...right]);
        groups.splice(j, 1);
        changed = true;
      }
    }
  }
  return groups
    .flatMap((group) => {
      const keys = [...group].map((finding) => finding.key).toSorted();
      return [...group].every((finding) => finding.severity === 'info')
        ? keys.map((key) => ['loose', key])
        : [['incident', ...keys]];
    })
    .toSorted((a, b) => (a.join('|') < b.join('|') ? -1 : 1));
}

describe('telling people', () => {
  it('tells once when an incident opens and once for each step that it gets graver', async () => {
    const findings = attackFindings();
    for (const finding of findings) await room.record(finding);
    expect(room.told.map((one) => [one.why, one.severity])).toEqual([
      ['opened', 'high'],
      ['graver', 'critical'],
    ]);
  });
});
