import { SEVERITIES, type FindingDraft } from '../base/finding.ts';
import type { LookAlike } from '../engines/lookalike/index.ts';
import type { Tx } from '../platform/store/db.ts';
import { want, type WantedBecause } from './enrich/want.ts';
import { renewFeed } from './feeds/feed-state.ts';
import { isGraver, type Sighting } from './judge-entries.ts';
import { type LifeEvent, recordLife } from './life/record-life.ts';
import { lookAlikeFinding, severityOf, type LogName } from './look-alike-finding.ts';
import { type DomainTables, type LookAlikeRow, MAX_HOSTS } from './tables.ts';

/** Where a look-alike was seen. */
export type SeenIn = 'certificates' | 'reports' | 'registrations' | 'dns' | 'proxy' | 'look-up' | 'by-hand';

const DAY_MS = 86_400_000;
/** What blocklists say of a domain. */
const LISTED_FIELDS = ['hosts', 'brand', 'class', 'score'] as const;
/** Both databases bound the number of parameters of one statement. */
const CHUNK = 200;

/**
 * Writes down what certificates name, and gives the findings that follow: one per registrable domain and day, counted by the
 * log's time from the certificate that the finding rests on, and one more within the day only for a graver name. The row that
 * remembers it is written in the same transaction as the log's position, so the same certificates give the same findings
 * however they are cut into pages and wherever the program dies. What is alarming, or new, is put into the look-up queue.
 * @param isRepeat whether the certificates were handed out before, unproven: then only what they did not name is told
 * @returns the drafts in the log's order, and the domains whose rows changed
 */
export async function recordSightings(
  tx: Tx,
  tenantId: string,
  sightings: readonly Sighting[],
  isRepeat: boolean,
  log: LogName,
  receivedAt: number,
): Promise<{ drafts: FindingDraft[]; changed: string[] }> {
  const rows = await readRows(
    tx,
    tenantId,
    sightings.map((sighting) => sighting.verdict.registrable),
  );
  const stood = new Map(rows);
  const drafts: FindingDraft[] = [];
  const wanted = new Map<string, WantedBecause>();
  const certified = new Map<string, LifeEvent>();
  for (const { entry, verdict, hosts } of sightings) {
    const { registrable } = verdict;
    const before = rows.get(registrable) ?? null;
    if ((before?.certified_at ?? null) === null) {
      certified.set(registrable, {
        kind: 'certified',
        at: entry.timestampMs,
        detail: { log: log.origin, index: entry.leafIndex },
      });
    }
    if (before === null) wanted.set(registrable, verdict.reported ? 'alarm' : 'unverified-use');
    const row = seen(before, tenantId, verdict, hosts, 'certificates', receivedAt);
    row.certified_at = Math.min(row.certified_at ?? entry.timestampMs, entry.timestampMs);
    if (entry.verified) row.proven_at ??= receivedAt;
    rows.set(registrable, row);

    const severity = severityOf(verdict);
    if (severity === null) continue;
    const rank = SEVERITIES.indexOf(severity);
    if (!isNews(row, rank, entry.timestampMs, isRepeat)) continue;
    if (row.told_at === null || entry.timestampMs >= row.told_at + DAY_MS) row.told_at = entry.timestampMs;
    row.told_rank = rank;
    wanted.set(registrable, 'alarm');
    drafts.push(lookAlikeFinding(verdict, severity, entry, log, receivedAt));
  }
  await writeRows(tx, tenantId, stood, [...rows.values()], receivedAt);
  for (const [registrable, why] of wanted) await want(tx, tenantId, registrable, why, receivedAt);
  for (const [registrable, event] of certified) await recordLife(tx, tenantId, registrable, { ...event, once: true });
  return { drafts, changed: [...rows.keys()] };
}

/**
 * Whether a certificate is to be told of a domain. One that comes again, now proven, was told at its time if it was news then:
 * so it is news only where nothing was told, or nothing as grave, up to its own time; which is when the list of names that was
 * told from hid a name.
 */
function isNews(
  row: Pick<LookAlikeRow, 'told_at' | 'told_rank'>,
  rank: number,
  atMs: number,
  isRepeat: boolean,
): boolean {
  if (row.told_at === null || atMs >= row.told_at + DAY_MS) return true;
  return rank > row.told_rank && (!isRepeat || atMs >= row.told_at);
}

/** Writes down that a look-alike was named elsewhere than in a certificate. Makes no finding. */
export async function recordElsewhere(
  tx: Tx,
  tenantId: string,
  verdict: LookAlike,
  seenIn: SeenIn,
  at: number,
): Promise<void> {
  const rows = await readRows(tx, tenantId, [verdict.registrable]);
  const row = seen(rows.get(verdict.registrable) ?? null, tenantId, verdict, [verdict.host], seenIn, at);
  await writeRows(tx, tenantId, rows, [row], at);
  if (seenIn !== 'reports') return;
  // Somebody was sent there: it is looked up before what was only certified.
  await want(tx, tenantId, verdict.registrable, 'alarm', at);
  await recordLife(tx, tenantId, verdict.registrable, {
    kind: 'reported',
    at,
    detail: { host: verdict.host },
    once: true,
  });
}

function seen(
  before: LookAlikeRow | null,
  tenantId: string,
  verdict: LookAlike,
  hosts: readonly string[],
  seenIn: SeenIn,
  at: number,
): LookAlikeRow {
  const { brand, score } = verdict;
  const best = { brand, class: verdict.class, score, reported: verdict.reported ? 1 : 0 };
  if (before === null) {
    return {
      tenant_id: tenantId,
      registrable: verdict.registrable,
      hosts: JSON.stringify(hosts.slice(0, MAX_HOSTS)),
      ...best,
      first_seen_at: at,
      last_seen_at: at,
      certified_at: null,
      seen_in: JSON.stringify([seenIn]),
      told_at: null,
      told_rank: 0,
      proven_at: null,
    };
  }
  const was = { reported: before.reported === 1, class: before.class as LookAlike['class'], score: before.score };
  return {
    ...before,
    ...(isGraver(verdict, was) ? best : {}),
    hosts: JSON.stringify([...new Set([...listOf(before.hosts), ...hosts])].slice(0, MAX_HOSTS)),
    first_seen_at: Math.min(before.first_seen_at, at),
    last_seen_at: Math.max(before.last_seen_at, at),
    seen_in: JSON.stringify([...new Set([...listOf(before.seen_in), seenIn])]),
  };
}

/** A JSON list of texts of one of our rows. */
export function listOf(json: string): string[] {
  const list: string[] = JSON.parse(json);
  return list;
}

async function readRows(tx: Tx, tenantId: string, domains: readonly string[]): Promise<Map<string, LookAlikeRow>> {
  const wanted = [...new Set(domains)];
  const rows = new Map<string, LookAlikeRow>();
  for (let from = 0; from < wanted.length; from += CHUNK) {
    const found = await tx
      .tables<DomainTables>()
      .selectFrom('look_alike')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('registrable', 'in', wanted.slice(from, from + CHUNK))
      .execute();
    for (const row of found) rows.set(row.registrable, row);
  }
  return rows;
}

/** Keeps the rows, and renews the blocklists where a listed domain has more hosts, or another brand or score. */
async function writeRows(
  tx: Tx,
  tenantId: string,
  stood: ReadonlyMap<string, LookAlikeRow>,
  rows: readonly LookAlikeRow[],
  at: number,
): Promise<void> {
  for (const row of rows) {
    const { tenant_id: _tenant, registrable: _registrable, ...values } = row;
    await tx
      .tables<DomainTables>()
      .insertInto('look_alike')
      .values(row)
      .onConflict((conflict) => conflict.columns(['tenant_id', 'registrable']).doUpdateSet(values))
      .execute();
  }
  const changed = rows.filter((row) => {
    const before = stood.get(row.registrable);
    return LISTED_FIELDS.some((field) => before?.[field] !== row[field]);
  });
  await renewFeed(
    tx,
    tenantId,
    changed.map((row) => row.registrable),
    at,
  );
}
