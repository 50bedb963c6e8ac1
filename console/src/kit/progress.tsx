import { cx } from './cx.ts';

/** A bar that fills: `value` from 0 to 1. */
export function ProgressBar({
  value,
  label,
  tone = 'accent',
}: {
  value: number;
  label: string;
  tone?: 'accent' | 'good' | 'critical' | 'rehearsal';
}) {
  const percent = Math.round(Math.max(0, Math.min(1, value)) * 100);
  const fill = { accent: 'bg-accent-fill', good: 'bg-good', critical: 'bg-critical', rehearsal: 'bg-rehearsal' }[tone];
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="bg-pressed h-1 w-full overflow-hidden rounded-full"
    >
      <div
        className={cx('h-full rounded-full transition-[width] duration-200', fill)}
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
