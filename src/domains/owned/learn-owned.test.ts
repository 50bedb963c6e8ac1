import { describe, expect, it } from 'vitest';
import type { DomainFacts } from '../enrich/facts.ts';
import { learnOwned } from './learn-owned.ts';

const BRANDS = [{ name: 'Acme', domains: ['acme.com'] }];
const NOBODY = { people: new Map<string, number>(), providers: [] };

function facts(
  registrable: string,
  found: { ns?: string[]; mx?: string[]; organisation?: string; registrant?: string },
): DomainFacts {
  return {
    registrable,
    checkedAt: 1,
    nextCheckAt: null,
    stage: 'checked',
    dns: {
      checkedAt: 1,
      state: 'resolves',
      addresses: [],
      ns: found.ns ?? [],
      mx: found.mx ?? [],
      cname: [],
      wildcard: false,
      parked: false,
    },
    rdap: {
      checkedAt: 1,
      state: 'found',
      registeredAt: null,
      expiresAt: null,
      registrar: null,
      statuses: [],
      nameservers: [],
      registrant: found.registrant ?? null,
    },
    host: null,
    tls: {
      checkedAt: 1,
      state: 'shown',
      issuer: null,
      subjectOrganization: found.organisation ?? null,
      notBefore: null,
      notAfter: null,
      names: [],
      sha256: null,
    },
    page: null,
    error: null,
  };
}

const learn = (all: DomainFacts[], dismissed: string[] = [], alarms: string[] = []) =>
  learnOwned(BRANDS, NOBODY, new Map(all.map((one) => [one.registrable, one])), new Set(dismissed), (domain) =>
    alarms.includes(domain),
  );
const codes = (all: DomainFacts[]) =>
  learn(all).map((one) => [one.domain, ...one.reasons.map((reason) => reason.code)]);

describe('domains that may be ours', () => {
  it('are no look-alike that shares only what anybody can set up', () => {
    const ns = ['ns1.small-dns.example', 'ns2.small-dns.example'];
    const all = [facts('acme.com', { ns }), facts('acme-okta.com', { ns }), facts('acmelabs.io', { ns })];
    expect(learn(all, [], ['acme-okta.com']).map((one) => one.domain)).toEqual(['acmelabs.io']);
    const vouched = [
      facts('acme.com', { ns, organisation: 'Acme Inc.' }),
      facts('acme-okta.com', { ns, organisation: 'Acme Inc.' }),
    ];
    expect(learn(vouched, [], ['acme-okta.com']).map((one) => one.domain)).toEqual(['acme-okta.com']);
  });

  it('share the certificate organisation, the registrant, name servers and mail hosts of our own', () => {
    const shared = {
      ns: ['ns1.acme.com', 'ns2.acme.com'],
      mx: ['mx.acme.com'],
      organisation: 'Acme, Inc.',
      registrant: 'Acme Inc',
    };
    expect(codes([facts('acme.com', shared), facts('acme.io', { ...shared, organisation: 'ACME INC' })])).toEqual([
      ['acme.io', 'certificate-organisation', 'registrant', 'name-servers', 'mail-hosts'],
    ]);
  });

  it('are called strongly ours only by what an attacker cannot arrange', () => {
    const shared = { ns: ['ns1.acme.com'], organisation: 'Acme Inc', registrant: 'Acme Inc' };
    const [candidate] = learn([facts('acme.com', shared), facts('acme.io', shared)]);
    expect(candidate?.reasons.filter((reason) => reason.strong).map((reason) => reason.code)).toEqual([
      'certificate-organisation',
    ]);
  });

  it('are not those that only share a provider with everybody', () => {
    const shared = { ns: ['anna.ns.cloudflare.com', 'bob.ns.cloudflare.com'], mx: ['aspmx.l.google.com'] };
    expect(codes([facts('acme.com', shared), facts('acme-okta.com', shared)])).toEqual([]);
    const aws = { ns: ['ns-1.awsdns-01.com', 'ns-2.awsdns-02.org'] };
    expect(codes([facts('acme.com', aws), facts('acme-okta.com', aws)])).toEqual([]);
  });

  it('are not those on a small provider that serves strangers too', () => {
    const shared = { ns: ['ns1.smallhost.example', 'ns2.smallhost.example'] };
    const strangers = ['a.net', 'b.net', 'c.net', 'd.net'].map((name) => facts(name, shared));
    expect(codes([facts('acme.com', shared), ...strangers])).toEqual([]);
    expect(codes([facts('acme.com', shared), facts('a.net', shared)])).toEqual([['a.net', 'name-servers']]);
  });

  it('are not those whose registrant is withheld, as ours is', () => {
    const hidden = { registrant: 'REDACTED FOR PRIVACY' };
    expect(codes([facts('acme.com', hidden), facts('acme-okta.com', hidden)])).toEqual([]);
  });

  it('are those people sign in with, unless it is a mailbox provider, a contractor or one of ours already', () => {
    const people = new Map([
      ['acme.com', 400],
      ['acme-staff.example', 60],
      ['gmail.com', 90],
      ['contractor.example', 3],
      ['one.example', 1],
    ]);
    const signIns = { people, providers: ['login.acme-id.net', 'acme.okta.com'] };
    const found = learnOwned(BRANDS, signIns, new Map(), new Set(), () => true);
    expect(found.map((one) => [one.domain, one.reasons[0]?.code])).toEqual([
      ['acme-id.net', 'identity-provider'],
      ['acme-staff.example', 'people-sign-in'],
    ]);
  });

  it('are not proposed again once somebody said no', () => {
    const shared = { organisation: 'Acme Inc' };
    expect(learn([facts('acme.com', shared), facts('acme.io', shared)], ['acme.io'])).toEqual([]);
  });
});
