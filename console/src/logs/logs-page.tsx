import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import type { logListWire, LogStateWire } from '../../../src/domains/logs/api.ts';
import { useMay } from '../auth/me.ts';
import { useClients } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { sayDone, sayFailed } from '../kit/toast.tsx';
import { formatCount } from '../text/format.ts';
import { Ago } from '../text/time.tsx';
import { Untrusted } from '../text/untrusted.tsx';
import { CoveragePanel } from './coverage-panel.tsx';
import { ListForm } from './list-form.tsx';
import { LogRow } from './log-row.tsx';
import { NameListsPanel } from './name-lists-panel.tsx';
import { NamesSeenPanel } from './names-seen-panel.tsx';
import { useLogs } from './queries.ts';

/** Every certificate log: what share of the world's new certificates is read, and how each log does. */
export function LogsPage() {
  const logs = useLogs();
  const space = useSpace();
  const mayWrite = useMay('settings:write') && space === 'live';
  const state = logs.data;
  const inUse = state?.logs.filter((log) => isInUse(log)) ?? [];
  const others = state?.logs.filter((log) => !isInUse(log)) ?? [];
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4">
      <PageHead
        title="Certificate logs"
        lead="A look-alike shows in these logs before its page is up. What is not read here is not seen."
      />
      {logs.isPending && <Skeleton lines={8} />}
      {logs.isError && (
        <ErrorState what="The logs could not be read" error={logs.error} onRetry={() => void logs.refetch()} />
      )}
      {state !== undefined && state.logs.length > 0 && <CoveragePanel coverage={state.coverage} />}
      {state?.list != null && <ListPanel list={state.list} publicUrl={state.publicListUrl} mayWrite={mayWrite} />}
      {state !== undefined && state.list === null && (
        <Panel title="The public log list">
          {mayWrite ? (
            <ListForm publicUrl={state.publicListUrl} current={null} />
          ) : (
            <EmptyState compact icon={<ScrollText size={22} />} title="No log list is read">
              {space === 'live' ? 'An administrator can set it here.' : 'A rehearsal reads its own log and no other.'}
            </EmptyState>
          )}
        </Panel>
      )}
      {operatorsOf(inUse).map(([operator, own]) => (
        <Operator key={operator} operator={operator} logs={own} mayWrite={mayWrite} />
      ))}
      {others.length > 0 && (
        <details className="border-line bg-surface rounded-lg border">
          <summary className="cursor-pointer px-4 py-2.5 text-sm font-medium">
            {others.length === 1 ? '1 listed log takes' : `${formatCount(others.length)} listed logs take`} no
            certificate now
          </summary>
          <ul className="divide-line border-line divide-y border-t">
            {others.map((log) => (
              <LogRow key={log.sourceId} log={log} mayChoose={false} onChoose={() => undefined} />
            ))}
          </ul>
        </details>
      )}
      {state !== undefined && space === 'live' && (
        <>
          <NamesSeenPanel />
          <NameListsPanel />
        </>
      )}
    </div>
  );
}

function isInUse(log: LogStateWire): boolean {
  return log.choice === 'read' || log.choice === 'off' || log.choice === 'excluded';
}

const BY_HAND = 'Without an operator';

function operatorsOf(logs: readonly LogStateWire[]): [string, LogStateWire[]][] {
  const groups = new Map<string, LogStateWire[]>();
  for (const log of logs) {
    const operator = log.operator ?? BY_HAND;
    groups.set(operator, [...(groups.get(operator) ?? []), log]);
  }
  return [...groups].toSorted(([a], [b]) => a.localeCompare(b));
}

function useChoose() {
  const clients = useClients();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (choices: { scope: 'operator' | 'log'; name: string; isRead: boolean }[]) =>
      clients.domains.chooseLogs({ body: { choices } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['live', 'logs'] }),
    onError: (error) => sayFailed('Not changed', error.message),
  });
}

function Operator({
  operator,
  logs,
  mayWrite,
}: {
  operator: string;
  logs: readonly LogStateWire[];
  mayWrite: boolean;
}) {
  const choose = useChoose();
  const listed = logs.filter((log) => log.from === 'list' && log.choice !== 'excluded');
  const read = listed.filter((log) => log.choice === 'read').length;
  return (
    <Panel
      flush
      title={<bdi>{operator}</bdi>}
      aside={
        listed.length > 0 && operator !== BY_HAND ? (
          <CheckField
            label={`${formatCount(read)} of ${formatCount(listed.length)} read`}
            name={`Read the logs of ${operator}`}
            checked={read === listed.length}
            indeterminate={read > 0 && read < listed.length}
            disabled={!mayWrite || choose.isPending}
            onChange={(isRead) =>
              choose.mutate([
                { scope: 'operator', name: operator, isRead },
                ...listed.map((log) => ({ scope: 'log' as const, name: log.sourceId, isRead })),
              ])
            }
          />
        ) : undefined
      }
    >
      <ul className="divide-line divide-y">
        {logs.map((log) => (
          <LogRow
            key={log.sourceId}
            log={log}
            mayChoose={mayWrite && !choose.isPending}
            onChoose={(isRead) => choose.mutate([{ scope: 'log', name: log.sourceId, isRead }])}
          />
        ))}
      </ul>
    </Panel>
  );
}

function ListPanel({
  list,
  publicUrl,
  mayWrite,
}: {
  list: z.output<typeof logListWire>;
  publicUrl: string;
  mayWrite: boolean;
}) {
  const clients = useClients();
  const queries = useQueryClient();
  const [changing, setChanging] = useState(false);
  const again = () => queries.invalidateQueries({ queryKey: ['live', 'logs'] });
  const refresh = useMutation({
    mutationFn: () => clients.domains.refreshLogList({}),
    onSuccess: ({ logs, reading }) => sayDone(`${reading} of ${logs} listed logs are read`),
    onError: (error) => sayFailed('The list was not renewed', error.message),
    onSettled: again,
  });
  const remove = useMutation({
    mutationFn: () => clients.domains.deleteLogList({}),
    onSuccess: again,
    onError: (error) => sayFailed('Not removed', error.message),
  });
  const canChange = mayWrite && !list.readOnly;
  return (
    <Panel
      title="The log list"
      aside={
        <div className="flex items-center gap-2">
          {list.readOnly && <Badge>set by configuration</Badge>}
          {mayWrite && (
            <Button size="sm" icon={<RefreshCw size={12} />} busy={refresh.isPending} onClick={() => refresh.mutate()}>
              Fetch now
            </Button>
          )}
        </div>
      }
    >
      <div className="flex flex-col gap-3">
        {list.fault !== null && (
          <Callout kind="warning" title={<Untrusted text={list.fault.message} />}>
            {list.fault.remedy} <Ago at={list.fault.at} className="text-ink-3" />
            <code className="text-ink-3 ml-2 text-xs">{list.fault.code}</code>
          </Callout>
        )}
        <p className="text-ink-2">
          <bdi className="mono text-xs break-all">{list.url ?? list.file}</bdi>
        </p>
        <p className="text-ink-3 flex flex-wrap gap-x-3 text-xs">
          <span>{formatCount(list.logs)} logs</span>
          {list.version !== null && <span>version {list.version}</span>}
          {list.madeAt !== null && (
            <span>
              made <Ago at={list.madeAt} />
            </span>
          )}
          <span>
            {list.fetchedAt === null ? (
              'never fetched'
            ) : (
              <>
                this copy came <Ago at={list.fetchedAt} />
              </>
            )}
          </span>
          <span>looked for every {list.refreshHours} h</span>
          {list.signed && <span>signature checked</span>}
        </p>
        {list.problems.length > 0 && (
          <details className="text-xs">
            <summary className="text-ink-2 cursor-pointer">
              {formatCount(list.problems.length)} entries are no logs and left out
            </summary>
            <ul className="text-ink-3 mt-1 flex flex-col gap-0.5">
              {list.problems.map((problem) => (
                <li key={problem.path}>
                  <span className="mono">{problem.path}</span> {problem.reason}
                </li>
              ))}
            </ul>
          </details>
        )}
        {canChange && !changing && (
          <div className="flex gap-2">
            <Button size="sm" onClick={() => setChanging(true)}>
              Change the address
            </Button>
            <Button size="sm" busy={remove.isPending} onClick={() => remove.mutate()}>
              Stop reading its logs
            </Button>
          </div>
        )}
        {canChange && changing && <ListForm publicUrl={publicUrl} current={list.url} />}
      </div>
    </Panel>
  );
}
