import type { TimelineEntryWire } from '../../../src/incidents/api.ts';

/** What of a timeline is shown. */
export interface TimelineFilter {
  kind?: TimelineEntryWire['kind'] | undefined;
  /** An entity's value: a person, an address, a host. */
  who?: string | undefined;
}

/** A row as drawn: an entry, or the silence before it. */
export type TimelineRow =
  | { type: 'entry'; key: string; entry: TimelineEntryWire }
  | { type: 'gap'; key: string; durationMs: number; at: number; newDay: boolean };

/** Silences from this length on are drawn. */
const GAP_MS = 5 * 60_000;

/** The entries that pass a filter, in their order. */
export function filterEntries(entries: readonly TimelineEntryWire[], filter: TimelineFilter): TimelineEntryWire[] {
  return entries.filter(
    (entry) =>
      (filter.kind === undefined || entry.kind === filter.kind) &&
      (filter.who === undefined || entry.entities.some((entity) => entity.value === filter.who)),
  );
}

/** Puts a row for each long silence or new day (of UTC offset `dayOf`) between the entries; the first entry gets its day. */
export function withGaps(entries: readonly TimelineEntryWire[], dayOf: (at: number) => string): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let before: TimelineEntryWire | null = null;
  for (const entry of entries) {
    const durationMs: number = before === null ? 0 : entry.at - before.at;
    const newDay = before === null || dayOf(before.at) !== dayOf(entry.at);
    if (newDay || durationMs >= GAP_MS) {
      rows.push({ type: 'gap', key: `gap ${entry.entryId}`, durationMs, at: entry.at, newDay });
    }
    rows.push({ type: 'entry', key: entry.entryId, entry });
    before = entry;
  }
  return rows;
}

/** People and things that a timeline names, the most named first: what its filter offers. */
export function namedIn(
  entries: readonly TimelineEntryWire[],
  limit = 50,
): { value: string; label: string; count: number }[] {
  const counts = new Map<string, { value: string; label: string; count: number }>();
  for (const entry of entries) {
    for (const entity of entry.entities) {
      const known = counts.get(entity.value);
      if (known === undefined) counts.set(entity.value, { value: entity.value, label: entity.label, count: 1 });
      else known.count += 1;
    }
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count || a.label.localeCompare(b.label)).slice(0, limit);
}

/** How long after it happened a record reached us and was judged; null for what we did ourselves. */
export function lagsOf(entry: TimelineEntryWire): { seenAfterMs: number; judgedAfterMs: number } | null {
  if (entry.receivedAt === null || entry.foundAt === null) return null;
  return { seenAfterMs: entry.receivedAt - entry.at, judgedAfterMs: entry.foundAt - entry.receivedAt };
}
