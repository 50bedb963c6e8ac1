import { createContext, useContext } from 'react';

/** Which data a page shows: the company's own, or the rehearsal's. Chosen by the URL alone, never mixed. */
export type Space = 'live' | 'rehearsal';

const SpaceContext = createContext<Space>('live');

export const SpaceProvider = SpaceContext.Provider;

/** The data space of the page. */
export function useSpace(): Space {
  return useContext(SpaceContext);
}

/** The data space that a path belongs to. */
export function spaceOfPath(pathname: string): Space {
  return pathname === '/rehearsal' || pathname.startsWith('/rehearsal/') ? 'rehearsal' : 'live';
}
