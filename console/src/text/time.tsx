import { useNow, useNowFunction, ZONE } from '../data/clock.tsx';
import { cx } from '../kit/cx.ts';
import { formatAgo, formatFull, formatMoment, formatTimeOfDay } from './format.ts';

/** A moment: the time today, or day and time; the reader's zone and UTC on hover. */
export function Moment({ at, className }: { at: number; className?: string }) {
  const now = useNowFunction();
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formatFull(at, ZONE)}
      className={cx('tnum whitespace-nowrap', className)}
    >
      {formatMoment(at, now(), ZONE)}
    </time>
  );
}

/** The time of day to the tenth of a second: for what happens within seconds. */
export function ExactTime({ at, className }: { at: number; className?: string }) {
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formatFull(at, ZONE)}
      className={cx('mono whitespace-nowrap', className)}
    >
      {formatTimeOfDay(at, ZONE, true)}
    </time>
  );
}

/** The time of day to the second, in fixed-width type: for columns. */
export function SecondTime({ at, className }: { at: number; className?: string }) {
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formatFull(at, ZONE)}
      className={cx('mono whitespace-nowrap', className)}
    >
      {formatTimeOfDay(at, ZONE)}
    </time>
  );
}

/** How long ago, kept up to date; the moment itself on hover. */
export function Ago({ at, className }: { at: number; className?: string }) {
  const now = useNow(1000);
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formatFull(at, ZONE)}
      className={cx('tnum whitespace-nowrap', className)}
    >
      {formatAgo(at, now)}
    </time>
  );
}
