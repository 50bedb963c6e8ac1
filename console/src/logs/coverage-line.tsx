import { Link } from '@tanstack/react-router';
import { useMay } from '../auth/me.ts';
import { useSpace } from '../data/space.tsx';
import { Dot } from '../kit/badge.tsx';
import { coverageLine, coverageTone, coverageTroubles, shareText } from './coverage-view.ts';
import { useCoverage } from './queries.ts';

/** The share of new certificates that is read, in one line that leads to the logs page. Nothing where no log is known. */
export function CoverageLine() {
  const may = useMay('sources:read');
  const space = useSpace();
  const coverage = useCoverage(may);
  if (coverage.data === undefined || coverage.data.logs === 0) return null;
  const [gravest] = coverageTroubles(coverage.data);
  return (
    <Link
      to={space === 'live' ? '/logs' : '/rehearsal/logs'}
      className="text-ink-2 hover:text-ink flex min-w-0 items-baseline gap-2 text-xs hover:underline"
    >
      <span className="translate-y-[-1px]">
        <Dot tone={coverageTone(coverage.data)} />
      </span>
      <span className="min-w-0">
        {coverageLine(coverage.data)}
        {gravest !== undefined && (
          <>
            {' · '}
            <bdi>{gravest.text}</bdi>
          </>
        )}
      </span>
    </Link>
  );
}

/** The same beside the mark that says whether the page is live: on every page, as short as it can be. */
export function CoverageMark() {
  const may = useMay('sources:read');
  const space = useSpace();
  const coverage = useCoverage(may && space === 'live');
  if (space !== 'live' || coverage.data === undefined || coverage.data.logs === 0) return null;
  return (
    <Link
      to="/logs"
      title={coverageLine(coverage.data)}
      className="text-ink-2 hover:text-ink flex items-center gap-2 px-2.5 pb-1 text-xs hover:underline"
    >
      <Dot tone={coverageTone(coverage.data)} />
      <span className="tnum min-w-0 truncate">{shareText(coverage.data.share)} of new entries read</span>
    </Link>
  );
}
