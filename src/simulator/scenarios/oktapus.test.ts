import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadOcsfChecker } from '../../../test/ocsf/ocsf-checker.ts';
import { renderMessage } from '../../base/messages.ts';
import { mapRecord, type IndexedFields } from '../../engines/events/index.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createCompany, setUpCompany, userOf } from '../company/company.ts';
import { loginOf } from '../company/staff.ts';
import { simulatorMessages } from '../messages.ts';
import { createOktaSimulator } from '../okta/okta-simulator.ts';
import { removeFactor } from '../okta/factors.ts';
import { HARD_NEGATIVES } from './background.ts';
import { oktapus } from './oktapus.ts';
import { allSteps, playScenario } from './play.ts';
import type { ScenarioEvent } from './scenario.ts';
import { stepsOf, type StepOutcome } from './steps.ts';
import { createAttackState, type DnsLine, type ScenarioWorld, type SubmittedReport } from './world.ts';

const CORPORA = join(import.meta.dirname, '../../../../shared/corpora');
const S1 = join(CORPORA, 'scenarios/S1-smish-otp-relay-support-console.json');
const START = Date.UTC(2026, 5, 1, 9);
const LURE_AT = START + 2_300_000;

interface Run extends ScenarioWorld {
  clock: VirtualClock;
  outcomes: { kind: string; atMs: number; outcome: StepOutcome }[];
  certificates: { names: readonly string[]; atMs: number }[];
  submitted: SubmittedReport[];
  lines: DnsLine[];
  fieldsSinceStart(): IndexedFields[];
}

/** Plays the whole attack in virtual time; `during` may step in at moments of it. */
async function play(during?: { atMs: number; act: (run: Run) => void }): Promise<Run> {
  const clock = new VirtualClock(START, []);
  const okta = createOktaSimulator({ clock, seed: 'acme' });
  const company = createCompany({ seed: 'acme' });
  setUpCompany(company, okta, START);
  const history = okta.org.systemLog.all().length;
  const run: Run = {
    clock,
    company,
    okta,
    attack: createAttackState(),
    outcomes: [],
    certificates: [],
    submitted: [],
    lines: [],
    ctLog: {
      addCertificate: ({ names }) => run.certificates.push({ names, atMs: clock.now() - LURE_AT }),
      publish: () => undefined,
    },
    reports: {
      submit: async (report) => {
        run.submitted.push(report);
      },
    },
    dns: {
      push: async (lines) => {
        run.lines.push(...lines);
      },
    },
    fieldsSinceStart: () =>
      okta.org.systemLog
        .all()
        .slice(history)
        .map((record) => {
          const mapped = mapRecord('okta', record);
          if (!mapped.ok) throw new Error(mapped.reason);
          return mapped.fields;
        }),
  };
  const played = playScenario({
    scenario: oktapus,
    world: run,
    lureAtMs: LURE_AT,
    onStep: ({ kind }, outcome) => run.outcomes.push({ kind, atMs: clock.now() - LURE_AT, outcome }),
  });
  if (during !== undefined) {
    await clock.advanceTo(LURE_AT + during.atMs);
    during.act(run);
  }
  await clock.advanceTo(LURE_AT + 1_700_000);
  await played;
  return run;
}

describe('the 0ktapus scenario, unhindered', () => {
  const running = play();

  it('does every step, each at its own time', async () => {
    const { outcomes } = await running;
    expect(outcomes.filter(({ outcome }) => outcome === 'prevented')).toEqual([]);
    const attack = outcomes.filter(({ kind }) => !kind.startsWith('background.'));
    expect(attack.map(({ atMs }) => atMs)).toEqual(oktapus.events.map(({ tMs }) => tMs));
  });

  it('leaves in the System Log what the truth says of both victims, on the attacker’s network, in one session each', async () => {
    const fields = (await running).fieldsSinceStart();
    for (const victim of oktapus.truth.victims) {
      const own = fields.filter(
        ({ principal, ip }) => principal === loginOf(victim) && ip === oktapus.truth.attackerIp,
      );
      expect(own[0]).toMatchObject({
        action: 'user.session.start',
        status: 'success',
        asn: oktapus.truth.attackerAsn,
        isProxy: true,
        newDevice: true,
        newIp: true,
      });
      expect(new Set(own.map(({ rootSessionId }) => rootSessionId)).size).toBe(1);
    }
    const enrolled = fields.filter(
      ({ action, ip }) => action === 'user.mfa.factor.activate' && ip === oktapus.truth.attackerIp,
    );
    expect(enrolled).toMatchObject([{ principal: loginOf('emp012'), authenticatorKind: 'push' }]);
    const failed = fields.filter(({ ip, status }) => ip === oktapus.truth.attackerIp && status === 'failure');
    expect(failed).toMatchObject([{ principal: loginOf('emp023'), authenticatorKind: 'sms' }]);
  });

  it('gives the attacker 38 customers and one code', async () => {
    const { attack } = await running;
    expect(attack.customersSeen.size).toBe(oktapus.truth.customersSeen);
    expect([...attack.codesSeen]).toEqual(['cust007']);
  });

  it('lets people and machines tell the company', async () => {
    const { submitted, lines, certificates } = await running;
    expect(submitted.map(({ reporter }) => reporter)).toEqual(
      [...oktapus.truth.reporters, HARD_NEGATIVES.misreporter].map(loginOf),
    );
    expect(submitted[0]).toMatchObject({
      link: 'acme-okta.com',
      messageAtMs: LURE_AT + 1_800,
      receivedAtMs: LURE_AT + 60_000,
    });
    expect(lines.map(({ user, qname }) => [user, qname])).toEqual(
      oktapus.truth.exposed.map((key) => [loginOf(key), 'acme-okta.com']),
    );
    for (const line of lines) expect(mapRecord('dns', line).ok).toBe(true);
    expect(certificates.filter(({ names }) => names[0] === 'acme-okta.com')).toEqual([
      { names: ['acme-okta.com', 'www.acme-okta.com'], atMs: -2_100_000 },
    ]);
  });

  it('mixes in what is genuine and looks alike', async () => {
    const run = await running;
    const fields = run.fieldsSinceStart();
    const phone = fields.filter(
      ({ action, principal }) =>
        action === 'user.mfa.factor.activate' && principal === loginOf(HARD_NEGATIVES.phoneRefresh),
    );
    expect(phone).toMatchObject([{ authenticatorKind: 'push', isProxy: false }]);
    const start = fields.find(
      ({ rootSessionId, action }) => rootSessionId === phone[0]?.rootSessionId && action === 'user.session.start',
    );
    expect(start).toMatchObject({ newDevice: false, newIp: false });
    const travel = fields.find(
      ({ principal, newIp, action }) =>
        principal === loginOf(HARD_NEGATIVES.traveller) && newIp === true && action === 'user.session.start',
    );
    expect(travel).toMatchObject({ newDevice: false, deviceManaged: true, isProxy: false });
    for (const name of HARD_NEGATIVES.lookAlikes)
      expect(run.certificates.some(({ names }) => names[0] === name)).toBe(true);
    expect(fields.length).toBeGreaterThan(800);
    const strangers = fields.filter(({ ip }) => ip === oktapus.truth.attackerIp).map(({ principal }) => principal);
    expect(new Set(strangers)).toEqual(
      new Set([...oktapus.truth.victims, ...oktapus.truth.credentialsOnly].map(loginOf)),
    );
  });

  it('writes records that are valid OCSF once mapped', async () => {
    const check = loadOcsfChecker(join(CORPORA, 'schemas/ocsf'));
    if (check === null) return console.log('skipped: ../shared/corpora/schemas/ocsf is absent');
    const kinds = new Map((await running).okta.org.systemLog.all().map((record) => [record.eventType, record]));
    for (const record of kinds.values()) {
      const mapped = mapRecord('okta', record);
      expect(mapped.ok && check(mapped.event)).toEqual([]);
    }
  });

  it('describes each step in words that the catalogue has', async () => {
    const world = await running;
    const texts = allSteps(oktapus, world).flatMap(({ describe: words }) =>
      words === null ? [] : renderMessage(simulatorMessages, words),
    );
    expect(texts.filter((text) => text.startsWith('simulator.') || text.includes('—'))).toEqual([]);
    expect(texts).toContain('100 employees are texted a link to acme-okta.com');
    expect(stepsOf(oktapus).filter(({ describe: words }) => words !== null)).toHaveLength(
      oktapus.events.length - 99 - 37,
    );
  });
});

describe('the 0ktapus scenario, contained at 300 s', () => {
  it('stops the attacker, and leaves the victim’s own key', async () => {
    const run = await play({
      atMs: 299_000,
      act: ({ okta }) => {
        for (const key of ['emp012', 'emp031']) {
          const user = userOf(okta, key);
          okta.org.endSessions(user);
          user.status = 'PASSWORD_EXPIRED';
          const push = user.factors.find(({ type }) => type === 'push');
          if (push !== undefined) removeFactor(user, push.id);
        }
      },
    });
    const prevented = run.outcomes
      .filter(({ outcome }) => outcome === 'prevented')
      .map(({ kind, atMs }) => `${kind} ${atMs}`);
    expect(prevented.slice(0, 3)).toEqual(['session-started 300000', 'factor-verified 322000', 'app-opened 420000']);
    expect(prevented).toHaveLength(3 + 38 + 3);
    expect(run.attack.customersSeen.size).toBe(0);
    expect(userOf(run.okta, 'emp012').factors.map(({ type }) => type)).toEqual(['webauthn', 'sms']);
    const later = run
      .fieldsSinceStart()
      .filter(({ ip, status }) => ip === oktapus.truth.attackerIp && status === 'success');
    expect(later.every(({ principal }) => principal === loginOf('emp012'))).toBe(true);
  });
});

describe.skipIf(!existsSync(S1))('against the shared scenario S1', () => {
  it('is the same, event by event', () => {
    const theirs = JSON.parse(readFileSync(S1, 'utf8')) as {
      events: { t: number; src: string; type: string; ev: string; f: Record<string, unknown> }[];
    };
    const flat = theirs.events.map(({ t, type, ev, f }) => ({
      tMs: Math.round(t * 1_000),
      type,
      ev,
      facts: factsOf(type, f),
    }));
    const ours = oktapus.events.map((event) => ({
      tMs: event.tMs,
      ev: event.ground === 'documented' ? 'doc' : 'inf',
      ...ourFacts(event),
    }));
    const sorted = (list: { tMs: number; type: string; facts: unknown }[]): unknown[] =>
      list.toSorted(
        (a, b) =>
          a.tMs - b.tMs ||
          a.type.localeCompare(b.type) ||
          JSON.stringify(a.facts).localeCompare(JSON.stringify(b.facts)),
      );
    expect(sorted(ours)).toEqual(sorted(flat));
  });

  it('has the same deadlines and blast radius', () => {
    const { expect: theirs } = JSON.parse(readFileSync(S1, 'utf8')) as {
      expect: {
        must_alert: { by_t: number }[];
        blast_radius: { employees: string[]; credentials_only: string[]; customers: number };
      };
    };
    expect(oktapus.truth.deadlines.map(({ byMs }) => byMs / 1_000)).toEqual(theirs.must_alert.map(({ by_t }) => by_t));
    expect(theirs.blast_radius).toEqual({
      employees: oktapus.truth.victims,
      credentials_only: oktapus.truth.credentialsOnly,
      customers: oktapus.truth.customersSeen,
    });
  });

  /** The facts of one of their events that ours must agree with. */
  function factsOf(type: string, f: Record<string, unknown>): unknown {
    if (type === 'domain.registered') return { domain: f['domain'], registrar: f['registrar'] };
    if (type === 'page.snapshot') return { url: f['url'], hosting: f['hosting'], title: f['title'] };
    if (type === 'otp_message.view') return { user: f['user'], customer: f['customer'] };
    if (type === 'customer.record_view') return { user: f['user'], customer: f['customer'] };
    if (!/^(?:user|system)\./u.test(type)) return f;
    const { user, result, factor, app, device, ip, asn, asOrg, ua } = f;
    return JSON.parse(JSON.stringify({ user, result, factor, app, device, ip, asn, asOrg, ua }));
  }

  function ourFacts(event: ScenarioEvent): { type: string; facts: unknown } {
    const { attacker } = oktapus;
    const source = {
      ip: attacker.ip,
      asn: attacker.network.asn,
      asOrg: attacker.network.asOrg,
      ua: attacker.userAgent,
    };
    const okta = (user: string, more: object = {}, result = 'SUCCESS'): unknown =>
      JSON.parse(JSON.stringify({ user, result, ...more, ...source }));
    const factorNames = { sms: 'SMS_FACTOR', 'token:software:totp': 'TOKEN_SOFTWARE_TOTP' };
    const apps = { dashboard: 'Okta Dashboard', supportConsole: 'Support Console', hris: 'HRIS' };
    switch (event.kind) {
      case 'domain-registered':
        return { type: 'domain.registered', facts: { domain: event.domain, registrar: event.registrar } };
      case 'certificate':
        return { type: 'cert.logged', facts: { names: event.names, issuer: event.issuer } };
      case 'page-online':
        return { type: 'page.snapshot', facts: { url: event.url, hosting: event.hosting, title: event.title } };
      case 'lure':
        return { type: 'lure.delivered', facts: { to: event.to, from_: event.from, text: event.text } };
      case 'report':
        return { type: 'employee.reported_sms', facts: { user: event.reporter } };
      case 'dns-query':
        return {
          type: 'query',
          facts: { user: event.person, qname: event.qname, device_managed: event.deviceManaged },
        };
      case 'factor-failed':
        return {
          type: 'user.authentication.auth_via_mfa',
          facts: okta(event.person, { factor: factorNames[event.factor] }, 'FAILURE'),
        };
      case 'factor-verified':
        return {
          type: 'user.authentication.auth_via_mfa',
          facts: okta(event.person, { factor: factorNames[event.factor] }),
        };
      case 'session-started':
        return { type: 'user.session.start', facts: okta(event.person) };
      case 'sms-sent':
        return { type: 'system.sms.send_factor_verify_message', facts: okta(event.person) };
      case 'app-opened':
        return { type: 'user.authentication.sso', facts: okta(event.person, { app: apps[event.app] }) };
      case 'factor-enrolled':
        return {
          type: 'user.mfa.factor.activate',
          facts: okta(event.person, { factor: 'OKTA_VERIFY_PUSH', device: event.device }),
        };
      case 'mail-sent':
        return { type: 'idp.notification', facts: { to: event.to, subject: event.subject } };
      case 'customer-viewed':
        return { type: 'customer.record_view', facts: { user: event.person, customer: event.customer } };
      case 'code-viewed':
        return { type: 'otp_message.view', facts: { user: event.person, customer: event.customer } };
      case 'customer-lost':
        return { type: 'customer.account_reregistered', facts: { customer: event.customer } };
    }
  }
});
if (!existsSync(S1)) console.log('skipped: ../shared/corpora/scenarios is absent');
