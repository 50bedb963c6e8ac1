import type { z } from 'zod';
import type { domainFactsWire, firstLookWire, lookUpsWire } from '../../src/domains/enrich/api.ts';
import { FEED_FORMATS } from '../../src/domains/feeds/api.ts';
import type { lifeApi, lookAlikeWire } from '../../src/domains/life/api.ts';
import type { luresApi } from '../../src/domains/lures/api.ts';
import type { ownedApi } from '../../src/domains/owned/api.ts';
import type { takedownApi } from '../../src/domains/takedown/api.ts';
import type { CallOutput } from '../../src/platform/http/contract.ts';
import type { Answers } from './fixture-answers.ts';
import { LOOK_ALIKES, NOW, verdictOf } from './fixture.data.ts';

type Domain = CallOutput<(typeof lifeApi)['getLookAlike']>;
type LookAlike = z.output<typeof lookAlikeWire>;

const MINUTE_MS = 60_000;
const SEEN_AT = LOOK_ALIKES[0]?.firstSeenAt ?? NOW;

const FACTS: z.output<typeof domainFactsWire> = {
  registrable: 'acme-okta.com',
  checkedAt: NOW - MINUTE_MS,
  nextCheckAt: NOW + 4 * MINUTE_MS,
  stage: 'checked',
  dns: {
    checkedAt: NOW - MINUTE_MS,
    state: 'resolves',
    addresses: ['192.0.2.7', '2001:db8:4f3:ff00::7'],
    ns: ['ns1.cheap-host.example', 'ns2.cheap-host.example'],
    mx: [],
    cname: [],
    wildcard: true,
    parked: false,
  },
  rdap: {
    checkedAt: NOW - MINUTE_MS,
    state: 'found',
    registeredAt: SEEN_AT - 2 * MINUTE_MS,
    expiresAt: NOW + 31_000_000_000,
    registrar: {
      name: 'Cheap Names, Inc.',
      ianaId: '1068',
      abuseEmail: 'abuse@cheap-names.example',
      abusePhone: '+1.7545550101',
    },
    statuses: ['client transfer prohibited'],
    nameservers: ['ns1.cheap-host.example'],
    registrant: null,
  },
  host: {
    address: '192.0.2.7',
    networkName: 'CHEAP-HOST-NET',
    abuseEmail: 'abuse@cheap-host.example',
    networkHandle: 'NET-192-0-2-0-1',
  },
  tls: {
    checkedAt: NOW - MINUTE_MS,
    state: 'shown',
    issuer: "C=US, O=Let's Encrypt, CN=E7",
    subjectOrganization: null,
    notBefore: SEEN_AT - MINUTE_MS,
    notAfter: NOW + 7_000_000_000,
    names: ['acme-okta.com', 'www.acme-okta.com'],
    sha256: 'c0ffee'.repeat(10) + 'beef',
  },
  page: {
    checkedAt: NOW - MINUTE_MS,
    state: 'up',
    url: 'https://acme-okta.com/',
    redirects: [],
    status: 200,
    title: 'Acme - Sign In',
    server: 'nginx',
    passwordFields: 1,
    otpFields: 1,
    forms: [{ action: '/post', method: 'post', fields: ['username', 'password', 'code'] }],
    faviconHash: null,
    bodySha256: 'ab'.repeat(32),
    textLikeness: 0.94,
    structureLikeness: 0.88,
    resembles: true,
    screenshotId: 'a'.repeat(32),
  },
  error: null,
};

const LIFE: Domain['life'] = [
  { at: SEEN_AT - 2 * MINUTE_MS, kind: 'registered', detail: { registrar: 'Cheap Names, Inc.' } },
  { at: SEEN_AT, kind: 'certified', detail: { log: 'sycamore.ct.letsencrypt.org/2026h2', index: 481_516 } },
  { at: SEEN_AT + MINUTE_MS, kind: 'resolving', detail: { addresses: '192.0.2.7', parked: false } },
  { at: SEEN_AT + 9 * MINUTE_MS, kind: 'page-up', detail: { status: 200, title: 'Acme - Sign In' } },
  { at: SEEN_AT + 9 * MINUTE_MS, kind: 'resembles', detail: { text: 0.94 } },
  { at: SEEN_AT + 36 * MINUTE_MS, kind: 'reported', detail: { by: 'emp003@acme.com' } },
  {
    at: SEEN_AT + 37 * MINUTE_MS,
    kind: 'decided',
    detail: { decision: 'hostile', reason: 'Texts to staff', by: 'Ada' },
  },
  { at: SEEN_AT + 37 * MINUTE_MS, kind: 'blocked', detail: { because: 'decision' } },
  { at: SEEN_AT + 38 * MINUTE_MS, kind: 'refused', detail: { by: 'emp012@acme.com' } },
  { at: SEEN_AT + 40 * MINUTE_MS, kind: 'takedown-sent', detail: { to: 'registrar, host', reference: 'T-1' } },
];

/** A domain's page: everything for the attack's domain, next to nothing for others. */
function domainOf(registrable: string): Domain {
  const seen = LOOK_ALIKES.find((one) => one.registrable === registrable) ?? null;
  const isAttack = registrable === 'acme-okta.com';
  return {
    registrable,
    seen,
    verdict: verdictOf(registrable),
    verdictHost: registrable,
    facts: isAttack ? FACTS : null,
    life: isAttack ? LIFE : [],
    decisions: isAttack
      ? [
          {
            decision: 'hostile',
            reason: 'Texts to staff',
            by: 'Ada',
            at: NOW - MINUTE_MS,
            revokedAt: null,
            revokedBy: null,
          },
          {
            decision: 'benign',
            reason: '',
            by: 'Ben',
            at: NOW - 9 * MINUTE_MS,
            revokedAt: NOW - MINUTE_MS,
            revokedBy: 'Ada',
          },
        ]
      : [],
    refusal: null,
    incidentId: seen?.incidentId ?? null,
  };
}

const TAKEDOWN: CallOutput<(typeof takedownApi)['getTakedown']> = {
  reporter: { organisation: 'Acme Inc', name: 'Ada Jones', email: 'security@acme.com' },
  letters: (['registrar', 'host'] as const).map((role) => ({
    role,
    organisation: role === 'host' ? 'CHEAP-HOST-NET' : 'Cheap Names, Inc.',
    to: role === 'host' ? null : 'abuse@cheap-names.example',
    phone: null,
    subject: 'Phishing page: acme-okta[.]com imitates Acme',
    body: 'To the abuse team,\n\nWe report a page that imitates the sign-in of Acme and asks for credentials:\nhxxps://acme-okta[.]com/\n',
    report: '{"xarf_version":"4.2.0"}\n',
  })),
  missing: ['host-contact', 'screenshot'],
  files: ['README.txt', 'letter-registrar.txt'],
};

const OWNED: CallOutput<(typeof ownedApi)['listOwnedDomains']> = {
  owned: [
    { domain: 'acme.com', brand: 'Acme', from: 'configuration' },
    { domain: 'acmecdn.net', brand: 'Acme', from: 'decision' },
  ],
  candidates: [
    {
      domain: 'acme.io',
      brand: 'Acme',
      reasons: [
        { code: 'certificate-organisation', shared: 'Acme Inc.', strong: true },
        { code: 'name-servers', shared: 'ns1.acme.com, ns2.acme.com', strong: false },
      ],
    },
    {
      domain: 'acme-staff.example',
      brand: 'Acme',
      reasons: [{ code: 'people-sign-in', shared: '214', strong: true }],
    },
  ],
};

/** Proposed, learned and declined lure words: `cloudpass` by the domain of the attack, as if it held it. */
const LURES: CallOutput<(typeof luresApi)['listLureWords']> = {
  words: [
    { word: 'quuxdesk', tier: 'staff', from: 'configuration', registrable: null, brand: null, by: null, at: null },
    {
      word: 'zendport',
      tier: 'service',
      from: 'decision',
      registrable: 'acme-okta.com',
      brand: 'Acme',
      by: 'Ada',
      at: NOW - 9 * MINUTE_MS,
    },
  ],
  declined: [{ word: 'plixum', registrable: 'acme-plixum.com', by: 'Ben', at: NOW - 90 * MINUTE_MS }],
  proposals: [
    {
      word: 'cloudpass',
      tier: 'service',
      registrable: 'acme-okta.com',
      host: 'login.acme-cloudpass.com',
      brand: 'Acme',
      wouldTell: {
        counted: true,
        names: 4,
        examples: ['acme-cloudpass.net', 'cloudpass-acme-inc.com', 'www.acmecloudpass.org'],
        days: 7,
      },
    },
    {
      word: 'tuvalport',
      tier: 'staff',
      registrable: 'acme-tuvalport.com',
      host: 'acme-tuvalport.com',
      brand: 'Acme',
      wouldTell: null,
    },
  ],
};

/** Many look-alikes, for the list that must scroll like ten. */
export function manyLookAlikes(count: number): LookAlike[] {
  const [first] = LOOK_ALIKES;
  if (first === undefined) return [];
  return Array.from({ length: count }, (_, i) => ({
    ...first,
    registrable: `acme-okta-${i}.com`,
    hosts: [],
    score: 70 + (i % 30),
  }));
}

const LOOK_UPS: z.output<typeof lookUpsWire> = {
  agreed: true,
  effective: true,
  configured: null,
  screenshots: false,
  noPictures: 'Chromium is not installed.',
  agreedBy: 'Mara Lindqvist',
  changedAt: NOW - 90 * MINUTE_MS,
  proxy: null,
  resolvers: [],
  queue: { waiting: 12, due: 3, checked: 214 },
  signInPages: [{ brand: 'Acme', urls: ['https://acme.okta.com/'], readOnly: false }],
};

const FIRST_LOOK: z.output<typeof firstLookWire> = {
  runId: 'l1',
  brand: 'Acme',
  state: 'running',
  total: 4000,
  done: 1260,
  standing: 1,
  parked: 0,
  wildcard: 2,
  unanswered: 5,
  startedAt: NOW - MINUTE_MS,
  endedAt: null,
  rate: 100,
  leftMs: 27_400,
  error: null,
  hits: [],
};

/** What the fixture answers about domains. */
export function domainAnswers(): Answers {
  return {
    countLookAlikes: () => ({
      matching: LOOK_ALIKES.length,
      total: LOOK_ALIKES.length,
      brands: ['Acme'],
      classes: ['combo', 'homoglyph', 'sublabel'],
    }),
    getLookAlike: ({ params }) => domainOf(params['registrable'] ?? ''),
    followDomain: ({ body }) => ({ registrable: body['host'] as string, host: body['host'] as string }),
    decideDomains: ({ body }) => ({
      items: (body['registrables'] as string[]).map((registrable) => ({ registrable, listed: true, refused: null })),
    }),
    undoDecisions: ({ body }) => ({
      items: (body['registrables'] as string[]).map((registrable) => ({ registrable, listed: false, refused: null })),
    }),
    getFeeds: () => ({
      entries: 1204,
      tooLong: { count: 0, first: [] },
      serial: 1_795_000_000,
      changedAt: NOW - MINUTE_MS,
      autoScore: null,
      refused: [{ registrable: 'google.com', refusal: 'widely-used' }],
      files: FEED_FORMATS.map((format) => ({ format, name: `${format}.txt`, path: `/feeds/TOKEN/${format}.txt` })),
      lastReadAt: null,
    }),
    setFeedRules: () => ({ ok: true }),
    listFeedTokens: () => ({
      items: [
        {
          tokenId: 'f1',
          label: 'Resolver in Berlin',
          formats: ['rpz', 'json'],
          createdAt: NOW - 90 * MINUTE_MS,
          createdBy: 'Ada',
          lastUsedAt: NOW - MINUTE_MS,
          lastFormat: 'rpz',
        },
      ],
    }),
    createFeedToken: () => ({ tokenId: 'f2', token: `bwf_${'x'.repeat(50)}` }),
    revokeFeedToken: () => ({ ok: true }),
    getLookUps: () => LOOK_UPS,
    listFirstLooks: () => ({ items: [FIRST_LOOK] }),
    listOwnedDomains: () => OWNED,
    dismissOwnedCandidate: () => ({ ok: true }),
    listLureWords: ({ query: { registrable } }) => ({
      ...LURES,
      proposals: LURES.proposals.filter((one) => registrable === undefined || one.registrable === registrable),
    }),
    learnLureWord: () => ({ ok: true }),
    declineLureWord: () => ({ ok: true }),
    undoLureWord: () => ({ ok: true }),
    getTakedown: () => TAKEDOWN,
    setReporter: () => ({ ok: true }),
    markTakedownSent: () => ({ ok: true }),
  };
}
