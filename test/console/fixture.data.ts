import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Message, Severity } from '../../src/base/finding.ts';
import { PERMISSIONS, ROLE_PERMISSIONS } from '../../src/base/permissions.ts';
import type { VerdictWire } from '../../src/domains/api.ts';
import type { lookAlikeWire } from '../../src/domains/life/api.ts';
import type { ImportWire } from '../../src/identity/api.ts';
import type { FindingWire, IncidentRowWire, IncidentWire, TimelineEntryWire } from '../../src/incidents/api.ts';
import type { ChannelWire } from '../../src/notify/api.ts';
import type { MeWire } from '../../src/platform/auth/api.ts';
import type { SourceWire } from '../../src/platform/sources/api.ts';
import type { RehearsalWire } from '../../src/rehearsal/api.ts';
import type { ReportWire } from '../../src/reports/api.ts';
import type { ActionWire, PlanWire } from '../../src/response/api.ts';
import type { overviewWire, setupWire } from '../../src/setup/api.ts';

/** Made-up data of the shape that the server gives, for looking at and testing the console. Everything is Acme's. */

export const NOW = Date.UTC(2026, 10, 21, 23, 8, 40);
/** The first text. */
export const LURE = NOW - 9 * 60_000;

const at = (seconds: number): number => LURE + Math.round(seconds * 1000);
const m = (
  key: string,
  params: Message['params'] = {},
): z.output<typeof import('../../src/platform/http/wire.ts').messageWire> => ({
  key,
  params: Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? [...(value as string[])] : value]),
  ) as Record<string, string | number | boolean | null | string[]>,
});
export const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

const PEOPLE: Readonly<Record<string, string>> = {
  'emp012@acme.com': 'Noor Haddad (emp012)',
  'emp031@acme.com': 'Jonas Weber (emp031)',
  'emp023@acme.com': 'Priya Raman (emp023)',
  'emp007@acme.com': 'Lena Fischer (emp007)',
  'emp058@acme.com': 'Tomás Ortega (emp058)',
  'emp003@acme.com': 'Ada Kowalska (emp003)',
  'emp017@acme.com': 'Sam Okafor (emp017)',
  'emp041@acme.com': 'Mina Sato (emp041)',
};
const NETWORK = '203.0.113.88 · AS11878 tzulo (Mullvad exit)';

type Entity = TimelineEntryWire['entities'][number];
const person = (login: string, role: Entity['role']): Entity => ({
  kind: 'principal',
  value: login,
  label: PEOPLE[login] ?? login,
  role,
});
const network: Entity = { kind: 'network', value: 'ip:203.0.113.88', label: NETWORK, role: 'attacker' };
const domain: Entity = { kind: 'domain', value: 'acme-okta.com', label: 'acme-okta.com', role: 'attacker' };

interface Telling {
  t: number;
  seen: number;
  severity: Severity;
  detector: string;
  message: Message;
  entities: Entity[];
  reason: Message | null;
}

const shares = (kind: string, label: string): Message => m(`incidents.joined.${kind}`, { label });

const TELLINGS: readonly Telling[] = [
  {
    t: -2100,
    seen: 1.4,
    severity: 'high',
    detector: 'domains.look-alike-certified',
    message: m('domains.finding.look-alike-certified.brand-lure', {
      host: 'acme-okta.com',
      brand: 'Acme',
      lure: ['okta'],
    }),
    entities: [domain],
    reason: null,
  },
  {
    t: 60,
    seen: 0.1,
    severity: 'medium',
    detector: 'reports.message',
    message: m('reports.finding.message-reported.look-alike', {
      reporter: PEOPLE['emp003@acme.com'] ?? '',
      domain: 'acme-okta.com',
      brand: 'Acme',
      reporters: 1,
    }),
    entities: [person('emp003@acme.com', 'reporter'), domain],
    reason: shares('domain', 'acme-okta.com'),
  },
  {
    t: 90,
    seen: 0.1,
    severity: 'medium',
    detector: 'reports.message',
    message: m('reports.finding.message-reported.look-alike', {
      reporter: PEOPLE['emp017@acme.com'] ?? '',
      domain: 'acme-okta.com',
      brand: 'Acme',
      reporters: 1,
    }),
    entities: [person('emp017@acme.com', 'reporter'), domain],
    reason: shares('domain', 'acme-okta.com'),
  },
  {
    t: 90,
    seen: 2.1,
    severity: 'low',
    detector: 'identity.exposure',
    message: m('identity.finding.exposure', { person: PEOPLE['emp007@acme.com'] ?? '', host: 'acme-okta.com' }),
    entities: [person('emp007@acme.com', 'exposed'), domain],
    reason: shares('domain', 'acme-okta.com'),
  },
  {
    t: 150,
    seen: 0.6,
    severity: 'medium',
    detector: 'identity.password-known',
    message: m('identity.finding.second-step-failed', {
      person: PEOPLE['emp023@acme.com'] ?? '',
      network: NETWORK,
      factor: 'sms',
      why: 'vpn',
      baseline: 'yes',
    }),
    entities: [person('emp023@acme.com', 'victim'), network],
    reason: shares('network', NETWORK),
  },
  {
    t: 171,
    seen: 0.4,
    severity: 'high',
    detector: 'identity.new-context-sign-in',
    message: m('identity.finding.session-started', {
      person: PEOPLE['emp012@acme.com'] ?? '',
      network: NETWORK,
      why: 'vpn',
      baseline: 'yes',
    }),
    entities: [
      person('emp012@acme.com', 'victim'),
      network,
      { kind: 'session', value: 'trs-9f2a', label: 'trs-9f2a41c0', role: 'attacker' },
      { kind: 'device', value: 'fp:c1', label: 'Windows 10, Chrome 141', role: 'attacker' },
    ],
    reason: shares('network', NETWORK),
  },
  {
    t: 196,
    seen: 0.5,
    severity: 'critical',
    detector: 'identity.new-context-sign-in',
    message: m('identity.finding.second-step-passed', {
      person: PEOPLE['emp012@acme.com'] ?? '',
      network: NETWORK,
      factor: 'sms',
      why: 'vpn',
      baseline: 'yes',
    }),
    entities: [
      person('emp012@acme.com', 'victim'),
      network,
      { kind: 'session', value: 'trs-9f2a', label: 'trs-9f2a41c0', role: 'attacker' },
    ],
    reason: shares('session', 'trs-9f2a41c0'),
  },
  {
    t: 262,
    seen: 0.4,
    severity: 'critical',
    detector: 'identity.new-authenticator-after-new-context',
    message: m('identity.finding.new-authenticator', {
      person: PEOPLE['emp012@acme.com'] ?? '',
      network: NETWORK,
      factor: 'push',
      baseline: 'yes',
    }),
    entities: [
      person('emp012@acme.com', 'victim'),
      network,
      { kind: 'authenticator', value: 'opf-77', label: 'Okta Verify on “Android emulator”', role: 'attacker' },
      { kind: 'session', value: 'trs-9f2a', label: 'trs-9f2a41c0', role: 'attacker' },
    ],
    reason: shares('session', 'trs-9f2a41c0'),
  },
  {
    t: 300,
    seen: 0.4,
    severity: 'high',
    detector: 'identity.new-context-sign-in',
    message: m('identity.finding.session-started', {
      person: PEOPLE['emp031@acme.com'] ?? '',
      network: NETWORK,
      why: 'named',
      incident: 'BW-17',
      baseline: 'yes',
    }),
    entities: [
      person('emp031@acme.com', 'victim'),
      network,
      { kind: 'session', value: 'trs-b310', label: 'trs-b310de55', role: 'attacker' },
    ],
    reason: shares('network', NETWORK),
  },
  {
    t: 322,
    seen: 0.7,
    severity: 'critical',
    detector: 'identity.new-context-sign-in',
    message: m('identity.finding.second-step-passed', {
      person: PEOPLE['emp031@acme.com'] ?? '',
      network: NETWORK,
      factor: 'totp',
      why: 'named',
      incident: 'BW-17',
      baseline: 'yes',
    }),
    entities: [
      person('emp031@acme.com', 'victim'),
      network,
      { kind: 'session', value: 'trs-b310', label: 'trs-b310de55', role: 'attacker' },
    ],
    reason: shares('session', 'trs-b310de55'),
  },
];

function entryOf(telling: Telling, index: number, prefix: string): TimelineEntryWire {
  const happened = at(telling.t);
  return {
    entryId: `${prefix}-${index}`,
    kind: 'finding',
    at: happened,
    severity: telling.severity,
    message: m(telling.message.key, telling.message.params),
    findingId: sha(`${prefix} ${index}`),
    detector: telling.detector,
    joined:
      telling.reason === null
        ? null
        : { reason: m(telling.reason.key, telling.reason.params), by: 'rule', at: happened + 1000 },
    entities: telling.entities,
    receivedAt: happened + telling.seen * 1000,
    foundAt: happened + telling.seen * 1000 + 18,
  };
}

/** The timeline of the attack. */
export const TIMELINE: readonly TimelineEntryWire[] = [
  ...TELLINGS.map((telling, index) => entryOf(telling, index, 'bw17')),
  {
    entryId: 'bw17-note',
    kind: 'note',
    at: at(410),
    severity: null,
    message: m('incidents.note', {
      by: 'Mara Lindqvist',
      text: 'Called Noor back on the number in the directory: she typed her code at acme-okta.com.',
    }),
    findingId: null,
    detector: null,
    joined: null,
    entities: [],
    receivedAt: null,
    foundAt: null,
  },
];

/** A timeline of 5,000 entries, some with hostile text. */
export const LONG_TIMELINE: readonly TimelineEntryWire[] = Array.from({ length: 5000 }, (_, index) => {
  const telling = TELLINGS[index % TELLINGS.length] as Telling;
  const entry = entryOf({ ...telling, t: -200_000 + index * 40 }, index, 'bw9');
  if (index % 97 !== 3) return entry;
  return {
    ...entry,
    message: m('identity.finding.exposure', {
      person: `<img src=x onerror=alert(1)> \u202Eevil\u202C ${'long '.repeat(120)}`,
      host: 'xn--cme-5cd.com',
    }),
  };
});

/** The finding behind an entry, with a raw Okta record. */
export function findingOf(findingId: string): FindingWire | null {
  const index = TIMELINE.findIndex((entry) => entry.findingId === findingId);
  const entry = TIMELINE[index] ?? LONG_TIMELINE.find((one) => one.findingId === findingId);
  if (entry === undefined) return null;
  return {
    findingId,
    incidentId: 'inc-17',
    detector: entry.detector ?? '',
    detectorVersion: 1,
    severity: entry.severity ?? 'info',
    message: entry.message,
    occurredAt: entry.at,
    receivedAt: entry.receivedAt ?? entry.at,
    foundAt: entry.foundAt ?? entry.at,
    techniques: ['T1566.002', 'T1621'],
    entities: entry.entities,
    facts: { rootSessionId: 'trs-9f2a41c0', networkClass: 'vpn', minutesSinceSignIn: 1.1, knownDevice: false },
    evidence: [
      {
        evidenceId: sha(`event ${findingId}`),
        sourceId: 'okta:acme.okta.com',
        occurredAt: entry.at,
        receivedAt: entry.receivedAt ?? entry.at,
        raw: JSON.stringify({
          uuid: 'b5f7b6c2-66c5-11f1-9c3e-1f8f0c2a7c11',
          published: new Date(entry.at).toISOString(),
          eventType: 'user.mfa.factor.activate',
          outcome: { result: 'SUCCESS', reason: 'User set up OKTA_VERIFY_PUSH factor' },
          actor: { id: '00u1emp012', type: 'User', alternateId: 'emp012@acme.com', displayName: 'Noor Haddad' },
          client: {
            userAgent: {
              rawUserAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141',
              os: 'Windows 10',
              browser: 'CHROME',
            },
            ipAddress: '203.0.113.88',
            geographicalContext: { city: 'Dallas', country: 'United States' },
          },
          securityContext: { asNumber: 11878, asOrg: 'tzulo, inc.', isProxy: true },
          target: [{ id: 'opf77', type: 'AuthenticatorEnrollment', displayName: 'Okta Verify' }],
        }),
      },
    ],
  };
}

/** The row of the attack's incident. */
export const ATTACK_ROW: IncidentRowWire = {
  incidentId: 'inc-17',
  number: 'BW-17',
  state: 'open',
  severity: 'critical',
  headline: m('incidents.headline.domain-before-reports.signed-in.enrolled', {
    domain: 'acme-okta.com',
    lead: 36,
    leadUnit: 'minutes',
    reports: 5,
    people: 2,
    enrolled: 1,
  }),
  findings: TELLINGS.length,
  victims: 2,
  domains: ['acme-okta.com'],
  firstAt: at(-2100),
  lastAt: at(322),
  openedAt: at(-2098),
  mergedInto: null,
};

const involved = (
  entity: Entity,
  findings: number,
  firstT: number,
  lastT: number,
): IncidentWire['entities'][number] => ({
  ...entity,
  findings,
  firstAt: at(firstT),
  lastAt: at(lastT),
});

/** The incident of the attack. */
export const ATTACK: IncidentWire = {
  ...ATTACK_ROW,
  entities: [
    involved(person('emp012@acme.com', 'victim'), 3, 171, 262),
    involved(person('emp031@acme.com', 'victim'), 2, 300, 322),
    involved(person('emp023@acme.com', 'exposed'), 1, 150, 150),
    involved(person('emp007@acme.com', 'exposed'), 1, 90, 90),
    involved(person('emp058@acme.com', 'exposed'), 1, 250, 250),
    involved(domain, 5, -2100, 250),
    involved(network, 6, 150, 322),
    involved({ kind: 'session', value: 'trs-9f2a', label: 'trs-9f2a41c0', role: 'attacker' }, 3, 171, 262),
    involved({ kind: 'session', value: 'trs-b310', label: 'trs-b310de55', role: 'attacker' }, 2, 300, 322),
    involved(
      { kind: 'authenticator', value: 'opf-77', label: 'Okta Verify on “Android emulator”', role: 'attacker' },
      1,
      262,
      262,
    ),
    involved(person('emp003@acme.com', 'reporter'), 1, 60, 60),
    involved(person('emp017@acme.com', 'reporter'), 1, 90, 90),
    involved(person('emp041@acme.com', 'reporter'), 1, 120, 120),
  ],
  notes: [
    {
      noteId: 'n1',
      author: 'Mara Lindqvist',
      text: 'Called Noor back on the number in the directory: she typed her code at acme-okta.com.',
      at: at(410),
    },
  ],
  story: [
    { at: at(-2100), message: m('incidents.story.domain-certified', { domain: 'acme-okta.com' }) },
    { at: at(60), message: m('incidents.story.first-report', { reports: 5 }) },
    { at: at(90), message: m('incidents.story.exposed', { people: 3 }) },
    { at: at(196), message: m('incidents.story.signed-in', { person: PEOPLE['emp012@acme.com'] ?? '' }) },
    { at: at(262), message: m('incidents.story.enrolled', { person: PEOPLE['emp012@acme.com'] ?? '' }) },
    { at: at(322), message: m('incidents.story.signed-in', { person: PEOPLE['emp031@acme.com'] ?? '' }) },
  ],
  closedReason: null,
};

const OTHER_HEADLINES = [
  m('incidents.headline.domain.none.none', { domain: 'acme-hr-portal.net' }),
  m('incidents.headline.reports.none.none', { reports: 3 }),
  m('incidents.headline.none.password-known.none', { people: 1 }),
  m('incidents.headline.domain-seen.none.none', { domain: 'sso.xn--cme-5cd.com' }),
  m('incidents.headline.reports-domain.self-reported.none', { reports: 4, domain: 'acme-vpn.help', people: 1 }),
];

/** Incidents: the attack, then 10,000 others, most of them closed. */
export const INCIDENTS: readonly IncidentRowWire[] = [
  ATTACK_ROW,
  ...Array.from({ length: 10_000 }, (_, index): IncidentRowWire => {
    const number = 10_016 - index;
    const severities: readonly Severity[] = ['high', 'medium', 'low', 'high', 'medium'];
    return {
      incidentId: `inc-x${number}`,
      number: `BW-${number}`,
      state: index < 4 ? 'open' : index % 3 === 0 ? 'contained' : 'closed',
      severity: severities[index % 5] ?? 'low',
      headline: OTHER_HEADLINES[index % 5] ?? m('incidents.headline.none'),
      findings: 1 + (index % 40),
      victims: index % 5 === 2 ? 1 : 0,
      domains: index % 5 === 0 ? ['acme-hr-portal.net'] : [],
      firstAt: NOW - (index + 1) * 3_600_000,
      lastAt: NOW - (index + 1) * 3_500_000,
      openedAt: NOW - (index + 1) * 3_600_000,
      mergedInto: null,
    };
  }),
];

function action(kind: string, login: string, extra: Partial<ActionWire> = {}): ActionWire {
  const who = PEOPLE[login] ?? login;
  const params = { person: who, authenticator: 'Okta Verify on “Android emulator”' };
  const key = `response.action.${kind}`;
  const willNot: Readonly<Record<string, readonly string[]>> = {
    'end-sessions': ['will-not', 'will-not.password'],
    'remove-authenticator': ['will-not', 'will-not.guess'],
    'expire-password': ['will-not', 'will-not.order'],
  };
  return {
    actionId: `${kind}-${login}`,
    kind,
    target: { kind: 'principal', value: login, label: who },
    title: m(`${key}.title`, params),
    will: [m(`${key}.will`, params)],
    willNot: (willNot[kind] ?? []).map((part) => m(`${key}.${part}`, params)),
    cannotUndo: [m(`${key}.cannot-undo`, params)],
    reversibility: kind === 'remove-authenticator' ? 'irreversible' : 'compensable',
    because: [{ findingId: TIMELINE[6]?.findingId ?? '', message: TIMELINE[6]?.message ?? m('x') }],
    state: 'proposed',
    approvedAt: null,
    approvedBy: null,
    acceptedAt: null,
    verifiedAt: null,
    snapshot: null,
    error: null,
    ...extra,
  };
}

/** The plan of the attack, as it is proposed. */
export function proposedPlan(): PlanWire {
  return {
    planId: 'plan-17',
    incidentId: 'inc-17',
    digest: sha('plan 17'),
    revision: 3,
    state: 'proposed',
    actions: [
      action('end-sessions', 'emp012@acme.com'),
      action('remove-authenticator', 'emp012@acme.com'),
      action('expire-password', 'emp012@acme.com'),
      action('end-sessions', 'emp031@acme.com'),
      action('expire-password', 'emp031@acme.com'),
    ],
    leftAlone: [
      m('response.okta.left-alone.authenticator', {
        person: PEOPLE['emp012@acme.com'] ?? '',
        authenticator: 'YubiKey 5C',
        date: '12 March 2026',
      }),
      m('response.left-alone.reporter', { count: 5, labels: ['Ada Kowalska', 'Sam Okafor', 'Mina Sato'] }),
    ],
    blockedBy: null,
    createdAt: at(263),
  };
}

export const ME: MeWire = {
  kind: 'account',
  accountId: 'acc-1',
  name: 'Mara Lindqvist',
  role: 'administrator',
  permissions: [...ROLE_PERMISSIONS.administrator],
  language: 'en',
  freshUntil: null,
  sessionEndsAt: NOW + 8 * 3_600_000,
};

export const BOOTSTRAP_ME: MeWire = {
  ...ME,
  kind: 'bootstrap',
  accountId: null,
  name: 'First start',
  role: null,
  permissions: [...PERMISSIONS],
};
export const VIEWER_ME: MeWire = {
  ...ME,
  name: 'Vik Viewer',
  role: 'viewer',
  permissions: [...ROLE_PERMISSIONS.viewer],
};

const fault = (code: string, message: string, remedy: string, agoMs: number) => ({
  code,
  message,
  remedy,
  at: NOW - agoMs,
});

export const SOURCES: readonly SourceWire[] = [
  {
    id: 'okta:acme.okta.com',
    kind: 'okta',
    label: 'Okta · acme.okta.com',
    state: 'healthy',
    readOnly: true,
    lag: { p50Ms: 410, p95Ms: 1900, samples: 2000 },
    lastRecordAt: NOW - 3000,
    lastPollAt: NOW - 1200,
    lastSuccessAt: NOW - 1200,
    recordsTotal: 1_284_112,
    recordsLastHour: 5210,
    position: 'after 1700251720113_1',
    behindBy: null,
    silentAfterMs: 15 * 60_000,
    blindDetections: [
      { detector: 'identity.new-context-sign-in', nameKey: 'identity.detector.new-context-sign-in' },
      { detector: 'identity.password-known', nameKey: 'identity.detector.password-known' },
      {
        detector: 'identity.new-authenticator-after-new-context',
        nameKey: 'identity.detector.new-authenticator-after-new-context',
      },
    ],
    lastError: null,
  },
  {
    id: 'ct:sycamore2026h2',
    kind: 'ct-log',
    label: 'Let’s Encrypt Sycamore 2026h2',
    state: 'lagging',
    readOnly: false,
    lag: { p50Ms: 1300, p95Ms: 64_000, samples: 2000 },
    lastRecordAt: NOW - 64_000,
    lastPollAt: NOW - 4000,
    lastSuccessAt: NOW - 64_000,
    recordsTotal: 918_230_114,
    recordsLastHour: 412_903,
    position: 'entry 918,230,114 of 918,238,802',
    behindBy: 8688,
    silentAfterMs: 10 * 60_000,
    blindDetections: [{ detector: 'domains.look-alike-certified', nameKey: 'domains.detector.look-alike-certified' }],
    lastError: fault(
      'ct_log.rate_limited',
      'The log answered 429 and asked to wait 5 s.',
      'Nothing to do: reading goes on by itself. If it stays behind, spread the logs over more addresses.',
      64_000,
    ),
  },
  {
    id: 'ingest:dns',
    kind: 'ingest',
    label: 'Resolver look-ups (token “dns-forwarder”)',
    state: 'silent',
    readOnly: false,
    lag: { p50Ms: 2100, p95Ms: 9400, samples: 812 },
    lastRecordAt: NOW - 47 * 60_000,
    lastPollAt: null,
    lastSuccessAt: NOW - 47 * 60_000,
    recordsTotal: 88_402,
    recordsLastHour: 0,
    position: null,
    behindBy: null,
    silentAfterMs: 10 * 60_000,
    blindDetections: [{ detector: 'identity.exposure', nameKey: 'identity.detector.exposure' }],
    lastError: null,
  },
  {
    id: 'ct:old',
    kind: 'ct-log',
    label: 'mon.log.example/2025h1',
    state: 'failing',
    readOnly: false,
    lag: null,
    lastRecordAt: null,
    lastPollAt: NOW - 9000,
    lastSuccessAt: null,
    recordsTotal: 0,
    recordsLastHour: 0,
    position: null,
    behindBy: null,
    silentAfterMs: 10 * 60_000,
    blindDetections: [{ detector: 'domains.look-alike-certified', nameKey: 'domains.detector.look-alike-certified' }],
    lastError: fault(
      'ct_log.bad_signature',
      'The checkpoint is not signed with the key that was given.',
      'Compare the public key with the one the log’s operator publishes, and correct it under Set-up.',
      9000,
    ),
  },
  {
    id: 'reports',
    kind: 'reports',
    label: 'Employees’ reports',
    state: 'healthy',
    readOnly: false,
    lag: { p50Ms: 90, p95Ms: 140, samples: 5 },
    lastRecordAt: NOW - 6 * 60_000,
    lastPollAt: null,
    lastSuccessAt: NOW - 6 * 60_000,
    recordsTotal: 41,
    recordsLastHour: 5,
    position: null,
    behindBy: null,
    silentAfterMs: 30 * 86_400_000,
    blindDetections: [],
    lastError: null,
  },
];

export const OVERVIEW: z.output<typeof overviewWire> = {
  version: '0.1.0',
  now: NOW,
  clockFactor: 1,
  store: { mode: 'ok', reason: null, dialect: 'sqlite' },
  openIncidents: 5,
  sources: { healthy: 2, troubled: 3, total: 5 },
  last24h: { events: 128_402, certificates: 9_811_204, findings: 31, reports: 5 },
  rehearsal: { state: 'running' },
};

export const SETUP: z.output<typeof setupWire> = {
  steps: [
    { step: 'passkey', state: 'done', detail: m('setup.passkey.done') },
    {
      step: 'brands',
      state: 'done',
      detail: m('setup.brands.done', { brands: ['Acme'], domains: 3 }),
      also: m('setup.look-ups.off'),
    },
    { step: 'identity', state: 'done', detail: m('setup.identity.done', { sources: ['Okta · acme.okta.com'] }) },
    {
      step: 'certificates',
      state: 'problem',
      detail: m('setup.problem', {
        label: 'mon.log.example/2025h1',
        problem: 'The checkpoint is not signed with the key that was given.',
      }),
    },
    { step: 'notify', state: 'todo', detail: m('setup.notify.todo') },
    { step: 'respond', state: 'todo', detail: m('setup.respond.todo') },
  ],
  bootstrap: false,
};

export const BOOTSTRAP_SETUP: z.output<typeof setupWire> = {
  steps: [
    { step: 'passkey', state: 'todo', detail: m('setup.passkey.todo') },
    { step: 'brands', state: 'todo', detail: m('setup.brands.todo') },
    { step: 'identity', state: 'locked', detail: m('setup.locked.passkey') },
    { step: 'certificates', state: 'locked', detail: m('setup.locked.passkey') },
    { step: 'notify', state: 'locked', detail: m('setup.locked.passkey') },
    { step: 'respond', state: 'locked', detail: m('setup.locked.passkey') },
  ],
  bootstrap: true,
};

type LookAlike = z.output<typeof lookAlikeWire>;

const NOT_LOOKED_UP: Omit<
  LookAlike,
  | 'registrable'
  | 'hosts'
  | 'brand'
  | 'class'
  | 'score'
  | 'firstSeenAt'
  | 'lastSeenAt'
  | 'certifiedAt'
  | 'seenIn'
  | 'incidentId'
> = {
  reported: true,
  why: [],
  provenAt: null,
  registeredAt: null,
  resolves: null,
  mail: null,
  page: null,
  resembles: null,
  lookup: null,
  decision: null,
  decidedAt: null,
  blockedAt: null,
  refusedAt: null,
  takedownSentAt: null,
  downAt: null,
};

export const LOOK_ALIKES: readonly LookAlike[] = [
  {
    ...NOT_LOOKED_UP,
    registrable: 'acme-okta.com',
    hosts: ['acme-okta.com', 'www.acme-okta.com'],
    brand: 'Acme',
    class: 'combo',
    score: 96,
    why: ['It holds the brand Acme as a word of its own.', 'Beside it stands “okta”, the name of a sign-in provider.'],
    firstSeenAt: at(-2098),
    lastSeenAt: at(250),
    certifiedAt: at(-2100),
    provenAt: at(-1980),
    registeredAt: at(-2220),
    seenIn: ['certificates', 'reports', 'dns'],
    incidentId: 'inc-17',
    resolves: true,
    mail: false,
    page: true,
    resembles: true,
    lookup: 'checked',
    decision: 'hostile',
    decidedAt: at(120),
    blockedAt: at(120),
    refusedAt: at(131),
    takedownSentAt: at(240),
  },
  {
    ...NOT_LOOKED_UP,
    registrable: 'xn--cme-5cd.com',
    hosts: ['sso.xn--cme-5cd.com'],
    brand: 'Acme',
    class: 'homoglyph',
    score: 91,
    firstSeenAt: NOW - 86_400_000,
    lastSeenAt: NOW - 82_000_000,
    certifiedAt: NOW - 86_400_000,
    seenIn: ['certificates'],
    incidentId: 'inc-x10013',
    resolves: true,
    mail: true,
    page: false,
    lookup: 'checked',
  },
  {
    ...NOT_LOOKED_UP,
    registrable: 'acme-hr-portal.net',
    hosts: ['acme-hr-portal.net'],
    brand: 'Acme',
    class: 'combo',
    score: 84,
    firstSeenAt: NOW - 200_000_000,
    lastSeenAt: NOW - 190_000_000,
    certifiedAt: null,
    seenIn: ['reports'],
    incidentId: null,
    decision: 'benign',
    decidedAt: NOW - 180_000_000,
  },
  {
    ...NOT_LOOKED_UP,
    registrable: `${'very-long-name-'.repeat(4)}acme.example`,
    hosts: [],
    brand: 'Acme',
    class: 'sublabel',
    score: 61,
    reported: false,
    firstSeenAt: NOW - 400_000_000,
    lastSeenAt: NOW - 390_000_000,
    certifiedAt: NOW - 400_000_000,
    provenAt: NOW - 399_880_000,
    seenIn: ['certificates'],
    incidentId: null,
    lookup: 'off',
  },
];

/** A verdict as the judge gives it; only the two hosts that the tests ask about are known. */
export function verdictOf(host: string): VerdictWire {
  const none = {
    registrable: null,
    brand: null,
    matched: null,
    class: null,
    score: null,
    reported: false,
    lure: [],
    reasons: [],
    pieces: [],
  };
  if (host.includes(' '))
    return {
      ...none,
      host,
      kind: 'invalid',
      reasons: [{ code: 'host.characters', text: 'A hostname has no spaces.' }],
    };
  if (host === 'acme.com')
    return {
      ...none,
      host,
      kind: 'own',
      registrable: host,
      brand: 'Acme',
      reasons: [{ code: 'own.domain', text: 'One of Acme’s own domains.' }],
    };
  if (!host.includes('acme-okta.com')) return { ...none, host, kind: 'silent', registrable: host };
  return {
    host: 'acme-okta.com',
    kind: 'look-alike',
    registrable: 'acme-okta.com',
    brand: 'Acme',
    matched: 'acme',
    class: 'combo',
    score: 96,
    reported: true,
    lure: ['okta'],
    reasons: [
      { code: 'brand.exact', text: 'It holds the brand Acme as a word of its own.' },
      { code: 'lure.idp', text: 'Beside it stands “okta”, the name of a sign-in provider.' },
      { code: 'not.own', text: 'It is none of Acme’s own domains.' },
    ],
    pieces: [
      { text: 'acme', role: 'brand' },
      { text: '-', role: 'separator' },
      { text: 'okta', role: 'lure' },
      { text: '.', role: 'separator' },
      { text: 'com', role: 'tld' },
    ],
  };
}

export const REPORTS: readonly ReportWire[] = [
  {
    reportId: 'r1',
    reporter: 'emp003@acme.com',
    text: 'Alert!! Your Acme schedule has been updated, Please tap acme-okta[.]com to view your changes.',
    links: ['acme-okta.com'],
    from: '+1 754 555 0101',
    entered: false,
    messageAt: at(1.8),
    receivedAt: at(60),
    verdict: 'look-alike',
    incidentId: 'inc-17',
  },
  {
    reportId: 'r2',
    reporter: 'emp058@acme.com',
    text: 'I think I typed my password into the page from the text',
    links: ['acme-okta.com'],
    from: null,
    entered: true,
    messageAt: null,
    receivedAt: at(310),
    verdict: 'known-campaign',
    incidentId: 'inc-17',
  },
  {
    reportId: 'r3',
    reporter: 'emp090@acme.com',
    text: `Your parcel is waiting <script>alert(1)</script> \u202Egro.elpmaxe ${'please pay now '.repeat(40)}`,
    links: ['parcel.example'],
    from: '28849',
    entered: false,
    messageAt: null,
    receivedAt: at(330),
    verdict: 'unknown',
    incidentId: null,
  },
];

export const IMPORTS: readonly ImportWire[] = [
  {
    importId: 'i1',
    fileName: 'okta/2026-11-20.ndjson.gz',
    format: 'okta',
    state: 'done',
    bytesRead: 48_120_331,
    records: 128_402,
    duplicates: 12,
    rejected: 2,
    rejections: [
      { line: 8812, reason: 'not JSON: unexpected end of input' },
      { line: 8813, reason: 'no "published" field' },
    ],
    findings: 3,
    error: null,
    startedAt: NOW - 300_000,
    finishedAt: NOW - 240_000,
  },
];

export const CHANNELS: readonly ChannelWire[] = [
  {
    channelId: 'c1',
    kind: 'webhook',
    label: 'SOC queue',
    destination: 'https://hooks.acme.com',
    minSeverity: 'medium',
    readOnly: true,
    lastDeliveredAt: NOW - 400_000,
    waiting: 0,
    lastError: null,
  },
  {
    channelId: 'c2',
    kind: 'smtp',
    label: 'On-call mailbox',
    destination: 'oncall@acme.com',
    minSeverity: 'high',
    readOnly: false,
    lastDeliveredAt: null,
    waiting: 2,
    lastError: fault(
      'notify.smtp_refused',
      'The mail server refused the sender.',
      'Check the From address with whoever runs the mail server.',
      30_000,
    ),
  },
];

export const REHEARSAL: RehearsalWire = {
  state: 'running',
  scenario: '0ktapus',
  factor: 20,
  now: NOW,
  sinceLureMs: NOW - LURE,
  startedAt: NOW - 50 * 60_000,
  endsAt: NOW + 16 * 60_000,
  error: null,
  truth: (
    [
      [-2216, 'domain-registered', { domain: 'acme-okta.com', registrar: 'Porkbun' }],
      [-2100, 'certificate', { domain: 'acme-okta.com' }],
      [-1900, 'page-online', { domain: 'acme-okta.com' }],
      [0, 'lures', { count: 100, domain: 'acme-okta.com' }],
      [60, 'report', { person: 'Ada Kowalska' }],
      [90, 'report', { person: 'Sam Okafor' }],
      [130, 'dns-query', { person: 'Noor Haddad', domain: 'acme-okta.com' }],
      [150, 'factor-failed', { person: 'Priya Raman' }],
      [171, 'session-started', { person: 'Noor Haddad' }],
      [196, 'factor-verified', { person: 'Noor Haddad' }],
      [262, 'factor-enrolled', { person: 'Noor Haddad' }],
      [300, 'session-started', { person: 'Jonas Weber' }],
      [322, 'factor-verified', { person: 'Jonas Weber' }],
      [480, 'customers-viewed', { person: 'Noor Haddad', count: 38 }],
      [930, 'code-viewed', {}],
      [1500, 'app-opened', { person: 'Jonas Weber', app: 'HRIS' }],
    ] as const
  ).map(([t, step, params]) => ({
    at: at(t),
    sinceLureMs: t * 1000,
    message: m(`simulator.step.${step}`, params),
    done: t < (NOW - LURE) / 1000,
    prevented: step === 'customers-viewed',
  })),
  milestones: [
    { milestone: m('rehearsal.milestone.certified'), originalSinceLureMs: null, oursSinceLureMs: -2_100_000 },
    { milestone: m('rehearsal.milestone.look-alike-found'), originalSinceLureMs: 60_000, oursSinceLureMs: -2_098_600 },
    { milestone: m('rehearsal.milestone.first-report'), originalSinceLureMs: 60_000, oursSinceLureMs: 60_000 },
    { milestone: m('rehearsal.milestone.stolen-sign-in-found'), originalSinceLureMs: null, oursSinceLureMs: 171_400 },
    { milestone: m('rehearsal.milestone.authenticator-found'), originalSinceLureMs: null, oursSinceLureMs: 262_400 },
    { milestone: m('rehearsal.milestone.contained'), originalSinceLureMs: 2_880_000, oursSinceLureMs: null },
  ],
};
