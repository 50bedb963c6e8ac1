import { useGlobalQuery } from '../data/use-query.ts';

/** The rehearsal as it stands. While it runs, asked for every second too: its truth moves with its clock. */
export function useRehearsal(watch = false) {
  return useGlobalQuery(
    'rehearsal',
    [],
    (clients) => clients.rehearsal.getRehearsal({}),
    watch ? { refetchIntervalMs: 1000 } : {},
  );
}
