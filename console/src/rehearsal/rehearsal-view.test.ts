import { describe, expect, it } from 'vitest';
import type { TimelineEntryWire } from '../../../src/incidents/api.ts';
import { lanesOf, scalePosition, spanOf } from './rehearsal-view.ts';

const seen = (entryId: string, at: number, foundAt: number | null): TimelineEntryWire => ({
  entryId,
  kind: 'finding',
  at,
  severity: 'high',
  message: { key: 'x', params: {} },
  findingId: entryId,
  detector: null,
  joined: null,
  entities: [],
  receivedAt: at,
  foundAt,
});

describe('lanesOf', () => {
  it('stands what was seen at the time we knew it, after what was done at that time', () => {
    const message = { key: 'x', params: {} };
    const rows = lanesOf(
      [
        { at: 1000, sinceLureMs: 0, message, done: true, prevented: false },
        { at: 172_000, sinceLureMs: 171_000, message, done: false, prevented: false },
      ],
      [seen('a', 172_000, 172_000), seen('b', 500, 1200)],
      1000,
    );
    expect(rows.map((row) => row.key)).toEqual(['truth 0', 'seen b', 'truth 1', 'seen a']);
    expect(rows[1]?.sinceLureMs).toBe(200);
  });
});

describe('scalePosition', () => {
  it('keeps the order and stays within 0 and 1', () => {
    const at = (ms: number): number => scalePosition(ms, -2_100_000, 7_200_000);
    expect(at(-2_100_000)).toBe(0);
    expect(at(7_200_000)).toBe(1);
    expect(at(0)).toBeGreaterThan(at(-60_000));
    expect(at(171_000)).toBeGreaterThan(at(0));
    expect(at(9_999_999_999)).toBe(1);
  });
  it('does not divide by nothing', () => {
    expect(scalePosition(5, 0, 0)).toBe(0);
  });
});

describe('spanOf', () => {
  it('holds the lure and every milestone', () => {
    const milestone = { key: 'x', params: {} };
    expect(spanOf([{ milestone, originalSinceLureMs: null, oursSinceLureMs: -2_099_000 }])).toEqual({
      minMs: -2_099_000,
      maxMs: 60_000,
    });
  });
});
