import { Dot } from '../kit/badge.tsx';
import { useLiveState } from './live-state.ts';

const WORDS = { connecting: 'Connecting', live: 'Live', lost: 'Reconnecting' } as const;

/** Whether the page follows what happens. */
export function LiveMark({ compact = false }: { compact?: boolean }) {
  const state = useLiveState();
  const tone = state === 'live' ? 'good' : state === 'lost' ? 'high' : 'neutral';
  return (
    <p
      role="status"
      className={
        compact
          ? 'text-ink-3 flex items-center gap-1.5 text-xs'
          : 'text-ink-3 mb-1 flex items-center gap-2 px-2.5 py-1 text-xs'
      }
    >
      <Dot tone={tone} />
      {WORDS[state]}
    </p>
  );
}
