import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import { entity, testFinding } from '../incidents/test-findings.ts';
import type { Actor } from '../platform/http/context.ts';
import type { ResponseTables } from './tables.ts';
import { attackedPeople, createTestResponder, type TestResponder } from './test-responder.ts';
import { ADA, approveIds, attack, openTestResponse, pretendedPasskeys, type TestResponse } from './test-response.ts';

let vendor: TestResponder;
let room: TestResponse;
beforeEach(async () => {
  vendor = createTestResponder();
  attackedPeople(vendor);
  room = await openTestResponse(vendor);
  await attack(room);
});
afterEach(() => room.close());

const call = { params: { incidentId: 'BW-1' }, query: undefined };

async function begin(actionIds?: string[], context = room.context()) {
  const plan = await room.plan();
  const chosen = {
    planId: plan.planId,
    digest: plan.digest,
    actionIds: actionIds ?? plan.actions.map((one) => one.actionId),
  };
  const begun = await room.response.handlers.beginApproval(context, { ...call, body: chosen });
  return { chosen, ...begun };
}

function give(
  begun: Awaited<ReturnType<typeof begin>>,
  overrides: Record<string, unknown> = {},
  context = room.context(),
) {
  const assertion = { signed: begun.publicKey?.['challenge'], by: 'acc1' };
  return room.response.handlers.approve(context, {
    ...call,
    body: { ...begun.chosen, approvalId: begun.approvalId, assertion, ...overrides },
  });
}

function thirdVictim() {
  return testFinding({
    key: 'third',
    entities: [entity('principal', 'emp099', 'victim'), entity('network', 'ip:203.0.113.88', 'attacker')],
    facts: { exposure: 'signed-in' },
  });
}

/** Changes the database behind the program's back. */
async function tamper(
  change: (tables: ReturnType<typeof room.db.read<ResponseTables>>) => Promise<unknown>,
): Promise<void> {
  await room.db.transaction((tx) => change(tx.tables<ResponseTables>()));
}

async function errors(): Promise<(string | undefined)[]> {
  return (await room.plan()).actions.map((action) => action.error?.code);
}

describe('an approval', () => {
  it('is bound to the plan that was seen: a plan that changed since must be looked at again', async () => {
    const begun = await begin();
    await room.db.transaction((tx) => room.incidents.sink.record(tx, [thirdVictim()]));
    await expect(give(begun)).rejects.toMatchObject({ code: 'response.plan_changed', status: 409 });
    await room.run(2);
    expect(vendor.writes).toEqual([]);
  });

  it('is not begun for another digest, an unknown action or one that is not proposed', async () => {
    const plan = await room.plan();
    const ids = plan.actions.map((action) => action.actionId);
    const body = { planId: plan.planId, digest: 'a'.repeat(64), actionIds: ids };
    const wrong = room.response.handlers.beginApproval(room.context(), { ...call, body });
    await expect(wrong).rejects.toMatchObject({ code: 'response.plan_changed' });
    await expect(begin(['nothing'])).rejects.toMatchObject({ code: 'response.not_proposed' });
    await approveIds(room, plan, [ids[0] ?? '']);
    await expect(begin([ids[0] ?? ''])).rejects.toMatchObject({ code: 'response.not_proposed' });
  });

  it('counts once, for whoever began it, for what was chosen, within ten minutes', async () => {
    const [first, second] = (await room.plan()).actions.map((action) => action.actionId);
    const begun = await begin([first ?? '']);
    await expect(give(begun, { actionIds: [second] })).rejects.toMatchObject({ code: 'response.approval_unknown' });
    const bob: Actor = { ...ADA, id: 'acc2', name: 'Bob' };
    await expect(give(begun, {}, room.context({ actor: bob }))).rejects.toMatchObject({
      code: 'response.approval_unknown',
    });
    await give(begun);
    await expect(give(begun)).rejects.toMatchObject({ code: 'response.approval_unknown' });
    const late = await begin([second ?? '']);
    room.clock.advance(11 * 60_000);
    await expect(give(late)).rejects.toMatchObject({ code: 'response.approval_expired' });
  });

  it('needs a signature over its statement', async () => {
    const begun = await begin();
    await expect(give(begun, { assertion: null })).rejects.toMatchObject({ code: 'response.not_signed' });
    const other = { signed: 'something else', by: 'acc1' };
    await expect(give(begun, { assertion: other })).rejects.toMatchObject({ code: 'auth.assertion_invalid' });
    expect(begun.publicKey?.['challenge']).toContain(`digest: ${begun.chosen.digest}`);
    expect(begun.publicKey?.['challenge']).toContain('tenant: live');
  });

  it('cannot be given by a machine, nor without any passkey, outside a rehearsal', async () => {
    const token: Actor = { ...ADA, kind: 'token', id: 'tok1' };
    await expect(begin(undefined, room.context({ actor: token }))).rejects.toMatchObject({
      code: 'response.passkey_needed',
    });
    const bootstrap: Actor = { ...ADA, kind: 'bootstrap', id: 'boot' };
    const begun = begin(undefined, room.context({ actor: bootstrap }));
    await expect(begun).rejects.toMatchObject({ code: 'response.passkey_needed', status: 403 });
  });

  it('needs no passkey in a rehearsal where there is none', async () => {
    const rehearsal = await openTestResponse(vendor, { tenantId: 'rehearsal' });
    await attack(rehearsal);
    const bootstrap: Actor = { ...ADA, kind: 'bootstrap', id: 'boot' };
    const plan = await rehearsal.plan();
    await approveIds(
      rehearsal,
      plan,
      plan.actions.map((action) => action.actionId),
      rehearsal.context({ actor: bootstrap }),
    );
    await rehearsal.run(3);
    expect((await rehearsal.plan()).state).toBe('done');
    await rehearsal.close();
  });

  it('is refused for more people than a plan may reach', async () => {
    room.limits.maxPeoplePerPlan = 1;
    await expect(begin()).rejects.toMatchObject({ code: 'response.too_many_people' });
    // Nor one after the other.
    await room.approve((action) => action.target.value === 'emp031');
    const ids = (await room.plan()).actions.filter((action) => action.state === 'proposed').map((one) => one.actionId);
    await expect(begin(ids)).rejects.toMatchObject({ code: 'response.too_many_people' });
  });
});

it('keeps what was approved, and for a day what was begun and never finished', async () => {
  const ids = async (): Promise<string[]> =>
    (await room.db.read<ResponseTables>().selectFrom('approval').select('id').orderBy('begun_at').execute()).map(
      (row) => row.id,
    );
  const [first, ...others] = (await room.plan()).actions.map((action) => action.actionId);
  const approved = await begin([first ?? '']);
  await give(approved);
  const left = await begin(others);
  room.clock.advance(86_400_000);
  const later = await begin(others);
  expect(await ids()).toEqual([approved.approvalId, left.approvalId, later.approvalId]);
  room.clock.advance(1);
  const last = await begin(others);
  expect(await ids()).toEqual([approved.approvalId, later.approvalId, last.approvalId]);
});

describe('the hand that writes', () => {
  it('refuses an action that somebody changed in the database after it was approved', async () => {
    await room.approve((action) => action.target.value === 'emp031');
    await tamper((tables) =>
      tables
        .updateTable('action')
        .set({ principal: 'emp099', principal_vendor_id: '00uemp099' })
        .where('principal', '=', 'emp031')
        .execute(),
    );
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await errors()).toContain('response.approval_altered');
  });

  it('refuses an approval whose record was rewritten around a forged action', async () => {
    await room.approve((action) => action.target.value === 'emp031');
    const approval = await room.db.read<ResponseTables>().selectFrom('approval').selectAll().executeTakeFirstOrThrow();
    const forged = approval.plan_text.replaceAll('emp031', 'emp099');
    await tamper(async (tables) => {
      await tables.updateTable('approval').set({ plan_text: forged }).execute();
      await tables
        .updateTable('action')
        .set({ principal: 'emp099', principal_vendor_id: '00uemp099' })
        .where('principal', '=', 'emp031')
        .execute();
    });
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await errors()).toContain('response.approval_altered');
  });

  it('refuses an action set to approved without anybody having signed', async () => {
    await room.plan();
    await tamper((tables) => tables.updateTable('action').set({ state: 'approved', approved_at: 1 }).execute());
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(new Set(await errors())).toContain('response.not_approved');
  });

  it('refuses an approval whose signature was taken away or is of something else', async () => {
    await room.approve((action) => action.target.value === 'emp031');
    await tamper((tables) => tables.updateTable('approval').set({ assertion: null, needs_assertion: 0 }).execute());
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await errors()).toContain('response.not_signed');
  });

  it('refuses yesterday’s approval', async () => {
    await room.approve((action) => action.target.value === 'emp031');
    room.clock.advance(25 * 3_600_000);
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await errors()).toContain('response.approval_expired');
  });

  it('refuses an old approval that somebody dated anew in the database', async () => {
    await room.approve((action) => action.target.value === 'emp031');
    room.clock.advance(25 * 3_600_000);
    await tamper((tables) => tables.updateTable('approval').set({ approved_at: room.clock.now() }).execute());
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await errors()).toContain('response.approval_expired');
  });

  it('goes no further once the approver’s passkey has been taken away', async () => {
    await room.close();
    let asked = 0;
    room = await openTestResponse(vendor, {
      passkeys: {
        ...pretendedPasskeys,
        recheck: (accountId, statement, nonce, assertion) => {
          asked += 1;
          if (asked > 1) return Promise.reject(new AppError('auth.assertion_invalid', 'the passkey is gone'));
          return pretendedPasskeys.recheck(accountId, statement, nonce, assertion);
        },
      },
    });
    await attack(room);
    await room.approve((action) => action.target.value === 'emp031');
    await room.run(10);
    expect(vendor.writes).toHaveLength(1);
    expect(await errors()).toContain('response.not_signed');
  });

  it('never touches an excluded account, also when only the vendor says who it is', async () => {
    room.limits.exclude = ['EMP031'];
    await room.approve((action) => action.target.value === 'emp031' && action.kind === 'expire-password');
    await room.run(3);
    expect(await errors()).toContain('response.excluded');
    room.limits.exclude = ['break-glass@acme.com'];
    const person = vendor.people.get('emp012');
    if (person) person.login = 'break-glass@acme.com';
    await room.approve((action) => action.target.value === 'emp012' && action.kind === 'expire-password');
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect((await errors()).filter((code) => code === 'response.excluded')).toHaveLength(2);
  });

  it('refuses when the vendor’s record is that of another person', async () => {
    const person = vendor.people.get('emp031');
    if (person) person.vendorId = '00usomebodyelse';
    await room.approve((action) => action.target.value === 'emp031');
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await errors()).toContain('response.wrong_person');
  });

  it('refuses when a record has joined the login that was approved to another person’s id', async () => {
    const person = vendor.people.get('emp031');
    if (person) person.login = 'ceo';
    await room.approve((action) => action.target.value === 'emp031');
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await errors()).toContain('response.wrong_person');
  });

  it('counts the people of a plan itself, whatever the console has let through', async () => {
    await room.approve();
    room.limits.maxPeoplePerPlan = 1;
    await room.run(3);
    expect(vendor.writes).toEqual([]);
    expect(await errors()).toContain('response.too_many_people');
  });

  it('acts on no more people within an hour than it may', async () => {
    room.limits.maxPeoplePerHour = 1;
    await room.approve();
    await room.run(3);
    expect(new Set(vendor.writes.map((write) => write.split(' ')[1]))).toHaveProperty('size', 1);
    expect(await errors()).toContain('response.too_many_people_per_hour');
  });
});
