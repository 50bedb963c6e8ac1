import { Link } from '@tanstack/react-router';
import { ArrowRight, ShieldCheck } from 'lucide-react';
import { useMay } from '../auth/me.ts';
import { useOverview } from '../data/clock.tsx';
import { ImportPanel } from '../imports/import-panel.tsx';
import { IncidentRow } from '../incidents/incident-row.tsx';
import { useIncidents } from '../incidents/queries.ts';
import { PageHead, Panel } from '../kit/panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { RehearsePanel } from '../rehearsal/rehearse-panel.tsx';
import { CoverageLine } from '../logs/coverage-line.tsx';
import { SetupProgress } from '../setup/setup-progress.tsx';
import { SourceStateBadge } from '../sources/source-look.tsx';
import { useSources } from '../sources/queries.ts';
import { formatCount, formatDuration } from '../text/format.ts';
import { t } from '../text/t.ts';
import { Ago } from '../text/time.tsx';

/** The first page: what is open, whether Breakwater sees, what happened in a day, what to do next. */
export function OverviewPage() {
  const overview = useOverview();
  const mayImport = useMay('sources:write');
  const mayRehearse = useMay('rehearsal:run');
  if (overview.isError) return <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />;
  const open = overview.data?.openIncidents ?? 0;
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4">
      <PageHead
        title={overview.data === undefined ? 'Overview' : t('console.overview.open', { count: open })}
        lead={overview.data === undefined ? undefined : <Lead />}
      />
      <CoverageLine />
      <SetupProgress />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_19rem] xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <OpenIncidents />
          <SourcesBrief />
          {mayImport && <ImportPanel />}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <LastDay />
          {mayRehearse && <RehearsePanel />}
        </div>
      </div>
    </div>
  );
}

function Lead() {
  const { data } = useOverview();
  if (data === undefined) return null;
  const { healthy, troubled, total } = data.sources;
  if (total === 0)
    return <>Breakwater watches nothing yet. Connect a source, open a folder of logs, or rehearse an attack.</>;
  if (troubled > 0) {
    return (
      <>
        {troubled} of {total} sources {troubled === 1 ? 'is' : 'are'} in trouble: what they would show is not seen.
      </>
    );
  }
  return <>{healthy === 1 ? 'The source is healthy.' : `All ${total} sources are healthy.`}</>;
}

function OpenIncidents() {
  const list = useIncidents('open', '');
  const rows = list.data?.pages[0]?.items.slice(0, 6) ?? [];
  return (
    <Panel
      title="Open incidents"
      flush
      aside={
        <Link to="/incidents" className="text-accent text-xs hover:underline">
          All incidents
        </Link>
      }
    >
      {list.isPending && <Skeleton lines={4} />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState compact icon={<ShieldCheck size={22} className="text-good" />} title="Nothing is open">
          A look-alike, a stolen sign-in or a report opens an incident here at once.
        </EmptyState>
      )}
      <ul className="divide-line divide-y">
        {rows.map((row) => (
          <li key={row.incidentId}>
            <IncidentRow incident={row} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function SourcesBrief() {
  const sources = useSources();
  const items = sources.data?.items ?? [];
  return (
    <Panel
      title="Sources"
      flush
      aside={
        <Link to="/sources" className="text-accent text-xs hover:underline">
          All sources
        </Link>
      }
    >
      {sources.isPending && <Skeleton lines={3} />}
      {sources.isError && <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />}
      {sources.isSuccess && items.length === 0 && (
        <EmptyState
          compact
          title="No source yet"
          action={
            <Link to="/setup" className="text-accent flex items-center gap-1 hover:underline">
              Set up a source <ArrowRight size={14} aria-hidden="true" />
            </Link>
          }
        >
          Your identity provider’s log shows stolen sign-ins; a certificate log shows look-alikes before the first text.
        </EmptyState>
      )}
      <ul className="divide-line divide-y">
        {items.map((source) => (
          <li key={source.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
            <bdi className="min-w-0 flex-1 truncate" title={source.label}>
              {source.label}
            </bdi>
            <span
              className="text-ink-3 tnum w-24 text-right text-xs max-sm:hidden"
              title="Median from occurrence to receipt"
            >
              {source.lag === null ? '' : `lag ${formatDuration(source.lag.p50Ms)}`}
            </span>
            <span className="text-ink-3 w-20 text-right text-xs">
              {source.lastRecordAt === null ? 'never' : <Ago at={source.lastRecordAt} />}
            </span>
            <span className="flex justify-end sm:w-28">
              <SourceStateBadge state={source.state} kind={source.kind} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function LastDay() {
  const { data, isPending } = useOverview();
  return (
    <Panel title="Last 24 hours" flush>
      {isPending && <Skeleton lines={3} />}
      {data !== undefined && (
        <dl className="divide-line grid grid-cols-2 [&>div]:px-4 [&>div]:py-2.5">
          {(
            [
              ['Events judged', data.last24h.events],
              ['Certificates read', data.last24h.certificates],
              ['Findings', data.last24h.findings],
              ['Reports', data.last24h.reports],
            ] as const
          ).map(([name, count], index) => (
            <div
              key={name}
              className={`border-line ${index % 2 === 0 ? 'border-r' : ''} ${index < 2 ? 'border-b' : ''}`}
            >
              <dt className="text-ink-3 text-xs">{name}</dt>
              <dd className="tnum text-lg font-semibold tracking-tight">{formatCount(count)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
