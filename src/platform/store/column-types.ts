import { type RawBuilder, sql } from 'kysely';
import type { Dialect } from './db.ts';

/** Whole numbers up to 2^53 − 1 and times in milliseconds: `integer` on SQLite (64 bits there), `bigint` on PostgreSQL. */
export function bigintType(dialect: Dialect): 'integer' | 'bigint' {
  return dialect === 'sqlite' ? 'integer' : 'bigint';
}

/** Bytes, read back as Uint8Array. */
export function bytesType(dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`blob` : sql`bytea`;
}

/** A floating-point number. */
export function realType(dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`real` : sql`double precision`;
}

/** Text that is a key or is sorted by: compared by its bytes on both databases, whatever the server's locale. */
export function textKeyType(dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`text` : sql`text collate "C"`;
}
