import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';

/** Incidents of a state and a search, page by page, those with the newest finding first. */
export function useIncidents(state: 'open' | 'contained' | 'closed' | 'all', q: string) {
  const space = useSpace();
  return useInfiniteQuery({
    queryKey: [space, 'incidents', 'list', state, q],
    queryFn: ({ pageParam }) =>
      clientsOf(space).incidents.listIncidents({
        query: { state, limit: 500, ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** One incident, by id or number. */
export function useIncident(incidentId: string) {
  return useSpaceQuery('incidents', ['one', incidentId], (clients) =>
    clients.incidents.getIncident({ params: { incidentId } }),
  );
}

/** The timeline of an incident, earliest first, 5,000 entries a page. */
export function useTimeline(incidentId: string) {
  const space = useSpace();
  return useInfiniteQuery({
    queryKey: [space, 'timeline', incidentId],
    queryFn: ({ pageParam }) =>
      clientsOf(space).incidents.getTimeline({
        params: { incidentId },
        query: { limit: 5000, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One finding with its raw evidence. Immutable, so never out of date. */
export function useFinding(findingId: string | undefined) {
  return useSpaceQuery(
    'findings',
    [findingId],
    (clients) => clients.incidents.getFinding({ params: { findingId: findingId ?? '' } }),
    { enabled: findingId !== undefined },
  );
}
