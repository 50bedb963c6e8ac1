import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useSpaceQuery } from './use-query.ts';

/** Gives the present time of the page's data space, in milliseconds UTC. */
type Now = () => number;

const NowContext = createContext<Now>(() => Date.now());

/** The reader's zone. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The overview of the page's data space: also what its clock is set by. */
export function useOverview() {
  return useSpaceQuery('overview', [], (clients) => clients.setup.getOverview({}), { refetchIntervalMs: 60_000 });
}

/** Runs the space's clock from what the server last said: a rehearsal's goes at its factor. */
export function ClockProvider({ children }: { children: ReactNode }) {
  const { data, dataUpdatedAt } = useOverview();
  const now = useMemo<Now>(() => {
    if (data === undefined) return () => Date.now();
    return () => Math.round(data.now + (Date.now() - dataUpdatedAt) * data.clockFactor);
  }, [data, dataUpdatedAt]);
  return <NowContext value={now}>{children}</NowContext>;
}

/** The time now, rendered again every `everyMs` of the reader's time. */
export function useNow(everyMs = 1000): number {
  const now = useContext(NowContext);
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now();
}

/** The function itself, for what must not render again every second. */
export function useNowFunction(): Now {
  return useContext(NowContext);
}
