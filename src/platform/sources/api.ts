import { z } from 'zod';
import { defineApi } from '../http/contract.ts';
import { faultWire, okWire } from '../http/wire.ts';

/** healthy · lagging (records arrive late) · silent (nothing for longer than its own rhythm) · failing (the last polls failed) · paused · waiting (never heard yet). */
export const SOURCE_STATES = ['healthy', 'lagging', 'silent', 'failing', 'paused', 'waiting'] as const;

export const sourceWire = z.object({
  id: z.string(),
  kind: z.enum(['okta', 'ct-log', 'ingest', 'import', 'reports', 'list']),
  label: z.string(),
  state: z.enum(SOURCE_STATES),
  /** True when set by breakwater.yaml or the environment: shown read-only. */
  readOnly: z.boolean(),
  /** From occurrence to receipt, over the last records. */
  lag: z.object({ p50Ms: z.number(), p95Ms: z.number(), samples: z.number().int() }).nullable(),
  lastRecordAt: z.number().int().nullable(),
  lastPollAt: z.number().int().nullable(),
  lastSuccessAt: z.number().int().nullable(),
  recordsTotal: z.number().int(),
  recordsLastHour: z.number().int(),
  /** Where reading stands, in the source's own terms ("entry 1,034 of 1,040"); null where there is no position. */
  position: z.string().nullable(),
  behindBy: z.number().int().nullable(),
  /** After how long without a record it counts as silent. */
  silentAfterMs: z.number().int(),
  /** Detections that see nothing while it is silent: message keys of their names. */
  blindDetections: z.array(z.object({ detector: z.string(), nameKey: z.string() })),
  lastError: faultWire.nullable(),
});

export type SourceWire = z.output<typeof sourceWire>;

export const sourcesApi = defineApi({
  listSources: {
    method: 'GET',
    path: '/api/v1/sources',
    summary: 'Every source with its health, lag and last error.',
    access: 'sources:read',
    response: z.object({ items: z.array(sourceWire), asOf: z.number().int() }),
  },
  pauseSource: {
    method: 'POST',
    path: '/api/v1/sources/:sourceId/pause',
    summary: 'Stops reading a source until it is resumed; its position is kept.',
    access: 'sources:write',
    params: z.object({ sourceId: z.string().max(200) }),
    response: okWire,
    audit: 'source.pause',
    fresh: 'people',
  },
  resumeSource: {
    method: 'POST',
    path: '/api/v1/sources/:sourceId/resume',
    summary: 'Reads a paused source again from where it stopped.',
    access: 'sources:write',
    params: z.object({ sourceId: z.string().max(200) }),
    response: okWire,
    audit: 'source.resume',
  },
});
