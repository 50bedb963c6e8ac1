import { NO_PAGE } from './ports.ts';
import type { ConfiguredLookUps, DomainAnswer, LookUps, NameAnswer, PageAnswer, RegistrationAnswer } from './ports.ts';

/** A world outside that a test makes up: what each name is. Names that are not in it do not exist. */
export interface TestOutside {
  names: Map<string, Partial<DomainAnswer>>;
  pages: Map<string, Partial<PageAnswer>>;
  registrations: Map<string, Partial<RegistrationAnswer> | Error>;
  /** `dns name`, `page host`, … of each question, in order. */
  asked: string[];
  lookUps: LookUps;
}

export const LOOK_UPS_ON: ConfiguredLookUps = {
  enabled: true,
  screenshots: null,
  signInPages: [],
  proxy: null,
  resolvers: [],
  noPictures: null,
};

export const LOOK_UPS_BY_CONSENT: ConfiguredLookUps = { ...LOOK_UPS_ON, enabled: null };

/** Look-ups that answer from a made-up world. For tests only. */
export function makeTestOutside(): TestOutside {
  const outside: TestOutside = {
    names: new Map(),
    pages: new Map(),
    registrations: new Map(),
    asked: [],
    lookUps: { dns: undefined as never, rdap: undefined as never, pages: undefined as never },
  };
  const { names, pages, registrations, asked } = outside;
  const answerOf = (host: string): NameAnswer => {
    const found = names.get(host);
    if (found === undefined) return { state: 'nxdomain', addresses: [] };
    return { state: found.state ?? 'resolves', addresses: found.addresses ?? (found.state ? [] : ['198.51.100.7']) };
  };
  outside.lookUps = {
    dns: {
      async address(host) {
        asked.push(`dns ${host}`);
        return answerOf(host);
      },
      async sibling(host) {
        const parent = host.slice(host.indexOf('.') + 1);
        asked.push(`sibling ${parent}`);
        return answerOf(`*.${parent}`);
      },
      async hasMail(host) {
        return (names.get(host)?.mx?.length ?? 0) > 0;
      },
      async domain(registrable, hosts) {
        asked.push(`domain ${registrable}`);
        const host = [...hosts, registrable].find((one) => answerOf(one).state === 'resolves') ?? registrable;
        const found = names.get(registrable) ?? names.get(host);
        return {
          host,
          ...answerOf(host),
          ns: found?.ns ?? [],
          mx: found?.mx ?? [],
          cname: found?.cname ?? [],
          wildcard: found?.wildcard ?? false,
        };
      },
    },
    rdap: {
      async domain(registrable) {
        asked.push(`rdap ${registrable}`);
        const found = registrations.get(registrable);
        if (found instanceof Error) throw found;
        return {
          state: found === undefined ? 'not-found' : 'found',
          registeredAt: null,
          expiresAt: null,
          registrar: null,
          statuses: [],
          nameservers: [],
          registrant: null,
          ...found,
        };
      },
      async network(address) {
        asked.push(`network ${address}`);
        return { networkName: 'EXAMPLE', networkHandle: 'NET-1', abuseEmail: 'abuse@hosting.example' };
      },
    },
    pages: {
      async certificate(host) {
        asked.push(`certificate ${host}`);
        return {
          state: 'none',
          issuer: null,
          subjectOrganization: null,
          notBefore: null,
          notAfter: null,
          names: [],
          sha256: null,
        };
      },
      async page(hostOrUrl) {
        asked.push(`page ${hostOrUrl}`);
        const found = pages.get(hostOrUrl);
        return {
          ...NO_PAGE,
          state: found === undefined ? 'down' : 'up',
          url: hostOrUrl.startsWith('http') ? hostOrUrl : `https://${hostOrUrl}/`,
          status: found === undefined ? null : 200,
          ...found,
        };
      },
      async picture(url) {
        asked.push(`picture ${url}`);
        return { mediaType: 'image/png', body: new Uint8Array([137, 80, 78, 71]) };
      },
    },
  };
  return outside;
}
