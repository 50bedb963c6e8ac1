import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { CircleStop, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { RehearsalWire } from '../../../src/rehearsal/api.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { IncidentRow } from '../incidents/incident-row.tsx';
import { useIncidents } from '../incidents/queries.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { Confirm } from '../kit/confirm.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { sayFailed } from '../kit/toast.tsx';
import { formatSinceLure } from '../text/format.ts';
import { t } from '../text/t.ts';
import { Lanes } from './lanes.tsx';
import { Milestones } from './milestones.tsx';
import { StartForm } from './start-form.tsx';
import { useRehearsal } from './use-rehearsal.ts';

/** The rehearsal: start it, watch the attack beside what Breakwater sees, the original's clock beside ours. */
export function RehearsalPage() {
  const rehearsal = useRehearsal(true);
  if (rehearsal.isPending) return <Skeleton lines={8} />;
  if (rehearsal.isError)
    return (
      <ErrorState
        what="The rehearsal could not be read"
        error={rehearsal.error}
        onRetry={() => void rehearsal.refetch()}
      />
    );
  return rehearsal.data.state === 'none' ? <StartPage /> : <Running rehearsal={rehearsal.data} />;
}

function StartPage() {
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-4">
      <PageHead
        title="Rehearse an attack"
        lead="On 20 July 2022 at least 76 Cloudflare employees were texted a link to a copy of their sign-in page. 136 companies were attacked the same way. Here it happens to Acme, a simulated company, and Breakwater meets it with the code that would guard yours."
      />
      <StartForm />
    </div>
  );
}

function Running({ rehearsal }: { rehearsal: RehearsalWire }) {
  const mayRun = useMay('rehearsal:run');
  const running = rehearsal.state === 'running' || rehearsal.state === 'preparing';
  const tone = running ? 'rehearsal' : rehearsal.state === 'failed' ? 'critical' : 'neutral';
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4">
      <PageHead
        title={
          <span className="flex flex-wrap items-center gap-3">
            The attack on Acme
            <Badge tone={tone}>{t(`console.rehearsal.state.${rehearsal.state}`)}</Badge>
            {rehearsal.sinceLureMs !== null && (
              <span className="mono text-ink-2 text-base font-normal tracking-normal" title="Time from the first text">
                {formatSinceLure(rehearsal.sinceLureMs)}
              </span>
            )}
          </span>
        }
        lead="T is the moment of the first text. Left: what is really done, which Breakwater is not told. Right: what it saw, at the moment it knew."
        actions={mayRun && <Controls running={running} />}
      />
      {rehearsal.error !== null && (
        <Callout kind="problem" title="The rehearsal broke off">
          <bdi>{rehearsal.error}</bdi>
        </Callout>
      )}
      <Incidents />
      <Panel title="The original’s clock beside ours" flush>
        <Milestones milestones={rehearsal.milestones} />
      </Panel>
      <Panel title="As it happens" flush>
        <Beside rehearsal={rehearsal} />
      </Panel>
    </div>
  );
}

function Incidents() {
  const list = useIncidents('all', '');
  const rows = list.data?.pages[0]?.items.slice(0, 4) ?? [];
  return (
    <Panel title="Incidents that came of it" flush>
      {list.isPending && <Skeleton lines={2} />}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState compact title="None yet">
          The first one opens when the look-alike’s certificate is logged, about half an hour before the first text.
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

function Beside({ rehearsal }: { rehearsal: RehearsalWire }) {
  const list = useIncidents('all', '');
  const ids = (list.data?.pages[0]?.items ?? []).slice(0, 5).map((row) => row.incidentId);
  const timelines = useQueries({
    queries: ids.map((incidentId) => ({
      queryKey: ['rehearsal', 'timeline', incidentId, 'lanes'],
      queryFn: () => clientsOf('rehearsal').incidents.getTimeline({ params: { incidentId }, query: { limit: 500 } }),
    })),
  });
  const seen = timelines
    .flatMap((one) => one.data?.items ?? [])
    .filter((entry) => entry.kind === 'finding' || entry.kind === 'action');
  if (rehearsal.sinceLureMs === null) return <EmptyState compact title="Acme is being set up" />;
  return <Lanes truth={rehearsal.truth} seen={seen} lureAt={rehearsal.now - rehearsal.sinceLureMs} />;
}

function Controls({ running }: { running: boolean }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'remove' | 'again' | null>(null);
  const { rehearsal } = clientsOf('live');
  const settle = (): void => {
    setAsking(null);
    void queries.invalidateQueries({ queryKey: ['global'] });
    void queries.invalidateQueries({ queryKey: ['rehearsal'] });
  };
  const stop = useMutation({
    mutationFn: () => rehearsal.stopRehearsal({}),
    onSettled: settle,
    onError: (error) => sayFailed('Not stopped', error.message),
  });
  const remove = useMutation({
    mutationFn: () => rehearsal.removeRehearsal({}),
    onSuccess: () => queries.removeQueries({ queryKey: ['rehearsal'] }),
    onSettled: settle,
    onError: (error) => sayFailed('Not removed', error.message),
  });
  const again = useMutation({
    mutationFn: () => rehearsal.startRehearsal({ body: {} }),
    onSettled: settle,
    onError: (error) => sayFailed('Not started', error.message),
  });
  return (
    <>
      {running ? (
        <Button icon={<CircleStop size={15} />} busy={stop.isPending} onClick={() => stop.mutate()}>
          Stop
        </Button>
      ) : (
        <Button icon={<RotateCcw size={15} />} onClick={() => setAsking('again')}>
          Again
        </Button>
      )}
      <Button look="danger" icon={<Trash2 size={15} />} onClick={() => setAsking('remove')}>
        Remove
      </Button>
      <Confirm
        open={asking === 'remove'}
        title="Remove the rehearsal?"
        description="Its incidents, events, reports and look-alikes are deleted. Real data is not touched."
        action="Remove it all"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(null)}
      />
      <Confirm
        open={asking === 'again'}
        title="Rehearse again?"
        description="The rehearsal before it is removed first."
        action="Attack Acme again"
        busy={again.isPending}
        onConfirm={() => again.mutate()}
        onClose={() => setAsking(null)}
      />
    </>
  );
}
