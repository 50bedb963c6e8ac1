import { describe, expect, it } from 'vitest';
import type { DomainFacts } from '../../src/domains/enrich/facts.ts';
import { renderStix } from '../../src/domains/feeds/render-stix.ts';
import type { TakedownCase } from '../../src/domains/takedown/case-of.ts';
import { packFiles, packLetters } from '../../src/domains/takedown/make-pack.ts';
import { hasSchemas, schemaProblems } from './schemas.ts';

const AT = Date.UTC(2026, 10, 22, 10);

describe.skipIf(!hasSchemas('stix2'))('the STIX bundle', () => {
  const item = { hosts: [], because: 'decision', listedAt: AT };
  const content = {
    serial: 7,
    changedAt: AT,
    items: [
      { ...item, domain: 'acme-okta.com', brand: 'Acme', class: 'combo', score: 96.4 },
      { ...item, domain: 'xn--cme-5cd.com', brand: null, class: null, score: null },
    ],
    removed: [{ domain: 'acme-vpn.net', listedAt: AT, removedAt: AT + 60_000 }],
  };

  it('fits the published schema, empty or not', () => {
    expect(schemaProblems('stix2', 'common/bundle.json', JSON.parse(renderStix(content)))).toEqual([]);
    const empty = { ...content, items: [], removed: [] };
    expect(schemaProblems('stix2', 'common/bundle.json', JSON.parse(renderStix(empty)))).toEqual([]);
  });

  it('keeps the id of an indicator, and revokes it by that id', () => {
    type Bundle = { objects: { id: string; name: string; revoked?: boolean }[] };
    const find = (bundle: Bundle) => bundle.objects.find((one) => one.name === 'acme-vpn.net');
    const before: Bundle = JSON.parse(
      renderStix({
        ...content,
        items: [{ ...item, domain: 'acme-vpn.net', brand: null, class: null, score: null }],
        removed: [],
      }),
    );
    const after: Bundle = JSON.parse(renderStix(content));
    expect(find(after)?.id).toBe(find(before)?.id);
    expect([find(before)?.revoked, find(after)?.revoked]).toEqual([undefined, true]);
  });
});

const FACTS: DomainFacts = {
  registrable: 'acme-okta.com',
  checkedAt: AT,
  nextCheckAt: null,
  stage: 'checked',
  dns: {
    checkedAt: AT,
    state: 'resolves',
    addresses: ['192.0.2.7', '2001:db8::7'],
    ns: ['a.ns.example'],
    mx: [],
    cname: [],
    wildcard: false,
    parked: false,
  },
  rdap: {
    checkedAt: AT,
    state: 'found',
    registeredAt: AT - 3_600_000,
    expiresAt: null,
    registrar: {
      name: 'Registrar\r\nBcc: x@y.z',
      ianaId: '1',
      abuseEmail: 'abuse@registrar.example',
      abusePhone: null,
    },
    statuses: [],
    nameservers: [],
    registrant: null,
  },
  host: { address: '192.0.2.7', networkName: 'EXAMPLE-NET', abuseEmail: 'abuse@host.example', networkHandle: null },
  tls: null,
  page: {
    checkedAt: AT,
    state: 'up',
    url: 'https://acme-okta.com/',
    redirects: ['https://acme-okta.com/login'],
    status: 200,
    title: 'Sign in',
    server: null,
    passwordFields: 1,
    otpFields: 0,
    forms: [{ action: 'https://acme-okta.com/post', method: 'post', fields: ['username', 'password'] }],
    faviconHash: null,
    bodySha256: 'a'.repeat(64),
    textLikeness: 0.9,
    structureLikeness: 0.9,
    resembles: true,
    screenshotId: null,
  },
  error: null,
};

const CASE: TakedownCase = {
  registrable: 'acme-okta.com',
  verdict: {
    host: 'acme-okta.com',
    kind: 'look-alike',
    registrable: 'acme-okta.com',
    brand: 'Acme',
    matched: 'acme',
    class: 'combo',
    score: 96,
    reported: true,
    lure: ['okta'],
    reasons: [{ code: 'brand.exact', text: 'It holds the brand Acme as a word of its own.' }],
    pieces: [],
  },
  seen: null,
  facts: FACTS,
  life: [{ at: AT, kind: 'certified', detail: {} }],
  reporter: { organisation: 'Acme Inc', name: 'Ada', email: 'security@acme.com' },
  ownDomains: ['acme.com'],
  screenshot: { mediaType: 'image/png', bytes: new Uint8Array([137, 80, 78, 71]) },
};

describe.skipIf(!hasSchemas('xarf'))('the XARF reports', () => {
  const CASES: [string, TakedownCase, string][] = [
    ['a page that asks for passwords', CASE, 'phishing'],
    [
      'a fresh registration without a page',
      { ...CASE, facts: { ...FACTS, page: null, host: null } },
      'suspicious_registration',
    ],
    ['a name of which nothing else is known', { ...CASE, facts: null, life: [] }, 'brand_infringement'],
    [
      'an internationalised name of no brand',
      {
        ...CASE,
        registrable: 'xn--cme-5cd.com',
        facts: null,
        ownDomains: [],
        verdict: { ...CASE.verdict, brand: null },
      },
      'brand_infringement',
    ],
  ];
  it.each(CASES)('fit the published schema: %s', (_what, about, type) => {
    for (const { report } of packLetters(about)) {
      const parsed: { type: string } = JSON.parse(report ?? 'null');
      expect(parsed.type).toBe(type);
      expect(schemaProblems('xarf', 'xarf-v4-master.json', parsed)).toEqual([]);
    }
  });

  it('says what is wrong with one that does not fit', () => {
    expect(schemaProblems('xarf', 'xarf-v4-master.json', { xarf_version: '4.2.0' })).not.toEqual([]);
  });
});

describe('the letters', () => {
  it('name what was seen, defanged, and carry no line that a registry wrote into its name', () => {
    const [registrar, host] = packLetters(CASE);
    expect(registrar).toMatchObject({ to: 'abuse@registrar.example', organisation: 'Registrar Bcc: x@y.z' });
    expect(host).toMatchObject({ to: 'abuse@host.example' });
    expect(registrar?.subject).toBe('Phishing page: acme-okta[.]com imitates Acme');
    expect(registrar?.body).toContain('hxxps://acme-okta[.]com/');
    expect(registrar?.body).toContain('It has a form that asks for a password.');
    expect(registrar?.body).not.toMatch(/^Bcc:/m);
  });

  it('say what, where, since when and what is asked first, a line each, and no word of how we judge', () => {
    const reason = (code: string, text: string) => ({ code, text });
    const verdict = {
      ...CASE.verdict,
      reasons: [
        reason('brand.distinctiveness', 'acme is a distinctive name (41 bits)'),
        reason('lure.apex', 'lure word "okta" (strong) in the registrable label'),
        reason('shape.explained', 'nothing in the label is left unexplained'),
      ],
    };
    for (const { role, body, report } of packLetters({ ...CASE, verdict })) {
      const head = body.split('\n').slice(2, 7);
      expect(head).toEqual([
        'What:    A phishing page: it copies the sign-in page of Acme and asks for a password (reported by Acme Inc).',
        'Where:   hxxps://acme-okta[.]com/',
        'Address: 192.0.2.7, 2001:db8::7',
        'Since:   registered 2026-11-22 09:00:00 UTC; page last seen 2026-11-22 10:00:00 UTC',
        role === 'registrar'
          ? 'We ask:  Suspend the domain (clientHold).'
          : "We ask:  Take the page down, and keep the account's records.",
      ]);
      expect(body).toContain('- The name holds that of Acme together with "okta", as a sign-in address would.');
      const { description } = JSON.parse(report ?? 'null') as { description: string };
      expect(`${body} ${description}`).not.toMatch(/combo|lure|label|bits|distinctive|unexplained/i);
    }
  });

  it.each([
    'combo',
    'tld-lure',
    'sublabel',
    'idp-lure',
    'typo',
    'homoglyph',
    'clipped',
    'two-brands',
    'unverified-use',
  ])('tell in plain words how a name imitates: %s', (kind) => {
    const verdict = { ...CASE.verdict, class: kind, brand: kind === 'idp-lure' ? null : 'Acme' };
    const [letter] = packLetters({ ...CASE, verdict });
    expect(letter?.body).toMatch(/^- The name /m);
    expect(letter?.body).not.toContain(kind);
  });

  it('ask nobody to take down the page of ours that the domain leads to', () => {
    const page = { ...FACTS.page, url: 'https://login.acme.com/', passwordFields: 0, forms: [], resembles: false };
    const facts = { ...FACTS, page: { ...FACTS.page, ...page } as DomainFacts['page'] };
    const [letter] = packLetters({ ...CASE, facts });
    expect(letter?.subject).toBe('Domain prepared for phishing: acme-okta[.]com imitates Acme');
    expect(letter?.body).toContain('It sends readers on to login[.]acme[.]com.');
    expect(JSON.parse(letter?.report ?? 'null')).toMatchObject({ url: 'https://acme-okta.com/' });
  });

  it('claim no page where none was seen', () => {
    const [letter, toHost] = packLetters({ ...CASE, facts: null, reporter: null });
    expect(letter).toMatchObject({ to: null, report: null });
    expect(letter?.subject).toBe('Domain prepared for phishing: acme-okta[.]com imitates Acme');
    expect(letter?.body).toContain('No page was looked at by us');
    expect(toHost?.body).toContain('We ask:  Check what is served there, suspend it if it is phishing,');
    expect(toHost?.body).not.toContain('Take the page down');
  });
});

describe('the files of a pack', () => {
  const textOf = (about: TakedownCase, name: string) =>
    Buffer.from(packFiles(about).find((file) => file.name === name)?.bytes ?? []).toString();

  it.each<[string, TakedownCase]>([
    ['everything', CASE],
    ['no look-up and nobody who reports', { ...CASE, facts: null, reporter: null, screenshot: null }],
  ])('are each named in its README, and none that is not inside: %s', (_what, about) => {
    const named = [...textOf(about, 'README.txt').matchAll(/^(\S+\.(?:txt|json|png))  +\S/gm)].map(([, name]) => name);
    const inside = packFiles(about).map(({ name }) => name);
    expect(['README.txt', ...named]).toEqual(inside);
    expect(textOf(about, 'README.txt')).not.toContain('*');
  });

  it('tell that somebody reported it, and not what we decided', () => {
    const life = [
      { at: AT, kind: 'reported', detail: { host: 'acme-okta.com' } },
      { at: AT + 1, kind: 'decided', detail: { by: 'Ada' } },
    ];
    expect(JSON.parse(textOf({ ...CASE, life }, 'evidence.json'))).toMatchObject({ history: [life[0]] });
    expect(textOf({ ...CASE, life }, 'evidence.json')).not.toContain('Ada');
  });
});
