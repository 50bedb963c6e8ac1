import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { connectLive } from '../data/live-channel.ts';
import type { LiveState } from '../data/live-channel.ts';
import { TOPICS_OF } from '../data/live-topics.ts';
import type { Topic } from '../data/query-client.ts';

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

function setState(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Whether the live stream stands. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** A burst of events (a rehearsal at ×60) becomes one refetch per topic and this long. */
const FLUSH_MS = 300;

/** Keeps what was fetched up to date from the live stream. Mounted once, in the shell. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    function flush(): void {
      timer = null;
      const now = [...stale];
      stale.clear();
      for (const entry of now) {
        const [space, topic] = entry.split(' ');
        void queries.invalidateQueries({ queryKey: [space, topic] }, { cancelRefetch: false });
      }
    }
    function mark(space: string, topics: readonly Topic[]): void {
      for (const topic of topics) {
        stale.add(`${space} ${topic}`);
        stale.add(`global ${topic}`);
      }
      timer ??= setTimeout(flush, FLUSH_MS);
    }
    let wasLost = false;
    const connection = connectLive((news) => {
      if (news.type === 'event') mark(news.space, TOPICS_OF[news.kind] ?? []);
      if (news.type === 'reset') void queries.invalidateQueries();
      if (news.type === 'refused') void queries.invalidateQueries({ queryKey: ['global', 'me'] });
      if (news.type === 'state') {
        setState(news.state);
        // What changed while nobody listened is resumed by Last-Event-ID; failed fetches are not, so try those again.
        if (news.state === 'live' && wasLost) {
          void queries.invalidateQueries({ predicate: (query) => query.state.status === 'error' });
        }
        wasLost = news.state === 'lost';
      }
    });
    return () => {
      if (timer !== null) clearTimeout(timer);
      connection.close();
    };
  }, [queries]);
}
