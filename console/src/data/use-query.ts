import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { clientsOf } from './clients.ts';
import type { Clients } from './clients.ts';
import type { Topic } from './query-client.ts';
import { useSpace } from './space.tsx';

interface Options {
  enabled?: boolean;
  refetchIntervalMs?: number;
}

/** Fetches something of the page's data space; refetched when the live stream names its topic. */
export function useSpaceQuery<T>(
  topic: Topic,
  args: readonly unknown[],
  fetcher: (clients: Clients) => Promise<T>,
  options: Options = {},
): UseQueryResult<T> {
  const space = useSpace();
  return useQuery({
    queryKey: [space, topic, ...args],
    queryFn: () => fetcher(clientsOf(space)),
    enabled: options.enabled ?? true,
    ...(options.refetchIntervalMs === undefined ? {} : { refetchInterval: options.refetchIntervalMs }),
  });
}

/** Fetches something of the whole installation. */
export function useGlobalQuery<T>(
  topic: Topic,
  args: readonly unknown[],
  fetcher: (clients: Clients) => Promise<T>,
  options: Options = {},
): UseQueryResult<T> {
  return useQuery({
    queryKey: ['global', topic, ...args],
    queryFn: () => fetcher(clientsOf('live')),
    enabled: options.enabled ?? true,
    ...(options.refetchIntervalMs === undefined ? {} : { refetchInterval: options.refetchIntervalMs }),
  });
}
