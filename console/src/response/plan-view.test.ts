import { describe, expect, it } from 'vitest';
import type { ActionWire, PlanWire } from '../../../src/response/api.ts';
import { byTarget, canRetry, canWithdraw, progressOf, waiting } from './plan-view.ts';

function action(actionId: string, who: string, state: ActionWire['state']): ActionWire {
  return {
    actionId,
    kind: 'end-sessions',
    target: { kind: 'principal', value: who, label: who.toUpperCase() },
    title: { key: 'x', params: {} },
    will: [],
    willNot: [],
    cannotUndo: [],
    reversibility: 'compensable',
    because: [],
    state,
    approvedAt: null,
    approvedBy: null,
    acceptedAt: null,
    verifiedAt: null,
    snapshot: null,
    error: null,
  };
}

const plan = (actions: ActionWire[]): PlanWire => ({
  planId: 'p',
  incidentId: 'i',
  digest: 'd',
  revision: 1,
  state: 'running',
  actions,
  leftAlone: [],
  blockedBy: null,
  createdAt: 0,
});

describe('a plan', () => {
  it('offers for approval only what is still proposed', () => {
    const offered = waiting(
      plan([action('1', 'a', 'proposed'), action('2', 'a', 'approved'), action('3', 'b', 'withdrawn')]),
    );
    expect(offered.map((one) => one.actionId)).toEqual(['1']);
  });

  it('groups by whom it acts on, in its own order', () => {
    const groups = byTarget([action('1', 'b', 'proposed'), action('2', 'a', 'proposed'), action('3', 'b', 'proposed')]);
    expect(groups.map((group) => [group.label, group.actions.map((one) => one.actionId)])).toEqual([
      ['B', ['1', '3']],
      ['A', ['2']],
    ]);
  });

  it('names beside a display name, which two people can share, what tells them apart', () => {
    const named = action('1', 'b', 'proposed');
    const bare = { ...action('2', 'a', 'proposed'), target: { kind: 'principal', value: 'a', label: 'a' } };
    expect(byTarget([named, bare]).map((group) => group.value)).toEqual(['b', null]);
  });

  it('counts as settled what was read back, and what was there already, but not what was only accepted', () => {
    const states = ['verified', 'not-needed', 'accepted', 'failed', 'proposed', 'withdrawn'] as const;
    expect(progressOf(plan(states.map((state) => action(state, 'a', state))))).toEqual({ settled: 2, approved: 4 });
  });

  it('can be taken back only while it is approved and has not begun', () => {
    const states = ['proposed', 'approved', 'started', 'accepted', 'verified', 'failed', 'unknown'] as const;
    expect(states.filter((state) => canWithdraw(action('1', 'a', state)))).toEqual(['approved']);
  });

  it('can be tried again where the vendor refused or nobody knows', () => {
    expect(canRetry(action('1', 'a', 'failed'))).toBe(true);
    expect(canRetry(action('1', 'a', 'unknown'))).toBe(true);
    expect(canRetry(action('1', 'a', 'accepted'))).toBe(false);
  });
});
