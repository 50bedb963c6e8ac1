import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useCallback } from 'react';
import { AppError } from '../../../src/base/errors.ts';
import type { IncidentWire } from '../../../src/incidents/api.ts';
import { useMay } from '../auth/me.ts';
import { useSpace } from '../data/space.tsx';
import { Badge, SeverityBadge } from '../kit/badge.tsx';
import { buttonClass } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { cx } from '../kit/cx.ts';
import { Segmented } from '../kit/segmented.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { PlanPanel } from '../response/plan-panel.tsx';
import type { IncidentSearch } from '../search.ts';
import { useWide } from '../shell/use-wide.ts';
import { IncidentLink, PageLink } from '../shell/space-link.tsx';
import { say } from '../text/t.ts';
import { Ago, Moment } from '../text/time.tsx';
import { visibleText } from '../text/visible-text.ts';
import { FindingSheet } from './finding-sheet.tsx';
import { IncidentMenu } from './incident-menu.tsx';
import { Involved } from './involved.tsx';
import { Notes } from './notes.tsx';
import { useIncident } from './queries.ts';
import { IncidentStateBadge } from './state-badge.tsx';
import { Story } from './story.tsx';
import { Timeline } from './timeline.tsx';

type Part = NonNullable<IncidentSearch['part']>;

const PARTS: readonly { value: Part; label: string }[] = [
  { value: 'plan', label: 'Contain' },
  { value: 'timeline', label: 'Timeline' },
  { value: 'involved', label: 'Involved' },
  { value: 'notes', label: 'Notes' },
];

/** One incident: what happened in words, its timeline with evidence, who is involved, and the way to end it. */
export function IncidentPage() {
  const { incidentId } = useParams({ strict: false });
  const incident = useIncident(incidentId ?? '');
  if (incident.isPending) return <Skeleton lines={8} className="mx-auto max-w-7xl" />;
  if (incident.isError) {
    const { error } = incident;
    // Another try would not find it either: what leads on is the list.
    if (error instanceof AppError && error.code === 'incidents.not_found') {
      return (
        <EmptyState
          icon={<Compass size={24} />}
          title={<h1>{visibleText(error.message)}</h1>}
          action={
            <PageLink page="incidents" className={buttonClass('primary')}>
              See all incidents
            </PageLink>
          }
        >
          {error.remedy}
        </EmptyState>
      );
    }
    return <ErrorState what="The incident could not be read" error={error} onRetry={() => void incident.refetch()} />;
  }
  return <Incident incident={incident.data} />;
}

function Incident({ incident }: { incident: IncidentWire }) {
  const space = useSpace();
  const navigate = useNavigate();
  const search: IncidentSearch = useSearch({ strict: false });
  const mayWrite = useMay('incidents:write');
  const onSearch = useCallback(
    (change: Partial<IncidentSearch>) => {
      void navigate({
        to: space === 'rehearsal' ? '/rehearsal/incidents/$incidentId' : '/incidents/$incidentId',
        params: { incidentId: incident.number },
        search: { ...search, ...change },
        replace: true,
        resetScroll: false,
      });
    },
    [incident.number, navigate, search, space],
  );
  const part = search.part ?? 'plan';
  // On a phone one part at a time, and the others not drawn at all: a hidden virtual list cannot measure its rows.
  const wide = useWide();
  const shows = (own: Part): boolean => wide || part === own;
  return (
    <article className="mx-auto max-w-7xl">
      <header className="mb-4">
        <div className="text-ink-3 mb-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
          <PageLink page="incidents" className="hover:text-ink hover:underline">
            Incidents
          </PageLink>
          <span aria-hidden="true">/</span>
          <span className="mono text-ink-2">{incident.number}</span>
          {incident.mergedInto === null ? <IncidentStateBadge state={incident.state} /> : <Badge>Merged</Badge>}
          <SeverityBadge severity={incident.severity} />
          <span>
            opened <Ago at={incident.openedAt} />
          </span>
          <span className="max-sm:hidden">
            · <Moment at={incident.firstAt} /> to <Moment at={incident.lastAt} />
          </span>
        </div>
        <div className="flex items-start gap-3">
          <h1 className="min-w-0 flex-1 text-xl leading-snug font-semibold tracking-tight">
            <bdi className="block max-w-[72ch]">{say(incident.headline)}</bdi>
          </h1>
          {mayWrite && incident.mergedInto === null && <IncidentMenu incident={incident} />}
        </div>
        {incident.mergedInto !== null && (
          <div className="mt-3">
            <Callout title="This incident was merged into another">
              Its findings are in <IncidentLink incident={incident.mergedInto}>that incident</IncidentLink> now.
            </Callout>
          </div>
        )}
        {incident.closedReason !== null && incident.state === 'closed' && (
          <p className="text-ink-2 mt-2">
            Closed: <bdi>{incident.closedReason}</bdi>
          </p>
        )}
      </header>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {!wide && (
            <Segmented
              label="Part of the page"
              value={part}
              segments={PARTS}
              onChange={(next) => onSearch({ part: next })}
            />
          )}
          {shows('timeline') && incident.story.length > 0 && (
            <section className="border-line bg-surface rounded-lg border px-2 py-3 sm:px-3">
              <Story story={incident.story} />
            </section>
          )}
          {shows('timeline') && <Timeline incidentId={incident.incidentId} search={search} onSearch={onSearch} />}
        </div>
        <aside className="min-w-0" aria-label="Containment, people and notes">
          <div
            className={cx(
              'flex flex-col gap-4 lg:sticky lg:overflow-y-auto',
              space === 'rehearsal'
                ? 'lg:top-13 lg:max-h-[calc(100dvh-4rem)]'
                : 'lg:top-4 lg:max-h-[calc(100dvh-2rem)]',
            )}
          >
            {/* The plan of a merged incident is the other's: it stands, and is approved, there. */}
            {shows('plan') && incident.mergedInto === null && (
              <PlanPanel incidentId={incident.incidentId} closed={incident.state === 'closed'} />
            )}
            {shows('involved') && <Involved incident={incident} who={search.who} onWho={(who) => onSearch({ who })} />}
            {shows('notes') && <Notes incident={incident} />}
          </div>
        </aside>
      </div>
      <FindingSheet findingId={search.finding} onClose={() => onSearch({ finding: undefined })} />
    </article>
  );
}
