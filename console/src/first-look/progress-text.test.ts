import { expect, it } from 'vitest';
import { type FirstLook, progressText } from './progress-text.ts';

const RUN: FirstLook = {
  runId: 'run',
  brand: 'Acme',
  state: 'running',
  total: 4000,
  done: 1200,
  standing: 3,
  parked: 17,
  wildcard: 0,
  unanswered: 0,
  startedAt: 0,
  endedAt: null,
  rate: 98.4,
  leftMs: 28_400,
  error: null,
  hits: [],
};

it('says how far a run is, how fast, and what is left', () => {
  expect(progressText(RUN)).toBe('1,200 of 4,000 names, 98 a second, 29 s left: 3 stand, 17 parked.');
  expect(progressText({ ...RUN, rate: null, leftMs: null, done: 0, standing: 0, parked: 0 })).toBe(
    '0 of 4,000 names: 0 stand, 0 parked.',
  );
  expect(progressText({ ...RUN, leftMs: 240_000 })).toContain(', 4 min left');
});

it('says at the end what was set aside', () => {
  expect(progressText({ ...RUN, state: 'finished', done: 4000, wildcard: 40, unanswered: 2 })).toBe(
    '4,000 of 4,000 likely names looked up: 3 stand, 17 parked; 40 only resolve because everything beside them does, 2 got no answer.',
  );
});
