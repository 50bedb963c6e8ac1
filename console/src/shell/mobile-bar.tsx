import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Space } from '../data/space.tsx';
import { pagesOf } from './pages.ts';

/** The bar at the foot of a phone: the four pages one opens most, and the rest. */
export function MobileBar({ space, more }: { space: Space; more: ReactNode }) {
  const pages = pagesOf(space)
    .filter((page) => page.id !== 'reports')
    .slice(0, 4);
  return (
    <nav
      aria-label="Main pages"
      className="border-line bg-surface fixed inset-x-0 bottom-0 z-30 flex h-14 border-t pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {pages.map((page) => {
        const Icon = page.icon;
        return (
          <Link
            key={page.path}
            to={page.path}
            activeOptions={{ exact: page.path === '/' || page.path === '/rehearsal', includeSearch: false }}
            className="text-2xs flex flex-1 flex-col items-center justify-center gap-0.5"
            activeProps={{ className: 'text-accent font-medium', 'aria-current': 'page' }}
            inactiveProps={{ className: 'text-ink-2' }}
          >
            <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
            {page.name}
          </Link>
        );
      })}
      {more}
    </nav>
  );
}
