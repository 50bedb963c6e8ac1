import type { DomainsSearch } from '../search.ts';
import type { Filter } from './domain-queries.ts';

const DAY_MS = 86_400_000;
const TIMES_MS = { '1d': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;
const MINUTE_MS = 60_000;

/** What the address bar says, as the API takes it. @param nowMs cut to the minute, so that the same address asks the same */
export function filterOf(search: DomainsSearch, nowMs: number): Filter {
  const since =
    search.time === undefined ? undefined : Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - TIMES_MS[search.time];
  const filter: Filter = {
    brand: search.brand,
    class: search.class,
    decision: search.decision,
    state: search.state,
    seenIn: search.seen,
    text: search.q,
    since,
    sort: search.sort,
    order: search.order,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Where the same list is saved from, whole. */
export function exportHref(filter: Filter, format: 'csv' | 'ndjson', space: string): string {
  const query = new URLSearchParams({ format, space });
  for (const [name, value] of Object.entries(filter)) query.set(name, String(value));
  return `/api/v1/look-alikes/export?${query.toString()}`;
}
