import path from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { REHEARSAL_TENANT } from '../../base/ids.ts';
import type { Handlers } from '../../platform/http/context.ts';
import type { RunningSpace } from '../../platform/jobs/running-space.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Tx } from '../../platform/store/db.ts';
import type { CertificateEntry } from '../ports.ts';
import type { namesSeenApi, nameScanWire } from './api.ts';
import { NameArchive } from './name-archive.ts';
import { askForScan, listScans, NAME_SCAN_LOOP, type ScanNamesDeps, scanNames } from './scan-names.ts';
import type { LogsTables, NameArchiveRow, NameScanRow } from './tables.ts';

const GIB = 1024 ** 3;
const DAY_MS = 86_400_000;
/** How far back a new brand is looked for. */
const BRAND_DAYS = 30;

export interface NamesSeenDeps extends Omit<ScanNamesDeps, 'archiveOf'> {
  log: Log;
  /** Where the names of a data space are kept: a folder of its own below the data folder. */
  dataPath: string;
  /** What the configuration sets, GiB; null where it says nothing. */
  configuredGiB(tenantId: string): number | null;
}

/** The names seen in certificates, where somebody agreed to keep them, and runs over them. */
export interface NamesSeen {
  handlers: Handlers<typeof namesSeenApi>;
  settle(tenantId: string): Promise<void>;
  start(space: RunningSpace): void;
  stop(tenantId: string): Promise<void>;
  keep(tenantId: string, sourceId: string, entries: readonly CertificateEntry[], at: number): Promise<void>;
  /** The names of a data space; null where they are not kept. */
  archiveOf(tenantId: string): NameArchive | null;
  /** Asks for a run over the last days with what caused it, in one transaction; does nothing where no names are kept. */
  rescan(tx: Tx, tenantId: string, because: 'brand' | 'lure', subject: string, at: number): Promise<void>;
}

export function createNamesSeen(deps: NamesSeenDeps): NamesSeen {
  const { db } = deps;
  const archives = new Map<string, NameArchive>();
  const running = new Map<string, RunningSpace>();
  const archiveOf = (tenantId: string): NameArchive | null => archives.get(tenantId) ?? null;

  function openArchive(tenantId: string, maxBytes: number): NameArchive {
    const archive = new NameArchive(path.join(deps.dataPath, 'names', tenantId), maxBytes, deps.log);
    archives.set(tenantId, archive);
    return archive;
  }

  async function ask(
    tx: Tx,
    tenantId: string,
    asked: { because: 'brand' | 'lure' | 'person'; subject: string | null; days: number; at: number },
  ): Promise<string> {
    const { because, subject, at } = asked;
    const fromAt = at - asked.days * DAY_MS;
    const totalBytes =
      archiveOf(tenantId)
        ?.hours()
        .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) ?? 0;
    const scanId = await askForScan(tx, tenantId, { because, subject, fromAt, at, totalBytes });
    await deps.live.publish(tx, tenantId, 'setup', 'name-scan');
    tx.afterCommit(() => running.get(tenantId)?.loops.wake(NAME_SCAN_LOOP));
    return scanId;
  }

  async function keptRow(tenantId: string): Promise<NameArchiveRow | null> {
    const row = await db
      .read<LogsTables>()
      .selectFrom('name_archive')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst();
    return row ?? null;
  }

  function refuseReadOnly(tenantId: string): void {
    if (deps.configuredGiB(tenantId) === null && tenantId !== REHEARSAL_TENANT) return;
    throw new AppError('domains.names_read_only', 'The archive of names is set by the configuration', {
      status: 409,
      remedy: 'Change nameArchive in breakwater.yaml and restart; a rehearsal keeps none.',
    });
  }

  return {
    handlers: {
      async getNamesSeen({ tenantId }) {
        const archive = archiveOf(tenantId);
        const hours = archive?.hours() ?? [];
        const configured = deps.configuredGiB(tenantId);
        const row = await keptRow(tenantId);
        return {
          maxGiB: configured ?? (row === null ? null : row.max_bytes / GIB),
          readOnly: configured !== null || tenantId === REHEARSAL_TENANT,
          sizeBytes: hours.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
          fromAt: hours[0] === undefined ? null : Date.parse(`${hours[0].hour}:00:00Z`),
          scans: (await listScans(db, tenantId)).map(scanWireOf),
        };
      },
      async putNamesSeen({ tenantId, clock, actor }, { body }) {
        refuseReadOnly(tenantId);
        const maxBytes = Math.round(body.maxGiB * GIB);
        const row = { tenant_id: tenantId, max_bytes: maxBytes, agreed_by: actor?.id ?? null, agreed_at: clock.now() };
        await db.transaction(async (tx) => {
          await tx
            .tables<LogsTables>()
            .insertInto('name_archive')
            .values(row)
            .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ max_bytes: maxBytes }))
            .execute();
          await deps.live.publish(tx, tenantId, 'setup', 'names-seen');
        });
        await (archiveOf(tenantId) ?? openArchive(tenantId, maxBytes)).resize(maxBytes);
        return { ok: true };
      },
      async deleteNamesSeen({ tenantId }) {
        refuseReadOnly(tenantId);
        await db.transaction(async (tx) => {
          await tx.tables<LogsTables>().deleteFrom('name_archive').where('tenant_id', '=', tenantId).execute();
          await deps.live.publish(tx, tenantId, 'setup', 'names-seen');
        });
        archiveOf(tenantId)?.remove();
        archives.delete(tenantId);
        return { ok: true };
      },
      async scanNamesSeen({ tenantId, clock }, { body }) {
        if (archiveOf(tenantId) === null) {
          throw new AppError('domains.names_not_kept', 'Names seen in certificates are not kept', {
            status: 409,
            remedy: 'Keep them first: from then on there is something to look through.',
          });
        }
        const scanId = await db.transaction((tx) =>
          ask(tx, tenantId, { because: 'person', subject: null, days: body.days, at: clock.now() }),
        );
        return { scanId };
      },
      async cancelNameScan({ tenantId, clock }, { params }) {
        await db.transaction(async (tx) => {
          await tx
            .tables<LogsTables>()
            .updateTable('name_scan')
            .set({ state: 'cancelled', finished_at: clock.now() })
            .where('tenant_id', '=', tenantId)
            .where('scan_id', '=', params.scanId)
            .where('state', 'in', ['waiting', 'running'])
            .execute();
          await deps.live.publish(tx, tenantId, 'setup', 'name-scan');
        });
        return { ok: true };
      },
    },

    async settle(tenantId) {
      if (tenantId === REHEARSAL_TENANT) return;
      const gib = deps.configuredGiB(tenantId);
      const bytes = gib === null ? ((await keptRow(tenantId))?.max_bytes ?? null) : Math.round(gib * GIB);
      if (bytes !== null) await openArchive(tenantId, bytes).resize(bytes);
    },
    start(space) {
      if (space.tenantId === REHEARSAL_TENANT) return;
      running.set(space.tenantId, space);
      space.loops.start(scanNames({ ...deps, archiveOf }, space.tenantId, space.clock));
    },
    async stop(tenantId) {
      const space = running.get(tenantId);
      await space?.loops.stop(NAME_SCAN_LOOP);
      if (space !== undefined) await archiveOf(tenantId)?.flush(space.clock.now());
      running.delete(tenantId);
      archives.delete(tenantId);
    },
    keep: async (tenantId, sourceId, entries, at) => archiveOf(tenantId)?.add(sourceId, entries, at),
    archiveOf,
    async rescan(tx, tenantId, because, subject, at) {
      if (archiveOf(tenantId) !== null) await ask(tx, tenantId, { because, subject, days: BRAND_DAYS, at });
    },
  };
}

function scanWireOf(row: NameScanRow): z.input<typeof nameScanWire> {
  const states = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
  const reasons = ['brand', 'lure', 'person'] as const;
  return {
    scanId: row.scan_id,
    because: reasons.find((one) => one === row.because) ?? 'person',
    subject: row.subject,
    state: states.find((one) => one === row.state) ?? 'failed',
    fromAt: row.from_at,
    askedAt: row.asked_at,
    finishedAt: row.finished_at,
    share: row.state === 'done' ? 1 : Math.min(1, row.done_bytes / Math.max(1, row.total_bytes)),
    names: row.names,
    found: row.found,
    error: row.error,
  };
}
