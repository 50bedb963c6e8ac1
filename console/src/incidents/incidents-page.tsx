import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search, ShieldCheck } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { SEVERITIES } from '../../../src/base/finding.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { PageHead } from '../kit/panel.tsx';
import { Segmented } from '../kit/segmented.tsx';
import { SelectField } from '../kit/select.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { isOnControl, useWindowList, WindowRows } from '../kit/window-list.tsx';
import type { IncidentsSearch } from '../search.ts';
import { useKeys } from '../shell/shortcuts.tsx';
import { formatCount } from '../text/format.ts';
import { IncidentRow } from './incident-row.tsx';
import { useIncidents } from './queries.ts';

const STATES = [
  { value: 'open', label: 'Open' },
  { value: 'contained', label: 'Contained' },
  { value: 'closed', label: 'Closed' },
  { value: 'all', label: 'All' },
] as const;

const SEVERITY_OPTIONS = [
  { value: 'any', label: 'Any severity' },
  { value: 'critical', label: 'Critical' },
  { value: 'high', label: 'High and above' },
  { value: 'medium', label: 'Medium and above' },
] as const;

type SeverityChoice = (typeof SEVERITY_OPTIONS)[number]['value'];

/** The list of incidents: by state, severity and words; 10,000 rows scroll like ten. */
export function IncidentsPage() {
  const space = useSpace();
  const navigate = useNavigate();
  const search: IncidentsSearch = useSearch({ strict: false });
  const state = search.state ?? 'open';
  const [text, setText] = useState(search.q ?? '');
  const query = useDeferredValue(text.trim());
  const list = useIncidents(state, query);
  const minRank = search.severity === undefined ? 0 : SEVERITIES.indexOf(search.severity);
  const rows = useMemo(
    () =>
      (list.data?.pages ?? [])
        .flatMap((page) => page.items)
        .filter((row) => SEVERITIES.indexOf(row.severity) >= minRank),
    [list.data, minRank],
  );

  function setSearch(change: Partial<IncidentsSearch>): void {
    const next = { ...search, ...change };
    void navigate({ to: space === 'rehearsal' ? '/rehearsal/incidents' : '/incidents', search: next, replace: true });
  }

  useEffect(() => {
    if ((search.q ?? '') !== query) setSearch({ q: query === '' ? undefined : query });
    // Only what is typed goes to the URL here; the other filters write theirs themselves.
  }, [query]);

  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4">
      <PageHead title="Incidents" lead="Findings that belong together. The newest finding is on top." />
      <div className="-mb-1 flex flex-wrap items-center gap-2">
        <Segmented label="State" value={state} segments={STATES} onChange={(next) => setSearch({ state: next })} />
        <TextField
          label="Search incidents"
          labelHidden
          type="search"
          placeholder="Number, person, host, address"
          icon={<Search size={14} />}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.target.value)}
          className="min-w-48 flex-1 sm:max-w-80"
        />
        <SelectField
          label="Severity"
          labelHidden
          className="w-42"
          value={(search.severity ?? 'any') as SeverityChoice}
          options={SEVERITY_OPTIONS}
          onChange={(value) => setSearch({ severity: value === 'any' ? undefined : value })}
        />
        {rows.length > 0 && (
          <span className="text-ink-3 tnum ml-auto text-xs" role="status">
            {formatCount(rows.length)}
            {list.hasNextPage ? '+' : ''}
          </span>
        )}
      </div>
      <div className="border-line bg-surface overflow-hidden rounded-lg border">
        {list.isPending && <Skeleton lines={8} />}
        {list.isError && (
          <ErrorState what="The incidents could not be read" error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.isSuccess && rows.length === 0 && (
          <Nothing
            filtered={query !== '' || minRank > 0}
            state={state}
            onClear={() => {
              setText('');
              setSearch({ q: undefined, severity: undefined });
            }}
            onAll={() => setSearch({ state: 'all' })}
          />
        )}
        {rows.length > 0 && (
          <Rows rows={rows} onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()} />
        )}
      </div>
    </div>
  );
}

type Row = NonNullable<ReturnType<typeof useIncidents>['data']>['pages'][number]['items'][number];

function Rows({ rows, onEnd }: { rows: readonly Row[]; onEnd: () => void }) {
  const space = useSpace();
  const navigate = useNavigate();
  const list = useWindowList({ rows, keyOf: (row) => row.incidentId, rowHeight: 61, onEnd });
  const { active, move } = list;
  const keys = useMemo(() => {
    return {
      j: () => move(1),
      k: () => move(-1),
      Enter: (event: KeyboardEvent) => {
        const row = rows[active];
        if (row === undefined || isOnControl(event)) return;
        void navigate({
          to: space === 'rehearsal' ? '/rehearsal/incidents/$incidentId' : '/incidents/$incidentId',
          params: { incidentId: row.number },
        });
      },
    };
  }, [active, move, navigate, rows, space]);
  useKeys(keys);
  return (
    <WindowRows list={list} label="Incidents">
      {(row, isActive) => <IncidentRow incident={row} active={isActive} />}
    </WindowRows>
  );
}

function Nothing({
  filtered,
  state,
  onClear,
  onAll,
}: {
  filtered: boolean;
  state: string;
  onClear: () => void;
  onAll: () => void;
}) {
  if (filtered) {
    return (
      <EmptyState
        icon={<Search size={22} />}
        title="Nothing matches"
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        No incident in this state has these words and this severity.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ShieldCheck size={24} />}
      title={state === 'open' ? 'No open incident' : 'No incident here'}
      action={state === 'all' ? undefined : <Button onClick={onAll}>Show all incidents</Button>}
    >
      An incident opens by itself when a look-alike, a sign-in or a report is judged worth telling.
    </EmptyState>
  );
}
