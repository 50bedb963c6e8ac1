import { Badge } from '../kit/badge.tsx';
import { ProgressBar } from '../kit/progress.tsx';
import { formatCount } from '../text/format.ts';
import { type FirstLook, progressText } from './progress-text.ts';
import { Host } from '../text/host.tsx';
import { Moment } from '../text/time.tsx';

/** Rows shown before the rest is named by number. */
const MAX_ROWS = 30;

/** How far a look at a brand's names is, and what stands. */
export function RunView({ run }: { run: FirstLook }) {
  const isRunning = run.state === 'running';
  const share = run.total === 0 ? 1 : run.done / run.total;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-col gap-1" aria-live={isRunning ? 'off' : 'polite'}>
        {isRunning && <ProgressBar label={`Names of ${run.brand} looked up`} value={share} />}
        <p className="text-ink-2 tnum text-sm">{progressText(run)}</p>
      </div>
      {run.state === 'failed' && (
        <p className="text-medium text-sm">
          It broke off: <bdi>{run.error}</bdi>
        </p>
      )}
      {run.hits.length > 0 && (
        <ul
          className="border-line divide-line max-h-80 divide-y overflow-y-auto rounded-md border"
          aria-label={`Names of ${run.brand} that stand`}
          // A list that scrolls is reached with the keyboard.
          tabIndex={0}
        >
          {run.hits.slice(0, MAX_ROWS).map((hit) => (
            <li key={hit.host} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
              <span className="min-w-0 flex-1">
                <Host name={hit.host} />
              </span>
              {hit.mail && <Badge>mail</Badge>}
              <Badge tone={hit.state === 'standing' ? 'medium' : 'neutral'}>
                {hit.state === 'standing' ? 'stands' : 'parked'}
              </Badge>
              <bdi className="mono text-ink-3 text-xs">{hit.addresses[0] ?? 'no address'}</bdi>
            </li>
          ))}
        </ul>
      )}
      {run.standing + run.parked > Math.min(MAX_ROWS, run.hits.length) && (
        <p className="text-ink-3 text-xs">
          {formatCount(run.standing + run.parked - Math.min(MAX_ROWS, run.hits.length))} more are among the look-alikes.
        </p>
      )}
      {!isRunning && (
        <p className="text-ink-3 text-xs">
          <Moment at={run.startedAt} />. What stands is among the look-alikes from now on: its registration, certificate
          and page are looked up, and again and again.
        </p>
      )}
    </div>
  );
}
