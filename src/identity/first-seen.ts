import { hash } from 'node:crypto';
import type { IndexedFields } from '../engines/events/index.ts';
import type { Tx } from '../platform/store/db.ts';
import { neighbourhoodOf, networkClassOf } from './networks.ts';
import type { FirstSeenRow, IdentityTables } from './tables.ts';

export type SeenKind = 'prefix' | 'asn' | 'device' | 'fingerprint' | 'country' | 'client' | 'any';

/**
 * A thing counts as known a day after it was first seen. Shorter, and one attack would vouch for its own second half; and since
 * it is longer than any lateness of delivery, what was known at a moment does not depend on the order in which records came.
 */
export const KNOWN_AFTER_MS = 86_400_000;

/** What was only ever seen in doubtful circumstances becomes known after a week, in which somebody had time to look. */
export const DOUBTFUL_KNOWN_AFTER_MS = 7 * 86_400_000;

/** Values kept per person and kind; the one seen longest ago goes first. */
const MAX_VALUES = 200;

const MAX_VALUE_CHARS = 200;

/** What people were seen with, for one batch: loaded once, read often, written once. */
export class FirstSeen {
  readonly #tx: Tx;
  readonly #tenantId: string;
  readonly #rows = new Map<string, Map<string, FirstSeenRow>>();
  readonly #changed = new Set<FirstSeenRow>();
  readonly #people = new Map<string, Promise<FirstSeenRow[]>>();

  private constructor(tx: Tx, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** Loads what is known of these people. */
  static async load(tx: Tx, tenantId: string, principals: ReadonlySet<string>): Promise<FirstSeen> {
    const seen = new FirstSeen(tx, tenantId);
    const all = [...principals];
    for (let from = 0; from < all.length; from += 200) {
      const rows = await tx
        .tables<IdentityTables>()
        .selectFrom('first_seen')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('principal', 'in', all.slice(from, from + 200))
        .execute();
      for (const row of rows) seen.#of(row.principal).set(keyOf(row.kind, row.value), row);
    }
    return seen;
  }

  #of(principal: string): Map<string, FirstSeenRow> {
    const held = this.#rows.get(principal);
    if (held !== undefined) return held;
    const fresh = new Map<string, FirstSeenRow>();
    this.#rows.set(principal, fresh);
    return fresh;
  }

  /** True when the person had been seen with it long enough before the moment. Null when there is nothing to look up. */
  known(principal: string, kind: SeenKind, value: string | null, atMs: number): boolean | null {
    if (value === null) return null;
    const row = this.#rows.get(principal)?.get(keyOf(kind, boundedValue(value)));
    return row !== undefined && isKnown(row, atMs);
  }

  /** True when a device of the event was known for the person; null when the event names none. */
  deviceKnown(principal: string, fields: IndexedFields, atMs: number): boolean | null {
    const byId = this.known(principal, 'device', fields.deviceId, atMs);
    const byFingerprint = this.known(principal, 'fingerprint', fields.deviceFingerprint, atMs);
    return byId === null && byFingerprint === null ? null : byId === true || byFingerprint === true;
  }

  /**
   * Learns from an event that only a completed sign-in brings forth. An attacker's session brings forth the same events, so
   * that circumstances in which nothing speaks for the person are doubtful: a server network, or network and device both new
   * to somebody we know.
   */
  learn(principal: string, fields: IndexedFields, atMs: number): void {
    const doubtful = this.deviceKnown(principal, fields, atMs) !== true && this.#isDoubtful(principal, fields, atMs);
    this.#see(principal, 'any', '', atMs, false);
    const values: [SeenKind, string | null][] = [
      ['prefix', neighbourhoodOf(fields.ip, fields.asn)],
      ['asn', fields.asn === null ? null : String(fields.asn)],
      ['device', fields.deviceId],
      ['fingerprint', fields.deviceFingerprint],
      ['country', fields.country],
      ['client', clientOf(fields)],
    ];
    for (const [kind, value] of values) if (value !== null) this.#see(principal, kind, value, atMs, doubtful);
  }

  #isDoubtful(principal: string, fields: IndexedFields, atMs: number): boolean {
    if (networkClassOf(fields.asn, fields.isProxy) !== null) return true;
    if (this.known(principal, 'any', '', atMs) !== true) return false;
    const asn = fields.asn === null ? null : String(fields.asn);
    const near = this.known(principal, 'prefix', neighbourhoodOf(fields.ip, fields.asn), atMs) === true;
    return !near && this.known(principal, 'asn', asn, atMs) !== true;
  }

  #see(principal: string, kind: SeenKind, rawValue: string, atMs: number, doubtful: boolean): void {
    const value = boundedValue(rawValue);
    const rows = this.#of(principal);
    const key = keyOf(kind, value);
    const row = rows.get(key);
    const clean = doubtful ? null : atMs;
    const next: FirstSeenRow =
      row === undefined
        ? {
            tenant_id: this.#tenantId,
            principal,
            kind,
            value,
            first_at: atMs,
            clean_at: clean,
            last_at: atMs,
            count: 1,
          }
        : {
            ...row,
            first_at: Math.min(row.first_at, atMs),
            clean_at: earlier(row.clean_at, clean),
            last_at: Math.max(row.last_at, atMs),
            count: row.count + 1,
          };
    if (row !== undefined) this.#changed.delete(row);
    rows.set(key, next);
    this.#changed.add(next);
  }

  /** How many people had been seen in this neighbourhood long enough before the moment, counted up to `upTo`. */
  async peopleKnownIn(prefix: string, atMs: number, upTo: number): Promise<number> {
    let rows = this.#people.get(prefix);
    if (rows === undefined) {
      rows = this.#tx
        .tables<IdentityTables>()
        .selectFrom('first_seen')
        .selectAll()
        .where('tenant_id', '=', this.#tenantId)
        .where('kind', '=', 'prefix')
        .where('value', '=', prefix)
        .orderBy('first_at')
        .limit(upTo * 10)
        .execute();
      this.#people.set(prefix, rows);
    }
    return (await rows).filter((row) => isKnown(row, atMs)).length;
  }

  /** The earliest moment anybody of the tenant was learned; null when nothing was. */
  async earliest(): Promise<number | null> {
    const row = await this.#tx
      .tables<IdentityTables>()
      .selectFrom('first_seen')
      .select('first_at')
      .where('tenant_id', '=', this.#tenantId)
      .where('kind', '=', 'any')
      .where('value', '=', '')
      .orderBy('first_at')
      .limit(1)
      .executeTakeFirst();
    return row?.first_at ?? null;
  }

  /** Writes what was learned, and lets go of what a person was seen with longest ago where there is too much of it. */
  async flush(): Promise<void> {
    const rows = [...this.#changed];
    this.#changed.clear();
    for (let from = 0; from < rows.length; from += 100) {
      await this.#tx
        .tables<IdentityTables>()
        .insertInto('first_seen')
        .values(rows.slice(from, from + 100))
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'principal', 'kind', 'value']).doUpdateSet((eb) => ({
            first_at: eb.ref('excluded.first_at'),
            clean_at: eb.ref('excluded.clean_at'),
            last_at: eb.ref('excluded.last_at'),
            count: eb.ref('excluded.count'),
          })),
        )
        .execute();
    }
    for (const principal of new Set(rows.map((row) => row.principal))) await this.#trim(principal);
  }

  async #trim(principal: string): Promise<void> {
    const held = this.#of(principal);
    if (held.size <= MAX_VALUES) return;
    for (const kind of ['prefix', 'asn', 'device', 'fingerprint', 'country', 'client'] as const) {
      const rows = [...held.values()].filter((row) => row.kind === kind).toSorted((a, b) => b.last_at - a.last_at);
      for (const row of rows.slice(MAX_VALUES)) {
        held.delete(keyOf(row.kind, row.value));
        await this.#tx
          .tables<IdentityTables>()
          .deleteFrom('first_seen')
          .where('tenant_id', '=', this.#tenantId)
          .where('principal', '=', principal)
          .where('kind', '=', row.kind)
          .where('value', '=', row.value)
          .execute();
      }
    }
  }
}

/**
 * Forgets what people were last seen with before a moment, so that the table follows the company instead of growing for ever.
 * @returns how many rows went
 */
export async function forgetUnseen(tx: Tx, tenantId: string, beforeMs: number): Promise<number> {
  const { numDeletedRows } = await tx
    .tables<IdentityTables>()
    .deleteFrom('first_seen')
    .where('tenant_id', '=', tenantId)
    .where('last_at', '<', beforeMs)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Browser and system together: the weakest of the things a person is known by. */
export function clientOf(fields: IndexedFields): string | null {
  return fields.uaFamily === null && fields.osFamily === null
    ? null
    : `${fields.uaFamily ?? '?'}/${fields.osFamily ?? '?'}`;
}

function isKnown(row: FirstSeenRow, atMs: number): boolean {
  if (row.clean_at !== null && row.clean_at <= atMs - KNOWN_AFTER_MS) return true;
  return row.first_at <= atMs - DOUBTFUL_KNOWN_AFTER_MS;
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

function keyOf(kind: string, value: string): string {
  return `${kind} ${value}`;
}

/** Values are bounded for the index; longer ones stand there by their hash. */
function boundedValue(value: string): string {
  return value.length <= MAX_VALUE_CHARS ? value : `sha256:${hash('sha256', value)}`;
}
