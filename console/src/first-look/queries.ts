import { useSpaceQuery } from '../data/use-query.ts';

/** Whether look-ups run, and how. */
export function useLookUps() {
  return useSpaceQuery('first-look', ['setting'], (clients) => clients.domains.getLookUps({}));
}

/** The last look at the names of each brand. The live stream brings progress; the interval is for when it is cut. */
export function useFirstLooks(isRunning: boolean) {
  return useSpaceQuery(
    'first-look',
    ['runs'],
    (clients) => clients.domains.listFirstLooks({}),
    isRunning ? { refetchIntervalMs: 5000 } : {},
  );
}
