import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { ListFilter, Scissors, X } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { TimelineEntryWire } from '../../../src/incidents/api.ts';
import { useMay } from '../auth/me.ts';
import { useNowFunction, ZONE } from '../data/clock.tsx';
import { Button, IconButton } from '../kit/button.tsx';
import { Segmented } from '../kit/segmented.tsx';
import { SelectField } from '../kit/select.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { isOnControl } from '../kit/window-list.tsx';
import type { IncidentSearch } from '../search.ts';
import { useKeys } from '../shell/shortcuts.tsx';
import { formatCount, formatDay, formatDuration } from '../text/format.ts';
import { t } from '../text/t.ts';
import { useTimeline } from './queries.ts';
import { SplitDialog } from './split-dialog.tsx';
import { TimelineEntry } from './timeline-entry.tsx';
import { filterEntries, namedIn, withGaps } from './timeline-view.ts';

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'finding', label: 'Findings' },
  { value: 'action', label: 'Response' },
  { value: 'note', label: 'Notes' },
] as const;

const ANYBODY = '';

/** The timeline of an incident: earliest first, filtered by kind and by person or thing; thousands of entries scroll smoothly. */
export function Timeline({
  incidentId,
  search,
  onSearch,
}: {
  incidentId: string;
  search: IncidentSearch;
  onSearch: (change: Partial<IncidentSearch>) => void;
}) {
  const timeline = useTimeline(incidentId);
  const mayWrite = useMay('incidents:write');
  const now = useNowFunction();
  const all = useMemo(() => (timeline.data?.pages ?? []).flatMap((page) => page.items), [timeline.data]);
  const entries = useMemo(
    () => filterEntries(all, { kind: search.kind, who: search.who }),
    [all, search.kind, search.who],
  );
  const rows = useMemo(() => withGaps(entries, (at) => formatDay(at, now(), ZONE)), [entries, now]);
  const people = useMemo(() => {
    const named = namedIn(all);
    const options = named.map((one) => ({ value: one.value, label: `${one.label} · ${formatCount(one.count)}` }));
    if (search.who !== undefined && !named.some((one) => one.value === search.who)) {
      options.unshift({ value: search.who, label: search.who });
    }
    return [{ value: ANYBODY, label: 'Everybody, everything' }, ...options];
  }, [all, search.who]);
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const [splitting, setSplitting] = useState(false);
  return (
    <section aria-label="Timeline" className="border-line bg-surface rounded-lg border">
      <header className="border-line bg-surface sticky top-0 z-10 flex flex-wrap items-center gap-2 rounded-t-lg border-b px-4 py-2">
        <h2 className="text-sm font-semibold">Timeline</h2>
        <span className="text-ink-3 tnum text-xs" role="status">
          {entries.length === all.length
            ? t('console.incident.entries', { count: all.length })
            : `${formatCount(entries.length)} of ${formatCount(all.length)}`}
        </span>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <Segmented
            label="Kind of entry"
            value={search.kind ?? 'all'}
            segments={KINDS}
            onChange={(kind) => onSearch({ kind: kind === 'all' ? undefined : kind })}
          />
          <SelectField
            label="Person or thing"
            labelHidden
            className="w-48"
            value={search.who ?? ANYBODY}
            options={people}
            onChange={(who) => onSearch({ who: who === ANYBODY ? undefined : who })}
          />
          {mayWrite && chosen === null && (
            <IconButton
              label="Split: move findings to a new incident"
              icon={<Scissors size={15} />}
              onClick={() => setChosen(new Set())}
            />
          )}
        </div>
      </header>
      {chosen !== null && (
        <div className="bg-accent-soft border-line flex flex-wrap items-center gap-3 border-b px-4 py-2">
          <p className="min-w-0 flex-1">Choose the findings that belong elsewhere.</p>
          <Button look="primary" disabled={chosen.size === 0} onClick={() => setSplitting(true)}>
            Move {t('console.incident.findings', { count: chosen.size })}
          </Button>
          <IconButton label="Stop choosing" icon={<X size={15} />} onClick={() => setChosen(null)} />
        </div>
      )}
      {timeline.isPending && <Skeleton lines={8} />}
      {timeline.isError && (
        <ErrorState
          what="The timeline could not be read"
          error={timeline.error}
          onRetry={() => void timeline.refetch()}
        />
      )}
      {timeline.isSuccess && entries.length === 0 && (
        <EmptyState
          compact
          icon={<ListFilter size={20} />}
          title={all.length === 0 ? 'Nothing here yet' : 'Nothing passes the filter'}
          action={
            all.length === 0 ? undefined : (
              <Button onClick={() => onSearch({ kind: undefined, who: undefined })}>Show everything</Button>
            )
          }
        />
      )}
      {rows.length > 0 && (
        <Rows
          rows={rows}
          opened={search.finding}
          chosen={chosen}
          onChosen={setChosen}
          onOpen={(finding) => onSearch({ finding })}
          onWho={(who) => onSearch({ who: search.who === who ? undefined : who })}
        />
      )}
      {timeline.hasNextPage && (
        <div className="border-line border-t p-2 text-center">
          <Button look="quiet" busy={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
            Load later entries
          </Button>
        </div>
      )}
      <SplitDialog
        open={splitting}
        incidentId={incidentId}
        findingIds={[...(chosen ?? [])]}
        onClose={(done) => {
          setSplitting(false);
          if (done) setChosen(null);
        }}
      />
    </section>
  );
}

function Rows({
  rows,
  opened,
  chosen,
  onChosen,
  onOpen,
  onWho,
}: {
  rows: ReturnType<typeof withGaps>;
  opened: string | undefined;
  chosen: ReadonlySet<string> | null;
  onChosen: (chosen: ReadonlySet<string>) => void;
  onOpen: (findingId: string) => void;
  onWho: (value: string) => void;
}) {
  const mayOpen = useMay('evidence:read');
  const now = useNowFunction();
  const place = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (rows[index]?.type === 'gap' ? 29 : 84),
    overscan: 8,
    scrollMargin: place.current === null ? 0 : place.current.getBoundingClientRect().top + window.scrollY,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  // Stable callbacks: an entry is drawn again only when something of its own changes.
  const latest = useRef({ onOpen, onWho, onChosen, chosen });
  latest.current = { onOpen, onWho, onChosen, chosen };
  const open = useCallback((findingId: string) => latest.current.onOpen(findingId), []);
  const who = useCallback((value: string) => latest.current.onWho(value), []);
  const choose = useCallback((findingId: string, on: boolean) => {
    const next = new Set(latest.current.chosen);
    if (on) next.add(findingId);
    else next.delete(findingId);
    latest.current.onChosen(next);
  }, []);
  const keys = useMemo(() => {
    function move(step: number): void {
      setActive((at) => {
        let next = at + step;
        while (rows[next]?.type === 'gap') next += step;
        if (rows[next] === undefined) return at;
        virtual.scrollToIndex(next, { align: 'auto' });
        return next;
      });
    }
    return {
      j: () => move(1),
      k: () => move(-1),
      Enter: (event: KeyboardEvent) => {
        const row = rows[active];
        if (row?.type === 'entry' && row.entry.findingId !== null && mayOpen && !isOnControl(event))
          open(row.entry.findingId);
      },
    };
  }, [active, mayOpen, open, rows, virtual]);
  useKeys(keys);
  return (
    <div ref={place} className="pb-1">
      <ol className="relative" aria-label="Entries" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-current={item.index === active || undefined}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              {row.type === 'gap' ? (
                <Gap text={row.newDay ? formatDay(row.at, now(), ZONE) : null} durationMs={row.durationMs} />
              ) : (
                <TimelineEntry
                  entry={row.entry}
                  active={item.index === active}
                  opened={opened !== undefined && row.entry.findingId === opened}
                  chosen={chosen === null ? null : isChosen(row.entry, chosen)}
                  mayOpen={mayOpen}
                  onOpen={open}
                  onWho={who}
                  onChoose={choose}
                />
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function isChosen(entry: TimelineEntryWire, chosen: ReadonlySet<string>): boolean {
  return entry.findingId !== null && chosen.has(entry.findingId);
}

function Gap({ text, durationMs }: { text: string | null; durationMs: number }) {
  return (
    <div className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2 px-3 sm:grid-cols-[5.25rem_1.5rem_minmax(0,1fr)]">
      <span className="max-sm:hidden" />
      <span className="relative flex justify-center" aria-hidden="true">
        <span className="border-line absolute inset-y-0 border-l border-dashed" />
      </span>
      <span className="text-ink-3 py-1.5 text-xs">
        {text !== null && <strong className="text-ink-2 font-medium">{text}</strong>}
        {text !== null && durationMs > 0 && ' · '}
        {durationMs > 0 && <span className="tnum">{formatDuration(durationMs)} later</span>}
      </span>
    </div>
  );
}
