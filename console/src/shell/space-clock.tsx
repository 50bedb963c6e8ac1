import { useNow, ZONE } from '../data/clock.tsx';
import { formatFull, formatTimeOfDay } from '../text/format.ts';

/** The clock of the page's data space, running. */
export function SpaceClock() {
  const now = useNow(200);
  return (
    <time className="mono text-ink" title={formatFull(now, ZONE)} aria-label="The rehearsal’s clock">
      {formatTimeOfDay(now, ZONE)}
    </time>
  );
}
