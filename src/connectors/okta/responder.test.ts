import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../base/secret.ts';
import type { ActionSpec, Responder } from '../../response/ports.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createOktaSimulator, type OktaSimulator } from '../../simulator/okta/okta-simulator.ts';
import type { SimSession, SimUser } from '../../simulator/okta/state.ts';
import { AWAY, HOME } from '../../simulator/okta/test-clients.ts';
import type { OktaCredential } from './okta-credential.ts';
import { createOktaResponder } from './responder.ts';

const ORG = 'https://acme.okta.test';
const START = Date.UTC(2026, 10, 21, 22, 50);
const YEAR_MS = 31_536_000_000;
const signal = new AbortController().signal;

let clock: VirtualClock;
let okta: OktaSimulator;
let responder: Responder;
let victim: SimUser;
let theirs: SimSession;

/** Acme's Okta with one victim: an own key, an own phone number, and a session of the attacker's. */
beforeEach(async () => {
  clock = new VirtualClock(START, []);
  okta = createOktaSimulator({ clock, seed: 'responder' });
  okta.addApiToken({ id: 't1', value: 'writing', readOnly: false, owner: admin('t1') });
  okta.addApiToken({ id: 't2', value: 'reading', readOnly: true, owner: admin('t2') });
  responder = hand({ kind: 'token', token: new Secret('writing') });
  victim = okta.org.addUser(
    { login: 'emp012@acme.example', email: 'emp012@acme.example', firstName: 'Ada', lastName: 'Twelve' },
    { createdMs: START - YEAR_MS },
  );
  okta.people.grantFactor(victim, { kind: 'webauthn', authenticatorName: 'YubiKey 5' }, START - YEAR_MS);
  const [sms] = okta.people.grantFactor(victim, { kind: 'sms', phoneNumber: '+13035550112' }, START - YEAR_MS);
  if (sms === undefined) throw new Error('no factor');
  const session = okta.people.signIn(victim, AWAY, { factor: sms });
  if (session === null) throw new Error('no session');
  theirs = session;
  await clock.advanceTo(START + 60_000);
});

function admin(id: string) {
  return { id: `00u${id}`, type: 'User', alternateId: `${id}@acme.example`, displayName: id };
}

function hand(credential: OktaCredential): Responder {
  return createOktaResponder({
    orgUrl: ORG,
    credential,
    clock,
    fetch: (input, init) => okta.handler(new Request(input, init)),
  });
}

function spec(kind: ActionSpec['kind'], overrides: Partial<ActionSpec> = {}): ActionSpec {
  return {
    kind,
    tenantId: 'live',
    principal: 'emp012@acme.example',
    principalVendorId: victim.id,
    decidedAtMs: clock.now(),
    ...overrides,
  };
}

function enrolled(kind: string | null = 'push', at = clock.now(), vendorId: string | null = null): ActionSpec {
  return spec('remove-authenticator', { authenticator: { vendorId, kind, enrolledAtMs: at } });
}

async function carryOut(action: ActionSpec) {
  const snapshot = await responder.snapshot(action, signal);
  await responder.carryOut(action, snapshot, signal);
  return { snapshot, observed: await responder.observe(action, snapshot, signal) };
}

const types = (user: SimUser): string[] => user.factors.map((factor) => factor.type);
const writes = (): string[] => okta.requests.filter((one) => !one.path.includes('/logs')).map((one) => one.path);

describe('ending sessions at Okta', () => {
  it('ends every session and token, and reads it back from the log', async () => {
    const own = victim.factors[0];
    const mine = own === undefined ? null : okta.people.signIn(victim, HOME, { factor: own });
    const { observed } = await carryOut(spec('end-sessions'));
    expect(observed.kind).toBe('effective');
    expect([theirs.active, mine?.active]).toEqual([false, false]);
    expect(writes()).toContain(`/api/v1/users/${victim.id}/sessions?oauthTokens=true&forgetDevices=true`);
  });

  it('does not take an earlier clearing for its own', async () => {
    await carryOut(spec('end-sessions'));
    const action = spec('end-sessions');
    const snapshot = await responder.snapshot(action, signal);
    expect((await responder.observe(action, snapshot, signal)).kind).toBe('not-effective');
    await responder.carryOut(action, snapshot, signal);
    expect((await responder.observe(action, snapshot, signal)).kind).toBe('effective');
  });

  it('waits for a log that is late', async () => {
    okta.org.logDelayMs = 30_000;
    const { snapshot, observed } = await carryOut(spec('end-sessions'));
    expect(observed.kind).toBe('not-effective');
    await clock.advanceTo(clock.now() + 31_000);
    expect((await responder.observe(spec('end-sessions'), snapshot, signal)).kind).toBe('effective');
  });

  it('leaves a deactivated account alone', async () => {
    victim.status = 'DEPROVISIONED';
    expect((await responder.snapshot(spec('end-sessions'), signal)).vendorIds).toEqual([]);
  });

  it('finds the person by login, and refuses the record of another', async () => {
    const byLogin = await responder.snapshot(spec('end-sessions', { principalVendorId: null }), signal);
    expect(byLogin.principal).toEqual({ vendorId: victim.id, login: 'emp012@acme.example' });
    // Okta finds people by the short form of their login too: that could be somebody else's.
    const short = responder.snapshot(spec('end-sessions', { principal: 'emp012', principalVendorId: null }), signal);
    await expect(short).rejects.toMatchObject({
      code: expect.stringMatching(/okta\.(person_mismatch|person_not_found)/u) as string,
    });
  });
});

describe('removing an authenticator at Okta', () => {
  it('removes exactly the one that was enrolled, and keeps its record', async () => {
    okta.people.enrolFactor(theirs, { kind: 'okta_verify', deviceName: 'Android emulator', platform: 'ANDROID' });
    const { snapshot, observed } = await carryOut(enrolled());
    expect(types(victim)).toEqual(['webauthn', 'sms']);
    expect(observed).toMatchObject({ kind: 'effective', evidence: { present: false, enrolledSince: [] } });
    expect(JSON.stringify(snapshot.kept)).toContain('Android emulator');
    expect(snapshot.leftAlone.map((message) => message.params['authenticator'])).toEqual([
      'security key or passkey “YubiKey 5”',
      'text messages',
    ]);
  });

  it('tells the attacker’s Okta Verify from the person’s own, and says that Okta takes both', async () => {
    okta.people.grantFactor(
      victim,
      { kind: 'okta_verify', deviceName: 'Ada’s iPhone', platform: 'IOS' },
      START - YEAR_MS,
    );
    const factors = okta.people.enrolFactor(theirs, {
      kind: 'okta_verify',
      deviceName: 'Android emulator',
      platform: 'ANDROID',
    });
    const { snapshot } = await carryOut(enrolled());
    expect(snapshot.vendorIds).toEqual([factors?.[0]?.id]);
    expect(snapshot.picked).toEqual({
      vendorId: factors?.[0]?.id,
      type: 'push',
      label: 'Okta Verify (push) “Android emulator”',
    });
    expect(snapshot.collateral?.map((message) => message.params['authenticator'])).toContain(
      'Okta Verify (push) “Ada’s iPhone”',
    );
    expect(types(victim)).toEqual(['webauthn', 'sms']);
  });

  it('never guesses between two that fit', async () => {
    okta.people.enrolFactor(theirs, { kind: 'totp' });
    okta.people.grantFactor(victim, { kind: 'totp' }, clock.now() - 30_000);
    const snapshot = await responder.snapshot(enrolled('totp'), signal);
    expect(snapshot).toMatchObject({ vendorIds: [], undecidable: { key: 'response.okta.unclear.several' } });
  });

  it('does not take one of another time or another kind for it', async () => {
    okta.people.grantFactor(victim, { kind: 'totp' }, clock.now() - 600_000);
    for (const action of [enrolled('totp'), enrolled('webauthn'), enrolled('other')]) {
      const snapshot = await responder.snapshot(action, signal);
      expect(snapshot).toMatchObject({ vendorIds: [], undecidable: { key: 'response.okta.unclear.none' } });
    }
    expect(types(victim)).toHaveLength(3);
  });

  it('takes it for done when the log says that it was removed', async () => {
    const action = enrolled();
    okta.people.enrolFactor(theirs, { kind: 'okta_verify', deviceName: 'Android', platform: 'ANDROID' });
    await carryOut(action);
    const again = await responder.snapshot(action, signal);
    expect(again).toMatchObject({ vendorIds: [] });
    expect(again.undecidable).toBeUndefined();
    expect((await responder.observe(action, again, signal)).kind).toBe('effective');
  });

  it('does not take the removal of another authenticator for it: attackers take away their victim’s own', async () => {
    const own = victim.factors.find((factor) => factor.type === 'sms');
    await carryOut(enrolled('sms', own?.createdMs ?? 0, own?.id ?? null));
    expect(types(victim)).toEqual(['webauthn']);
    for (const action of [enrolled('push', clock.now() - 1000), enrolled('other', clock.now() - 1000)]) {
      const snapshot = await responder.snapshot(action, signal);
      expect(snapshot).toMatchObject({ vendorIds: [], undecidable: { key: 'response.okta.unclear.none' } });
      expect((await responder.observe(action, snapshot, signal)).kind).toBe('undecidable');
    }
  });

  it('goes by Okta’s id where the findings know it, and asks when the id is of nothing', async () => {
    const [mine] = okta.people.grantFactor(victim, { kind: 'totp' }, clock.now() - 30_000);
    const [bad] = okta.people.enrolFactor(theirs, { kind: 'totp' }) ?? [];
    const byId = await responder.snapshot(enrolled('totp', clock.now(), bad?.id ?? ''), signal);
    expect(byId.vendorIds).toEqual([bad?.id]);
    victim.factors = victim.factors.filter((factor) => factor !== mine);
    const strange = await responder.snapshot(enrolled('totp', clock.now(), 'uftunknown'), signal);
    expect(strange).toMatchObject({ vendorIds: [], undecidable: { key: 'response.okta.unclear.id' } });
    // The log names an Okta Verify enrolment by an id that is no factor's: then kind and time decide.
    const other = await responder.snapshot(enrolled('totp', clock.now(), 'pfdenrolment'), signal);
    expect(other.vendorIds).toEqual([bad?.id]);
  });

  it('says which authenticators came after', async () => {
    okta.people.enrolFactor(theirs, { kind: 'totp' });
    const action = enrolled('totp');
    const { snapshot } = await carryOut(action);
    okta.people.grantFactor(victim, { kind: 'webauthn', authenticatorName: 'new' }, clock.now());
    const observed = await responder.observe(action, snapshot, signal);
    expect(observed).toMatchObject({ kind: 'effective', evidence: { enrolledSince: [{ factorType: 'webauthn' }] } });
  });

  it('takes a factor that is gone by the time of the call for removed', async () => {
    okta.people.enrolFactor(theirs, { kind: 'totp' });
    const action = enrolled('totp');
    const snapshot = await responder.snapshot(action, signal);
    await responder.carryOut(action, snapshot, signal);
    expect(await responder.carryOut(action, snapshot, signal)).toMatchObject({ acceptedDetail: { status: 404 } });
  });
});

describe('expiring a password at Okta', () => {
  it('expires it and reads the status back', async () => {
    const { observed } = await carryOut(spec('expire-password'));
    expect(observed).toMatchObject({ kind: 'effective', evidence: { status: 'PASSWORD_EXPIRED' } });
    expect(victim.status).toBe('PASSWORD_EXPIRED');
  });

  it('stays effective once the person has chosen a new one', async () => {
    const action = spec('expire-password');
    const { snapshot } = await carryOut(action);
    await clock.advanceTo(clock.now() + 60_000);
    okta.people.changePassword(victim, HOME);
    expect((await responder.observe(action, snapshot, signal)).kind).toBe('effective');
    victim.passwordChangedMs = START - YEAR_MS;
    expect((await responder.observe(action, snapshot, signal)).kind).toBe('not-effective');
  });

  it('expires a password that was changed after the approval: the attacker may have chosen it', async () => {
    const action = spec('expire-password');
    await clock.advanceTo(clock.now() + 5000);
    okta.people.changePassword(victim, AWAY);
    const { snapshot, observed } = await carryOut(action);
    expect(snapshot.vendorIds).toEqual([victim.id]);
    expect(observed).toMatchObject({ kind: 'effective', evidence: { status: 'PASSWORD_EXPIRED' } });
  });

  it('does not take a change before the look for its own effect, however wrong our clock is', async () => {
    okta.people.changePassword(victim, AWAY);
    const early = { ...spec('expire-password'), decidedAtMs: clock.now() - 3_600_000 };
    const snapshot = await responder.snapshot(early, signal);
    expect((await responder.observe(early, snapshot, signal)).kind).toBe('not-effective');
  });

  it('is not needed where the old password opens nothing', async () => {
    for (const status of ['PASSWORD_EXPIRED', 'DEPROVISIONED', 'RECOVERY'] as const) {
      victim.status = status;
      expect((await responder.snapshot(spec('expire-password'), signal)).vendorIds).toEqual([]);
    }
  });

  it('says what to do with a suspended account', async () => {
    victim.status = 'SUSPENDED';
    await expect(carryOut(spec('expire-password'))).rejects.toMatchObject({
      code: 'okta.status_forbids',
      retryable: false,
      remedy: expect.stringContaining('suspended') as string,
    });
  });
});

describe('trying the write credential', () => {
  const before = (): string => JSON.stringify(okta.snapshot());

  it('never crosses a network in clear', () => {
    const credential: OktaCredential = { kind: 'token', token: new Secret('writing') };
    const at = (orgUrl: string) => () =>
      createOktaResponder({ orgUrl, credential, clock, fetch: () => Promise.reject() });
    expect(at('http://acme.okta.com')).toThrow(expect.objectContaining({ code: 'okta.insecure_url' }));
    expect(at('http://127.0.0.1.acme.example')).toThrow(expect.objectContaining({ code: 'okta.insecure_url' }));
    expect(at('http://127.0.0.1:4000')).not.toThrow();
  });

  it('changes nothing and says that it may', async () => {
    const state = before();
    expect(await responder.probe(signal)).toEqual({ ok: true, scopes: [] });
    expect(before()).toBe(state);
  });

  it('names a token that may only read, and one that is unknown', async () => {
    const reading = await hand({ kind: 'token', token: new Secret('reading') }).probe(signal);
    expect(reading).toMatchObject({ ok: false, code: 'okta.forbidden' });
    const unknown = await hand({ kind: 'token', token: new Secret('unknown') }).probe(signal);
    expect(unknown).toMatchObject({ ok: false, code: 'okta.credential_invalid' });
  });

  it('names the scope that a service app lacks', async () => {
    const pair = await generateKeyPair('RS256', { extractable: true });
    const key = new Secret(await exportPKCS8(pair.privateKey));
    const app = { clientId: '0oaresponder', name: 'Breakwater', publicJwk: await exportJWK(pair.publicKey) };
    const credential: OktaCredential = { kind: 'private-key', clientId: app.clientId, keyId: null, privateKey: key };
    okta.addServiceApp({ ...app, scopes: ['okta.users.read', 'okta.logs.read'] });
    const lacking = await hand(credential).probe(signal);
    expect(lacking).toMatchObject({ ok: false, code: 'okta.scope_missing' });
    expect(JSON.stringify(lacking)).toContain('okta.users.manage');
    okta.addServiceApp({ ...app, scopes: ['okta.users.manage', 'okta.users.read', 'okta.logs.read'] });
    const full = await hand(credential).probe(signal);
    expect(full).toMatchObject({ ok: true, scopes: expect.arrayContaining(['okta.users.manage']) as string[] });
  });
});
