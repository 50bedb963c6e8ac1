import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../base/secret.ts';
import { createOktaResponder } from '../connectors/okta/responder.ts';
import { entity, testFinding } from '../incidents/test-findings.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { createOktaSimulator, type OktaSimulator } from '../simulator/okta/okta-simulator.ts';
import { DASHBOARD } from '../simulator/okta/people.ts';
import type { SimFactor, SimSession, SimUser } from '../simulator/okta/state.ts';
import { AWAY, HOME } from '../simulator/okta/test-clients.ts';
import { openTestResponse, type TestResponse } from './test-response.ts';

/** The whole way, against an Okta that keeps state: attacker in, plan approved, attacker out, the employee's key kept. */
const START = Date.UTC(2026, 10, 21, 22, 50);
const YEAR_MS = 31_536_000_000;

let clock: VirtualClock;
let okta: OktaSimulator;
let room: TestResponse;
let victim: SimUser;
let bystander: SimUser;
let key: SimFactor;
let theirs: SimSession;
let own: SimSession;

beforeEach(async () => {
  clock = new VirtualClock(START, []);
  okta = createOktaSimulator({ clock, seed: 'containment' });
  const owner = { id: '00uadmin', type: 'User', alternateId: 'breakwater@acme.example', displayName: 'Breakwater' };
  okta.addApiToken({ id: 't1', value: 'writing', readOnly: false, owner });
  victim = person('emp012');
  bystander = person('emp050');
  const [webauthn] = okta.people.grantFactor(
    victim,
    { kind: 'webauthn', authenticatorName: 'YubiKey' },
    START - YEAR_MS,
  );
  const [sms] = okta.people.grantFactor(victim, { kind: 'sms', phoneNumber: '+13035550112' }, START - YEAR_MS);
  if (webauthn === undefined || sms === undefined) throw new Error('no factors');
  key = webauthn;
  own = signIn(victim, key, HOME);
  theirs = signIn(victim, sms, AWAY);
  okta.people.enrolFactor(theirs, { kind: 'okta_verify', deviceName: 'Android emulator', platform: 'ANDROID' });
  const [other] = okta.people.grantFactor(bystander, { kind: 'sms', phoneNumber: '+13035550150' }, START - YEAR_MS);
  if (other !== undefined) signIn(bystander, other, HOME);
  const responder = createOktaResponder({
    orgUrl: 'https://acme.okta.test',
    credential: { kind: 'token', token: new Secret('writing') },
    clock,
    fetch: (input, init) => okta.handler(new Request(input, init)),
  });
  room = await openTestResponse(responder, {
    clock: { now: () => clock.now(), advance: () => undefined },
  });
  await room.db.transaction((tx) => room.incidents.sink.record(tx, findings()));
});
afterEach(() => room.close());

function person(name: string): SimUser {
  const login = `${name}@acme.example`;
  return okta.org.addUser({ login, email: login, firstName: name, lastName: 'Acme' }, { createdMs: START - YEAR_MS });
}

function signIn(user: SimUser, factor: SimFactor, from: typeof HOME): SimSession {
  const session = okta.people.signIn(user, from, { factor });
  if (session === null) throw new Error('no session');
  return session;
}

function findings() {
  const who = entity('principal', 'emp012@acme.example', 'victim');
  const facts = { exposure: 'signed-in', principalVendorId: victim.id };
  return [
    testFinding({ key: 'sign-in', severity: 'high', at: START, entities: [who], facts }),
    testFinding({
      key: 'enrolled',
      severity: 'critical',
      at: START,
      entities: [who],
      facts: { ...facts, authenticatorKind: 'push', enrolledAtMs: START },
    }),
  ];
}

/** Runs turns as the loop would, passing the time they ask for. */
async function run(turns: number): Promise<void> {
  const loop = room.response.loop('live', clock);
  for (let turn = 0; turn < turns; turn += 1) {
    const result = await loop.turn(new AbortController().signal);
    if (result === 'idle') return;
    if (result !== 'more') await clock.advanceTo(clock.now() + result.waitMs);
  }
}

const writes = (): string[] =>
  okta.requests
    .filter((one) => /sessions\?|expire_password/u.test(one.path) || isRemoval(one.path))
    .map((one) => one.path);
const isRemoval = (path: string): boolean => /factors\/[^/]+$/u.test(path);

function expectOut(): void {
  expect(theirs.active).toBe(false);
  expect(own.active).toBe(false);
  expect(victim.factors.map((factor) => factor.type)).toEqual(['webauthn', 'sms']);
  expect(victim.factors).toContain(key);
  expect(victim.status).toBe('PASSWORD_EXPIRED');
  expect(okta.people.sso(theirs, DASHBOARD)).toBe(false);
  expect(okta.snapshot().users['emp050@acme.example']).toMatchObject({ status: 'ACTIVE', liveSessions: 1 });
}

describe('containment at Okta', () => {
  it('puts the attacker out and keeps the employee’s key', async () => {
    await run(1);
    expect(theirs.active).toBe(true);
    await room.approve();
    await run(5);
    expectOut();
    const plan = await room.plan();
    expect(plan.state).toBe('done');
    expect(plan.leftAlone.map((message) => message.params['authenticator'])).toContain(
      'security key or passkey “YubiKey”',
    );
    expect(await room.incidentState()).toBe('contained');
  });

  it('holds out against lost answers, limits and errors, and writes nothing twice', async () => {
    okta.faults.inject({ kind: 'lost-reply', method: 'DELETE', path: '/factors/' });
    okta.faults.inject({ kind: 'rate-limited', method: 'DELETE', path: '/sessions' });
    okta.faults.inject({ kind: 'server-error', method: 'GET', path: '/users/' });
    okta.faults.inject({ kind: 'lost-reply', method: 'POST', path: '/expire_password' });
    await room.approve();
    await run(60);
    expectOut();
    expect((await room.plan()).state).toBe('done');
    const removals = okta.requests.filter((one) => isRemoval(one.path) && one.status === 204);
    expect(removals.length).toBeLessThanOrEqual(1);
    expect(writes().filter((path) => path.includes('expire_password'))).toHaveLength(1);
  });

  it('reads back what the log tells late', async () => {
    okta.org.logDelayMs = 45_000;
    await room.approve();
    await run(1);
    const [first] = (await room.plan()).actions;
    expect(first).toMatchObject({ kind: 'end-sessions', state: 'accepted' });
    await run(60);
    expectOut();
    expect((await room.plan()).state).toBe('done');
  });

  it('stops and says why when the credential may not write', async () => {
    okta.access.tokens.clear();
    await room.approve();
    await run(10);
    const plan = await room.plan();
    expect(plan.state).toBe('incomplete');
    expect(plan.blockedBy?.code).toBe('okta.credential_invalid');
    expect(theirs.active).toBe(true);
  });
});
