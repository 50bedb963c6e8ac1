import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EyeOff, Pause, Play, Radio } from 'lucide-react';
import type { SourceWire } from '../../../src/platform/sources/api.ts';
import { useMay } from '../auth/me.ts';
import { useClients } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Badge } from '../kit/badge.tsx';
import { Button, buttonClass } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { PageHead } from '../kit/panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { sayFailed } from '../kit/toast.tsx';
import { formatCount, formatDuration } from '../text/format.ts';
import { t } from '../text/t.ts';
import { Ago } from '../text/time.tsx';
import { Untrusted } from '../text/untrusted.tsx';
import { useSources } from './queries.ts';
import { SourceStateBadge } from './source-look.tsx';

/** Every source: does Breakwater see, how late, what is it blind to, what is wrong and what to do. */
export function SourcesPage() {
  const sources = useSources();
  const space = useSpace();
  const items = sources.data?.items ?? [];
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4">
      <PageHead
        title="Sources"
        lead="Where Breakwater reads. Lag is measured from when something happened to when its record reached us."
        actions={
          space === 'live' ? (
            <Link to="/setup" className={buttonClass('plain')}>
              Add a source
            </Link>
          ) : undefined
        }
      />
      {sources.isPending && <Skeleton lines={6} />}
      {sources.isError && (
        <ErrorState what="The sources could not be read" error={sources.error} onRetry={() => void sources.refetch()} />
      )}
      {sources.isSuccess && items.length === 0 && (
        <div className="border-line bg-surface rounded-lg border">
          <EmptyState
            icon={<Radio size={24} />}
            title="Breakwater reads nothing yet"
            action={
              space === 'live' ? (
                <Link to="/setup" className={buttonClass('primary')}>
                  Set up a source
                </Link>
              ) : undefined
            }
          >
            Connect your identity provider and a certificate log, or open a folder of logs on the overview.
          </EmptyState>
        </div>
      )}
      <ul className="flex flex-col gap-3">
        {items.map((source) => (
          <SourceCard key={source.id} source={source} />
        ))}
      </ul>
    </div>
  );
}

function SourceCard({ source }: { source: SourceWire }) {
  const blind = source.state === 'silent' || source.state === 'failing' || source.state === 'paused';
  return (
    <li className="border-line bg-surface rounded-lg border">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3">
        <div className="min-w-0 flex-1">
          <h2 className="flex items-center gap-2 text-base font-semibold">
            <bdi className="truncate" title={source.label}>
              {source.label}
            </bdi>
          </h2>
          <p className="text-ink-3 flex flex-wrap items-center gap-x-2 text-xs">
            {t(`console.source.kind.${source.kind}`)}
            {source.readOnly && <Badge title="Set by breakwater.yaml or the environment">set by configuration</Badge>}
          </p>
        </div>
        <SourceStateBadge state={source.state} kind={source.kind} />
        <PauseButton source={source} />
      </div>
      <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-3 px-4 pb-3 sm:grid-cols-3 lg:grid-cols-6">
        <Figure name="Last record">{source.lastRecordAt === null ? 'never' : <Ago at={source.lastRecordAt} />}</Figure>
        <Figure name="Lag, median" title="Half of the records arrive sooner">
          {source.lag === null ? '—' : formatDuration(source.lag.p50Ms)}
        </Figure>
        <Figure
          name="Lag, 95 of 100"
          title={source.lag === null ? undefined : `Over ${formatCount(source.lag.samples)} records`}
        >
          {source.lag === null ? '—' : formatDuration(source.lag.p95Ms)}
        </Figure>
        <Figure name="Last hour">{formatCount(source.recordsLastHour)}</Figure>
        <Figure name="In total">{formatCount(source.recordsTotal)}</Figure>
        <Figure name="Last asked">{source.lastPollAt === null ? '—' : <Ago at={source.lastPollAt} />}</Figure>
      </dl>
      {(source.position !== null || (source.behindBy ?? 0) > 0) && (
        <p className="text-ink-3 px-4 pb-3 text-xs">
          {source.position !== null && (
            <>
              Stands at <bdi className="mono text-ink-2">{source.position}</bdi>
            </>
          )}
          {(source.behindBy ?? 0) > 0 && (
            <span className="text-medium tnum"> · {formatCount(source.behindBy ?? 0)} behind</span>
          )}
          <span> · counts as silent after {formatDuration(source.silentAfterMs)}</span>
        </p>
      )}
      {(source.lastError !== null || blind) && (
        <div className="flex flex-col gap-2 px-4 pb-4">
          {source.lastError !== null && (
            <Callout
              kind={source.state === 'failing' ? 'problem' : 'warning'}
              title={
                <>
                  <Untrusted text={source.lastError.message} />{' '}
                  <Ago at={source.lastError.at} className="text-ink-3 font-normal" />
                </>
              }
            >
              {source.lastError.remedy}
              <code className="text-ink-3 ml-2 text-xs">{source.lastError.code}</code>
            </Callout>
          )}
          {blind && source.blindDetections.length > 0 && (
            <p className="text-ink-2 flex items-start gap-2">
              <EyeOff size={15} className="text-ink-3 mt-0.5 shrink-0" aria-hidden="true" />
              <span>
                Blind meanwhile: {source.blindDetections.map((detection) => t(detection.nameKey)).join(' · ')}
              </span>
            </p>
          )}
        </div>
      )}
      {!blind && source.blindDetections.length > 0 && (
        <p className="text-ink-3 border-line border-t px-4 py-2 text-xs">
          Feeds {source.blindDetections.map((detection) => t(detection.nameKey)).join(' · ')}
        </p>
      )}
    </li>
  );
}

function Figure({ name, title, children }: { name: string; title?: string | undefined; children: React.ReactNode }) {
  return (
    <div title={title}>
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className="tnum font-medium">{children}</dd>
    </div>
  );
}

function PauseButton({ source }: { source: SourceWire }) {
  const mayWrite = useMay('sources:write');
  const clients = useClients();
  const space = useSpace();
  const queries = useQueryClient();
  const paused = source.state === 'paused';
  const toggle = useMutation({
    mutationFn: () => {
      const input = { params: { sourceId: source.id } };
      return paused ? clients.sources.resumeSource(input) : clients.sources.pauseSource(input);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: [space, 'sources'] }),
    onError: (error) => sayFailed(paused ? 'Not resumed' : 'Not paused', error.message),
  });
  const polled = source.kind === 'okta' || source.kind === 'ct-log';
  if (!mayWrite || !polled) return null;
  return (
    <Button
      size="sm"
      busy={toggle.isPending}
      icon={paused ? <Play size={12} /> : <Pause size={12} />}
      onClick={() => toggle.mutate()}
    >
      {paused ? 'Resume' : 'Pause'}
    </Button>
  );
}
