import { AppError } from '../base/errors.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { JUDGE_LOOP } from './judge-loop.ts';
import type { CollectDeps } from './collect-loop.ts';
import { mapInParts, type LogFormat, type MappedRecords, type RawLine } from './map-records.ts';
import { readRecords } from './read-records.ts';
import { rejectionWarning, saveRejections, type Rejection } from './rejected-records.ts';
import { ingestSpec } from './source-specs.ts';

export interface Taken {
  accepted: number;
  duplicates: number;
  rejected: number;
  rejections: { line: number; reason: string }[];
}

/** Records made durable at a time, and what their texts may have together. */
export const BATCH = 500;
export const BATCH_CHARS = 8 * 1024 * 1024;

/** Refused lines named in the answer; all are counted. */
const NAMED = 50;

/** The bytes of a request. @throws AppError when there are none */
export function bodyOf(context: RequestContext): AsyncIterable<Uint8Array> {
  const { body } = context.request;
  if (body === null) {
    throw new AppError('identity.empty_body', 'The request has no body', {
      status: 400,
      remedy: 'Send the records as the body.',
    });
  }
  return body;
}

/**
 * Takes newline-delimited JSON from a machine. What is answered as accepted is durable; a sender that hears nothing may send
 * again, since records that are already there are dropped.
 * @param wake wakes a loop of the data space
 */
export async function ingest(
  deps: CollectDeps,
  context: RequestContext,
  format: LogFormat,
  wake: (loop: string) => void,
): Promise<Taken> {
  const { tenantId, clock } = context;
  const spec = ingestSpec(format);
  const taken: Taken = { accepted: 0, duplicates: 0, rejected: 0, rejections: [] };
  let lines: RawLine[] = [];
  let chars = 0;
  let unreadable: Rejection[] = [];

  async function keep(): Promise<void> {
    const now = clock.now();
    const read = lines;
    lines = [];
    chars = 0;
    const options = { tenantId, sourceOf: () => spec.id, format, receivedAt: () => now };
    for (const mapped of mapInParts(read, options, BATCH)) await keepPart(mapped, now);
  }

  async function keepPart(mapped: MappedRecords, now: number): Promise<void> {
    const rejections = [...unreadable, ...mapped.rejections].toSorted((a, b) => a.line - b.line);
    unreadable = [];
    const result =
      mapped.events.length === 0 ? { appended: 0, duplicates: 0 } : await deps.events.append(tenantId, mapped.events);
    await deps.db.transaction(async (tx) => {
      await deps.sources.register(tx, tenantId, spec, now);
      await saveRejections(tx, tenantId, spec.id, rejections, now);
      await deps.sources.recordSuccess(tx, tenantId, spec.id, {
        at: now,
        records: mapped.events,
        count: result.appended,
        warning: await rejectionWarning(tx, tenantId, spec.id, now),
      });
      tx.afterCommit(() => wake(JUDGE_LOOP));
    });
    taken.accepted += result.appended;
    taken.duplicates += result.duplicates;
    taken.rejected += rejections.length;
    const named = rejections.slice(0, NAMED - taken.rejections.length);
    taken.rejections.push(...named.map(({ line, reason }) => ({ line, reason })));
  }

  for await (const found of readRecords(bodyOf(context), { shape: 'lines' })) {
    if (found.kind === 'record') {
      lines.push(found);
      chars += found.text.length;
    } else unreadable.push(found);
    if (lines.length + unreadable.length >= BATCH || chars >= BATCH_CHARS) await keep();
  }
  if (lines.length + unreadable.length > 0) await keep();
  return taken;
}
