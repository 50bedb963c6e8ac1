import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatDay,
  formatDuration,
  formatFull,
  formatMoment,
  formatSinceLure,
  formatTimeOfDay,
} from './format.ts';

const lure = Date.UTC(2022, 6, 20, 22, 49, 3, 412);

describe('formatDuration', () => {
  it.each([
    [40, '40 ms'],
    [400, '0.4 s'],
    [2000, '2 s'],
    [2340, '2.3 s'],
    [59_400, '59 s'],
    [250_000, '4 min 10 s'],
    [2_100_000, '35 min'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
    [-400, '0.4 s'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatAgo', () => {
  it('says how long ago and what is still to come', () => {
    expect(formatAgo(1000, 1900)).toBe('now');
    expect(formatAgo(0, 8900)).toBe('8 s ago');
    expect(formatAgo(0, 3 * 3_600_000)).toBe('3 h ago');
    expect(formatAgo(0, 729 * 86_400_000)).toBe('729 d ago');
    expect(formatAgo(0, 1_814 * 86_400_000)).toBe('4 y ago');
    expect(formatAgo(300_000, 0)).toBe('in 5 min');
  });
});

describe('times in a zone', () => {
  it("shows the reader's zone, and UTC with it on hover", () => {
    expect(formatTimeOfDay(lure, 'UTC', true)).toBe('22:49:03.4');
    expect(formatTimeOfDay(lure, 'Europe/Berlin')).toBe('00:49:03');
    expect(formatFull(lure, 'Europe/Berlin')).toBe('21 Jul 2022, 00:49:03 Europe/Berlin · 2022-07-20 22:49:03.412 UTC');
  });
  it('leaves the day out only on the same day', () => {
    expect(formatMoment(lure, lure + 60_000, 'UTC')).toBe('22:49:03');
    expect(formatMoment(lure, lure + 2 * 86_400_000, 'UTC')).toBe('20 Jul 22:49');
    expect(formatDay(lure, Date.UTC(2026, 0, 1), 'UTC')).toBe('20 Jul 2022');
  });
  it('shows tenths of a time before 1970 too', () => {
    expect(formatTimeOfDay(-600, 'UTC', true)).toBe('23:59:59.4');
  });
});

describe('formatSinceLure', () => {
  it.each([
    [0, 'T+0:00'],
    [171_000, 'T+2:51'],
    [-2_100_000, 'T−35:00'],
    [3_800_000, 'T+1:03:20'],
  ])('%d is %s', (ms, text) => {
    expect(formatSinceLure(ms)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [900, '900 B'],
    [1400, '1.4 kB'],
    [250_000_000, '250 MB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
