import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { judgeEvents } from './judge-events.ts';
import { mapRecords } from './map-records.ts';
import { identityMigrations } from './migrations.ts';
import { LOOK_ALIKE, namedAddresses, TENANT } from './test-support.ts';

const CORPUS = join(import.meta.dirname, '../../../shared/corpora/identity/panther/okta.ndjson');
const NOW = Date.UTC(2026, 10, 21);

let test: TestDb | null = null;
afterEach(() => test?.close());

describe('records that other projects test their Okta rules with', () => {
  it.skipIf(!existsSync(CORPUS))(
    'are all read and judged without a fault, in any of the shapes pipelines leave them in',
    async () => {
      test = await openTestDb([identityMigrations]);
      const lines = readFileSync(CORPUS, 'utf8')
        .trim()
        .split('\n')
        .map((line, index) => {
          const entry: { event: unknown } = JSON.parse(line);
          return { line: index + 1, text: JSON.stringify(entry.event) };
        });
      const { events, rejections } = mapRecords(lines, {
        tenantId: TENANT,
        sourceOf: () => 'import:okta',
        format: 'auto',
        receivedAt: () => NOW,
      });
      expect(lines.length).toBeGreaterThan(50);
      expect(rejections).toEqual([]);
      const stored = events.map((event, index) => ({ ...event, seq: index + 1, misdated: false }));
      const mode = { learn: () => true, judge: () => true };
      const deps = { named: namedAddresses(), hosts: LOOK_ALIKE };
      const found = await test.db.transaction((tx) => judgeEvents(tx, deps, TENANT, stored, mode, NOW));
      // Nobody in them has a past: whatever is told is told softly.
      expect(found.every((finding) => finding.severity === 'info' || finding.severity === 'low')).toBe(true);
    },
  );

  if (!existsSync(CORPUS)) console.log('skipped: no shared corpora beside this checkout');
});
