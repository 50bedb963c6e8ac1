import { describe, expect, it } from 'vitest';
import type { IncidentWire, TimelineEntryWire } from '../../../src/incidents/api.ts';
import { byRole } from './involved-view.ts';
import { filterEntries, lagsOf, namedIn, withGaps } from './timeline-view.ts';

function entry(
  entryId: string,
  at: number,
  who: string,
  kind: TimelineEntryWire['kind'] = 'finding',
): TimelineEntryWire {
  return {
    entryId,
    kind,
    at,
    severity: 'high',
    message: { key: 'x', params: {} },
    findingId: entryId,
    detector: 'd',
    joined: null,
    entities: [{ kind: 'principal', value: who, label: who.toUpperCase(), role: 'victim' }],
    receivedAt: at + 400,
    foundAt: at + 420,
  };
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

describe('withGaps', () => {
  it('draws the day of the first entry, and silences of five minutes and more', () => {
    const rows = withGaps([entry('a', 0, 'x'), entry('b', 60_000, 'x'), entry('c', 2_160_000, 'x')], day);
    expect(rows.map((row) => row.type)).toEqual(['gap', 'entry', 'entry', 'gap', 'entry']);
    expect(rows[3]).toMatchObject({ durationMs: 2_100_000, newDay: false });
  });
  it('draws a new day even within seconds', () => {
    const midnight = Date.UTC(2026, 0, 2);
    expect(withGaps([entry('a', midnight - 1000, 'x'), entry('b', midnight + 1000, 'x')], day)[2]).toMatchObject({
      newDay: true,
    });
  });
});

describe('filterEntries', () => {
  it('keeps what is of the kind and names the person', () => {
    const entries = [entry('a', 0, 'x'), entry('b', 1, 'y'), entry('c', 2, 'x', 'action')];
    expect(filterEntries(entries, { who: 'x' }).map((e) => e.entryId)).toEqual(['a', 'c']);
    expect(filterEntries(entries, { who: 'x', kind: 'finding' }).map((e) => e.entryId)).toEqual(['a']);
  });
});

describe('namedIn', () => {
  it('offers the most named first', () => {
    expect(namedIn([entry('a', 0, 'x'), entry('b', 1, 'y'), entry('c', 2, 'y')]).map((e) => e.value)).toEqual([
      'y',
      'x',
    ]);
  });
});

describe('lagsOf', () => {
  it('tells what the source took apart from what we took', () => {
    expect(lagsOf(entry('a', 1000, 'x'))).toEqual({ seenAfterMs: 400, judgedAfterMs: 20 });
  });
  it('has none for what people and Breakwater did', () => {
    expect(lagsOf({ ...entry('a', 0, 'x', 'note'), receivedAt: null })).toBeNull();
  });
});

describe('byRole', () => {
  it('puts those who need help first, and reporters apart from victims', () => {
    const of = (label: string, role: IncidentWire['entities'][number]['role'], findings: number) => ({
      kind: 'principal' as const,
      value: label,
      label,
      role,
      findings,
      firstAt: 0,
      lastAt: 0,
    });
    const groups = byRole([of('r', 'reporter', 9), of('b', 'victim', 1), of('a', 'victim', 3)]);
    expect(groups.map((group) => [group.role, group.entities.map((e) => e.label)])).toEqual([
      ['victim', ['a', 'b']],
      ['reporter', ['r']],
    ]);
  });
});
