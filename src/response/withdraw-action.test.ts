import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entity, testFinding } from '../incidents/test-findings.ts';
import { renderMessage } from '../base/messages.ts';
import { responseMessages } from './messages.ts';
import { attackedPeople, busy, createTestResponder, type TestResponder } from './test-responder.ts';
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

function withdraw(actionId: string, audit: (...ids: string[]) => void = () => undefined) {
  const context = room.context({ audit });
  return room.response.handlers.withdrawAction(context, { params: { actionId }, query: undefined, body: undefined });
}

async function expiry() {
  const { actions } = await room.plan();
  return actions.find((action) => action.kind === 'expire-password' && action.target.value === 'emp031');
}

async function withdrawExpiry(): Promise<string> {
  const { actionId = '' } = (await expiry()) ?? {};
  await withdraw(actionId);
  return actionId;
}

function namedAgain(key: string) {
  return testFinding({
    key,
    severity: 'high',
    entities: [entity('principal', 'emp031', 'victim'), entity('session', `session-${key}`, 'attacker')],
    facts: { exposure: 'signed-in' },
  });
}

describe('withdrawing an action', () => {
  it('keeps what was approved from being carried out, and writes down who did it', async () => {
    await room.approve((action) => action.target.value === 'emp031');
    const { actionId = '' } = (await expiry()) ?? {};
    const audited: string[] = [];
    await withdraw(actionId, (...ids) => audited.push(...ids));
    expect(audited).toContain(actionId);
    await room.run(5);
    expect(vendor.writes).toEqual(['end-sessions emp031 00uemp031', 'end-sessions emp031 00uemp031']);
    expect(await room.journal()).toContain('emp031 expire-password withdrawn');
    const timeline = await room.incidents.handlers.getTimeline(room.context(), {
      params: { incidentId: 'BW-1' },
      query: { limit: 100 },
      body: undefined,
    });
    const lines = timeline.items.map((line) => renderMessage(responseMessages, line.message));
    expect(
      lines.filter((line) => /^Ada withdrew expiring the password of .*, before it began$/.test(line)),
    ).toHaveLength(1);
  });

  it('is not proposed again for the same findings, and is for a new one', async () => {
    await room.plan();
    await room.run(1);
    await room.approve((action) => action.target.value === 'emp031');
    const before = await room.plan();
    const actionId = await withdrawExpiry();
    const after = await room.plan();
    expect(after.actions.map((action) => action.actionId)).not.toContain(actionId);
    expect(after.revision).toBe(before.revision + 1);
    await room.run(3);
    expect((await room.plan()).digest).toBe(after.digest);
    await room.db.transaction((tx) => room.incidents.sink.record(tx, [namedAgain('another sign-in')]));
    expect(await expiry()).toMatchObject({ actionId, state: 'proposed', approvedAt: null, approvedBy: null });
    await room.approve();
    await room.run(3);
    expect(vendor.writes).toContain('expire-password emp031 00uemp031');
  });

  it('stays withdrawn when its incident is merged into another', async () => {
    const actionId = await withdrawExpiry();
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
    const { actions } = await room.plan();
    expect(actions.map((action) => action.target.value)).toContain('emp500');
    expect(await expiry()).toBeUndefined();
    expect(actions.map((action) => action.actionId)).not.toContain(actionId);
  });

  it('takes a proposal off the plan too, so that an approval begun with it is refused', async () => {
    const plan = await room.plan();
    await withdrawExpiry();
    const ids = plan.actions.map((action) => action.actionId);
    await expect(approveIds(room, plan, ids)).rejects.toMatchObject({ code: 'response.plan_changed' });
    await room.approve();
    await room.run(3);
    expect(vendor.writes.filter((write) => write.includes('expire-password'))).toEqual([
      'expire-password emp012 00uemp012',
    ]);
    expect(await room.incidentState()).toBe('contained');
  });

  it('is refused in words once it has begun, and for what is not there', async () => {
    await room.approve((action) => action.target.value === 'emp031');
    const { actionId = '' } = (await expiry()) ?? {};
    vendor.faults.push({ call: 'carryOut', kind: 'expire-password', fault: busy() });
    await room.run(1);
    expect((await expiry())?.state).toBe('started');
    const refused = { code: 'response.begun', status: 409, remedy: expect.stringContaining('by hand') as string };
    await expect(withdraw(actionId)).rejects.toMatchObject(refused);
    await room.run(20);
    await expect(withdraw(actionId)).rejects.toMatchObject(refused);
    await expect(withdraw('nothing')).rejects.toMatchObject({ status: 404 });
    const other = await withdrawnTwice();
    await expect(withdraw(other)).rejects.toMatchObject({ code: 'response.not_withdrawable', status: 409 });
  });

  it('wins over a hand that is just looking: nothing is called', async () => {
    await room.approve((action) => action.target.value === 'emp031' && action.kind === 'expire-password');
    const { actionId = '' } = (await expiry()) ?? {};
    const snapshot = vendor.snapshot.bind(vendor);
    vendor.snapshot = async (action, signal) => {
      const seen = await snapshot(action, signal);
      if (action.kind === 'expire-password') await withdraw(actionId);
      return seen;
    };
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await room.journal()).not.toContain('emp031 expire-password intent');
  });
});

async function withdrawnTwice(): Promise<string> {
  const actionId = (await room.plan()).actions.find((action) => action.state === 'proposed')?.actionId ?? '';
  await withdraw(actionId);
  return actionId;
}
