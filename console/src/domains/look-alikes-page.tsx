import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Ban, Building2, Download, Globe, Search } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useMay } from '../auth/me.ts';
import { useNowFunction } from '../data/clock.tsx';
import { useSpace } from '../data/space.tsx';
import { Button, buttonClass } from '../kit/button.tsx';
import { Menu, MenuItem } from '../kit/menu.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import type { DomainsSearch } from '../search.ts';
import { PageLink } from '../shell/space-link.tsx';
import { formatCount } from '../text/format.ts';
import { t } from '../text/t.ts';
import { CheckHost } from './check-host.tsx';
import { type Asked, DecideDialog } from './decide-dialog.tsx';
import { DomainFilters, NO_FILTER } from './domain-filters.tsx';
import { filterOf, exportHref } from './domain-filter.ts';
import { type Decision, useCounts, useLookAlikes } from './domain-queries.ts';
import { DomainRows } from './domain-rows.tsx';
import { BrandsStepLink, useHasNoBrand } from './no-brand.tsx';
import { SelectionBar } from './selection-bar.tsx';

/** Look-alikes seen so far: narrowed, sorted, decided about, saved as a file; and a place to judge any host. */
export function LookAlikesPage() {
  const space = useSpace();
  const navigate = useNavigate();
  const search: DomainsSearch = useSearch({ strict: false });
  const mayDecide = useMay('domains:decide');
  const now = useNowFunction();
  const filter = useMemo(() => filterOf(search, now()), [search, now]);
  const list = useLookAlikes(filter);
  const counts = useCounts(filter);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.items), [list.data]);

  const setSearch = useCallback(
    (change: Partial<DomainsSearch>) => {
      void navigate({
        to: space === 'rehearsal' ? '/rehearsal/look-alikes' : '/look-alikes',
        search: { ...search, ...change },
        replace: true,
      });
    },
    [navigate, search, space],
  );
  const onChecked = useCallback(
    (host: string) => {
      if ((search.check ?? '') !== host) setSearch({ check: host === '' ? undefined : host });
    },
    [search.check, setSearch],
  );
  const onSelect = useCallback((registrable: string, on: boolean) => {
    setSelected((before) => {
      const after = new Set(before);
      if (on) after.add(registrable);
      else after.delete(registrable);
      return after;
    });
  }, []);
  const onDecide = useCallback(
    (registrables: readonly string[], decision: Decision | null) => {
      const only = registrables.length === 1 ? rows.find((row) => row.registrable === registrables[0]) : undefined;
      setAsked({ registrables, decision, brand: only?.brand ?? null });
    },
    [rows],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const isNarrowed = counts.data !== undefined && counts.data.matching < counts.data.total;
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4">
      <PageHead
        title="Look-alikes"
        lead="Domains that imitate one of your brands, from the first certificate to the day they are down."
        actions={
          <>
            <Link to={space === 'rehearsal' ? '/rehearsal/blocklists' : '/blocklists'} className={buttonClass()}>
              <Ban size={15} aria-hidden="true" /> Blocklists
            </Link>
            <Link to={space === 'rehearsal' ? '/rehearsal/our-domains' : '/our-domains'} className={buttonClass()}>
              <Building2 size={15} aria-hidden="true" /> Our domains
            </Link>
            <Menu trigger={<Button icon={<Download size={15} />}>Export</Button>}>
              <MenuItem onClick={() => saveFile(exportHref(filter, 'csv', space))}>CSV, for a spreadsheet</MenuItem>
              <MenuItem onClick={() => saveFile(exportHref(filter, 'ndjson', space))}>NDJSON, for a program</MenuItem>
            </Menu>
          </>
        }
      />
      <Panel>
        <CheckHost initial={search.check ?? ''} onChecked={onChecked} />
      </Panel>
      <DomainFilters
        search={search}
        brands={counts.data?.brands ?? []}
        classes={counts.data?.classes ?? []}
        onChange={setSearch}
      />
      <div className="border-line bg-surface overflow-clip rounded-lg border">
        <SelectionBar
          selected={selected}
          loaded={rows}
          mayDecide={mayDecide}
          onSelectAll={() => setSelected(new Set(rows.map((row) => row.registrable)))}
          onClear={() => setSelected(new Set())}
          onDecide={onDecide}
          count={
            counts.data === undefined
              ? ''
              : isNarrowed
                ? `${formatCount(counts.data.matching)} of ${formatCount(counts.data.total)}`
                : t('console.look-alikes.count', { count: counts.data.total })
          }
        />
        {list.isPending && <Skeleton lines={8} />}
        {list.isError && (
          <ErrorState what="The look-alikes could not be read" error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.isSuccess && rows.length === 0 && (
          <Nothing
            filtered={Object.keys(filter).some((key) => key !== 'sort' && key !== 'order')}
            onClear={() => setSearch(NO_FILTER)}
          />
        )}
        {rows.length > 0 && (
          <DomainRows
            rows={rows}
            selected={selected}
            onSelect={onSelect}
            onDecide={onDecide}
            mayDecide={mayDecide}
            onEnd={onEnd}
          />
        )}
      </div>
      <DecideDialog
        asked={asked}
        onClose={(done) => {
          setAsked(null);
          if (done) setSelected(new Set());
        }}
      />
    </div>
  );
}

/** The browser saves what the server streams; the page stays. */
function saveFile(href: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = '';
  link.click();
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const hasNoBrand = useHasNoBrand();
  if (filtered) {
    return (
      <EmptyState
        icon={<Search size={22} />}
        title="Nothing matches"
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        No look-alike has all of this.
      </EmptyState>
    );
  }
  if (hasNoBrand) {
    return (
      <EmptyState icon={<Globe size={22} />} title="There is no brand to check against yet" action={<BrandsStepLink />}>
        Look-alikes show up here once Breakwater knows which names to protect.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Globe size={22} />}
      title="No look-alike seen yet"
      action={<PageLink page="logs">See which logs are read</PageLink>}
    >
      With a brand to protect, they show up here within seconds of their certificate being logged in a log that is read,
      or when an employee reports one.
    </EmptyState>
  );
}
