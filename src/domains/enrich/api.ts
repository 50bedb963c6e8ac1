import { z } from 'zod';
import { defineApi } from '../../platform/http/contract.ts';
import { okWire } from '../../platform/http/wire.ts';

const at = z.number().int();

/** What the resolver said of a domain's names. */
export const dnsFactsWire = z.object({
  checkedAt: at,
  state: z.enum(['resolves', 'nxdomain', 'no-address', 'servfail', 'timeout', 'refused']),
  addresses: z.array(z.string()),
  ns: z.array(z.string()),
  mx: z.array(z.string()),
  cname: z.array(z.string()),
  /** True when any name below it resolves the same way. */
  wildcard: z.boolean(),
  parked: z.boolean(),
});

/** What its registry says (RFC 9083). */
export const rdapFactsWire = z.object({
  checkedAt: at,
  state: z.enum(['found', 'not-found', 'unsupported', 'failed']),
  registeredAt: at.nullable(),
  expiresAt: at.nullable(),
  registrar: z
    .object({
      name: z.string().nullable(),
      ianaId: z.string().nullable(),
      abuseEmail: z.string().nullable(),
      abusePhone: z.string().nullable(),
    })
    .nullable(),
  statuses: z.array(z.string()),
  nameservers: z.array(z.string()),
  registrant: z.string().nullable(),
});

/** Whose network its address lies in, by the RDAP of that address. */
export const hostFactsWire = z.object({
  address: z.string(),
  networkName: z.string().nullable(),
  abuseEmail: z.string().nullable(),
  networkHandle: z.string().nullable(),
});

/** The certificate that the host shows. */
export const tlsFactsWire = z.object({
  checkedAt: at,
  state: z.enum(['shown', 'none', 'failed', 'timeout', 'refused']),
  issuer: z.string().nullable(),
  subjectOrganization: z.string().nullable(),
  notBefore: at.nullable(),
  notAfter: at.nullable(),
  names: z.array(z.string()),
  /** Hex of the certificate's DER. */
  sha256: z.string().nullable(),
});

/** The page, fetched without running its scripts. */
export const pageFactsWire = z.object({
  checkedAt: at,
  /** `refused`: it leads to an address we do not contact, or the host takes no connection. */
  state: z.enum(['up', 'down', 'refused', 'too-large', 'timeout', 'tls-error']),
  url: z.string(),
  redirects: z.array(z.string()),
  status: z.number().int().nullable(),
  title: z.string().nullable(),
  server: z.string().nullable(),
  passwordFields: z.number().int(),
  otpFields: z.number().int(),
  forms: z.array(z.object({ action: z.string(), method: z.string(), fields: z.array(z.string()) })),
  /** `sha256:` hex and `mmh3:` signed decimal, space between; null without an icon. */
  faviconHash: z.string().nullable(),
  bodySha256: z.string().nullable(),
  /** 0..1 against the brand's own sign-in page; null where there is none to compare with. */
  textLikeness: z.number().min(0).max(1).nullable(),
  structureLikeness: z.number().min(0).max(1).nullable(),
  resembles: z.boolean().nullable(),
  screenshotId: z.string().nullable(),
});

/** Everything looked up about one look-alike. Texts are hostile: bounded here, escaped where shown. */
export const domainFactsWire = z.object({
  registrable: z.string(),
  checkedAt: at.nullable(),
  nextCheckAt: at.nullable(),
  /** `off`: look-ups have not been agreed to. */
  stage: z.enum(['waiting', 'checking', 'checked', 'off']),
  dns: dnsFactsWire.nullable(),
  rdap: rdapFactsWire.nullable(),
  host: hostFactsWire.nullable(),
  tls: tlsFactsWire.nullable(),
  page: pageFactsWire.nullable(),
  /** Why the last check did not finish. */
  error: z.string().nullable(),
});

const registrable = z.string().trim().toLowerCase().min(1).max(253);

export const lookUpsWire = z.object({
  /** A person agreed in the console. */
  agreed: z.boolean(),
  /** Look-ups run. */
  effective: z.boolean(),
  /** What breakwater.yaml says; null where it leaves it to the console. */
  configured: z.boolean().nullable(),
  screenshots: z.boolean(),
  /** Why pictures cannot be made here; null where they can. */
  noPictures: z.string().nullable(),
  agreedBy: z.string().nullable(),
  changedAt: at.nullable(),
  /** The proxy that everything goes through, without its credentials. */
  proxy: z.string().nullable(),
  /** Name servers that are asked; empty: this machine's. */
  resolvers: z.array(z.string()),
  queue: z.object({ waiting: z.number().int(), due: z.number().int(), checked: z.number().int() }),
  signInPages: z.array(z.object({ brand: z.string(), urls: z.array(z.string()), readOnly: z.boolean() })),
});

export const firstLookWire = z.object({
  runId: z.string(),
  brand: z.string(),
  state: z.enum(['running', 'finished', 'stopped', 'failed']),
  total: z.number().int(),
  done: z.number().int(),
  standing: z.number().int(),
  parked: z.number().int(),
  /** Names that only resolve because everything beside them does. */
  wildcard: z.number().int(),
  /** Names whose servers failed, refused or were silent. */
  unanswered: z.number().int(),
  startedAt: at,
  endedAt: at.nullable(),
  /** Names per second so far. */
  rate: z.number().nullable(),
  /** What is left at that rate, milliseconds. */
  leftMs: z.number().int().nullable(),
  error: z.string().nullable(),
  /** The first of them, standing before parked. */
  hits: z.array(
    z.object({
      host: z.string(),
      registrable: z.string(),
      state: z.enum(['standing', 'parked']),
      addresses: z.array(z.string()),
      mail: z.boolean(),
    }),
  ),
});

export const enrichApi = defineApi({
  getLookUps: {
    method: 'GET',
    path: '/api/v1/look-ups',
    summary: 'Whether names are looked up outside, how, and how far the queue is.',
    access: 'domains:read',
    response: lookUpsWire,
  },
  setLookUps: {
    method: 'PUT',
    path: '/api/v1/look-ups',
    summary: 'Agrees to look-ups, or ends them: nobody outside is asked without it.',
    access: 'settings:write',
    body: z.object({ agreed: z.boolean(), screenshots: z.boolean().default(false) }),
    response: lookUpsWire,
    audit: 'look-ups.set',
    fresh: 'passkey',
  },
  setSignInPages: {
    method: 'PUT',
    path: '/api/v1/brands/:brandId/sign-in-pages',
    summary: 'Names the pages at which people of a brand really sign in: pages of look-alikes are compared with them.',
    access: 'settings:write',
    params: z.object({ brandId: z.string().max(200) }),
    body: z.object({ urls: z.array(z.url({ protocol: /^https?$/ }).max(2000)).max(10) }),
    response: z.object({ urls: z.array(z.string()) }),
    audit: 'brand.sign-in-pages',
    fresh: 'people',
  },
  checkDomain: {
    method: 'POST',
    path: '/api/v1/look-alikes/:registrable/check',
    summary: 'Looks a look-alike up again now.',
    access: 'domains:write',
    params: z.object({ registrable }),
    response: okWire,
    audit: 'look-alike.check',
  },
  getScreenshot: {
    method: 'GET',
    path: '/api/v1/screenshots/:screenshotId',
    summary: 'A picture of a page, in base64.',
    access: 'domains:read',
    params: z.object({ screenshotId: z.string().regex(/^[0-9a-f]{32}$/) }),
    response: z.object({ registrable: z.string(), takenAt: at, mediaType: z.string(), base64: z.string() }),
  },
  startFirstLook: {
    method: 'POST',
    path: '/api/v1/first-look',
    summary: 'Looks up the names that attackers would take for a brand, likeliest first.',
    access: 'domains:write',
    body: z.object({ brandId: z.string().max(200) }),
    response: firstLookWire,
    audit: 'first-look.start',
  },
  stopFirstLook: {
    method: 'POST',
    path: '/api/v1/first-look/:runId/stop',
    summary: 'Stops a look at the names of a brand. What was found stays.',
    access: 'domains:write',
    params: z.object({ runId: z.string().max(100) }),
    response: okWire,
    audit: 'first-look.stop',
  },
  listFirstLooks: {
    method: 'GET',
    path: '/api/v1/first-look',
    summary: 'The last look at the names of each brand, with what stands.',
    access: 'domains:read',
    response: z.object({ items: z.array(firstLookWire) }),
  },
});
