import type { ClientContext } from '../okta/client-context.ts';
import { employeeKey } from '../company/staff.ts';
import type { OriginalMoment, Scenario, ScenarioEvent } from './scenario.ts';

const DOMAIN = 'acme-okta.com';
const LURE_COUNT = 100;
const LURE_GAP_MS = 600;
const CUSTOMER_COUNT = 38;
const CUSTOMER_GAP_MS = 11_000;

/** US numbers (fictitious exchange) that the texts come from in turn. */
const SENDERS = ['+17545550101', '+12055550102', '+17545550103', '+15615550104'] as const;

/** The wording of July 2022 with another company's name; the link defanged as reporters are shown it. */
const LURE = 'Alert!! Your Acme schedule has been updated, Please tap acme-okta[.]com to view your changes.';

/** A commercial VPN's exit on a hosting network, a browser on Windows. The address is one reserved for documentation. */
const ATTACKER: ClientContext = {
  ip: '203.0.113.88',
  network: { asn: 11_878, asOrg: 'tzulo (Mullvad exit)', isp: 'tzulo inc.', domain: 'tzulo.com', isProxy: true },
  geo: {
    city: 'Chicago',
    state: 'Illinois',
    country: 'United States',
    postalCode: '60602',
    lat: 41.8781,
    lon: -87.6298,
  },
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141',
  os: 'Windows 10',
  browser: 'CHROME',
  kind: 'Computer',
  dtHash: '5f0c3a9e17b84d26a1d0e8c47f9b2365d4b81e0f6a37c952e8140b9d7c63fa12',
  deviceFingerprint: '9c41e07ad25b48f3b6d8105e7fa2c394',
  device: null,
  zone: null,
};

const s = (seconds: number): number => Math.round(seconds * 1_000);

function lures(): ScenarioEvent[] {
  return Array.from({ length: LURE_COUNT }, (_, i) => ({
    tMs: i * LURE_GAP_MS,
    ground: 'documented',
    kind: 'lure',
    to: employeeKey(i),
    from: SENDERS[i % SENDERS.length] ?? SENDERS[0],
    text: LURE,
  }));
}

function customerViews(): ScenarioEvent[] {
  return Array.from({ length: CUSTOMER_COUNT }, (_, i) => ({
    tMs: s(480) + i * CUSTOMER_GAP_MS,
    ground: 'documented',
    kind: 'customer-viewed',
    person: 'emp012',
    customer: `cust${String(i).padStart(3, '0')}`,
  }));
}

const REPORTS: readonly (readonly [seconds: number, reporter: string])[] = [
  [60, 'emp003'],
  [90, 'emp017'],
  [120, 'emp041'],
  [150, 'emp066'],
  [180, 'emp090'],
];

const LOOKUPS: readonly (readonly [seconds: number, person: string, managed: boolean])[] = [
  [90, 'emp007', true],
  [130, 'emp012', false],
  [170, 'emp023', true],
  [210, 'emp031', false],
  [250, 'emp058', true],
];

const EVENTS: readonly ScenarioEvent[] = [
  { tMs: s(-2_216), ground: 'documented', kind: 'domain-registered', domain: DOMAIN, registrar: 'Porkbun' },
  {
    tMs: s(-2_100),
    ground: 'inferred',
    kind: 'certificate',
    names: [DOMAIN, `www.${DOMAIN}`],
    issuer: "Let's Encrypt",
  },
  {
    tMs: s(-1_900),
    ground: 'inferred',
    kind: 'page-online',
    url: `https://${DOMAIN}/`,
    hosting: 'DigitalOcean AS14061',
    title: 'Acme - Sign In',
    copiesSignIn: true,
  },
  ...lures(),
  ...REPORTS.map(([at, reporter]): ScenarioEvent => ({ tMs: s(at), ground: 'documented', kind: 'report', reporter })),
  ...LOOKUPS.map(([at, person, deviceManaged]): ScenarioEvent => ({
    tMs: s(at),
    ground: 'inferred',
    kind: 'dns-query',
    person,
    qname: DOMAIN,
    deviceManaged,
  })),
  // The first relay comes too late: the code has expired.
  { tMs: s(150), ground: 'documented', kind: 'factor-failed', person: 'emp023', factor: 'sms' },
  { tMs: s(171), ground: 'documented', kind: 'session-started', person: 'emp012' },
  { tMs: s(172), ground: 'documented', kind: 'sms-sent', person: 'emp012' },
  { tMs: s(196), ground: 'documented', kind: 'factor-verified', person: 'emp012', factor: 'sms' },
  { tMs: s(208), ground: 'documented', kind: 'app-opened', person: 'emp012', app: 'dashboard' },
  { tMs: s(262), ground: 'documented', kind: 'factor-enrolled', person: 'emp012', device: 'Android emulator' },
  { tMs: s(264), ground: 'inferred', kind: 'mail-sent', to: 'emp012', subject: 'Security method enrolled' },
  { tMs: s(300), ground: 'documented', kind: 'session-started', person: 'emp031' },
  { tMs: s(322), ground: 'documented', kind: 'factor-verified', person: 'emp031', factor: 'token:software:totp' },
  { tMs: s(420), ground: 'documented', kind: 'app-opened', person: 'emp012', app: 'supportConsole' },
  ...customerViews(),
  { tMs: s(930), ground: 'documented', kind: 'code-viewed', person: 'emp012', customer: 'cust007' },
  { tMs: s(1_100), ground: 'documented', kind: 'customer-lost', customer: 'cust007' },
  { tMs: s(1_500), ground: 'documented', kind: 'app-opened', person: 'emp031', app: 'hris' },
];

/** Cloudflare, 20 July 2022, UTC. Source: Cloudflare's own account of August 2022; a minute without seconds is its start. */
const ORIGINAL: readonly OriginalMoment[] = [
  { what: 'registered', at: '2022-07-20T22:13:04Z', sinceLureMs: -2_156_000 },
  { what: 'first-text', at: '2022-07-20T22:49:00Z', sinceLureMs: 0 },
  { what: 'last-text', at: '2022-07-20T22:50:00Z', sinceLureMs: 60_000 },
  { what: 'first-report', at: '2022-07-20T22:50:00Z', sinceLureMs: 60_000 },
  { what: 'blocked', at: '2022-07-20T22:52:00Z', sinceLureMs: 180_000 },
  { what: 'everyone-warned', at: '2022-07-20T22:58:00Z', sinceLureMs: 540_000 },
  { what: 'resets', at: '2022-07-20T23:37:00Z', sinceLureMs: 2_880_000 },
];

/**
 * 0ktapus against Acme: a text to a hundred people, a clone of the sign-in page, two sign-ins relayed, an authenticator
 * enrolled within a minute, then the support console and 38 customers behind it.
 */
export const oktapus: Scenario = {
  id: '0ktapus',
  attacker: ATTACKER,
  events: EVENTS.toSorted((a, b) => a.tMs - b.tMs),
  truth: {
    domain: DOMAIN,
    attackerIp: ATTACKER.ip,
    attackerAsn: ATTACKER.network.asn,
    victims: ['emp012', 'emp031'],
    credentialsOnly: ['emp023'],
    reporters: REPORTS.map(([, reporter]) => reporter),
    exposed: LOOKUPS.map(([, person]) => person),
    enrolled: { person: 'emp012', kind: 'push', atMs: s(262) },
    customersSeen: CUSTOMER_COUNT,
    deadlines: [
      { what: 'look-alike', byMs: s(-2_040) },
      { what: 'campaign', byMs: s(120) },
      { what: 'stolen-sign-in', byMs: s(201) },
      { what: 'authenticator', byMs: s(267) },
      { what: 'console-burst', byMs: s(600) },
    ],
  },
  original: { company: 'Cloudflare', moments: ORIGINAL },
};
