import type { Clock } from '../../base/clock.ts';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../../base/ids.ts';
import type { Db, Tx } from '../store/db.ts';
import { auditHash, GENESIS_HASH } from './audit-hash.ts';
import type { AuditEntryTable, AuditTables } from './tables.ts';

/** Who did what to which objects, and what came of it. Ids only: erasing a person must leave the chain whole. */
export interface AuditEvent {
  actor: { kind: 'account' | 'bootstrap' | 'token' | 'system' | 'anonymous'; id: string };
  /** e.g. `incident.merge` */
  verb: string;
  objects: readonly string[];
  /** `begun` stands before a dangerous write, so that none escapes the log; a code follows `denied:` and `failed:`. */
  outcome: 'done' | 'begun' | `denied:${string}` | `failed:${string}`;
  /** Data space of the call. */
  space?: string;
  requestId?: string;
}

export interface AuditPage {
  items: AuditEntryTable[];
  nextCursor: string | null;
}

export type ChainState =
  | { whole: true; entries: number; headHash: string }
  | { whole: false; brokenAtSeq: number; reason: string };

/** The installation's audit log. */
export interface AuditLog {
  /** Appends in a transaction of its own. */
  record(event: AuditEvent): Promise<void>;
  /** Appends inside the transaction that makes the change. */
  append(tx: Tx, event: AuditEvent): Promise<void>;
  /**
   * Newest first.
   * @param cursor of the page before, or null
   * @param rehearsal whether lines of the rehearsal are among them
   */
  page(cursor: string | null, limit: number, rehearsal?: 'shown' | 'hidden'): Promise<AuditPage>;
  /** Walks the whole chain; says where it breaks. */
  verify(): Promise<ChainState>;
}

const VERIFY_BATCH = 1000;
const MAX_OBJECTS = 100;
const MAX_TEXT = 200;

/** Append-only, hash-chained: each entry holds the hash of the one before, so that a changed or missing line shows. */
export function createAuditLog(deps: { db: Db; clock: Clock }): AuditLog {
  const { db, clock } = deps;

  async function append(tx: Tx, event: AuditEvent): Promise<void> {
    const seq = await tx.next(LIVE_TENANT, 'audit');
    const before = await tx
      .tables<AuditTables>()
      .selectFrom('audit_entry')
      .select('hash')
      .where('tenant_id', '=', LIVE_TENANT)
      .where('seq', '=', seq - 1)
      .executeTakeFirst();
    const entry = {
      tenant_id: LIVE_TENANT,
      seq,
      at: clock.now(),
      actor_kind: event.actor.kind,
      actor_id: clean(event.actor.id),
      verb: clean(event.verb),
      objects: JSON.stringify(event.objects.slice(0, MAX_OBJECTS).map(clean)),
      outcome: clean(event.outcome),
      space: clean(event.space ?? LIVE_TENANT),
      request_id: clean(event.requestId ?? ''),
      prev_hash: before?.hash ?? GENESIS_HASH,
    };
    await tx
      .tables<AuditTables>()
      .insertInto('audit_entry')
      .values({ ...entry, hash: auditHash(entry) })
      .execute();
  }

  return {
    append,
    record: (event) => db.transaction((tx) => append(tx, event)),
    async page(cursor, limit, rehearsal = 'shown') {
      const before = cursor === null ? Number.MAX_SAFE_INTEGER : Number.parseInt(cursor, 10);
      let lines = db
        .read<AuditTables>()
        .selectFrom('audit_entry')
        .selectAll()
        .where('tenant_id', '=', LIVE_TENANT)
        .where('seq', '<', Number.isSafeInteger(before) ? before : 0);
      if (rehearsal === 'hidden') lines = lines.where('space', '!=', REHEARSAL_TENANT);
      const rows = await lines
        .orderBy('seq', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit);
      return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.seq ?? 0) : null };
    },
    async verify() {
      let previous = GENESIS_HASH;
      let seq = 0;
      for (;;) {
        const rows = await db
          .read<AuditTables>()
          .selectFrom('audit_entry')
          .selectAll()
          .where('tenant_id', '=', LIVE_TENANT)
          .where('seq', '>', seq)
          .orderBy('seq')
          .limit(VERIFY_BATCH)
          .execute();
        for (const row of rows) {
          const fault = faultOf(row, seq + 1, previous);
          if (fault) return { whole: false, brokenAtSeq: seq + 1, reason: fault };
          previous = row.hash;
          seq = row.seq;
        }
        if (rows.length < VERIFY_BATCH) break;
      }
      const counted = await countedEntries(db);
      if (counted !== seq) return { whole: false, brokenAtSeq: seq + 1, reason: 'the newest entries are missing' };
      return { whole: true, entries: seq, headHash: previous };
    },
  };
}

function faultOf(row: AuditEntryTable, seq: number, previous: string): string | null {
  if (row.seq !== seq) return 'an entry is missing';
  if (row.prev_hash !== previous) return 'it does not follow the entry before it';
  if (row.hash !== auditHash(row)) return 'it was changed after it was written';
  return null;
}

/** The counter that gave out the numbers: entries cut off at the end leave it ahead. */
async function countedEntries(db: Db): Promise<number> {
  const row = await db
    .read<{ tenant_counter: { tenant_id: string; counter: string; value: number } }>()
    .selectFrom('tenant_counter')
    .select('value')
    .where('tenant_id', '=', LIVE_TENANT)
    .where('counter', '=', 'audit')
    .executeTakeFirst();
  return row?.value ?? 0;
}

/** Ids come from callers: bounded, and without control characters. */
function clean(text: string): string {
  let out = '';
  for (const char of text.slice(0, MAX_TEXT)) {
    const code = char.codePointAt(0) ?? 0;
    // Lone surrogates are not UTF-8: a database would store another text than was hashed.
    out += code < 0x20 || code === 0x7f || (code >= 0xd800 && code <= 0xdfff) ? '?' : char;
  }
  return out;
}
