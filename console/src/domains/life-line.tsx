import { cx } from '../kit/cx.ts';
import { toneInk } from '../kit/badge.tsx';
import { formatDuration } from '../text/format.ts';
import { Moment } from '../text/time.tsx';
import { KIND_LOOKS } from './domain-names.ts';
import { detailText, type LifeEvent, lifeSteps } from './life-view.ts';

/**
 * A domain's life as a line: reached steps are filled, with the time since the first. Of a domain that was never looked up, nobody
 * knows whether the steps that only a look-up shows were reached.
 */
export function LifeLine({ life, isLookedUp }: { life: readonly LifeEvent[]; isLookedUp: boolean }) {
  const steps = lifeSteps(life);
  const reached = steps.flatMap((step) => step.at ?? []);
  const first = reached.length === 0 ? null : Math.min(...reached);
  return (
    <ol className="grid gap-x-1 gap-y-3 max-md:grid-cols-1 md:grid-cols-8" aria-label="Life of the domain">
      {steps.map((step) => (
        <li key={step.kind} className="flex min-w-0 items-baseline gap-2 md:flex-col md:items-start md:gap-1">
          <span
            aria-hidden="true"
            className={cx(
              'h-1.5 shrink-0 rounded-full max-md:w-6 md:w-full',
              step.at === null ? 'bg-sunken ring-line ring-1' : cx('bg-current', toneInk(KIND_LOOKS[step.kind].tone)),
            )}
          />
          <span className={cx('text-xs font-medium', step.at === null ? 'text-ink-3' : 'text-ink')}>{step.name}</span>
          <span className="text-ink-3 text-xs">
            {step.at === null ? (
              missingStep(step.kind, isLookedUp)
            ) : (
              <>
                <Moment at={step.at} />
                {first !== null && step.at > first && (
                  <span className="block max-md:inline"> +{formatDuration(step.at - first)}</span>
                )}
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

const SHOWN_BY_LOOK_UPS: ReadonlySet<LifeEvent['kind']> = new Set([
  'registered',
  'certified',
  'resolving',
  'page-up',
  'down',
]);

function missingStep(kind: LifeEvent['kind'], isLookedUp: boolean): string {
  return isLookedUp || !SHOWN_BY_LOOK_UPS.has(kind) ? 'not yet' : 'not known';
}

/** Everything that happened, the newest first. */
export function LifeList({ life }: { life: readonly LifeEvent[] }) {
  if (life.length === 0) return <p className="text-ink-2">Nothing has happened that was written down.</p>;
  return (
    <ol className="divide-line divide-y">
      {life.toReversed().map((event, index) => (
        <li key={`${index} ${event.at}`} className="flex gap-x-3 py-1.5 text-sm">
          <Moment at={event.at} className="text-ink-3 w-28 shrink-0 text-xs leading-5" />
          <div className="min-w-0">
            <span className={cx('font-medium', toneInk(KIND_LOOKS[event.kind].tone))}>
              {KIND_LOOKS[event.kind].name}
              {event.detail['gone'] === true && ', no longer'}
            </span>
            <bdi className="text-ink-2 block break-words">{detailText(event)}</bdi>
          </div>
        </li>
      ))}
    </ol>
  );
}
