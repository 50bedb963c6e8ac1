import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { LogStateWire } from '../../../src/domains/logs/api.ts';
import { Badge, type Tone } from '../kit/badge.tsx';
import { Callout } from '../kit/callout.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { cx } from '../kit/cx.ts';
import { InlineError, Skeleton } from '../kit/states.tsx';
import { SourceStateBadge } from '../sources/source-look.tsx';
import { formatCount, formatDuration } from '../text/format.ts';
import { Ago } from '../text/time.tsx';
import { Untrusted } from '../text/untrusted.tsx';
import { firstKnown, LineChart, Sparkline } from './line-chart.tsx';
import { useLogSeries } from './queries.ts';

const KINDS = { 'static-ct': 'tiles', rfc6962: 'RFC 6962' } as const;
const STATE_TONES: Readonly<Record<NonNullable<LogStateWire['state']>, Tone>> = {
  usable: 'good',
  qualified: 'accent',
  readonly: 'neutral',
  pending: 'neutral',
  retired: 'neutral',
  rejected: 'medium',
  unknown: 'medium',
};
const WHY: Readonly<Record<LogStateWire['choice'], string | null>> = {
  read: null,
  off: 'switched off',
  excluded: 'left out by the configuration',
  state: 'not in use',
  past: 'its certificates have expired',
  future: 'takes nothing issued now',
  test: 'for tests',
};

/** One log: whether it is read, how well, and, opened, its last hour. */
export function LogRow({
  log,
  mayChoose,
  onChoose,
}: {
  log: LogStateWire;
  mayChoose: boolean;
  onChoose: (isRead: boolean) => void;
}) {
  const [open, setOpen] = useState(false);
  const isRead = log.choice === 'read';
  const canChoose = log.from === 'list' && (isRead || log.choice === 'off');
  const why = WHY[log.choice];
  return (
    <li className="px-4 py-2.5">
      <div className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 lg:grid-cols-[auto_minmax(0,1.6fr)_6rem_minmax(5rem,1fr)_minmax(5rem,1fr)_7rem_auto]">
        <CheckField
          label={log.name}
          labelHidden
          name={`Read ${log.name}`}
          checked={isRead}
          disabled={!mayChoose || !canChoose}
          onChange={onChoose}
        />
        <div className="min-w-0">
          <bdi className={cx('block truncate font-medium', !isRead && 'text-ink-2')} title={log.name}>
            {log.name}
          </bdi>
          <p className="text-ink-3 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
            <span>{KINDS[log.kind]}</span>
            {log.state !== null && <Badge tone={STATE_TONES[log.state]}>{log.state}</Badge>}
            {isRead && log.health !== null && <SourceStateBadge state={log.health} />}
            {log.from !== 'list' && <span>{log.from === 'person' ? 'added by hand' : 'set by configuration'}</span>}
            {why !== null && <span>{why}</span>}
            {log.throttledLastHour > 0 && <Badge tone="medium">throttled</Badge>}
          </p>
        </div>
        <Cell name="Size" className="max-lg:hidden">
          {log.size === null ? '—' : formatCount(log.size)}
        </Cell>
        <Cell name={`Read ${rateText(log.readPerS)}`} className="max-lg:hidden">
          {log.spark !== null && isRead && (
            <Sparkline
              line={{ name: 'read', points: log.spark.read, ink: 'text-accent' }}
              label={`Entries read in the last hour, now ${rateText(log.readPerS)}`}
            />
          )}
        </Cell>
        <Cell
          name={log.behindBy === null ? 'Behind —' : `Behind ${formatCount(log.behindBy)}`}
          className="max-lg:hidden"
        >
          {log.spark !== null && isRead && (
            <Sparkline
              line={{ name: 'behind', points: log.spark.behind, ink: 'text-medium' }}
              label={`Entries not read yet in the last hour, now ${formatCount(log.behindBy ?? 0)}`}
              least={100}
            />
          )}
        </Cell>
        <Cell name="Delay" className="max-lg:hidden">
          {log.lag === null ? '—' : `${formatDuration(log.lag.p50Ms)} · ${formatDuration(log.lag.p99Ms)}`}
        </Cell>
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${open ? 'Close' : 'Open'} ${log.name}`}
          onClick={() => setOpen(!open)}
          className="text-ink-3 hover:bg-hover hover:text-ink flex size-7 items-center justify-center rounded-md max-md:size-11"
        >
          <ChevronRight size={16} aria-hidden="true" className={cx('transition-transform', open && 'rotate-90')} />
        </button>
      </div>
      {isRead && (
        <p className="text-ink-3 tnum mt-0.5 pl-7 text-xs lg:hidden">
          {rateText(log.readPerS)} · behind {log.behindBy === null ? '—' : formatCount(log.behindBy)} · delay{' '}
          {log.lag === null ? '—' : formatDuration(log.lag.p50Ms)}
        </p>
      )}
      {log.fault !== null && !open && (
        <p className="text-medium mt-1 truncate pl-7 text-xs">
          <Untrusted text={log.fault.message} />
        </p>
      )}
      {open && <LogDetail log={log} />}
    </li>
  );
}

function Cell({ name, className, children }: { name: string; className?: string; children: React.ReactNode }) {
  return (
    <div className={cx('min-w-0', className)}>
      <div className="text-ink-3 tnum truncate text-2xs">{name}</div>
      <div className="tnum truncate text-xs">{children}</div>
    </div>
  );
}

function rateText(perS: number): string {
  return `${perS >= 10 || perS === 0 ? Math.round(perS) : perS.toFixed(1)} /s`;
}

function LogDetail({ log }: { log: LogStateWire }) {
  const series = useLogSeries(log.sourceId);
  const time = (atMs: number): string => new Date(atMs).toLocaleTimeString();
  const { read = [], faults = [], behind = [] } = series.data ?? {};
  const first = firstKnown([read, faults, behind].map((points) => ({ name: '', ink: '', points })));
  return (
    <div className="mt-3 flex flex-col gap-3 pb-2 lg:pl-7">
      {log.fault !== null && (
        <Callout kind="warning" title={<Untrusted text={log.fault.message} />}>
          {log.fault.remedy} <Ago at={log.fault.at} className="text-ink-3" />
          <code className="text-ink-3 ml-2 text-xs">{log.fault.code}</code>
        </Callout>
      )}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 text-xs sm:grid-cols-4">
        <Fact name="Size">{log.size === null ? '—' : formatCount(log.size)}</Fact>
        <Fact name="Our position">{log.position ?? '—'}</Fact>
        <Fact name="Behind">{log.behindBy === null ? '—' : formatCount(log.behindBy)}</Fact>
        <Fact name="Gap being filled">{log.gapEntries === 0 ? 'none' : formatCount(log.gapEntries)}</Fact>
        <Fact name="Delay, median / 95 / 99">
          {log.lag === null
            ? '—'
            : [log.lag.p50Ms, log.lag.p95Ms, log.lag.p99Ms].map((ms) => formatDuration(ms)).join(' / ')}
        </Fact>
        <Fact name="Being proven">{formatCount(log.unproven)}</Fact>
        <Fact name="Faults, last hour">
          {formatCount(log.faultsLastHour)}
          {log.throttledLastHour > 0 && `, ${formatCount(log.throttledLastHour)} of them “too many requests”`}
        </Fact>
        <Fact name="Grows by">{log.grownPerS === null ? '—' : rateText(log.grownPerS)}</Fact>
      </dl>
      <InlineError error={series.error} />
      {series.isPending && <Skeleton lines={3} />}
      {series.data !== undefined && (
        <div className="grid gap-4 lg:grid-cols-2">
          <LineChart
            first={first}
            label="Entries a second"
            fromMs={series.data.fromMs}
            slotMs={series.data.slotMs}
            timeOf={time}
            format={rateText}
            lines={[
              { name: 'log grew', points: perSecond(series.data.grown, series.data.slotMs), ink: 'text-ink-3' },
              { name: 'read', points: perSecond(series.data.read, series.data.slotMs), ink: 'text-accent' },
            ]}
          />
          <LineChart
            first={first}
            label="Entries not read yet"
            fromMs={series.data.fromMs}
            slotMs={series.data.slotMs}
            timeOf={time}
            format={formatCount}
            least={100}
            lines={[{ name: 'behind', points: series.data.behind, ink: 'text-medium' }]}
          />
          <LineChart
            first={first}
            label="Longest delay"
            fromMs={series.data.fromMs}
            slotMs={series.data.slotMs}
            timeOf={time}
            format={formatDuration}
            least={1000}
            lines={[{ name: 'delay', points: series.data.lagMs, ink: 'text-high' }]}
          />
          <LineChart
            first={first}
            label="Faults"
            fromMs={series.data.fromMs}
            slotMs={series.data.slotMs}
            timeOf={time}
            format={formatCount}
            least={4}
            lines={[{ name: 'faults', points: series.data.faults, ink: 'text-critical' }]}
          />
        </div>
      )}
      <p className="text-ink-3 text-xs break-all">
        <bdi className="mono">{log.url}</bdi>
        {log.interval !== null && (
          <>
            {' '}
            · certificates that expire {day(log.interval.startMs)} to {day(log.interval.endMs)}
          </>
        )}
      </p>
    </div>
  );
}

function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function perSecond(points: readonly (number | null)[], slotMs: number): (number | null)[] {
  return points.map((point) => (point === null ? null : (point * 1000) / slotMs));
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-ink-3">{name}</dt>
      <dd className="tnum font-medium break-words">{children}</dd>
    </div>
  );
}
