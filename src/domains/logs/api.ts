import { z } from 'zod';
import { defineApi } from '../../platform/http/contract.ts';
import { faultWire, okWire } from '../../platform/http/wire.ts';

const nullableNumber = z.number().nullable();
const points = z.array(nullableNumber);
const sourceId = z.string().max(200);

export const coverageWire = z.object({
  /** Share of the new entries of all logs that take certificates now, 0 to 1; null until it has been measured. */
  share: nullableNumber,
  /** Entries all of them grew by in the window, and those of them that were read. */
  grown: z.number(),
  read: z.number(),
  /** Logs that take certificates now, and how many of them are read. */
  logs: z.number().int(),
  logsRead: z.number().int(),
  windowMs: z.number(),
  /** Names of logs: of whose growth nothing is known; read late; throttling; failing; growing unread. */
  unknown: z.array(z.string()),
  behind: z.array(z.string()),
  throttled: z.array(z.string()),
  failing: z.array(z.string()),
  unread: z.array(z.string()),
  /** From the logs' time of an entry to our reading, over all logs. */
  lag: z.object({ p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number(), samples: z.number().int() }).nullable(),
});

export type CoverageWire = z.output<typeof coverageWire>;

export const logListWire = z.object({
  url: z.string().nullable(),
  file: z.string().nullable(),
  readOnly: z.boolean(),
  refreshHours: z.number(),
  signed: z.boolean(),
  version: z.string().nullable(),
  madeAt: z.number().int().nullable(),
  fetchedAt: z.number().int().nullable(),
  checkedAt: z.number().int().nullable(),
  /** Why the newest copy is not in use; the last good one is. */
  fault: faultWire.nullable(),
  /** Entries of the copy in use that are no log. */
  problems: z.array(z.object({ path: z.string(), reason: z.string() })),
  logs: z.number().int(),
});

export const logStateWire = z.object({
  sourceId: z.string(),
  name: z.string(),
  origin: z.string(),
  operator: z.string().nullable(),
  kind: z.enum(['static-ct', 'rfc6962']),
  url: z.string(),
  /** Where it comes from. */
  from: z.enum(['list', 'person', 'configuration']),
  /** As the list says. */
  state: z.enum(['pending', 'qualified', 'usable', 'readonly', 'retired', 'rejected', 'unknown']).nullable(),
  interval: z.object({ startMs: z.number(), endMs: z.number() }).nullable(),
  /** `read`, or why not: switched off, left out by the configuration, not in use, its shard is past or in the future, a test. */
  choice: z.enum(['read', 'off', 'excluded', 'state', 'past', 'future', 'test']),
  /** What the source says while it is read: healthy, lagging, silent, failing, paused, waiting. */
  health: z.enum(['healthy', 'lagging', 'silent', 'failing', 'paused', 'waiting']).nullable(),
  size: nullableNumber,
  position: z.string().nullable(),
  behindBy: nullableNumber,
  /** Entries passed over to read the newest first, filled behind. */
  gapEntries: z.number(),
  unproven: z.number(),
  readPerS: z.number(),
  grownPerS: nullableNumber,
  lag: coverageWire.shape.lag,
  faultsLastHour: z.number().int(),
  throttledLastHour: z.number().int(),
  fault: faultWire.nullable(),
  /** The last hour by minutes: entries read, and entries not read yet. */
  spark: z.object({ read: points, behind: points }).nullable(),
});

export type LogStateWire = z.output<typeof logStateWire>;

export const logListApi = defineApi({
  getLogs: {
    method: 'GET',
    path: '/api/v1/certificate-logs/state',
    summary:
      'Every certificate log that is listed or read, how it is read, and what share of all new certificates that is.',
    access: 'sources:read',
    response: z.object({
      list: logListWire.nullable(),
      /** What is offered as the address of the list. Nobody asks there before somebody agrees. */
      publicListUrl: z.string(),
      coverage: coverageWire,
      logs: z.array(logStateWire),
      asOf: z.number().int(),
    }),
  },
  getCoverage: {
    method: 'GET',
    path: '/api/v1/certificate-logs/coverage',
    summary: 'What share of all new certificates is read, and which logs lag or throttle.',
    access: 'sources:read',
    response: coverageWire,
  },
  getLogSeries: {
    method: 'GET',
    path: '/api/v1/certificate-logs/:sourceId/series',
    summary: 'The last hour of one log in steps of ten seconds; of this run of the program only.',
    access: 'sources:read',
    params: z.object({ sourceId }),
    response: z.object({
      fromMs: z.number(),
      slotMs: z.number(),
      read: points,
      grown: points,
      behind: points,
      lagMs: points,
      faults: points,
    }),
  },
  putLogList: {
    method: 'PUT',
    path: '/api/v1/certificate-log-list',
    summary:
      'Agrees to fetch the public log list, fetches it, and reads the logs that can hold a certificate issued now.',
    access: 'settings:write',
    body: z.object({
      url: z.url({ protocol: /^https?$/ }).max(500),
      refreshHours: z.number().int().min(1).max(168).default(24),
    }),
    response: z.object({ logs: z.number().int(), reading: z.number().int() }),
    audit: 'certificate-log-list.put',
    fresh: 'passkey',
    timeoutMs: 120_000,
  },
  deleteLogList: {
    method: 'DELETE',
    path: '/api/v1/certificate-log-list',
    summary: 'Stops reading the logs that the list brought. Logs added by hand stay.',
    access: 'settings:write',
    response: okWire,
    audit: 'certificate-log-list.delete',
    fresh: 'people',
  },
  refreshLogList: {
    method: 'POST',
    path: '/api/v1/certificate-log-list/refresh',
    summary: 'Fetches the log list now.',
    access: 'settings:write',
    response: z.object({ logs: z.number().int(), reading: z.number().int() }),
    audit: 'certificate-log-list.refresh',
    fresh: 'people',
    timeoutMs: 120_000,
  },
  chooseLogs: {
    method: 'POST',
    path: '/api/v1/certificate-logs/choices',
    summary: 'Switches listed logs on or off, one by one or a whole operator. A log goes on where it stood.',
    access: 'settings:write',
    body: z.object({
      choices: z
        .array(z.object({ scope: z.enum(['operator', 'log']), name: z.string().min(1).max(200), isRead: z.boolean() }))
        .min(1)
        .max(200),
    }),
    response: okWire,
    audit: 'certificate-log.choose',
    fresh: 'people',
  },
});

export const nameScanWire = z.object({
  scanId: z.string(),
  because: z.enum(['brand', 'lure', 'person']),
  /** The brand or lure; null where a person asked. */
  subject: z.string().nullable(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  fromAt: z.number().int(),
  askedAt: z.number().int(),
  finishedAt: z.number().int().nullable(),
  /** How much of it is done, 0 to 1. */
  share: z.number(),
  names: z.number().int(),
  /** Findings told. */
  found: z.number().int(),
  error: z.string().nullable(),
});

export const namesSeenApi = defineApi({
  getNamesSeen: {
    method: 'GET',
    path: '/api/v1/names-seen',
    summary: 'Whether names seen in certificates are kept, how far back they reach, and runs over them.',
    access: 'domains:read',
    response: z.object({
      /** null: not kept. */
      maxGiB: z.number().nullable(),
      readOnly: z.boolean(),
      sizeBytes: z.number().int(),
      fromAt: z.number().int().nullable(),
      scans: z.array(nameScanWire),
    }),
  },
  putNamesSeen: {
    method: 'PUT',
    path: '/api/v1/names-seen',
    summary: 'Keeps names seen in certificates, up to a size, so that a new brand is looked for in the last days.',
    access: 'settings:write',
    body: z.object({ maxGiB: z.number().min(0.1).max(1024) }),
    response: okWire,
    audit: 'names-seen.put',
    fresh: 'people',
  },
  deleteNamesSeen: {
    method: 'DELETE',
    path: '/api/v1/names-seen',
    summary: 'Keeps no names any more, and removes those that were kept.',
    access: 'settings:write',
    response: okWire,
    audit: 'names-seen.delete',
    fresh: 'people',
  },
  scanNamesSeen: {
    method: 'POST',
    path: '/api/v1/names-seen/scans',
    summary: 'Runs the brands of today over the names seen in the last days, in the background.',
    access: 'domains:write',
    body: z.object({ days: z.number().int().min(1).max(365).default(30) }),
    response: z.object({ scanId: z.string() }),
    audit: 'names-seen.scan',
  },
  cancelNameScan: {
    method: 'POST',
    path: '/api/v1/names-seen/scans/:scanId/cancel',
    summary: 'Ends a run over the names seen. What it found stays.',
    access: 'domains:write',
    params: z.object({ scanId: z.string().max(100) }),
    response: okWire,
    audit: 'names-seen.cancel',
  },
});

/** Endpoints of domains/logs. */
export const logsApi = defineApi({ ...logListApi, ...namesSeenApi });
