import { useId, useState } from 'react';
import { cx } from '../kit/cx.ts';

export interface Line {
  name: string;
  points: readonly (number | null)[];
  /** A text colour class of the theme: drawn in `currentColor`. */
  ink: string;
}

const WIDTH = 600;

/** The highest of some points, at least `least`. */
function topOf(lines: readonly Line[], least: number): number {
  return lines.reduce(
    (top, line) => line.points.reduce<number>((most, point) => Math.max(most, point ?? 0), top),
    least,
  );
}

/** Fewer points than this are not stretched over the whole width. */
const LEAST_POINTS = 12;

/** Where the first of some lines begins to be known: what was before the program started is no part of the picture. */
export function firstKnown(lines: readonly Line[]): number {
  const count = lines[0]?.points.length ?? 0;
  const firsts = lines.map((line) => line.points.findIndex((point) => point !== null)).filter((first) => first >= 0);
  return Math.max(0, Math.min(count - LEAST_POINTS, ...firsts));
}

/** SVG path of points from left to right; a gap where nothing was measured. */
function pathOf(points: readonly (number | null)[], top: number, height: number): string {
  const step = points.length > 1 ? WIDTH / (points.length - 1) : 0;
  let path = '';
  let isDown = false;
  for (const [i, point] of points.entries()) {
    if (point === null) {
      isDown = false;
      continue;
    }
    const x = (i * step).toFixed(1);
    const y = (height - 1 - (point / top) * (height - 2)).toFixed(1);
    // A point alone is a dot: the round cap of a line of no length.
    path += isDown ? `L${x} ${y}` : `M${x} ${y}h0`;
    isDown = true;
  }
  return path;
}

/** A line without axes, to glance at. Says its last value to screen readers. */
export function Sparkline({ line, label, least = 1 }: { line: Line; label: string; least?: number }) {
  const height = 28;
  const points = line.points.slice(firstKnown([line]));
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className={cx('h-7 w-full', line.ink)}
    >
      <path
        d={pathOf(points, topOf([line], least), height)}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/**
 * Lines over time with a scale and what they are worth where the pointer (or the arrow keys) stand.
 * @param fromMs start of the first point, milliseconds UTC
 */
export function LineChart({
  lines: given,
  first,
  fromMs: givenFromMs,
  slotMs,
  format,
  timeOf,
  label,
  least = 1,
}: {
  lines: readonly Line[];
  /** The point from which on they are drawn: {@link firstKnown} of all charts that stand together. */
  first: number;
  fromMs: number;
  slotMs: number;
  format: (value: number) => string;
  timeOf: (atMs: number) => string;
  label: string;
  least?: number;
}) {
  const [at, setAt] = useState<number | null>(null);
  const note = useId();
  const fromMs = givenFromMs + first * slotMs;
  const lines = given.map((line) => ({ ...line, points: line.points.slice(first) }));
  const height = 96;
  const count = lines[0]?.points.length ?? 0;
  const top = topOf(lines, least);
  const shown = at ?? count - 1;
  const move = (place: number): void => setAt(Math.min(count - 1, Math.max(0, place)));
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <figcaption className="flex flex-wrap items-baseline gap-x-3 text-xs">
        <span className="font-medium">{label}</span>
        <span id={note} className="text-ink-3 tnum" aria-live="off">
          {at === null ? 'now' : timeOf(fromMs + shown * slotMs)}
        </span>
        {lines.map((line) => {
          const value = line.points[shown] ?? null;
          return (
            <span key={line.name} className="inline-flex items-center gap-1.5">
              <span className={cx('inline-block h-0.5 w-3 bg-current', line.ink)} aria-hidden="true" />
              <span className="text-ink-2">{line.name}</span>
              <span className="tnum font-medium">{value === null ? '—' : format(value)}</span>
            </span>
          );
        })}
      </figcaption>
      <div className="relative">
        <svg
          viewBox={`0 0 ${WIDTH} ${height}`}
          preserveAspectRatio="none"
          className="border-line bg-sunken h-24 w-full rounded-md border"
          role="slider"
          tabIndex={0}
          aria-label={`${label}: arrow keys move through the last hour`}
          aria-describedby={note}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, count - 1)}
          aria-valuenow={Math.max(0, shown)}
          aria-valuetext={lines
            .map((line) => `${line.name} ${line.points[shown] == null ? 'unknown' : format(line.points[shown] ?? 0)}`)
            .join(', ')}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            move(Math.round(((event.clientX - box.left) / box.width) * (count - 1)));
          }}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
            if (step === 0) return;
            event.preventDefault();
            move(shown + step * (event.shiftKey ? 30 : 1));
          }}
        >
          {lines.map((line) => (
            <path
              key={line.name}
              className={line.ink}
              d={pathOf(line.points, top, height)}
              fill="none"
              stroke="currentColor"
              strokeWidth={1.5}
              strokeLinecap="round"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {at !== null && (
            <line
              x1={(shown / Math.max(1, count - 1)) * WIDTH}
              x2={(shown / Math.max(1, count - 1)) * WIDTH}
              y1={0}
              y2={height}
              className="text-ink-3"
              stroke="currentColor"
              strokeDasharray="2 3"
              vectorEffect="non-scaling-stroke"
            />
          )}
        </svg>
        <span className="text-ink-3 tnum pointer-events-none absolute top-1 left-1.5 text-2xs">{format(top)}</span>
      </div>
    </figure>
  );
}
