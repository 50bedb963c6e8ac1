import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useMe } from '../auth/me.ts';
import { useOverview } from '../data/clock.tsx';
import type { Space } from '../data/space.tsx';
import { cx } from '../kit/cx.ts';
import { ADMIN_PAGES, pagesOf, REHEARSAL_PAGE } from './pages.ts';
import type { PageEntry } from './pages.ts';

function NavLink({ page, count, onGo }: { page: PageEntry; count?: number; onGo?: (() => void) | undefined }) {
  const Icon = page.icon;
  const exact = page.path === '/' || page.path === '/rehearsal';
  return (
    <Link
      to={page.path}
      activeOptions={{ exact, includeSearch: false }}
      {...(onGo === undefined ? {} : { onClick: onGo })}
      className="group flex h-8 items-center gap-2.5 rounded-md px-2 text-sm max-md:h-11 max-md:text-base"
      activeProps={{ className: 'bg-pressed text-ink font-medium', 'aria-current': 'page' }}
      inactiveProps={{ className: 'text-ink-2 hover:bg-hover hover:text-ink' }}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="text-ink-3 group-aria-[current]:text-accent" />
      <span className="min-w-0 flex-1 truncate">{page.name}</span>
      {count !== undefined && count > 0 && (
        <span
          className={cx(
            'text-2xs tnum rounded-sm px-1.5 font-medium',
            page.id === 'sources' ? 'bg-medium-soft text-medium' : 'bg-critical-soft text-critical',
          )}
        >
          {count}
        </span>
      )}
    </Link>
  );
}

/** The pages of the space, then set-up, settings and the rehearsal; what the person may not open is left out. */
export function Nav({ space, onGo }: { space: Space; onGo?: () => void }) {
  const me = useMe();
  const overview = useOverview();
  const may = (page: PageEntry): boolean => me.data?.permissions.includes(page.permission) ?? false;
  const troubled = overview.data?.sources.troubled ?? 0;
  const counts: Readonly<Record<string, number>> = { incidents: overview.data?.openIncidents ?? 0, sources: troubled };
  return (
    <nav aria-label="Pages" className="flex flex-1 flex-col gap-0.5">
      {pagesOf(space)
        .filter(may)
        .map((page) => (
          <NavLink
            key={page.path}
            page={page}
            onGo={onGo}
            {...(counts[page.id] === undefined ? {} : { count: counts[page.id] ?? 0 })}
          />
        ))}
      <div className="bg-line my-2 h-px" />
      {space === 'live' ? (
        [REHEARSAL_PAGE, ...ADMIN_PAGES].filter(may).map((page) => <NavLink key={page.path} page={page} onGo={onGo} />)
      ) : (
        <Link
          to="/"
          {...(onGo === undefined ? {} : { onClick: onGo })}
          className={cx(
            'text-ink-2 hover:bg-hover hover:text-ink flex h-8 items-center gap-2.5 rounded-md px-2 text-sm max-md:h-11',
          )}
        >
          <ArrowLeft size={16} strokeWidth={1.75} aria-hidden="true" className="text-ink-3" />
          Back to real data
        </Link>
      )}
    </nav>
  );
}
