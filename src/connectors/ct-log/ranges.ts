import type { LeafRange } from '../../domains/ports.ts';

/** Leaves told from an unsigned list of names and not proven yet. */
export interface UnprovenRange extends LeafRange {
  /** When the first of them were told, milliseconds UTC. */
  sinceMs: number;
}

/** How many leaves ranges have in all. */
export function countLeaves(ranges: readonly LeafRange[]): number {
  return ranges.reduce((sum, range) => sum + range.to - range.from, 0);
}

/** The ranges without `taken`; what a range had beside its ends stays with each piece. */
export function withoutRange<R extends LeafRange>(ranges: readonly R[], taken: LeafRange): R[] {
  return ranges.flatMap((range) => {
    if (range.to <= taken.from || range.from >= taken.to) return [range];
    const left = { ...range, to: taken.from };
    const right = { ...range, from: taken.to };
    return [left, right].filter((piece) => piece.from < piece.to);
  });
}

/** The ranges with another that none of them meets, ascending; those that touch become one, as old as its oldest part. */
export function withUnproven(ranges: readonly UnprovenRange[], added: UnprovenRange): UnprovenRange[] {
  const sorted = [...ranges, added].toSorted((a, b) => a.from - b.from);
  const joined: UnprovenRange[] = [];
  for (const range of sorted) {
    const before = joined.at(-1);
    if (before?.to === range.from) {
      joined[joined.length - 1] = {
        from: before.from,
        to: range.to,
        sinceMs: Math.min(before.sinceMs, range.sinceMs),
      };
    } else joined.push(range);
  }
  return joined;
}

/** Whether ranges are ascending, not empty, apart from each other, and end by `limit`. */
export function areApart(ranges: readonly LeafRange[], limit: number): boolean {
  let end = 0;
  for (const range of ranges) {
    if (range.from < end || range.from >= range.to) return false;
    end = range.to;
  }
  return end <= limit;
}
