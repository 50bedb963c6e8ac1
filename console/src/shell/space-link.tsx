import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSpace } from '../data/space.tsx';

type Page = 'incidents' | 'look-alikes' | 'sources' | 'logs' | 'reports';

interface Shared {
  children: ReactNode;
  className?: string | undefined;
}

const PATHS = {
  live: {
    incidents: '/incidents',
    'look-alikes': '/look-alikes',
    sources: '/sources',
    logs: '/logs',
    reports: '/reports',
  },
  rehearsal: {
    incidents: '/rehearsal/incidents',
    'look-alikes': '/rehearsal/look-alikes',
    sources: '/rehearsal/sources',
    logs: '/rehearsal/logs',
    reports: '/rehearsal/reports',
  },
} as const;

/** A link to a page of the same data space. */
export function PageLink({ page, children, className }: Shared & { page: Page }) {
  const space = useSpace();
  return (
    <Link to={PATHS[space][page]} className={className ?? 'text-accent hover:underline'}>
      {children}
    </Link>
  );
}

/** A link to an incident of the same data space, by id or number. */
export function IncidentLink({ incident, children, className }: Shared & { incident: string }) {
  const space = useSpace();
  return (
    <Link
      to={space === 'rehearsal' ? '/rehearsal/incidents/$incidentId' : '/incidents/$incidentId'}
      params={{ incidentId: incident }}
      className={className ?? 'text-accent hover:underline'}
    >
      {children}
    </Link>
  );
}
