import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderMessage } from '../base/messages.ts';
import { entity, T0, testFinding } from '../incidents/test-findings.ts';
import { responseMessages } from './messages.ts';
import { attackedPeople, busy, createTestResponder, forbidden, type TestResponder } from './test-responder.ts';
import { approveIds, attack, openTestResponse, type TestResponse } from './test-response.ts';

let vendor: TestResponder;
let room: TestResponse;
beforeEach(async () => {
  vendor = createTestResponder();
  attackedPeople(vendor);
  room = await openTestResponse(vendor);
  await attack(room);
});
afterEach(() => room.close());

const states = (plan: Awaited<ReturnType<TestResponse['plan']>>) =>
  Object.fromEntries(
    plan.actions.map((action) => [
      `${action.target.value} ${action.title.key.split('.').slice(2, -1).join('.')}`,
      action.state,
    ]),
  );

function retry(actionId: string) {
  return room.response.handlers.retryAction(room.context(), {
    params: { actionId },
    query: undefined,
    body: undefined,
  });
}

describe('a containment plan', () => {
  it('is carried out in order, read back, and leaves the rest alone', async () => {
    await room.approve();
    await room.run(2);
    expect(vendor.writes.filter((write) => write.includes('emp012'))).toEqual([
      'end-sessions emp012 00uemp012',
      'remove-authenticator emp012 opf1',
      'expire-password emp012 00uemp012',
      'end-sessions emp012 00uemp012',
    ]);
    expect(vendor.writes.filter((write) => write.includes('emp031'))).toEqual([
      'end-sessions emp031 00uemp031',
      'expire-password emp031 00uemp031',
      'end-sessions emp031 00uemp031',
    ]);
    expect(vendor.writes).toHaveLength(7);
    expect(vendor.people.get('emp012')?.factors.map((factor) => factor.id)).toEqual(['fwf-emp012']);
    expect(vendor.people.get('emp099')).toMatchObject({ sessions: 2, passwordExpired: false });
    const plan = await room.plan();
    expect(plan.state).toBe('done');
    expect(await room.incidentState()).toBe('contained');
    for (const action of plan.actions) {
      expect(action.acceptedAt).not.toBeNull();
      expect(action.verifiedAt ?? 0).toBeGreaterThanOrEqual(action.acceptedAt ?? Infinity);
    }
    expect(plan.leftAlone.map((message) => renderMessage(responseMessages, message))).toContain(
      'emp012’s own webauthn, enrolled 2026-03-12, stays',
    );
    expect(plan.actions.find((action) => action.kind === 'remove-authenticator')?.snapshot).toContain('opf1');
  });

  it('does nothing that is not approved', async () => {
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    await room.approve((action) => action.target.value === 'emp031' && action.kind === 'expire-password');
    await room.run(3);
    expect(vendor.writes).toEqual(['expire-password emp031 00uemp031']);
    expect((await room.plan()).state).toBe('incomplete');
    expect(await room.incidentState()).toBe('open');
  });

  it('shows what an action would touch before anybody approves it', async () => {
    await room.run(1);
    expect(vendor.writes).toEqual([]);
    const texts = (await room.plan()).leftAlone.map((message) => renderMessage(responseMessages, message));
    expect(texts).toEqual([
      'emp012’s own webauthn, enrolled 2026-03-12, stays',
      '5 people who only reported: nothing is done (emp003, emp017, emp020, emp021, and emp022)',
    ]);
  });

  it('journals the intent before each call, and nothing twice', async () => {
    await room.approve((action) => action.target.value === 'emp012');
    await room.run(1);
    const lines = await room.journal();
    expect(lines.filter((line) => line.includes('remove-authenticator'))).toEqual([
      'emp012 remove-authenticator approved',
      'emp012 remove-authenticator intent',
      'emp012 remove-authenticator accepted',
      'emp012 remove-authenticator verified',
    ]);
  });

  it('tells accepted and verified apart while the vendor is slow', async () => {
    vendor.lag = 4;
    await room.approve((action) => action.target.value === 'emp031');
    const before = room.clock.now();
    await room.run(1);
    const [first] = (await room.plan()).actions.filter((action) => action.target.value === 'emp031');
    expect(first).toMatchObject({ state: 'accepted', acceptedAt: before, verifiedAt: null });
    await room.run(20);
    const [after] = (await room.plan()).actions.filter((action) => action.target.value === 'emp031');
    expect(after?.state).toBe('verified');
    expect((after?.verifiedAt ?? 0) - before).toBeGreaterThanOrEqual(1000);
  });

  it('waits and tries again when the vendor is busy, and reads before it calls again', async () => {
    vendor.faults.push({ call: 'carryOut', kind: 'end-sessions', fault: busy() }, { call: 'snapshot', fault: busy() });
    await room.approve((action) => action.target.value === 'emp031');
    await room.run(40);
    expect(vendor.writes).toHaveLength(3);
    const calls = vendor.calls.filter((call) => call.endsWith('end-sessions emp031')).slice(0, 6);
    expect(calls).toEqual([
      'snapshot end-sessions emp031',
      'snapshot end-sessions emp031',
      'carryOut end-sessions emp031',
      'observe end-sessions emp031',
      'carryOut end-sessions emp031',
      'observe end-sessions emp031',
    ]);
  });

  it('takes a call whose answer was lost for done when the effect is there', async () => {
    vendor.faults.push({ call: 'carryOut', kind: 'remove-authenticator', fault: busy(), lost: true });
    await room.approve();
    await room.run(40);
    expect(vendor.writes.filter((write) => write.startsWith('remove-authenticator'))).toHaveLength(1);
    expect((await room.plan()).state).toBe('done');
  });

  it('says what failed, with the remedy, and goes on with the other people', async () => {
    vendor.faults.push({ call: 'carryOut', kind: 'remove-authenticator', fault: forbidden() });
    await room.approve();
    await room.run(40);
    const plan = await room.plan();
    const removal = plan.actions.find((action) => action.kind === 'remove-authenticator');
    expect(removal).toMatchObject({
      state: 'failed',
      error: { code: 'okta.forbidden', remedy: 'Give the app a role.' },
    });
    expect(plan.state).toBe('incomplete');
    expect(await room.incidentState()).toBe('open');
    expect(vendor.people.get('emp031')?.passwordExpired).toBe(true);
  });

  it('does not expire a password while the attacker could choose the new one', async () => {
    vendor.faults.push({ call: 'carryOut', kind: 'remove-authenticator', fault: forbidden() });
    await room.approve();
    await room.run(40);
    const expire = (await room.plan()).actions.find(
      (action) => action.kind === 'expire-password' && action.target.value === 'emp012',
    );
    expect(expire).toMatchObject({ state: 'failed', error: { code: 'response.held_back' } });
    expect(vendor.people.get('emp012')?.passwordExpired).toBe(false);
    const removal = (await room.plan()).actions.find((action) => action.kind === 'remove-authenticator');
    await retry(removal?.actionId ?? '');
    await room.run(40);
    await retry(expire?.actionId ?? '');
    await room.run(40);
    expect(vendor.people.get('emp012')?.passwordExpired).toBe(true);
    expect((await room.plan()).state).toBe('done');
    expect(await room.incidentState()).toBe('contained');
  });

  it('gives up reading after ten minutes and says that it does not know', async () => {
    vendor.lag = 10_000;
    await room.approve((action) => action.target.value === 'emp031' && action.kind === 'expire-password');
    await room.run(400);
    const action = (await room.plan()).actions.find((one) => one.approvedAt !== null);
    expect(action).toMatchObject({ state: 'unknown', error: { code: 'response.not_effective' } });
    vendor.lag = 0;
    await retry(action?.actionId ?? '');
    await room.run(5);
    expect((await room.plan()).actions.find((one) => one.approvedAt !== null)?.state).toBe('verified');
    expect(vendor.writes).toHaveLength(1);
  });

  it('notices when what was done is undone, and opens the incident again', async () => {
    await room.approve();
    await room.run(2);
    expect(await room.incidentState()).toBe('contained');
    const person = vendor.people.get('emp031');
    if (person) person.passwordExpired = false;
    await room.run(10);
    expect(states(await room.plan())['emp031 expire-password']).toBe('failed');
    expect((await room.plan()).state).toBe('incomplete');
    expect(await room.incidentState()).toBe('open');
  });

  it('stays read-only without a write credential, and says so', async () => {
    const other = await openTestResponse(null);
    await attack(other);
    await other.approve();
    await other.run(3);
    const plan = await other.plan();
    expect(plan.blockedBy?.code).toBe('response.no_responder');
    expect(plan.state).toBe('approved');
    await other.close();
  });
});

it('calls nobody while nothing can be stored, and goes on after', async () => {
  let full = true;
  const stuck = await openTestResponse(vendor, { readOnly: () => full });
  await attack(stuck);
  await stuck.approve();
  await stuck.run(3);
  expect(vendor.writes).toEqual([]);
  full = false;
  await stuck.run(3);
  expect(vendor.writes).toHaveLength(7);
  await stuck.close();
});

it('goes on when the clock is set back, however far', async () => {
  vendor.faults.push({ call: 'carryOut', kind: 'end-sessions', fault: busy() });
  await room.approve((action) => action.target.value === 'emp031' && action.kind === 'end-sessions');
  await room.run(1);
  expect(vendor.writes).toEqual([]);
  room.clock.advance(-6 * 3_600_000);
  await room.run(2);
  expect(vendor.writes).toContain('end-sessions emp031 00uemp031');
});

it('does nothing outside while a restored copy is held', async () => {
  const held = await openTestResponse(vendor, { held: true });
  await attack(held);
  await held.approve();
  await held.run(3);
  expect(vendor.calls).toEqual([]);
  await held.close();
});

describe('a plan that follows its incident', () => {
  it('takes up a new victim, keeps what has run, and has another digest', async () => {
    await room.approve();
    await room.run(2);
    const before = await room.plan();
    await room.db.transaction((tx) =>
      room.incidents.sink.record(tx, [
        testFinding({
          key: 'third',
          at: T0 + 500_000,
          severity: 'high',
          entities: [entity('principal', 'emp099', 'victim'), entity('network', 'ip:203.0.113.88', 'attacker')],
          facts: { exposure: 'password-known' },
        }),
      ]),
    );
    const after = await room.plan();
    expect(after.revision).toBe(before.revision + 1);
    expect(after.digest).not.toBe(before.digest);
    expect(states(after)).toMatchObject({
      'emp012 remove-authenticator': 'verified',
      'emp099 expire-password': 'proposed',
      'emp099 end-sessions': 'proposed',
    });
    expect(await room.incidentState()).toBe('open');
  });

  it('does not change for one more report', async () => {
    const before = await room.plan();
    await room.db.transaction((tx) =>
      room.incidents.sink.record(tx, [
        testFinding({
          key: 'one more',
          entities: [entity('domain', 'acme-okta.com', 'attacker'), entity('principal', 'emp077', 'reporter', false)],
        }),
      ]),
    );
    const after = await room.plan();
    expect([after.digest, after.revision]).toEqual([before.digest, before.revision]);
  });

  it('asks for another round when a victim is named again after the containment, and not for what came late', async () => {
    await room.approve();
    await room.run(2);
    expect(await room.incidentState()).toBe('contained');
    const again = (key: string, at: number) =>
      testFinding({
        key,
        at,
        severity: 'high',
        entities: [entity('principal', 'emp031', 'victim'), entity('session', `session-${key}`, 'attacker')],
        facts: { exposure: 'signed-in' },
      });
    await room.db.transaction((tx) => room.incidents.sink.record(tx, [again('late record', T0 + 200_000)]));
    expect((await room.plan()).actions).toHaveLength(7);
    expect(await room.incidentState()).toBe('contained');
    await room.db.transaction((tx) => room.incidents.sink.record(tx, [again('back again', room.clock.now() + 1000)]));
    room.clock.advance(2000);
    const plan = await room.plan();
    const proposed = plan.actions.filter((action) => action.state === 'proposed');
    expect(proposed.map((action) => `${action.target.value} ${action.kind}`)).toEqual([
      'emp031 end-sessions',
      'emp031 expire-password',
      'emp031 end-sessions',
    ]);
    await room.approve();
    await room.run(2);
    expect(vendor.writes.filter((write) => write.startsWith('end-sessions emp031'))).toHaveLength(4);
    expect((await room.plan()).state).toBe('done');
    expect(await room.incidentState()).toBe('contained');
  });

  it('opens a contained incident again when a late record shows an authenticator that nobody knew of', async () => {
    await room.approve();
    await room.run(2);
    vendor.people.get('emp031')?.factors.push({ id: 'opf2', kind: 'totp', createdAt: 2, own: false });
    await room.db.transaction((tx) =>
      room.incidents.sink.record(tx, [
        testFinding({
          key: 'late enrolment',
          at: T0 + 310_000,
          entities: [entity('principal', 'emp031', 'victim'), entity('authenticator', 'opf2', 'attacker')],
          facts: { authenticatorVendorId: 'opf2', authenticatorKind: 'totp', enrolledAtMs: T0 + 310_000 },
        }),
      ]),
    );
    await room.run(1);
    expect(await room.incidentState()).toBe('open');
    await room.approve();
    await room.run(2);
    expect(vendor.writes.at(-1)).toBe('remove-authenticator emp031 opf2');
    expect(await room.incidentState()).toBe('contained');
  });

  it('withdraws what nothing asks for any more', async () => {
    await room.plan();
    const timeline = await room.incidents.handlers.getTimeline(room.context(), {
      params: { incidentId: 'BW-1' },
      query: { limit: 100 },
      body: undefined,
    });
    const ofSecond = timeline.items.filter((line) => line.entities.some((one) => one.value === 'emp031'));
    await room.incidents.handlers.splitIncident(room.context(), {
      params: { incidentId: 'BW-1' },
      query: undefined,
      body: { findingIds: ofSecond.map((line) => line.entryId), reason: 'was on a trip' },
    });
    expect((await room.plan()).actions.map((action) => action.target.value)).not.toContain('emp031');
  });

  it('carries over what was approved when its incident is merged into another', async () => {
    await room.approve();
    await room.run(2);
    const older = testFinding({
      key: 'older',
      entities: [entity('principal', 'emp500', 'victim')],
      facts: { exposure: 'signed-in' },
    });
    await room.db.transaction((tx) => room.incidents.sink.record(tx, [older]));
    await room.incidents.handlers.mergeIncidents(room.context(), {
      params: { incidentId: 'BW-2' },
      query: undefined,
      body: { from: 'BW-1', reason: 'same attacker' },
    });
    const plan = await room.plan();
    expect(states(plan)).toMatchObject({
      'emp012 remove-authenticator': 'verified',
      'emp500 end-sessions': 'proposed',
    });
    expect(plan.actions.filter((action) => action.target.value === 'emp012')).toHaveLength(4);
    expect(vendor.writes).toHaveLength(7);
  });

  it('is empty where nobody is a victim', async () => {
    const quiet = await openTestResponse(vendor);
    await quiet.db.transaction((tx) =>
      quiet.incidents.sink.record(tx, [
        testFinding({ key: 'd', entities: [entity('domain', 'acme-okta.com', 'attacker')] }),
      ]),
    );
    expect(await quiet.plan()).toMatchObject({ state: 'empty', actions: [] });
    await quiet.close();
  });
});

it('refuses to try again what did not stop', async () => {
  const plan = await room.plan();
  await expect(retry(plan.actions[0]?.actionId ?? '')).rejects.toMatchObject({ code: 'response.not_retryable' });
  await approveIds(room, plan, [plan.actions[0]?.actionId ?? '']);
  await expect(retry(plan.actions[0]?.actionId ?? '')).rejects.toMatchObject({ status: 409 });
});
