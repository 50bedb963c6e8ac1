import { hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { AppError } from '../../base/errors.ts';
import { REHEARSAL_TENANT } from '../../base/ids.ts';
import type { Handlers } from '../../platform/http/context.ts';
import type { RunningSpace } from '../../platform/jobs/running-space.ts';
import type { Tx } from '../../platform/store/db.ts';
import type { elsewhereApi } from './api.ts';
import type { ConfiguredNameList } from './ports.ts';
import type { ElsewhereTables, NameListRow } from './tables.ts';
import {
  listSource,
  NAME_LISTS_LOOP,
  readNameLists,
  setFolder,
  watchLists,
  type WatchListsDeps,
} from './watch-lists.ts';

export interface ElsewhereDeps extends WatchListsDeps {
  /** The lists that the configuration sets for a data space. */
  configuredNameLists(tenantId: string): readonly ConfiguredNameList[];
}

/** Where look-alikes are seen besides certificates: lists of registrations and zones. */
export interface Elsewhere {
  handlers: Handlers<typeof elsewhereApi>;
  settle(tenantId: string, at: number): Promise<void>;
  start(space: RunningSpace): void;
  stop(tenantId: string): Promise<void>;
  dropTenant(tx: Tx, tenantId: string): Promise<void>;
}

const HOUR_MS = 3_600_000;

export function createElsewhere(deps: ElsewhereDeps): Elsewhere {
  const { db, sources } = deps;
  const running = new Map<string, RunningSpace>();

  async function keep(tx: Tx, row: NameListRow, at: number): Promise<void> {
    const { label, kind, every_ms, read_only } = row;
    await tx
      .tables<ElsewhereTables>()
      .insertInto('name_list')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'list_id']).doUpdateSet({ label, kind, every_ms, read_only }),
      )
      .execute();
    await sources.register(tx, row.tenant_id, listSource(row), at);
  }

  async function forget(tx: Tx, row: NameListRow): Promise<void> {
    const tables = tx.tables<ElsewhereTables>();
    for (const table of ['name_list', 'name_list_file'] as const) {
      await tables
        .deleteFrom(table)
        .where('tenant_id', '=', row.tenant_id)
        .where('list_id', '=', row.list_id)
        .execute();
    }
    await sources.remove(tx, row.tenant_id, row.list_id);
    tx.afterCommit(() => rmSync(setFolder(deps.dataPath, row), { recursive: true, force: true }));
  }

  return {
    handlers: {
      async listNameLists({ tenantId }) {
        const rows = await readNameLists(db, tenantId);
        return { items: rows.map(wireOf) };
      },
      async addNameList(context, { body }) {
        const { tenantId, clock } = context;
        if (tenantId === REHEARSAL_TENANT) {
          throw new AppError('domains.rehearsal_logs', 'A rehearsal reads nothing from outside', { status: 409 });
        }
        const row = rowOf(tenantId, body, false, clock.now());
        if ((await readNameLists(db, tenantId)).some((list) => list.list_id === row.list_id)) {
          throw new AppError('domains.list_known', 'A list of this address is read already', { status: 409 });
        }
        await db.transaction(async (tx) => {
          await keep(tx, row, clock.now());
          await deps.live.publish(tx, tenantId, 'setup', 'name-lists');
        });
        context.audit(row.list_id);
        running.get(tenantId)?.loops.wake(NAME_LISTS_LOOP);
        return { listId: row.list_id };
      },
      async removeNameList(context, { params }) {
        const { tenantId } = context;
        const row = (await readNameLists(db, tenantId)).find((list) => list.list_id === params.listId);
        if (row === undefined) throw new AppError('domains.list_not_found', 'No such list is read', { status: 404 });
        if (row.read_only === 1) {
          throw new AppError('domains.list_read_only', 'This list is set by the configuration', {
            status: 409,
            remedy: 'Remove it from nameLists in breakwater.yaml and restart.',
          });
        }
        await db.transaction(async (tx) => {
          await forget(tx, row);
          await deps.live.publish(tx, tenantId, 'setup', 'name-lists');
        });
        context.audit(row.list_id);
        return { ok: true };
      },
    },

    async settle(tenantId, at) {
      if (tenantId === REHEARSAL_TENANT) return;
      const wanted = deps.configuredNameLists(tenantId).map((list) => rowOf(tenantId, list, true, at));
      const ids = new Set(wanted.map((row) => row.list_id));
      const stored = await readNameLists(db, tenantId);
      await db.transaction(async (tx) => {
        for (const row of stored) {
          if (row.read_only === 1 && !ids.has(row.list_id)) await forget(tx, row);
        }
        for (const row of wanted) await keep(tx, row, at);
      });
    },
    start(space) {
      if (space.tenantId === REHEARSAL_TENANT) return;
      running.set(space.tenantId, space);
      space.loops.start(watchLists(deps, space.tenantId, space.clock));
    },
    async stop(tenantId) {
      await running.get(tenantId)?.loops.stop(NAME_LISTS_LOOP);
      running.delete(tenantId);
    },
    async dropTenant(tx, tenantId) {
      const tables = tx.tables<ElsewhereTables>();
      await tables.deleteFrom('name_list').where('tenant_id', '=', tenantId).execute();
      await tables.deleteFrom('name_list_file').where('tenant_id', '=', tenantId).execute();
    },
  };
}

/** A list is its address: under another name it goes on where it stood. */
function rowOf(tenantId: string, list: ConfiguredNameList, isConfigured: boolean, at: number): NameListRow {
  const { url = null, folder = null } = list;
  return {
    tenant_id: tenantId,
    list_id: `name-list:${hash('sha256', `${url ?? ''} ${folder ?? ''}`).slice(0, 16)}`,
    label: list.label,
    url,
    folder,
    kind: list.kind,
    every_ms: list.everyHours * HOUR_MS,
    read_only: isConfigured ? 1 : 0,
    added_at: at,
    checked_at: null,
    faults: 0,
    tag: null,
    names: 0,
    added: 0,
    removed: 0,
    found: 0,
  };
}

function wireOf(row: NameListRow) {
  return {
    listId: row.list_id,
    label: row.label,
    url: row.url === null ? null : withoutSecrets(row.url),
    folder: row.folder,
    kind: row.kind === 'whole' ? ('whole' as const) : ('registrations' as const),
    everyHours: row.every_ms / HOUR_MS,
    readOnly: row.read_only === 1,
    checkedAt: row.checked_at,
    names: row.names,
    added: row.added,
    removed: row.removed,
    found: row.found,
  };
}

/** A URL as it is shown to everybody who may see the sources: providers of lists take their keys in the query, or as a password. */
function withoutSecrets(text: string): string {
  if (!URL.canParse(text)) return '';
  const url = new URL(text);
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
}
