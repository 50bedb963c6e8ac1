import { cx } from './cx.ts';

export interface Segment<T extends string> {
  value: T;
  label: string;
  count?: number | undefined;
}

/** A choice of one from two to six, side by side. */
export function Segmented<T extends string>({
  label,
  value,
  segments,
  onChange,
}: {
  label: string;
  value: T;
  segments: readonly Segment<T>[];
  onChange: (value: T) => void;
}) {
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="border-line bg-sunken inline-flex max-w-full self-start overflow-x-auto rounded-md border p-0.5"
    >
      {segments.map((segment, index) => (
        <button
          key={segment.value}
          type="button"
          role="radio"
          aria-checked={segment.value === value}
          tabIndex={segment.value === value ? 0 : -1}
          onClick={() => onChange(segment.value)}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
            if (step === 0) return;
            event.preventDefault();
            const next = segments[(index + step + segments.length) % segments.length];
            if (next === undefined) return;
            onChange(next.value);
            const sibling =
              event.currentTarget.parentElement?.children[(index + step + segments.length) % segments.length];
            if (sibling instanceof HTMLElement) sibling.focus();
          }}
          className={cx(
            'h-6.5 rounded-sm px-2.5 text-xs font-medium whitespace-nowrap focus-visible:-outline-offset-1',
            segment.value === value ? 'bg-surface text-ink ring-line ring-1' : 'text-ink-2 hover:text-ink',
          )}
        >
          {segment.label}
          {segment.count !== undefined && <span className="text-ink-3 tnum ml-1.5 font-normal">{segment.count}</span>}
        </button>
      ))}
    </div>
  );
}
