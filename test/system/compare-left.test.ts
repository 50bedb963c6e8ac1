import { describe, expect, it } from 'vitest';
import { differencesOf } from './compare-left.ts';
import type { Left } from './inspect-run.ts';

const CALM: Left = {
  findings: ['a.detector one high', 'b.detector two low'],
  incidents: ['contained ["x.com"]\n  a.detector one high\n  b.detector two low'],
  actions: ['ada end-sessions {"round":1} verified', 'ada end-sessions {"round":2} verified'],
  people: [`ada {"status":"PASSWORD_EXPIRED","factors":["${'f'.repeat(400)}"],"liveSessions":0}`],
  faults: [],
};

describe('differencesOf', () => {
  it('says nothing of two runs that left the same', () => {
    expect(differencesOf(CALM, structuredClone(CALM))).toEqual([]);
  });

  it('shows each item from shortly before the place where it parts, however long it is', () => {
    const [person = ''] = CALM.people;
    const lines = differencesOf(CALM, { ...CALM, people: [person.replace('"liveSessions":0', '"liveSessions":1')] });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^people: ada \{"status":"PASSWORD_EXPIRED/u);
    expect(lines[0]).toMatch(/"liveSessions":0\} \| .*"liveSessions":1\}$/u);
    expect(lines[0]?.length).toBeLessThan(250);
  });

  it('tells what is missing, what is more, what is there twice, and another order', () => {
    const [first = '', second = ''] = CALM.findings;
    expect(differencesOf(CALM, { ...CALM, findings: [first] })).toEqual(['findings: missing: b.detector two low']);
    expect(differencesOf(CALM, { ...CALM, faults: ['lost'] })).toEqual(['faults: more: lost']);
    expect(differencesOf(CALM, { ...CALM, findings: [first, second, second] })).toEqual([
      'findings: more: b.detector two low',
    ]);
    expect(differencesOf(CALM, { ...CALM, actions: CALM.actions.toReversed() })).toEqual([
      'the same, in another order',
    ]);
  });

  it('pairs each item with what it has become', () => {
    const actions = ['ada end-sessions {"round":1} failed', 'ada end-sessions {"round":2} unknown'];
    const lines = differencesOf(CALM, { ...CALM, actions });
    expect(lines.map((line) => line.slice(line.indexOf('…') + 2))).toEqual([
      'nd-sessions {"round":1} verified | nd-sessions {"round":1} failed',
      'nd-sessions {"round":2} verified | nd-sessions {"round":2} unknown',
    ]);
  });

  it('stays short', () => {
    const many = Array.from({ length: 50 }, (_, index) => `z ${index}`);
    expect(differencesOf(CALM, { ...CALM, faults: many })).toHaveLength(9);
  });
});
