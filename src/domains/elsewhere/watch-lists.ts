import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { FindingSink } from '../../platform/findings/finding-sink.ts';
import { sealFinding } from '../../platform/findings/seal-finding.ts';
import type { LoopSpec } from '../../platform/jobs/loops.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { SourceSpec, Sources } from '../../platform/sources/sources.ts';
import type { Db, Tx } from '../../platform/store/db.ts';
import type { LookAlike } from '../../engines/lookalike/index.ts';
import type { BrandBooks } from '../brand-books.ts';
import { want } from '../enrich/want.ts';
import { recordLife } from '../life/record-life.ts';
import type { OpenList } from '../logs/ports.ts';
import { severityOf } from '../look-alike-finding.ts';
import { recordElsewhere } from '../look-alikes.ts';
import type { DomainTables } from '../tables.ts';
import { NameSet } from './name-set.ts';
import { readList, type ReadList } from './read-list.ts';
import { LOOK_ALIKE_REGISTERED, registeredFinding } from './registered-finding.ts';
import type { ElsewhereTables, NameListRow } from './tables.ts';

export interface WatchListsDeps {
  db: Db;
  live: LivePublisher;
  sink: FindingSink;
  sources: Sources;
  books: BrandBooks;
  openList: OpenList;
  /** The folder of what is kept beside the store. */
  dataPath: string;
}

export const NAME_LISTS_LOOP = 'lists of names';

const EVERY_MS = 60_000;
const RETRY_MS = 600_000;
/** A zone of a hundred million names, unpacked. */
const MAX_LIST_BYTES = 64 * 1024 ** 3;
const LIST_TIMEOUT_MS = 6 * 3_600_000;
/** Look-alikes written down in one transaction. */
const AT_ONCE = 100;
/** A file that was changed this short ago may still be written. */
const SETTLED_MS = 5000;
/** From so many names on, half of them gone at once is a copy that was cut off. */
const MANY_NAMES = 1000;
/** Files of a folder that are looked at. */
const MAX_FILES = 10_000;

/** One copy of a list to be read. */
interface Copy {
  place: { url: string; isTrusted: boolean } | { file: string };
  /** Name of the file in its folder; null for a URL. */
  file: string | null;
  tag: string | null;
}

/** The source of a list: its health is on the sources page. */
export function listSource(row: NameListRow): SourceSpec {
  return {
    id: row.list_id,
    kind: 'list',
    label: row.label,
    readOnly: row.read_only === 1,
    silentAfterMs: row.url === null ? 0 : 3 * row.every_ms,
    blindDetections: [{ detector: LOOK_ALIKE_REGISTERED, nameKey: 'domains.detector.look-alike-registered' }],
  };
}

/** Where the names of a list's last copy are kept. */
export function setFolder(dataPath: string, row: Pick<NameListRow, 'tenant_id' | 'list_id'>): string {
  return path.join(dataPath, 'lists', row.tenant_id, row.list_id.replaceAll(/[^a-z0-9-]/g, '-'));
}

/** The loop that reads the lists of a data space when they are due, one after the other. */
export function watchLists(deps: WatchListsDeps, tenantId: string, clock: Clock): LoopSpec {
  async function turn(signal: AbortSignal): Promise<'idle'> {
    const rows = await readNameLists(deps.db, tenantId);
    for (const row of rows) {
      if (dueAtOf(row) > clock.now() || (await deps.sources.isPaused(tenantId, row.list_id))) continue;
      try {
        await readDue(deps, row, clock, signal);
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        const at = clock.now();
        await update(deps.db, row, { checked_at: at, faults: row.faults + 1 });
        await deps.sources.recordFailure(tenantId, row.list_id, thrown, at);
      }
    }
    return 'idle';
  }
  return { name: NAME_LISTS_LOOP, everyMs: EVERY_MS, turn };
}

function dueAtOf(row: NameListRow): number {
  if (row.checked_at === null) return 0;
  // What lies in a folder is looked for all the time: looking costs nothing.
  const everyMs = row.folder === null ? row.every_ms : Math.min(row.every_ms, EVERY_MS);
  return row.checked_at + (row.faults === 0 ? everyMs : Math.min(everyMs, RETRY_MS * 2 ** Math.min(row.faults - 1, 6)));
}

async function readDue(deps: WatchListsDeps, row: NameListRow, clock: Clock, signal: AbortSignal): Promise<void> {
  let isRead = false;
  for (const copy of await copiesOf(deps.db, row, clock.now())) {
    const limits = { tag: copy.tag, maxBytes: MAX_LIST_BYTES, timeoutMs: LIST_TIMEOUT_MS };
    const opened = await deps.openList(copy.place, limits, signal);
    if (opened.state === 'unchanged') continue;
    const set = row.kind === 'whole' ? new NameSet(setFolder(deps.dataPath, row)) : null;
    try {
      const { matcher } = await deps.books.of(row.tenant_id);
      const read = await readList(opened.bytes, matcher, set, signal);
      // A page of a proxy, or an empty file, must not make everything new tomorrow.
      if (read.names === 0) throw noNames(copy);
      if (read.changes !== null && row.names >= MANY_NAMES && read.changes.names * 2 < row.names)
        throw halved(row, read);
      const listedAt = Math.min(opened.modifiedAt ?? clock.now(), clock.now());
      await keepFound(deps, row, read, listedAt, clock);
      set?.keep();
      await finish(deps, row, copy, opened.tag, read, clock.now());
      isRead = true;
    } finally {
      await set?.abandon();
    }
  }
  if (!isRead) {
    const at = clock.now();
    await update(deps.db, row, { checked_at: at, faults: 0 });
    await deps.db.transaction((tx) => deps.sources.recordSuccess(tx, row.tenant_id, row.list_id, { at, records: [] }));
  }
}

/** What there is to read: the URL, or the files of the folder that were not read yet, oldest first. */
async function copiesOf(db: Db, row: NameListRow, now: number): Promise<Copy[]> {
  if (row.folder === null)
    return [{ place: { url: row.url ?? '', isTrusted: row.read_only === 1 }, file: null, tag: row.tag }];
  const { folder } = row;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (thrown) {
    throw new AppError('domains.list_unreachable', `${folder}: ${errorText(thrown)}`, {
      retryable: true,
      remedy: 'Make the folder, or let this program read it.',
    });
  }
  const read = await db
    .read<ElsewhereTables>()
    .selectFrom('name_list_file')
    .select(['file', 'tag'])
    .where('tenant_id', '=', row.tenant_id)
    .where('list_id', '=', row.list_id)
    .execute();
  const tags = new Map(read.map(({ file, tag }) => [file, tag]));
  return (
    names
      .filter((name) => !name.startsWith('.') && !name.endsWith('.part') && !name.endsWith('.tmp') && name.length < 250)
      .map((name) => ({ name, facts: statSync(path.join(folder, name), { throwIfNoEntry: false }) }))
      .filter(({ facts }) => facts?.isFile() === true && now - facts.mtimeMs > SETTLED_MS)
      .toSorted((a, b) => (a.facts?.mtimeMs ?? 0) - (b.facts?.mtimeMs ?? 0))
      // The newest: what was read lies there first, and would keep out whatever is dropped in beside it.
      .slice(-MAX_FILES)
      .map(({ name }) => ({ place: { file: path.join(folder, name) }, file: name, tag: tags.get(name) ?? null }))
  );
}

async function keepFound(
  deps: WatchListsDeps,
  row: NameListRow,
  read: ReadList,
  listedAt: number,
  clock: Clock,
): Promise<void> {
  const all = [
    ...read.news.map((verdict) => ({ verdict, isNew: true })),
    ...read.standing.map((verdict) => ({ verdict, isNew: false })),
  ];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    await deps.db.transaction(async (tx) => {
      const findings = [];
      for (const { verdict, isNew } of all.slice(from, from + AT_ONCE)) {
        const draft = await keepOne(tx, deps, row, verdict, isNew, listedAt, clock.now());
        if (draft !== null) findings.push(sealFinding(row.tenant_id, draft, clock.now()));
      }
      if (findings.length > 0) await deps.sink.record(tx, findings);
    });
  }
}

/** Writes one look-alike of a list down; gives the finding where it is new in the list and was not known. */
async function keepOne(
  tx: Tx,
  deps: WatchListsDeps,
  row: NameListRow,
  verdict: LookAlike,
  isNew: boolean,
  listedAt: number,
  now: number,
): Promise<ReturnType<typeof registeredFinding> | null> {
  const { tenant_id: tenantId } = row;
  const { registrable } = verdict;
  const before = await tx
    .tables<DomainTables>()
    .selectFrom('look_alike')
    .select(['seen_in', 'told_at'])
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .executeTakeFirst();
  if (before !== undefined && (JSON.parse(before.seen_in) as string[]).includes('registrations')) return null;
  await recordElsewhere(tx, tenantId, verdict, 'registrations', now);
  const severity = severityOf(verdict);
  await want(tx, tenantId, registrable, severity === null ? 'unverified-use' : 'alarm', now);
  await deps.live.publish(tx, tenantId, 'look-alike', registrable);
  if (!isNew) return null;
  const detail = { list: row.label, host: verdict.host };
  await recordLife(tx, tenantId, registrable, { kind: 'registered', at: listedAt, detail, once: true });
  // One that certificates have told of is told already.
  if (severity === null || (before !== undefined && before.told_at !== null)) return null;
  return registeredFinding(verdict, severity, { listId: row.list_id, label: row.label }, listedAt, now);
}

async function finish(
  deps: WatchListsDeps,
  row: NameListRow,
  copy: Copy,
  tag: string | null,
  read: ReadList,
  at: number,
): Promise<void> {
  const { tenant_id: tenantId, list_id: listId } = row;
  const { names, changes, news, standing, leftOut } = read;
  await deps.db.transaction(async (tx) => {
    const tables = tx.tables<ElsewhereTables>();
    await tables
      .updateTable('name_list')
      .set({
        checked_at: at,
        faults: 0,
        names,
        added: changes?.added ?? names,
        removed: changes?.removed ?? 0,
        found: news.length + standing.length,
        ...(copy.file === null ? { tag } : {}),
      })
      .where('tenant_id', '=', tenantId)
      .where('list_id', '=', listId)
      .execute();
    if (copy.file !== null) {
      const file = { tenant_id: tenantId, list_id: listId, file: copy.file, tag: tag ?? '', read_at: at };
      await tables
        .insertInto('name_list_file')
        .values(file)
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'list_id', 'file']).doUpdateSet({ tag: file.tag, read_at: at }),
        )
        .execute();
    }
    await deps.sources.recordSuccess(tx, tenantId, listId, {
      at,
      records: [{ occurredAt: at, receivedAt: at }],
      count: names,
      position: `${names} names${changes === null ? '' : `, ${changes.added} new, ${changes.removed} gone`}`,
      warning:
        leftOut === 0
          ? null
          : {
              code: 'domains.list_overflow',
              message: `${leftOut} look-alikes of this copy were left out: too many at once`,
            },
    });
    await deps.live.publish(tx, tenantId, 'setup', 'name-lists');
  });
}

/** The lists of a data space. */
export async function readNameLists(db: Db, tenantId: string): Promise<NameListRow[]> {
  return db
    .read<ElsewhereTables>()
    .selectFrom('name_list')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('list_id')
    .execute();
}

async function update(db: Db, row: NameListRow, values: Partial<NameListRow>): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .tables<ElsewhereTables>()
      .updateTable('name_list')
      .set(values)
      .where('tenant_id', '=', row.tenant_id)
      .where('list_id', '=', row.list_id)
      .execute();
  });
}

function halved(row: NameListRow, read: ReadList): AppError {
  return new AppError(
    'domains.list_shrunk',
    `${row.label}: ${read.names} names where the copy before had ${row.names}`,
    {
      retryable: true,
      remedy: 'It is not used: tomorrow everything would look new. If it is right, remove the list and add it again.',
    },
  );
}

function noNames({ place }: Copy): AppError {
  const name = 'file' in place ? place.file : 'what was served';
  return new AppError('domains.list_garbage', `${name}: not one name in it`, {
    retryable: true,
    remedy: 'Look at it: names one a line, a table, or a zone file, packed with gzip, zstd or zip or not at all.',
  });
}
