import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../base/finding.ts';
import { renderMessage } from '../base/messages.ts';
import { Activity } from '../platform/clock/activity.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { Loops } from '../platform/jobs/loops.ts';
import { silentLog } from '../platform/log/log.ts';
import type { NewEvent } from '../platform/store/event-store.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { judgeLoop, namedLoop, type JudgeLoopDeps } from './judge-loop.ts';
import { identityMessages } from './messages.ts';
import { identityMigrations } from './migrations.ts';
import {
  ATTACKER,
  DAY,
  dnsEvent,
  essence,
  historyOf,
  homeOf,
  HOUR,
  LOOK_ALIKE,
  memoryEvents,
  namedAddresses,
  oktaEvent,
  signIn,
  T0,
  TENANT,
  type Place,
} from './test-support.ts';

const PEOPLE = ['emp007', 'emp012', 'emp023', 'emp031', 'emp099'];
const SIGNAL = new AbortController().signal;

interface Bench {
  test: TestDb;
  found: Finding[];
  deps: JudgeLoopDeps;
  named: ReturnType<typeof namedAddresses>;
  /** Makes the next turn fail after its findings were handed over, before its commit: a crash. */
  crash(): void;
  feed(events: readonly NewEvent[]): Promise<void>;
  lookBack(): Promise<void>;
}

const open: TestDb[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((test) => test.close()));
});

async function bench(): Promise<Bench> {
  const test = await openTestDb([identityMigrations]);
  open.push(test);
  const found: Finding[] = [];
  const named = namedAddresses();
  let crashing = false;
  const clock = new VirtualClock(T0 + HOUR, [new Activity()]);
  const space = { tenantId: TENANT, clock, loops: new Loops(clock, new Activity(), silentLog) };
  const deps: JudgeLoopDeps = {
    db: test.db,
    events: memoryEvents(),
    named,
    hosts: LOOK_ALIKE,
    findings: {
      record: async (_tx, findings) => {
        for (const finding of findings) if (!found.some((one) => one.id === finding.id)) found.push(finding);
        if (!crashing) return;
        crashing = false;
        throw new Error('killed');
      },
    },
  };
  return {
    crash: () => {
      crashing = true;
    },
    test,
    found,
    deps,
    named,
    async feed(events) {
      await deps.events.append(TENANT, events);
      // A new loop each time: nothing may be kept in memory between turns.
      const turn = (): Promise<unknown> =>
        judgeLoop(deps, space)
          .turn(SIGNAL)
          .catch(() => 'more');
      while ((await turn()) === 'more');
    },
    lookBack: async () => void (await namedLoop(deps, space).turn(SIGNAL)),
  };
}

/** Seconds after the first lure, as a moment. */
const at = (seconds: number): number => T0 + seconds * 1000;

/** Any order that does not depend on the one found in. */
const order = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** The sign-ins of scenario S1, in seconds after the first lure. */
function scenario(attacker: Place = ATTACKER): NewEvent[] {
  const s12 = 'root-emp012';
  const s31 = 'root-emp031';
  return [
    dnsEvent(at(90), 'emp007', 'acme-okta.com'),
    dnsEvent(at(95), 'emp007', 'www.acme-okta.com'),
    oktaEvent({
      at: at(150),
      type: 'user.authentication.auth_via_mfa',
      user: 'emp023',
      place: attacker,
      result: 'FAILURE',
      factor: 'SMS_FACTOR',
    }),
    oktaEvent({ at: at(171), type: 'user.session.start', user: 'emp012', place: attacker, session: s12 }),
    oktaEvent({
      at: at(172),
      type: 'system.sms.send_factor_verify_message',
      user: 'emp012',
      place: attacker,
      session: s12,
    }),
    oktaEvent({
      at: at(196),
      type: 'user.authentication.auth_via_mfa',
      user: 'emp012',
      place: attacker,
      session: s12,
      factor: 'SMS_FACTOR',
    }),
    oktaEvent({
      at: at(208),
      type: 'user.authentication.sso',
      user: 'emp012',
      place: attacker,
      session: s12,
      app: 'Okta Dashboard',
    }),
    oktaEvent({
      at: at(262),
      type: 'user.mfa.factor.activate',
      user: 'emp012',
      place: attacker,
      session: s12,
      factor: 'OKTA_VERIFY_PUSH',
    }),
    oktaEvent({ at: at(300), type: 'user.session.start', user: 'emp031', place: attacker, session: s31 }),
    oktaEvent({
      at: at(322),
      type: 'user.authentication.auth_via_mfa',
      user: 'emp031',
      place: attacker,
      session: s31,
      factor: 'TOKEN_SOFTWARE_TOTP',
    }),
    // Somebody else's ordinary afternoon: a new phone, enrolled at home.
    ...signIn('emp099', homeOf('emp099'), at(200)),
    oktaEvent({
      at: at(280),
      type: 'user.mfa.factor.activate',
      user: 'emp099',
      place: { ...homeOf('emp099'), dtHash: 'new-phone' },
      session: `s-emp099-${at(200)}`,
      factor: 'OKTA_VERIFY_PUSH',
    }),
  ];
}

let it0: Bench;
beforeEach(async () => {
  it0 = await bench();
  await it0.feed(historyOf(PEOPLE));
  expect(it0.found).toEqual([]);
});

const of = (bench0: Bench, detector: string): Finding[] =>
  bench0.found.filter((finding) => finding.detector === detector);

describe('an attack like 0ktapus', () => {
  it('is told as it happens: who is in other hands, how far, and which authenticator is not theirs', async () => {
    await it0.feed(scenario());
    const signIns = of(it0, 'identity.new-context-sign-in');
    expect(signIns.map((finding) => [finding.entities[0]?.value, finding.facts['step'], finding.severity])).toEqual([
      ['emp012@acme.example', 'session-started', 'high'],
      ['emp012@acme.example', 'second-step-passed', 'high'],
      ['emp031@acme.example', 'session-started', 'high'],
      ['emp031@acme.example', 'second-step-passed', 'high'],
    ]);
    expect(signIns[0]?.facts).toMatchObject({
      exposure: 'signed-in',
      principalVendorId: '00uemp012',
      networkClass: 'hosting',
    });
    expect(signIns[0]?.entities).toContainEqual({
      kind: 'network',
      value: 'ip:203.0.113.88',
      label: '203.0.113.88 (tzulo)',
      role: 'attacker',
      joins: true,
    });
    expect(of(it0, 'identity.password-known')).toHaveLength(1);
    expect(of(it0, 'identity.password-known')[0]).toMatchObject({
      severity: 'medium',
      facts: { exposure: 'password-known', authenticatorUsed: 'sms' },
      entities: [{ value: 'emp023@acme.example', role: 'victim' }, {}, {}, {}],
    });
    const [enrolment, ...more] = of(it0, 'identity.new-authenticator-after-new-context');
    expect(more).toEqual([]);
    expect(enrolment).toMatchObject({
      severity: 'critical',
      facts: {
        exposure: 'signed-in',
        authenticatorKind: 'push',
        enrolledAtMs: T0 + 262_000,
        authenticatorVendorId: null,
      },
    });
    expect(enrolment?.evidence).toHaveLength(2);
    expect(
      of(it0, 'identity.exposure').map((finding) => finding.entities.map((entity) => [entity.value, entity.role])),
    ).toEqual([
      [
        ['emp007@acme.example', 'exposed'],
        ['acme-okta.com', 'attacker'],
      ],
    ]);
    expect(it0.found.some((finding) => JSON.stringify(finding).includes('emp099'))).toBe(false);
  });

  it('reads well', async () => {
    await it0.feed(scenario());
    const texts = it0.found.map((finding) => renderMessage(identityMessages, finding.message));
    expect(texts).toContain('EMP012 was signed in from 203.0.113.88 (tzulo), a hosting network new to them');
    expect(texts).toContain(
      'The password of EMP023 was accepted but the second step (text message) failed, from 203.0.113.88 (tzulo), a hosting network new to them',
    );
    expect(texts).toContain(
      'A new authenticator (push) was enrolled for EMP012 from 203.0.113.88 (tzulo), within an hour after a sign-in from a network and device new to them',
    );
    expect(texts.some((text) => text.startsWith('identity.'))).toBe(false);
  });

  it('gives the same findings whatever the order within the lateness, the batches, the restarts and the crashes', async () => {
    const events = scenario();
    await it0.feed(events);
    const expected = it0.found.map(essence).toSorted(order);
    const lateness = fc.array(fc.integer({ min: 0, max: 900_000 }), {
      minLength: events.length,
      maxLength: events.length,
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: events.length });
    await fc.assert(
      fc.asyncProperty(lateness, cuts, fc.array(fc.boolean(), { minLength: 1 }), async (lates, sizes, kills) => {
        const other = await bench();
        await other.feed(historyOf(PEOPLE));
        const arriving = events
          .map((event, index) => ({ event, at: event.occurredAt + (lates[index] ?? 0) }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ event }) => event);
        for (let from = 0, cut = 0; from < arriving.length; cut += 1) {
          const size = sizes[cut % sizes.length] ?? 1;
          if (kills[cut % kills.length]) other.crash();
          await other.feed(arriving.slice(from, from + size));
          from += size;
        }
        const got = other.found.map(essence).toSorted(order);
        expect(got).toEqual(expected);
        await open.pop()?.close();
      }),
      { numRuns: 25 },
    );
  });

  it('does not count records that come twice', async () => {
    await it0.feed(scenario());
    const before = it0.found.map((finding) => finding.id);
    await it0.deps.events.append(TENANT, await it0.deps.events.readAfter(TENANT, 0, 10_000));
    await it0.feed([]);
    expect(it0.found.map((finding) => finding.id)).toEqual(before);
  });
});

describe('a network that is ordinary until an incident names it', () => {
  const residential: Place = { ip: '192.0.2.77', asn: 3320, asOrg: 'Deutsche Telekom', dtHash: 'x'.repeat(64) };

  it('is not told by itself, except for the enrolment that follows', async () => {
    await it0.feed(scenario(residential));
    expect(of(it0, 'identity.new-context-sign-in')).toEqual([]);
    expect(of(it0, 'identity.password-known')).toEqual([]);
    expect(of(it0, 'identity.new-authenticator-after-new-context')).toHaveLength(1);
    expect(of(it0, 'identity.new-authenticator-after-new-context')[0]?.severity).toBe('high');
  });

  it('is told for everybody once it is named, whether they came before or after', async () => {
    const before = await bench();
    await before.feed(historyOf(PEOPLE));
    before.named.names.set('ip:192.0.2.77', 'BW-1');
    const events = scenario(residential);
    await before.feed(events);
    await it0.feed(events);
    it0.named.names.set('ip:192.0.2.77', 'BW-1');
    await it0.lookBack();
    const people = of(it0, 'identity.new-context-sign-in').map((finding) => finding.entities[0]?.value);
    expect(new Set(people)).toEqual(new Set(['emp012@acme.example', 'emp031@acme.example']));
    expect(of(it0, 'identity.password-known')[0]?.entities[0]?.value).toBe('emp023@acme.example');
    expect(renderMessage(identityMessages, of(it0, 'identity.new-context-sign-in')[0]!.message)).toContain(
      'that BW-1 names',
    );
    expect(it0.found.map(essence).toSorted(order)).toEqual(before.found.map(essence).toSorted(order));
    const count = it0.found.length;
    await it0.lookBack();
    expect(it0.found).toHaveLength(count);
  });

  it('accuses nobody who is at home there', async () => {
    it0.named.names.set(`ip:${homeOf('emp031').ip}`, 'BW-1');
    await it0.feed(signIn('emp031', { ...homeOf('emp031'), dtHash: 'a-new-laptop' }, T0));
    await it0.lookBack();
    expect(it0.found).toEqual([]);
  });
});

describe('ordinary days that look like attacks', () => {
  it('travel with the own laptop, a new phone at home and another address of the own provider say nothing', async () => {
    const laptop = homeOf('emp031');
    await it0.feed([
      ...signIn('emp031', { ...laptop, ip: '192.0.2.9', asn: 3320, asOrg: 'Hotel' }, T0),
      oktaEvent({
        at: T0 + 60_000,
        type: 'user.mfa.factor.activate',
        user: 'emp031',
        place: { ...laptop, ip: '192.0.2.9', asn: 3320, asOrg: 'Hotel' },
        session: `s-emp031-${T0}`,
        factor: 'FIDO_WEBAUTHN',
      }),
      ...signIn('emp007', { ...homeOf('emp007'), ip: '198.18.5.5', dtHash: 'new-phone' }, T0),
      oktaEvent({
        at: T0 + 60_000,
        type: 'user.mfa.factor.activate',
        user: 'emp007',
        place: { ...homeOf('emp007'), ip: '198.18.5.5', dtHash: 'new-phone' },
        session: `s-emp007-${T0}`,
        factor: 'OKTA_VERIFY_PUSH',
      }),
    ]);
    expect(it0.found).toEqual([]);
  });

  it('a move of everybody to another VPN provider, with their own laptops, says nothing', async () => {
    const vpn = { ip: '45.83.220.10', asn: 9009, asOrg: 'M247' };
    await it0.feed(PEOPLE.flatMap((user) => signIn(user, { ...homeOf(user), ...vpn }, T0)));
    expect(it0.found).toEqual([]);
  });

  it('a network in which the company is at home says nothing of a newcomer', async () => {
    const office = { ip: '45.83.220.10', asn: 9009, asOrg: 'M247' };
    await it0.feed(PEOPLE.flatMap((user) => signIn(user, { ...homeOf(user), ...office }, T0 - 3 * DAY)));
    await it0.feed(signIn('newcomer', { ...office, ip: '45.83.220.99', dtHash: 'issued-laptop' }, T0));
    expect(it0.found).toEqual([]);
  });

  it('somebody we know nothing of is told more softly, and so is it said', async () => {
    await it0.feed(signIn('newcomer', ATTACKER, T0));
    expect(it0.found.map((finding) => finding.severity)).toEqual(['low', 'low']);
    expect(it0.found[0]?.entities[0]).toMatchObject({ role: 'subject' });
    expect(it0.found[0]?.facts['exposure']).toBeUndefined();
    expect(renderMessage(identityMessages, it0.found[0]!.message)).toContain('nothing is known of them yet');
  });

  it('wrong passwords, factors set up by an administrator, and keys bound to the site are no sign of it', async () => {
    const admin = oktaEvent({ at: T0, type: 'user.mfa.factor.activate', user: 'emp007', place: ATTACKER });
    await it0.feed([
      oktaEvent({ at: T0, type: 'user.session.start', user: 'emp012', place: ATTACKER, result: 'FAILURE' }),
      oktaEvent({
        at: T0,
        type: 'user.authentication.auth_via_mfa',
        user: 'emp012',
        place: ATTACKER,
        result: 'FAILURE',
        factor: 'PASSWORD_AS_FACTOR',
      }),
      oktaEvent({
        at: T0,
        type: 'user.authentication.auth_via_mfa',
        user: 'emp012',
        place: ATTACKER,
        factor: 'FIDO_WEBAUTHN',
      }),
      { ...admin, fields: { ...admin.fields, targetPrincipal: 'emp012@acme.example' } },
    ]);
    expect(it0.found).toEqual([]);
  });

  it('an attacker who stays does not become a known network before somebody had a week to look', async () => {
    await it0.feed(signIn('emp012', ATTACKER, T0 - 3 * DAY));
    expect(it0.found).toHaveLength(2);
    await it0.feed(signIn('emp012', ATTACKER, T0));
    expect(it0.found).toHaveLength(4);
    await it0.feed(signIn('emp012', ATTACKER, T0 + 7 * DAY));
    expect(it0.found).toHaveLength(4);
  });

  it('a password tried again and again within the hour is one finding', async () => {
    const tries = Array.from({ length: 30 }, (_try, index) =>
      oktaEvent({
        at: T0 + index * 1000,
        type: 'user.authentication.auth_via_mfa',
        user: 'emp023',
        place: ATTACKER,
        result: 'FAILURE',
        factor: 'SMS_FACTOR',
      }),
    );
    await it0.feed(tries);
    expect(it0.found).toHaveLength(1);
  });

  it('three passwords stopped by security keys are three passwords and nobody signed in', async () => {
    const tries = ['emp007', 'emp012', 'emp023'].map((user, index) =>
      oktaEvent({
        at: at(300 + index * 200),
        type: 'user.authentication.auth_via_mfa',
        user,
        place: ATTACKER,
        result: 'FAILURE',
        factor: 'FIDO_WEBAUTHN',
      }),
    );
    await it0.feed(tries);
    expect(it0.found.map((finding) => finding.facts['exposure'])).toEqual([
      'password-known',
      'password-known',
      'password-known',
    ]);
  });

  it('an address that has gone to another provider is another neighbourhood', async () => {
    await it0.feed(signIn('emp012', { ...ATTACKER, ip: homeOf('emp012').ip }, T0));
    expect(it0.found).toHaveLength(2);
  });

  it('the start of a second step before any session tells that the password is known', async () => {
    await it0.feed([
      oktaEvent({ at: T0, type: 'system.push.send_factor_verify_push', user: 'emp023', place: ATTACKER }),
    ]);
    expect(it0.found[0]).toMatchObject({
      detector: 'identity.password-known',
      message: { key: 'identity.finding.second-step-asked' },
    });
  });
});
