import type { Message } from '../../base/finding.ts';
import { factorOf, travelling, userOf, usualApps } from '../company/company.ts';
import { employeeKey, loginOf } from '../company/staff.ts';
import { seededNumber } from '../okta/seeded-ids.ts';
import type { ScenarioStep } from './steps.ts';
import type { ScenarioWorld } from './world.ts';

/** People and names of the genuine things that look like an attack, and must stay out of it. */
export const HARD_NEGATIVES = {
  /** Enrols a new phone from the laptop and network they always use, while the attacker enrols theirs. */
  phoneRefresh: 'emp077',
  /** Signs in on their own managed laptop from a hotel. */
  traveller: 'emp055',
  /** Reports a parcel text that has nothing to do with it. */
  misreporter: 'emp101',
  /** Look-alikes of other people's making: a homonym's own site, and another attacker's. */
  lookAlikes: ['acmesolar-sso.com', 'acme-vpn.net'],
} as const;

/** When those look-alikes came to be, milliseconds from the first lure: the homonym's own sign-in, and a name that shows no page yet. */
export const LOOK_ALIKE_SITES = [
  {
    domain: HARD_NEGATIVES.lookAlikes[0],
    registrar: 'Example Registrar, Inc.',
    hosting: 'EXAMPLE-SOLAR',
    title: 'Acme Solar - Sign in',
    registeredMs: -2 * 86_400_000,
    certifiedMs: -1_500_000,
    onlineMs: -1_440_000,
  },
  {
    domain: HARD_NEGATIVES.lookAlikes[1],
    registrar: 'Example Names Ltd.',
    hosting: 'EXAMPLE-CLOUD',
    title: '',
    registeredMs: -1_200_000,
    certifiedMs: 30_000,
    onlineMs: null,
  },
] as const;
export const LOOK_ALIKE_ISSUER = 'Google Trust Services';

const PARCEL_TEXT = 'Your parcel is on hold, confirm your address: parcel-redelivery[.]info';

/** The hard negatives, in the attack's own minutes. */
export function hardNegativeSteps(): ScenarioStep[] {
  const { phoneRefresh, traveller, misreporter } = HARD_NEGATIVES;
  const certificates = LOOK_ALIKE_SITES.map(({ domain, certifiedMs }): ScenarioStep =>
    step(certifiedMs, 'look-alike', { domain }, async (world) => {
      world.ctLog?.addCertificate({ names: [domain, `www.${domain}`], issuer: LOOK_ALIKE_ISSUER });
      world.ctLog?.publish();
    }),
  );
  return [
    ...certificates,
    step(100_000, 'travel', { person: traveller }, async ({ okta, company }) => {
      const user = userOf(okta, traveller);
      okta.people.signIn(user, travelling(company.employee(traveller)), { factor: factorOf(user) });
    }),
    step(240_000, 'enrolment', { person: phoneRefresh }, async ({ okta, company }) => {
      const user = userOf(okta, phoneRefresh);
      const session = okta.people.signIn(user, company.employee(phoneRefresh).home, { factor: factorOf(user) });
      if (session !== null)
        okta.people.enrolFactor(session, { kind: 'okta_verify', deviceName: 'New iPhone', platform: 'IOS' });
    }),
    step(400_000, 'report', { person: misreporter }, async (world) => {
      const nowMs = world.clock.now();
      const report = {
        reporter: loginOf(misreporter),
        text: PARCEL_TEXT,
        link: 'parcel-redelivery[.]info',
        from: '+12025550199',
      };
      await world.reports.submit({ ...report, messageAtMs: nowMs - 120_000, receivedAtMs: nowMs });
    }),
  ];
}

function step(
  atMs: number,
  name: string,
  params: Message['params'],
  act: (world: ScenarioWorld) => Promise<void>,
): ScenarioStep {
  return {
    atMs,
    kind: `background.${name}`,
    describe: { key: `simulator.step.background.${name}`, params },
    perform: async (world) => {
      await act(world);
      return 'done';
    },
  };
}

/** How often somebody does something, in milliseconds between two doings of the whole company. */
const TRAFFIC_GAP_MS = 10_000;

/** Names that certificates are made out to all day long, and that imitate nobody. */
const ORDINARY_HOSTS = [
  'garden',
  'bakery',
  'river',
  'studio',
  'harbor',
  'meadow',
  'atlas',
  'copper',
  'lantern',
  'orchard',
];

/**
 * Ordinary traffic between two times: sign-ins from known places with known authenticators, applications opened, and
 * certificates for other people's sites. The same for the same company.
 * @param fromMs and @param untilMs milliseconds from the first lure
 */
export function backgroundSteps(seed: string, staffSize: number, fromMs: number, untilMs: number): ScenarioStep[] {
  const steps: ScenarioStep[] = [];
  for (let atMs = fromMs; atMs < untilMs; atMs += TRAFFIC_GAP_MS) {
    const label = `${seed}/background/${atMs}`;
    const key = employeeKey(seededNumber(`${label}/who`, staffSize));
    const jitterMs = seededNumber(`${label}/when`, TRAFFIC_GAP_MS);
    steps.push({
      atMs: atMs + jitterMs,
      kind: 'background.traffic',
      describe: null,
      perform: (world) => ordinaryVisit(world, key, label),
    });
    if (seededNumber(`${label}/cert`, 3) === 0) {
      const host = `${ORDINARY_HOSTS[seededNumber(`${label}/host`, ORDINARY_HOSTS.length)]}-${seededNumber(`${label}/n`, 10_000)}.net`;
      steps.push({
        atMs: atMs + jitterMs + 1,
        kind: 'background.certificate',
        describe: null,
        perform: (world) => ordinaryCertificate(world, host),
      });
    }
  }
  return steps;
}

async function ordinaryVisit(world: ScenarioWorld, key: string, label: string): Promise<'done'> {
  const { okta, company } = world;
  const employee = company.employee(key);
  const user = userOf(okta, key);
  const [factor] = user.factors;
  // Somebody whose factors were all removed cannot sign in until they have enrolled again.
  if (factor === undefined || user.status !== 'ACTIVE') return 'done';
  const place = [employee.home, employee.office, employee.phone][seededNumber(`${label}/where`, 3)] ?? employee.home;
  if (seededNumber(`${label}/typo`, 12) === 0) okta.people.failPassword(user, place);
  const session = okta.people.signIn(user, place, { factor });
  if (session === null) return 'done';
  const [app] = usualApps(company, employee);
  if (app !== undefined) okta.people.sso(session, app);
  return 'done';
}

async function ordinaryCertificate(world: ScenarioWorld, host: string): Promise<'done'> {
  world.ctLog?.addCertificate({ names: [host, `www.${host}`], issuer: "Let's Encrypt" });
  world.ctLog?.publish();
  return 'done';
}
