import { useSpaceQuery } from '../data/use-query.ts';

/** Every log and what is read of it. Figures move all the time: asked for every five seconds while it is looked at. */
export function useLogs() {
  return useSpaceQuery('logs', ['state'], (clients) => clients.domains.getLogs({}), { refetchIntervalMs: 5000 });
}

/** What share of all new certificates is read. */
export function useCoverage(enabled = true) {
  return useSpaceQuery('logs', ['coverage'], (clients) => clients.domains.getCoverage({}), {
    enabled,
    refetchIntervalMs: 15_000,
  });
}

/** The last hour of one log. */
export function useLogSeries(sourceId: string) {
  return useSpaceQuery(
    'logs',
    ['series', sourceId],
    (clients) => clients.domains.getLogSeries({ params: { sourceId } }),
    { refetchIntervalMs: 10_000 },
  );
}

/** Names seen in certificates, and runs over them. */
export function useNamesSeen() {
  return useSpaceQuery('logs', ['names-seen'], (clients) => clients.domains.getNamesSeen({}), {
    refetchIntervalMs: 3000,
  });
}

/** Lists of registrations and zones. */
export function useNameLists() {
  return useSpaceQuery('logs', ['name-lists'], (clients) => clients.domains.listNameLists({}));
}
