import { createReadStream, createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { PostgresClient } from './postgres-dialect.ts';

/** Rows fetched and inserted at a time. */
const PAGE_ROWS = 500;
/** PostgreSQL takes at most 65,535 parameters in a statement. */
const MAX_PARAMETERS = 60_000;

const head = z.object({ table: z.string(), columns: z.array(z.object({ name: z.string(), type: z.string() })) });
type Head = z.output<typeof head>;

/**
 * Writes every table of the current schema as lines of JSON: a head with the columns, then one list per row. Bytes are
 * base64. To be run inside one repeatable-read transaction, so that all tables show one moment.
 */
export async function dumpTables(client: PostgresClient, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const table of await ownTables(client)) {
    const columns = await columnsOf(client, table);
    const out = createWriteStream(join(directory, `${table}.ndjson`), { mode: 0o600 });
    const write = async (line: unknown): Promise<void> => {
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
    };
    await write({ table, columns } satisfies Head);
    await client.query(`DECLARE dump NO SCROLL CURSOR FOR SELECT * FROM ${quoted(table)}`, []);
    for (;;) {
      const { rows } = await client.query(`FETCH ${PAGE_ROWS} FROM dump`, []);
      for (const row of rows as Record<string, unknown>[]) await write(columns.map(({ name }) => toJson(row[name])));
      if (rows.length < PAGE_ROWS) break;
    }
    await client.query('CLOSE dump', []);
    out.end();
    await finished(out);
  }
}

/**
 * Fills the tables from a dump, emptied first, those that others refer to before those that refer. To be run inside one
 * transaction on a schema of the dump's own version. @throws AppError `store.backup_damaged` for a table that is not there
 */
export async function loadTables(client: PostgresClient, directory: string): Promise<void> {
  const order = await ownTables(client);
  const files = readdirSync(directory).filter((name) => name.endsWith('.ndjson'));
  const dumped = files.map((name) => name.slice(0, -'.ndjson'.length));
  const unknown = dumped.find((table) => !order.includes(table));
  if (unknown !== undefined) {
    throw new AppError('store.backup_damaged', `The backup holds a table ${unknown} that this schema does not have.`);
  }
  for (const table of order.toReversed()) await client.query(`DELETE FROM ${quoted(table)}`, []);
  for (const table of order)
    if (dumped.includes(table)) await loadTable(client, join(directory, `${table}.ndjson`), table);
}

/** Tables of the current schema, those that others refer to first. */
export async function ownTables(client: PostgresClient): Promise<string[]> {
  const tables = await client.query(
    'select tablename::text as name from pg_tables where schemaname = current_schema() order by 1',
    [],
  );
  const references = await client.query(
    `select c.relname::text as from_table, r.relname::text as to_table from pg_constraint k
       join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
     where k.contype = 'f' and k.connamespace = current_schema()::regnamespace and k.conrelid <> k.confrelid`,
    [],
  );
  const edges = references.rows as { from_table: string; to_table: string }[];
  const waiting = new Set(
    (tables.rows as { name: string }[]).map((row) => row.name).filter((name) => name !== 'store_probe'),
  );
  const order: string[] = [];
  while (waiting.size > 0) {
    const free = [...waiting].filter(
      (table) => !edges.some((edge) => edge.from_table === table && waiting.has(edge.to_table)),
    );
    if (free.length === 0)
      throw new AppError('store.copy_failed', `Tables refer to each other in a ring: ${[...waiting].join(', ')}.`);
    for (const table of free) waiting.delete(table);
    order.push(...free);
  }
  return order;
}

async function columnsOf(client: PostgresClient, table: string): Promise<Head['columns']> {
  const { rows } = await client.query(
    `select column_name::text as name, data_type::text as type from information_schema.columns
     where table_schema = current_schema() and table_name = $1 order by ordinal_position`,
    [table],
  );
  return rows as Head['columns'];
}

async function loadTable(client: PostgresClient, path: string, table: string): Promise<void> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let columns: Head['columns'] | null = null;
  let page: unknown[][] = [];
  for await (const line of lines) {
    if (columns === null) {
      columns = head.parse(JSON.parse(line)).columns;
      continue;
    }
    page.push(z.array(z.unknown()).length(columns.length).parse(JSON.parse(line)));
    if (page.length >= Math.min(PAGE_ROWS, Math.floor(MAX_PARAMETERS / columns.length))) {
      await insertRows(client, table, columns, page);
      page = [];
    }
  }
  if (columns !== null && page.length > 0) await insertRows(client, table, columns, page);
}

async function insertRows(
  client: PostgresClient,
  table: string,
  columns: Head['columns'],
  rows: unknown[][],
): Promise<void> {
  const values = rows.flatMap((row) => row.map((value, index) => fromJson(value, columns[index]?.type ?? 'text')));
  const places = rows.map(
    (_, row) => `(${columns.map((__, column) => `$${row * columns.length + column + 1}`).join(', ')})`,
  );
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  await client.query(`INSERT INTO ${quoted(table)} (${names}) VALUES ${places.join(', ')}`, values);
}

function toJson(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

function fromJson(value: unknown, type: string): unknown {
  return type === 'bytea' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
