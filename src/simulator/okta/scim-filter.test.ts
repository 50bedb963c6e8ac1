import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilter } from './scim-filter.ts';

const RECORD = {
  eventType: 'user.session.start',
  outcome: { result: 'SUCCESS' },
  count: 3,
  target: [{ type: 'User' }, { type: 'AppInstance' }],
};

describe('a SCIM filter', () => {
  const cases: [filter: string, matches: boolean | null][] = [
    ['eventType eq "user.session.start"', true],
    ['eventType eq "USER.SESSION.START"', true],
    ['eventType ne "user.session.start"', false],
    ['eventType sw "user." and outcome.result eq "FAILURE"', false],
    ['eventType sw "policy." or outcome.result eq "SUCCESS" and count ge 3', true],
    ['(eventType sw "policy." or outcome.result eq "SUCCESS") and count gt 3', false],
    ['not (target.type eq "User")', false],
    ['target.type eq "AppInstance" and outcome.reason pr', false],
    ['eventType ew "start" and eventType co "session"', true],
    ['eventType eq "a\\"b"', false],
    ['constructor pr', false],
    ['', null],
    ['eventType', null],
    ['eventType is "x"', null],
    ['(eventType pr', null],
    ['eventType pr)', null],
    ['eventType eq "x" "y"', null],
    ['eventType eq "x', null],
  ];
  it.each(cases)('%s', (text, matches) => {
    const filter = parseFilter(text);
    expect(filter === null ? null : filter(RECORD)).toBe(matches);
  });

  it('never throws, whatever it is given', () => {
    const word = fc.constantFrom('(', ')', 'not', 'and', 'or', 'eq', 'pr', 'a.b', '"x"', '"', ' ', '\\');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
        ),
        (text) => {
          parseFilter(text)?.(RECORD);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(parseFilter('('.repeat(1_000) + 'a pr' + ')'.repeat(1_000))).toBeNull();
  });
});
