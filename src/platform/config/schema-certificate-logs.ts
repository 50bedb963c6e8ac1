import { z } from 'zod';
import { proxySettings } from './schema-parts.ts';

/** The part of the configuration that says which certificate logs are read, and how they are reached. */
export const certificateLogSettings = {
  certificateLogProxy: proxySettings
    .optional()
    .describe(
      'Certificate logs, the log list and lists of names are then reached through it; what lies inside, as only addresses of this file may, directly.',
    ),
  certificateLogNetworks: z
    .array(z.union([z.cidrv4(), z.cidrv6()]))
    .max(100)
    .default([])
    .describe(
      'Private networks, e.g. 10.20.0.0/16, in which a log that a log list or the console names may lie too: on any port where it is named by its address. None by default: who can change a list could otherwise have addresses inside asked.',
    ),
  certificateLogs: z
    .array(
      z.strictObject({
        kind: z
          .enum(['static-ct', 'rfc6962'])
          .default('static-ct')
          .describe('How the log is read: tiles (c2sp.org/static-ct-api), or get-entries of RFC 6962.'),
        monitoringUrl: z
          .url({ protocol: /^https?$/ })
          .describe(
            'Read path of a static-ct log; of an RFC 6962 log its URL up to `ct/v1/`. Set here, and nowhere else, it may lead into a private network and to any port.',
          ),
        origin: z
          .string()
          .min(1)
          .max(300)
          .describe("The log's name in its checkpoint; what an RFC 6962 log is to be called."),
        publicKey: z
          .string()
          .min(40)
          .max(1000)
          .describe('Base64 SubjectPublicKeyInfo: every tree head is verified with it.'),
        startAt: z.enum(['head', 'beginning']).default('head').describe('Where a first read begins.'),
      }),
    )
    .default([])
    .describe('Certificate Transparency logs to read.'),
  certificateLogList: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe(
          'Address of a log list of version 3, e.g. https://www.gstatic.com/ct/log_list/v3/log_list.json, or of your mirror of it. Nobody is asked before you set it.',
        ),
      file: z.string().min(1).optional().describe('A file instead, for a host without a way out.'),
      refreshHours: z
        .number()
        .int()
        .min(1)
        .max(168)
        .default(24)
        .describe('Hours between looks. The last good copy is kept, and a bad new one refused.'),
      publicKeyFile: z
        .string()
        .min(1)
        .optional()
        .describe(
          "PEM of the key that signs the list. The signature is then fetched beside it (.sig instead of .json) and checked: a changed list could switch off the log that shows the attacker's certificate.",
        ),
      operators: z
        .array(z.string().min(1).max(200))
        .optional()
        .describe('Only logs of these operators. All by default: what is not read is not seen.'),
      exclude: z
        .array(z.string().min(1).max(200))
        .optional()
        .describe('Operators or logs to leave out, by name, origin or log id.'),
    })
    .refine((list) => (list.url === undefined) !== (list.file === undefined), 'exactly one of url and file')
    .optional()
    .describe(
      'The public list of certificate logs. Every log of it that can hold a certificate issued now is read; logs come and go as the list says.',
    ),
};
