import { Link, useLocation } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { spaceOfPath } from '../data/space.tsx';
import { buttonClass } from '../kit/button.tsx';
import { EmptyState } from '../kit/states.tsx';
import { visibleText } from '../text/visible-text.ts';
import { ADMIN_PAGES, pagesOf } from './pages.ts';

/** Longest address shown whole. */
const MAX_SHOWN = 120;

/** An address that leads nowhere: says which, and leads to the page it begins with and to the first one. */
export function NotFound() {
  const path = useLocation({ select: (location) => location.pathname });
  const pages = pagesOf(spaceOfPath(path));
  const [first] = pages;
  const nearest = [...pages, ...ADMIN_PAGES].find((page) => page !== first && path.startsWith(`${page.path}/`));
  const shown = visibleText(path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}…` : path);
  return (
    <EmptyState
      icon={<Compass size={24} />}
      title={<h1>There is no page at this address</h1>}
      action={[nearest, first].map(
        (page, at) =>
          page !== undefined && (
            <Link key={page.path} to={page.path} className={buttonClass(at === 0 ? 'primary' : 'plain')}>
              {page.name}
            </Link>
          ),
      )}
    >
      <bdi className="mono break-all">{shown}</bdi> may have been mistyped, or belonged to a rehearsal that was removed.
      Go on from the pages of the navigation, or search with Ctrl K.
    </EmptyState>
  );
}
