import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SystemLog, type LogCursor } from './system-log.ts';

describe('polling the simulated System Log', () => {
  it('reads every record exactly once, whatever is late, in pages of any size', () => {
    const doing = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), delayMs: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 120 }), (doings) => {
        const log = new SystemLog();
        let nowMs = 1_000;
        let written = 0;
        let cursor: LogCursor = { persistedMs: 0, number: 0 };
        const read: string[] = [];
        const poll = (limit: number): number => {
          const page = log.poll(cursor, nowMs, limit, () => true);
          cursor = page.next;
          read.push(...page.records.map(({ uuid }) => uuid));
          return page.records.length;
        };
        for (const step of doings) {
          if (step.kind === 'wait') nowMs += step.ms;
          else if (step.kind === 'read') poll(step.limit);
          else {
            written += 1;
            log.append({ uuid: String(written), published: '', eventType: 'e' }, nowMs, nowMs + step.delayMs);
          }
        }
        nowMs += 100;
        while (poll(3) > 0);
        expect(read.toSorted()).toEqual(Array.from({ length: written }, (_, i) => String(i + 1)).toSorted());
      }),
      { numRuns: 500 },
    );
  });
});
