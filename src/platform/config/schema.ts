import { z } from 'zod';
import { certificateLogSettings } from './schema-certificate-logs.ts';
import { proxySettings, secretSource } from './schema-parts.ts';

/**
 * breakwater.yaml. Every key says what it is for and, where it matters, why the default is the safe one: the reference
 * docs/configuration.md is made from these descriptions.
 */
const host = z.string().trim().toLowerCase().min(1).max(253);

/** A secret is never written in the file itself: it names an environment variable or a file. */
const word = z.string().trim().min(1).max(100);
const lexicon = z.strictObject({
  lures: z
    .array(z.strictObject({ word, tier: z.enum(['idp', 'staff', 'service', 'context', 'affix']) }))
    .max(10_000)
    .default([])
    .describe('Words that give a look-alike away, from the strongest tier (idp) to the weakest (affix).'),
  withoutLures: z.array(word).max(10_000).default([]).describe('Built-in words to leave out.'),
  suffixes: z
    .array(z.strictObject({ suffix: word, strength: z.enum(['strong', 'weak']) }))
    .max(10_000)
    .default([])
    .describe('Suffixes that are a lure: strong by itself, weak beside another sign.'),
  confusables: z
    .array(z.strictObject({ character: z.string().min(1).max(4), looksLike: z.string().regex(/^[A-Za-z0-9]{1,3}$/) }))
    .max(10_000)
    .default([])
    .describe('Characters beyond ASCII and the letters they look like.'),
  deliveryNetworks: z
    .array(word)
    .max(10_000)
    .default([])
    .describe("Domains below which other companies' names appear by design."),
});
const oktaCredential = z
  .union([
    z.strictObject({ token: secretSource }),
    z.strictObject({ clientId: z.string().min(5), keyId: z.string().optional(), privateKey: secretSource }),
  ])
  .describe('An API token {token}, or better an OAuth 2 service app {clientId, privateKey[, keyId]}.');

export const configSchema = z.strictObject({
  version: z.literal(1).describe('The form of this file.'),
  listen: z
    .strictObject({
      host: z
        .string()
        .min(1)
        .default('127.0.0.1')
        .describe('Address to listen on. Loopback by default: nothing is reachable from outside until you say so.'),
      port: z.number().int().min(0).max(65_535).default(4480).describe('Port to listen on; 0 takes any free one.'),
    })
    .prefault({})
    .describe('Where the console and the API listen.'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'The address people type, e.g. https://breakwater.acme.example. Passkeys are bound to its host name: changing it later needs an enrolment link from the command line. With it, passkeys are required from the start.',
    ),
  tls: z
    .strictObject({
      certFile: z.string().min(1).describe('PEM chain.'),
      keyFile: z.string().min(1).describe('PEM private key.'),
    })
    .optional()
    .describe('Serve https from these files. Leave it out behind a proxy that ends TLS.'),
  trustedProxies: z
    .array(z.string().min(1).max(100))
    .default([])
    .describe(
      'Addresses (or CIDR ranges) of your proxies. Forwarded headers of anybody else are ignored, so that nobody can claim to be on loopback.',
    ),
  dataDir: z.string().min(1).default('./data').describe('Folder of the embedded store and the event files.'),
  database: z
    .strictObject({ url: secretSource })
    .optional()
    .describe('A PostgreSQL ≥ 15 for the transactional store, instead of the embedded SQLite. Events stay in dataDir.'),
  keyFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File of the key that seals vendor credentials. Outside dataDir and its backups by default (~/.config/breakwater/key): a stolen backup opens nothing.',
    ),
  brands: z
    .array(
      z.strictObject({
        name: z.string().min(2).max(100),
        domains: z.array(host).min(1),
        aliases: z.array(z.string().min(2).max(100)).default([]),
        signInPages: z
          .array(z.url({ protocol: /^https?$/ }).max(2000))
          .max(10)
          .default([])
          .describe('Where people of this brand really sign in: pages of look-alikes are compared with these.'),
      }),
    )
    .default([])
    .describe('Names to protect, each with its own domains and the short forms attackers use.'),
  lexicon: lexicon
    .optional()
    .describe('What look-alikes are judged by, beside what is built in. The same as `lexicon:` of a brands file.'),
  okta: z
    .strictObject({
      orgUrl: z.url({ protocol: /^https?$/ }).describe('e.g. https://acme.okta.com'),
      read: oktaCredential.describe(
        'May only read: okta.logs.read, okta.users.read. Nothing here can change your Okta.',
      ),
      write: oktaCredential
        .optional()
        .describe('A second credential, for containment only. Leave it out to try Breakwater read-only.'),
      pollEveryMs: z
        .number()
        .int()
        .min(1000)
        .max(600_000)
        .default(5000)
        .describe('Milliseconds between polls of the System Log. An attacker enrols an authenticator within a minute.'),
    })
    .optional()
    .describe('Your Okta org.'),
  lookups: z
    .strictObject({
      enabled: z
        .boolean()
        .optional()
        .describe(
          'Look names of look-alikes up: name servers, registries (RDAP), the pages themselves. Left out, a switch in the console decides, off until somebody agrees: the attacker can see that his page was fetched.',
        ),
      proxy: proxySettings
        .optional()
        .describe(
          'Every page, certificate and registry is then reached through it and nothing directly, so that attackers do not see your address. Names are still resolved here: only checked addresses are given to the proxy.',
        ),
      resolvers: z
        .array(z.string().min(2).max(100))
        .max(10)
        .default([])
        .describe('Name servers to ask (9.9.9.9, [2620:fe::fe]:53) instead of those of this machine.'),
      queriesPerSecond: z
        .number()
        .int()
        .min(1)
        .max(2000)
        .default(100)
        .describe('Most questions to name servers in a second: public resolvers cut off who asks too much.'),
      screenshots: z
        .boolean()
        .optional()
        .describe('Keep a picture of pages, made by a sandboxed Chromium without scripts, where one is installed.'),
      chromium: z
        .string()
        .min(1)
        .max(500)
        .optional()
        .describe('Program that makes the pictures; looked for in the usual places otherwise.'),
      userAgent: z
        .string()
        .regex(/^[\x20-\x7e]{1,300}$/)
        .default('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
        .describe(
          'What pages are told that we are. A common browser by default: kits show security products an empty page. Registries are told the contact instead.',
        ),
    })
    .prefault({})
    .describe('Looking up look-alikes outside. Nobody is contacted before it was agreed to (docs/look-ups.md).'),
  ...certificateLogSettings,
  nameLists: z
    .array(
      z
        .strictObject({
          label: z.string().min(1).max(100),
          url: z.url({ protocol: /^https?$/ }).optional(),
          folder: z
            .string()
            .min(1)
            .optional()
            .describe('Every file that is put into this folder is read once, oldest first.'),
          kind: z
            .enum(['registrations', 'whole'])
            .default('registrations')
            .describe(
              '`registrations`: each copy holds what is new. `whole`: a zone file or a list of everything; what was not in the copy before is new. Takes 8 bytes of disk a name.',
            ),
          everyHours: z.number().int().min(1).max(168).default(24),
        })
        .refine((list) => (list.url === undefined) !== (list.folder === undefined), 'exactly one of url and folder'),
    )
    .default([])
    .describe(
      'Lists of new registrations and zone files, read beside the certificate logs: names one a line, tables, zone files; plain, gzip, zstd or zip.',
    ),
  nameArchive: z
    .strictObject({
      maxGiB: z
        .number()
        .min(0.1)
        .max(1024)
        .describe(
          'Size at which the oldest hours are removed. About a quarter of a GiB holds a day of all public logs.',
        ),
    })
    .optional()
    .describe(
      'Keeps the names seen in certificates, so that a brand added today is looked for in the last days. Off by default: it is nobody else’s data, but it takes room.',
    ),
  contact: z
    .string()
    .max(200)
    .optional()
    .describe(
      'Mail address or URL sent in the User-Agent to certificate logs: logs throttle readers who do not say who they are.',
    ),
  channels: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('webhook'),
          label: z.string().min(1).max(100),
          url: z
            .url({ protocol: /^https?$/ })
            .describe('https, except on this machine: what is told must not be read on the way.'),
          secret: secretSource.describe('Signing secret (Standard Webhooks, whsec_…).'),
          minSeverity: z.enum(['info', 'low', 'medium', 'high', 'critical']).default('medium'),
        }),
        z.strictObject({
          kind: z.literal('smtp'),
          label: z.string().min(1).max(100),
          host,
          port: z.number().int().min(1).max(65_535).default(587),
          tls: z.enum(['implicit', 'starttls', 'none']).default('starttls'),
          username: z.string().optional(),
          password: secretSource.optional(),
          from: z.email(),
          to: z.array(z.email()).min(1),
          minSeverity: z.enum(['info', 'low', 'medium', 'high', 'critical']).default('medium'),
        }),
      ]),
    )
    .default([])
    .describe('How you are told.'),
  heartbeat: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .describe(
          'Called with GET while all is well. https, except on this machine: whoever reads it could go on calling it in our stead.',
        ),
      everyMs: z.number().int().min(10_000).max(3_600_000).default(60_000),
    })
    .optional()
    .describe('An outside watchdog: when the calls stop, somebody is told that nobody is watching.'),
  containment: z
    .strictObject({
      exclude: z
        .array(z.string().min(1).max(320))
        .default([])
        .describe('Logins that are never touched: break-glass accounts and the service accounts of Breakwater itself.'),
      maxPeoplePerPlan: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(50)
        .describe('A plan for more people is refused: a mistake must not sign out the company.'),
      maxPeoplePerHour: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(100)
        .describe('The same, over an hour and all plans.'),
    })
    .prefault({})
    .describe('Limits of the writing hand. It checks them itself.'),
  reportForm: z
    .strictObject({
      linkToken: secretSource
        .optional()
        .describe(
          'When set, the report form opens only with ?k=TOKEN, so that strangers cannot fill it. Without it and with a publicUrl, the start and the doctor warn.',
        ),
    })
    .prefault({})
    .describe('The page on which employees report a message (/report).'),
  retention: z
    .strictObject({
      eventDays: z
        .number()
        .int()
        .min(1)
        .max(3650)
        .default(90)
        .describe('Days of events to keep. Findings keep a copy of their evidence.'),
      firstSeenDays: z
        .number()
        .int()
        .min(30)
        .max(3650)
        .default(180)
        .describe(
          'Days after which a network, device, country or client that a person was not seen with again is forgotten. Less, and somebody back from a long leave looks like a stranger.',
        ),
      lookAlikeDays: z
        .number()
        .int()
        .min(30)
        .max(3650)
        .default(400)
        .describe(
          'Days after which a domain of which nothing was heard is forgotten, with what look-ups found. Kept however old: one of an incident, with a decision, in the blocklists, with an open takedown, or with a page. More than a year, since domains come back when they are registered anew.',
        ),
      nameListFileDays: z
        .number()
        .int()
        .min(1)
        .max(3650)
        .default(90)
        .describe(
          'Days after which a file that was read from the folder of a name list, and no longer lies there, is forgotten. The same name is then read again.',
        ),
      reportDays: z
        .number()
        .int()
        .min(30)
        .max(3650)
        .default(400)
        .describe('Days of employees’ reports to keep. Those of an incident are kept with it.'),
    })
    .prefault({})
    .describe('How long records are kept.'),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      personalData: z
        .boolean()
        .default(false)
        .describe('Write logins, addresses and host names into the log. Off, so that logs can be shipped anywhere.'),
    })
    .prefault({})
    .describe('The program log on standard error.'),
});

export type ConfigFile = z.output<typeof configSchema>;
export type { SecretSource } from './schema-parts.ts';
