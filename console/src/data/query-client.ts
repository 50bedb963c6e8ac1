import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { AppError } from '../../../src/base/errors.ts';

/** What the screens are made of; the live stream names which of these changed. */
export type Topic =
  | 'overview'
  | 'setup'
  | 'incidents'
  | 'timeline'
  | 'findings'
  | 'plans'
  | 'responders'
  | 'sources'
  | 'reports'
  | 'look-alikes'
  | 'first-look'
  | 'brands'
  | 'imports'
  | 'channels'
  | 'certificate-logs'
  | 'logs'
  | 'rehearsal'
  | 'accounts'
  | 'tokens'
  | 'audit'
  | 'me'
  | 'sign-in';

/** Every query's key: data space (or `global`), topic, then what it was asked with. */
export type TopicKey = readonly ['live' | 'rehearsal' | 'global', Topic, ...unknown[]];

function sessionEnded(error: unknown): boolean {
  return error instanceof AppError && error.status === 401;
}

/** Makes the cache of what was fetched. A 401 anywhere asks who is signed in again, which leads to the sign-in page. */
export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => onError(error, query.queryKey[1] === 'me') }),
    mutationCache: new MutationCache({ onError: (error) => onError(error, false) }),
    defaultOptions: {
      queries: {
        // The live stream says what changed; the rest is refreshed when a page is opened again after a minute.
        staleTime: 60_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => {
          if (error instanceof AppError && error.status < 500 && error.status !== 429) return false;
          return count < 2;
        },
        retryDelay: (attempt) => Math.min(8000, 500 * 2 ** attempt),
      },
      mutations: { retry: false },
    },
  });
  function onError(error: Error, isMe: boolean): void {
    if (sessionEnded(error) && !isMe) void client.invalidateQueries({ queryKey: ['global', 'me'] });
  }
  return client;
}
