import type { Message } from '../../base/finding.ts';
import { factorOf, userOf } from '../company/company.ts';
import { loginOf } from '../company/staff.ts';
import { DASHBOARD, type SimApp } from '../okta/people.ts';
import type { Scenario, ScenarioEvent } from './scenario.ts';
import type { ScenarioWorld } from './world.ts';

/** `prevented`: the attacker tried, and what was done before made it fail. */
export type StepOutcome = 'done' | 'prevented';

/** One step of a scenario, to be performed at its time. */
export interface ScenarioStep {
  /** Milliseconds from the first lure. */
  atMs: number;
  kind: string;
  /** What happens, in words; null for steps that repeat the one before (the second text, the second customer). */
  describe: Message | null;
  perform(world: ScenarioWorld): Promise<StepOutcome>;
}

/** The steps of a scenario, in order of time. */
export function stepsOf(scenario: Scenario): ScenarioStep[] {
  let previous: ScenarioEvent['kind'] | null = null;
  return scenario.events.map((event) => {
    const repeats = event.kind === previous && (event.kind === 'lure' || event.kind === 'customer-viewed');
    previous = event.kind;
    return {
      atMs: event.tMs,
      kind: event.kind,
      describe: repeats ? null : describe(scenario, event),
      perform: (world) => perform(scenario, event, world),
    };
  });
}

function describe(scenario: Scenario, event: ScenarioEvent): Message {
  const { domain } = scenario.truth;
  const count = scenario.events.filter(({ kind }) => kind === event.kind).length;
  switch (event.kind) {
    case 'domain-registered':
      return message('domain-registered', { domain, registrar: event.registrar });
    case 'lure':
      return message('lures', { count, domain });
    case 'report':
      return message('report', { person: event.reporter });
    case 'mail-sent':
      return message('mail-sent', { person: event.to });
    case 'app-opened':
      return message('app-opened', { person: event.person, app: APP_NAMES[event.app] });
    case 'customer-viewed':
      return message('customers-viewed', { person: event.person, count });
    case 'certificate':
    case 'page-online':
      return message(event.kind, { domain });
    case 'code-viewed':
    case 'customer-lost':
      return message(event.kind, {});
    default:
      return message(event.kind, { person: event.person, domain });
  }
}

function message(name: string, params: Message['params']): Message {
  return { key: `simulator.step.${name}`, params };
}

const APP_NAMES = { dashboard: 'Okta Dashboard', supportConsole: 'Support Console', hris: 'HRIS' } as const;

function appOf(world: ScenarioWorld, app: keyof typeof APP_NAMES): SimApp {
  return app === 'dashboard' ? DASHBOARD : world.company.apps[app];
}

async function perform(scenario: Scenario, event: ScenarioEvent, world: ScenarioWorld): Promise<StepOutcome> {
  const { okta, attack } = world;
  switch (event.kind) {
    // Seen by nobody Breakwater can ask in this part: a registry's zone, a scanner, the employees' own phones.
    case 'domain-registered':
    case 'page-online':
    case 'lure':
      return 'done';
    case 'certificate':
      world.ctLog?.addCertificate({ names: event.names, issuer: event.issuer });
      world.ctLog?.publish();
      return 'done';
    case 'report':
      await world.reports.submit(reportOf(scenario, event.reporter, event.tMs, world));
      return 'done';
    case 'dns-query':
      await world.dns.push([dnsLineOf(event, world)]);
      return 'done';
    case 'factor-failed': {
      const user = userOf(okta, event.person);
      okta.people.failFactor(user, scenario.attacker, factorOf(user, event.factor));
      return 'done';
    }
    case 'session-started': {
      const session = okta.people.startSession(userOf(okta, event.person), scenario.attacker);
      if (session === null) return 'prevented';
      attack.sessions.set(event.person, session);
      return 'done';
    }
    case 'customer-viewed':
      if (attack.consoleOpen) attack.customersSeen.add(event.customer);
      return attack.consoleOpen ? 'done' : 'prevented';
    case 'code-viewed':
      if (attack.consoleOpen) attack.codesSeen.add(event.customer);
      return attack.consoleOpen ? 'done' : 'prevented';
    case 'customer-lost':
      return attack.codesSeen.has(event.customer) ? 'done' : 'prevented';
    case 'mail-sent':
      // Okta's own record of the mail is written with the enrolment.
      return attack.sessions.has(event.to) ? 'done' : 'prevented';
    default:
      return withSession(event, world);
  }
}

/** What needs the session that a stolen sign-in opened. */
function withSession(
  event: Extract<ScenarioEvent, { kind: 'sms-sent' | 'factor-verified' | 'app-opened' | 'factor-enrolled' }>,
  world: ScenarioWorld,
): StepOutcome {
  const { okta, attack } = world;
  const session = attack.sessions.get(event.person);
  if (session === undefined) return 'prevented';
  const user = userOf(okta, event.person);
  switch (event.kind) {
    case 'sms-sent':
      okta.people.sendSms(session);
      return 'done';
    case 'factor-verified': {
      const factor = user.factors.find(({ type }) => type === event.factor);
      return factor !== undefined && okta.people.verifyFactor(session, factor) ? 'done' : 'prevented';
    }
    case 'app-opened': {
      const opened = okta.people.sso(session, appOf(world, event.app));
      if (opened && event.app === 'supportConsole') attack.consoleOpen = true;
      return opened ? 'done' : 'prevented';
    }
    case 'factor-enrolled':
      return okta.people.enrolFactor(session, {
        kind: 'okta_verify',
        deviceName: event.device,
        platform: 'ANDROID',
      }) === null
        ? 'prevented'
        : 'done';
  }
}

function reportOf(
  scenario: Scenario,
  reporter: string,
  tMs: number,
  world: ScenarioWorld,
): Parameters<ScenarioWorld['reports']['submit']>[0] {
  const lure = scenario.events.find((event) => event.kind === 'lure' && event.to === reporter);
  if (lure?.kind !== 'lure') throw new Error(`${reporter} reports a text that nobody sent`);
  const nowMs = world.clock.now();
  return {
    reporter: loginOf(reporter),
    text: lure.text,
    link: scenario.truth.domain,
    from: lure.from,
    messageAtMs: nowMs - (tMs - lure.tMs),
    receivedAtMs: nowMs,
  };
}

function dnsLineOf(
  event: Extract<ScenarioEvent, { kind: 'dns-query' }>,
  world: ScenarioWorld,
): Parameters<ScenarioWorld['dns']['push']>[0][number] {
  const employee = world.company.employee(event.person);
  return {
    id: world.okta.org.ids.uuid(),
    time: new Date(world.clock.now()).toISOString(),
    user: loginOf(event.person),
    qname: event.qname,
    qtype: 'A',
    rcode: 'NOERROR',
    ip: event.deviceManaged ? employee.office.ip : employee.phone.ip,
    device_managed: event.deviceManaged,
  };
}
