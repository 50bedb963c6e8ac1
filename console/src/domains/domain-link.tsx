import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSpace } from '../data/space.tsx';

/** A link to the page of a domain in the same data space; never to the domain itself. */
export function DomainLink({
  domain,
  children,
  className,
}: {
  domain: string;
  children: ReactNode;
  className?: string;
}) {
  const space = useSpace();
  return (
    <Link
      to={space === 'rehearsal' ? '/rehearsal/domains/$domain' : '/domains/$domain'}
      params={{ domain }}
      className={className ?? 'text-accent hover:underline'}
    >
      {children}
    </Link>
  );
}
