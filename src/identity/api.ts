import { z } from 'zod';
import type { RecordFormat } from '../engines/events/index.ts';
import { defineApi } from '../platform/http/contract.ts';
import { oktaCredentialInput } from '../platform/http/credential.ts';
import { okWire } from '../platform/http/wire.ts';

/** What can be sent and imported: every format that engines/events maps. */
export const LOG_FORMATS = [
  'okta',
  'entra',
  'google-workspace',
  'm365-audit',
  'github',
  'slack',
  'salesforce',
  'zendesk',
  'cloudtrail',
  'duo',
  'onelogin',
  'auth0',
  '1password',
  'snowflake',
  'cloudflare',
  'push',
  'ocsf',
  'dns',
] as const satisfies readonly RecordFormat[];

export const importWire = z.object({
  importId: z.string(),
  fileName: z.string(),
  format: z.string(),
  state: z.enum(['reading', 'judging', 'done', 'failed']),
  bytesRead: z.number().int(),
  records: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.number().int(),
  /** The first few records that could not be read: line and reason. */
  rejections: z.array(z.object({ line: z.number().int(), reason: z.string() })),
  findings: z.number().int(),
  error: z.string().nullable(),
  startedAt: z.number().int(),
  finishedAt: z.number().int().nullable(),
});

export type ImportWire = z.output<typeof importWire>;

export const identityApi = defineApi({
  connectOkta: {
    method: 'PUT',
    path: '/api/v1/identity-providers/okta',
    summary: 'Reads an Okta System Log with a credential that may only read. Tried once before it is kept.',
    access: 'settings:write',
    body: z.object({ orgUrl: z.url({ protocol: /^https?$/ }).max(300), credential: oktaCredentialInput }),
    response: z.object({ sourceId: z.string() }),
    audit: 'okta.connect',
    fresh: true,
  },
  disconnectOkta: {
    method: 'DELETE',
    path: '/api/v1/identity-providers/okta',
    summary: 'Stops reading Okta and destroys the stored credential. Events stay.',
    access: 'settings:write',
    response: okWire,
    audit: 'okta.disconnect',
    fresh: true,
  },
  ingest: {
    method: 'POST',
    path: '/api/v1/ingest/:format',
    summary: 'Takes newline-delimited JSON records of one source: a vendor’s log, OCSF, or name look-ups (dns).',
    access: 'events:ingest',
    params: z.object({ format: z.enum(LOG_FORMATS) }),
    bodyKind: 'raw',
    response: z.object({
      accepted: z.number().int(),
      duplicates: z.number().int(),
      rejected: z.number().int(),
      rejections: z.array(z.object({ line: z.number().int(), reason: z.string() })),
    }),
    audit: 'events.ingest',
  },
  startImport: {
    method: 'POST',
    path: '/api/v1/imports',
    summary: 'Imports one file of logs (NDJSON, JSON, gzip): no credential needed, read-only on the vendor.',
    access: 'sources:write',
    query: z.object({ fileName: z.string().max(300), format: z.enum(['auto', ...LOG_FORMATS]).default('auto') }),
    bodyKind: 'raw',
    response: importWire,
    audit: 'import.start',
  },
  listImports: {
    method: 'GET',
    path: '/api/v1/imports',
    summary: 'Imports, newest first, with what was read and refused.',
    access: 'sources:read',
    response: z.object({ items: z.array(importWire) }),
  },
  getEvent: {
    method: 'GET',
    path: '/api/v1/events/:eventId',
    summary: 'One record as received, and its fields as we read it.',
    access: 'evidence:read',
    params: z.object({ eventId: z.string().regex(/^[0-9a-f]{64}$/) }),
    response: z.object({
      eventId: z.string(),
      seq: z.number().int(),
      sourceId: z.string(),
      format: z.string(),
      occurredAt: z.number().int(),
      receivedAt: z.number().int(),
      misdated: z.boolean(),
      raw: z.string(),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
    audit: 'event.read',
  },
});
