import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import { renderMessage } from '../base/messages.ts';
import { incidentMessages } from './messages.ts';
import { attackFindings, entity, T0, testFinding } from './test-findings.ts';
import { openTestIncidents, testContext, type TestIncidents } from './test-incidents.ts';
import { LIVE_TENANT } from '../base/ids.ts';

let room: TestIncidents;
beforeEach(async () => {
  room = await openTestIncidents();
});
afterEach(() => room.close());

const none = { query: undefined, body: undefined, params: undefined };

function get(incidentId: string) {
  return room.incidents.handlers.getIncident(room.context(), { ...none, params: { incidentId } });
}

async function stateOf(incidentId: string): Promise<string> {
  return (await get(incidentId)).state;
}

function setState(incidentId: string, state: 'open' | 'contained' | 'closed', reason?: string, at = T0 + 600_000) {
  const clock = { now: () => at, steadyMs: () => 0, sleep: () => Promise.resolve() };
  return room.incidents.handlers.setIncidentState(testContext({ clock }), {
    ...none,
    params: { incidentId },
    body: { state, reason },
  });
}

function split(incidentId: string, findingIds: string[]) {
  return room.incidents.handlers.splitIncident(room.context(), {
    ...none,
    params: { incidentId },
    body: { findingIds, reason: 'another matter' },
  });
}

describe('splitting and merging by hand', () => {
  it('keeps apart what a person split, whatever findings follow', async () => {
    const findings = attackFindings();
    await room.record(...findings);
    const ofSecond = findings[7];
    if (!ofSecond) throw new Error('the attack has a second sign-in');
    const { incidentId } = await split('BW-1', [ofSecond.id]);
    expect(await get(incidentId)).toMatchObject({ number: 'BW-2', victims: 1, findings: 1 });
    expect(await get('BW-1')).toMatchObject({ victims: 1, findings: 8 });
    await room.record(
      testFinding({
        key: 'bridge',
        at: T0 + 700_000,
        entities: [
          entity('principal', 'emp031', 'victim'),
          entity('principal', 'emp012', 'victim'),
          entity('network', 'ip:203.0.113.88', 'attacker'),
        ],
      }),
      testFinding({ key: 'more', at: T0 + 710_000, entities: [entity('session', 'session-emp031', 'attacker')] }),
    );
    expect((await get('BW-1')).mergedInto).toBeNull();
    expect((await get('BW-2')).mergedInto).toBeNull();
    // The session belongs to the split one, and the strongest thread decides.
    expect((await get('BW-2')).findings).toBe(2);
    expect((await get('BW-1')).findings).toBe(9);
  });

  it('hands the split on when one side is merged by a rule', async () => {
    const [a, b, c] = [
      testFinding({
        key: 'a',
        entities: [entity('domain', 'd.example', 'attacker'), entity('principal', 'p1', 'victim')],
      }),
      testFinding({ key: 'b', entities: [entity('domain', 'd.example', 'attacker')] }),
      testFinding({ key: 'c', entities: [entity('principal', 'p9', 'victim')] }),
    ] as const;
    await room.record(a, b);
    await split('BW-1', [b.id]);
    await room.record(c);
    // p1 and p9 meet: BW-3 goes into BW-1. BW-2 stays apart from both.
    await room.record(
      testFinding({
        key: 'meet',
        entities: [entity('principal', 'p1', 'victim'), entity('principal', 'p9', 'victim')],
      }),
      testFinding({
        key: 'd-and-p9',
        entities: [entity('domain', 'd.example', 'attacker'), entity('principal', 'p9', 'victim')],
      }),
    );
    expect((await get('BW-3')).mergedInto).toBe((await get('BW-1')).incidentId);
    expect((await get('BW-2')).mergedInto).toBeNull();
  });

  it('lets a person merge what was split, with the reason on every finding that came', async () => {
    const findings = attackFindings();
    await room.record(...findings);
    const moved = findings[7]?.id ?? '';
    await split('BW-1', [moved]);
    await room.incidents.handlers.mergeIncidents(room.context(), {
      ...none,
      params: { incidentId: 'BW-1' },
      body: { from: 'BW-2', reason: 'same attacker after all' },
    });
    expect(await get('BW-1')).toMatchObject({ victims: 2, findings: 9 });
    const { items } = await room.incidents.handlers.getTimeline(room.context(), {
      ...none,
      params: { incidentId: 'BW-1' },
      query: { limit: 100 },
    });
    const texts = items
      .filter((line) => line.kind === 'state')
      .map((line) => renderMessage(incidentMessages, line.message));
    expect(texts).toContain('Ada merged BW-2 into this incident: same attacker after all');
    expect(texts).toContain('Ada moved 1 finding to BW-2: another matter');
    expect(items.find((line) => line.findingId === moved)?.joined).toMatchObject({ by: 'person' });
  });

  it('does not say of every report that it named the first of several look-alikes', async () => {
    const [first, second] = ['acme-sso.net', 'acme-portal.net'].map((name, index) =>
      testFinding({
        key: name,
        detector: 'reports.reported',
        at: T0 + index,
        entities: [entity('domain', name, 'attacker'), entity('principal', `reporter${index}`, 'reporter', false)],
      }),
    );
    if (!first || !second) throw new Error('two findings were made');
    await room.record(first, second);
    const headline = async () => renderMessage(incidentMessages, (await get('BW-1')).headline);
    expect(await headline()).toBe('1 text naming acme-sso.net was reported');
    await room.incidents.handlers.mergeIncidents(room.context(), {
      ...none,
      params: { incidentId: 'BW-1' },
      body: { from: 'BW-2', reason: 'same sender' },
    });
    expect(await headline()).toBe('2 texts naming acme-sso.net and 1 more look-alike were reported');
  });

  it('refuses to split off everything, strangers, or to merge an incident with itself', async () => {
    const findings = attackFindings();
    await room.record(...findings);
    await expect(
      split(
        'BW-1',
        findings.map((one) => one.id),
      ),
    ).rejects.toMatchObject({ code: 'incidents.split_invalid' });
    await expect(split('BW-1', ['nobody'])).rejects.toMatchObject({ code: 'incidents.split_invalid' });
    const merge = room.incidents.handlers.mergeIncidents(room.context(), {
      ...none,
      params: { incidentId: 'BW-1' },
      body: { from: 'BW-1', reason: 'x' },
    });
    await expect(merge).rejects.toMatchObject({ code: 'incidents.merge_same', status: 409 });
  });
});

describe('states', () => {
  it('closes with a reason only', async () => {
    await room.record(...attackFindings());
    await expect(setState('BW-1', 'closed')).rejects.toBeInstanceOf(AppError);
    await setState('BW-1', 'closed', 'a test of ours');
    expect(await get('BW-1')).toMatchObject({ state: 'closed', closedReason: 'a test of ours' });
  });

  it('opens a closed incident again for a finding on the same session within seven days', async () => {
    await room.record(...attackFindings());
    await setState('BW-1', 'closed', 'over');
    await room.record(
      testFinding({ key: 'again', at: T0 + 3_600_000, entities: [entity('session', 'session-emp012', 'attacker')] }),
    );
    expect(await stateOf('BW-1')).toBe('open');
    expect((await get('BW-1')).findings).toBe(10);
  });

  it('begins a new incident that names the closed one when only a person or an address is the same', async () => {
    await room.record(...attackFindings());
    await setState('BW-1', 'closed', 'over');
    await room.record(
      testFinding({ key: 'again', at: T0 + 3_600_000, entities: [entity('principal', 'emp012', 'victim')] }),
    );
    expect(await stateOf('BW-1')).toBe('closed');
    const { items } = await room.incidents.handlers.getTimeline(room.context(), {
      ...none,
      params: { incidentId: 'BW-2' },
      query: { limit: 100 },
    });
    expect(items.map((line) => line.message.key)).toContain('incidents.state.follows.principal');
  });

  it('begins a new one for the same session eight days after closing', async () => {
    await room.record(...attackFindings());
    await setState('BW-1', 'closed', 'over');
    const later = T0 + 8.1 * 86_400_000;
    await room.record(
      testFinding({ key: 'again', at: later, entities: [entity('session', 'session-emp012', 'attacker')] }),
    );
    expect(await stateOf('BW-1')).toBe('closed');
    expect(await stateOf('BW-2')).toBe('open');
  });

  it('opens a contained incident again for a new victim, and not for one more report', async () => {
    await room.record(...attackFindings());
    await room.db.transaction(async (tx) => {
      const { incidentId } = await get('BW-1');
      await room.incidents.containment.contained(tx, LIVE_TENANT, incidentId, T0 + 400_000);
    });
    await room.record(
      testFinding({
        key: 'late report',
        at: T0 + 500_000,
        entities: [entity('domain', 'acme-okta.com', 'attacker'), entity('principal', 'emp077', 'reporter', false)],
      }),
    );
    expect(await stateOf('BW-1')).toBe('contained');
    await room.record(
      testFinding({
        key: 'third victim',
        at: T0 + 510_000,
        entities: [entity('principal', 'emp044', 'victim'), entity('network', 'ip:203.0.113.88', 'attacker')],
        facts: { exposure: 'signed-in' },
      }),
    );
    expect(await stateOf('BW-1')).toBe('open');
  });
});
