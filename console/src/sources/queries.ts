import { useSpaceQuery } from '../data/use-query.ts';

/** Every source with its health. Its figures move without events, so it is asked for every ten seconds too. */
export function useSources() {
  return useSpaceQuery('sources', [], (clients) => clients.sources.listSources({}), { refetchIntervalMs: 10_000 });
}
