import { RECORD_FORMATS } from '../engines/events/index.ts';
import { AppError, errorText } from '../base/errors.ts';
import { uuidv7, type RandomBytes } from '../base/ids.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { NewEvent } from '../platform/store/event-store.ts';
import type { ImportWire } from './api.ts';
import type { CollectDeps } from './collect-loop.ts';
import { importWireOf, saveImport } from './import-rows.ts';
import { BATCH, BATCH_CHARS, bodyOf } from './ingest.ts';
import { IMPORT_LOOP, JUDGE_LOOP } from './judge-loop.ts';
import { mapInParts, type LogFormat, type MappedRecords, type RawLine } from './map-records.ts';
import { readRecords } from './read-records.ts';
import { saveRejections, type Rejection } from './rejected-records.ts';
import { importSpec } from './source-specs.ts';
import type { IdentityTables, ImportRow } from './tables.ts';

interface Kept {
  appended: number;
  duplicates: number;
  bySource: Map<LogFormat, number>;
}

export interface ImportDeps extends CollectDeps {
  live: LivePublisher;
  randomBytes: RandomBytes;
}

const NAMED = 20;
const LISTED = 100;

/** How far back an imported record keeps its own day; older ones are kept under today and marked as misdated. */
const OWN_DAY_MS = 731 * 86_400_000;

/**
 * When an imported record counts as received: when it happened. An import has no receipt of its own, and so last quarter's
 * logs lie under their own days, are found there, and fall to retention as they would have. Judging goes by event time anyway.
 * Records of the future, or older than two years, or without a time, are received now.
 */
export function importedAt(occurredAt: number, now: number): number {
  return occurredAt <= now && occurredAt >= now - OWN_DAY_MS ? occurredAt : now;
}

/** Imports of all data spaces; one at a time in each. */
export function createImports(deps: ImportDeps): {
  start(
    context: RequestContext,
    fileName: string,
    format: LogFormat | 'auto',
    wake: (loop: string) => void,
  ): Promise<ImportWire>;
  list(tenantId: string): Promise<ImportWire[]>;
} {
  const busy = new Set<string>();
  return {
    async start(context, fileName, format, wake) {
      const { tenantId } = context;
      if (busy.has(tenantId)) {
        throw new AppError('import.busy', 'Another file is being imported', {
          status: 409,
          retryable: true,
          remedy: 'Wait until it has been read, then import this one.',
        });
      }
      busy.add(tenantId);
      try {
        return await runImport(deps, context, fileName, format, wake);
      } finally {
        busy.delete(tenantId);
      }
    },

    async list(tenantId) {
      const rows = await deps.db
        .read<IdentityTables>()
        .selectFrom('identity_import')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .orderBy('started_at', 'desc')
        .limit(LISTED)
        .execute();
      return rows.map(importWireOf);
    },
  };
}

async function runImport(
  deps: ImportDeps,
  context: RequestContext,
  fileName: string,
  format: LogFormat | 'auto',
  wake: (loop: string) => void,
): Promise<ImportWire> {
  const { tenantId, clock } = context;
  const startedAt = clock.now();
  const headSeq = await deps.events.headSeq(tenantId);
  let row: ImportRow = {
    tenant_id: tenantId,
    import_id: uuidv7(startedAt, deps.randomBytes),
    file_name: fileName,
    format,
    found: format,
    state: 'reading',
    bytes_read: 0,
    records: 0,
    duplicates: 0,
    rejected: 0,
    rejections: '[]',
    findings: 0,
    error: null,
    started_at: startedAt,
    finished_at: null,
    first_seq: headSeq,
    last_seq: headSeq,
    judged_seq: headSeq,
  };
  const found = new Set<LogFormat>();
  const named: { line: number; reason: string }[] = [];
  let lines: RawLine[] = [];
  let chars = 0;
  let unreadable: Rejection[] = [];
  let bytes = 0;
  context.audit(row.import_id);
  await deps.db.transaction(async (tx) => {
    await tx.tables<IdentityTables>().insertInto('identity_import').values(row).execute();
    await deps.live.publish(tx, tenantId, 'import', row.import_id);
  });

  async function keep(): Promise<void> {
    const now = clock.now();
    const read = lines;
    lines = [];
    chars = 0;
    const sourceOf = (one: LogFormat): string => importSpec(one).id;
    const receivedAt = (occurredAt: number): number => importedAt(occurredAt, now);
    for (const part of mapInParts(read, { tenantId, sourceOf, format, receivedAt }, BATCH)) await keepPart(part, now);
  }

  async function keepPart({ events, rejections }: MappedRecords, now: number): Promise<void> {
    const refused = [...unreadable, ...rejections].toSorted((a, b) => a.line - b.line);
    unreadable = [];
    for (const event of events) found.add(formatOf(event.format));
    named.push(...refused.slice(0, NAMED - named.length).map(({ line, reason }) => ({ line, reason })));
    const kept = await keepBySource(events);
    row = {
      ...row,
      bytes_read: bytes,
      records: row.records + kept.appended,
      duplicates: row.duplicates + kept.duplicates,
      rejected: row.rejected + refused.length,
      rejections: JSON.stringify(named),
      found: found.size === 0 ? format : [...found].toSorted().join(' and '),
    };
    await deps.db.transaction(async (tx) => {
      for (const one of found) {
        const own = events.filter((event) => event.format === one);
        await deps.sources.register(tx, tenantId, importSpec(one), now);
        const count = kept.bySource.get(one) ?? 0;
        await deps.sources.recordSuccess(tx, tenantId, importSpec(one).id, { at: now, records: own, count });
      }
      await saveRejections(tx, tenantId, `import:${row.import_id}`, refused, now);
      await saveImport(tx, deps.live, row);
      tx.afterCommit(() => wake(JUDGE_LOOP));
    });
  }

  /** Appends and tells what was new of each source: what was there already is no record received. */
  async function keepBySource(events: readonly NewEvent[]): Promise<Kept> {
    const kept: Kept = { appended: 0, duplicates: 0, bySource: new Map() };
    for (const [format, own] of Map.groupBy(events, (event) => formatOf(event.format))) {
      const result = await deps.events.append(tenantId, own);
      kept.appended += result.appended;
      kept.duplicates += result.duplicates;
      kept.bySource.set(format, result.appended);
    }
    return kept;
  }

  try {
    const body = readRecords(bodyOf(context), { shape: 'auto', onBytes: (more) => (bytes += more) });
    for await (const one of body) {
      if (one.kind === 'record') {
        lines.push({ line: one.line, text: one.text });
        chars += one.text.length;
      } else unreadable.push({ line: one.line, reason: one.reason, sample: one.sample });
      if (lines.length + unreadable.length >= BATCH || chars >= BATCH_CHARS) await keep();
    }
  } catch (thrown) {
    // What was read before stays and is judged; the reader is told how far it went.
    row = { ...row, error: errorText(thrown) };
  }
  if (lines.length + unreadable.length > 0) await keep();
  row = { ...row, bytes_read: bytes, state: 'judging', last_seq: await deps.events.headSeq(tenantId) };
  await deps.db.transaction(async (tx) => {
    await saveImport(tx, deps.live, row);
    tx.afterCommit(() => wake(IMPORT_LOOP));
  });
  return importWireOf(row);
}

function formatOf(format: string): LogFormat {
  return RECORD_FORMATS.find((known) => known === format) ?? 'okta';
}
