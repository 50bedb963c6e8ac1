import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderMessage } from '../base/messages.ts';
import { responseMessages } from './messages.ts';
import type { ResponseTables } from './tables.ts';
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

async function removal() {
  const found = (await room.plan()).actions.find((action) => action.kind === 'remove-authenticator');
  if (found === undefined) throw new Error('no removal in the plan');
  return found;
}

async function words(of: 'will' | 'willNot'): Promise<string> {
  return (await removal())[of].map((message) => renderMessage(responseMessages, message)).join('\n');
}

function onlyRemoval(action: { kind: string }): boolean {
  return action.kind === 'remove-authenticator';
}

async function retry(): Promise<void> {
  const params = { actionId: (await removal()).actionId };
  await room.response.handlers.retryAction(room.context(), { params, query: undefined, body: undefined });
}

/** What Okta has under the attacker's enrolment from now on. */
function becomes(change: { id?: string; kind?: string }): void {
  const found = vendor.people.get('emp012')?.factors.find((factor) => !factor.own);
  if (found === undefined) throw new Error('nothing was enrolled');
  Object.assign(found, change);
}

/** A vendor that picks whatever is there, not by its id. */
function picksByTime(): void {
  const snapshot = vendor.snapshot.bind(vendor);
  vendor.snapshot = (action, signal) => {
    const found = vendor.people.get(action.principal)?.factors.find((factor) => !factor.own);
    const authenticator = action.authenticator && { ...action.authenticator, vendorId: found?.id ?? null };
    return snapshot({ ...action, ...(authenticator === undefined ? {} : { authenticator }) }, signal);
  };
}

describe('the authenticator that a plan shows', () => {
  it('is named to the approver, and part of what is approved', async () => {
    const before = await room.plan();
    expect(await words('willNot')).toContain('only when exactly one fits');
    await room.run(1);
    const after = await room.plan();
    expect(after.digest).not.toBe(before.digest);
    expect(after.revision).toBe(before.revision + 1);
    expect(await words('will')).toContain('Removes exactly push of emp012');
    expect((await room.plan()).digest).toBe(after.digest);
    const ids = before.actions.map((action) => action.actionId);
    await expect(approveIds(room, before, ids)).rejects.toMatchObject({ code: 'response.plan_changed' });
    await approveIds(room, after, ids);
    const approval = await room.db.read<ResponseTables>().selectFrom('approval').selectAll().executeTakeFirstOrThrow();
    expect(approval.plan_text).toContain('"picked":{"label":"push of emp012","type":"push","vendorId":"opf1"}');
    await room.run(2);
    expect((await room.plan()).state).toBe('done');
  });

  it('is the only one removed: another in its place is refused, and approved anew once it was shown', async () => {
    picksByTime();
    await room.run(1);
    await room.approve(onlyRemoval);
    becomes({ id: 'opf2' });
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    const refused = await removal();
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'response.other_authenticator' } });
    expect(refused.error?.message).toContain('(opf2), is not what was approved: push of emp012 (opf1)');
    expect(refused.error?.remedy).toContain('Look at the plan again');
    await retry();
    expect((await removal()).state).toBe('proposed');
    await room.run(1);
    await room.approve(onlyRemoval);
    await room.run(3);
    expect(vendor.writes).toEqual(['remove-authenticator emp012 opf2']);
  });

  it('is refused when the vendor calls the same id another thing by now', async () => {
    await room.run(1);
    await room.approve(onlyRemoval);
    becomes({ kind: 'webauthn' });
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect((await removal()).error?.code).toBe('response.other_authenticator');
  });

  it('is refused when somebody changed in the database what was picked or what was about to be called', async () => {
    await room.run(1);
    await room.approve(onlyRemoval);

    vendor.faults.push({ call: 'carryOut', fault: busy() });
    await room.run(1);
    expect((await removal()).state).toBe('started');
    const tables = room.db.read<ResponseTables>();
    const row = await tables.selectFrom('action').selectAll().where('state', '=', 'started').executeTakeFirstOrThrow();
    const snapshot = row.snapshot?.replaceAll('opf1', 'fwf-emp012') ?? null;
    await room.db.transaction((tx) =>
      tx.tables<ResponseTables>().updateTable('action').set({ snapshot }).where('id', '=', row.id).execute(),
    );
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect((await removal()).error?.code).toBe('response.other_authenticator');
  });

  it('may be unknown at the approval: then the one that fits goes', async () => {
    await room.approve(onlyRemoval);
    await room.run(3);
    expect(vendor.writes).toEqual(['remove-authenticator emp012 opf1']);
  });

  it('is not swapped in where the look before the approval had found nothing to pick', async () => {
    picksByTime();
    const person = vendor.people.get('emp012');
    const hidden = person?.factors.find((factor) => !factor.own);
    if (person === undefined || hidden === undefined) throw new Error('nothing was enrolled');
    person.factors = person.factors.filter((factor) => factor.own);
    await room.run(1);
    await room.approve(onlyRemoval);
    person.factors.push(hidden);
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect((await removal()).error?.message).toContain('was not shown what would be removed');
  });

  it('is looked for again while nothing was found, so that a late one is shown before the approval', async () => {
    const person = vendor.people.get('emp012');
    const all = person?.factors ?? [];
    if (person) person.factors = all.filter((factor) => factor.own);
    await room.run(1);
    expect(await words('will')).not.toContain('push of emp012');
    if (person) person.factors = all;
    room.clock.advance(59_000);
    await room.run(1);
    expect(await words('will')).not.toContain('push of emp012');
    room.clock.advance(1000);
    await room.run(1);
    expect(await words('will')).toContain('push of emp012');
  });
});
