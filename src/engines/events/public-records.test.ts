import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  detectFormat,
  mapRecord,
  MAX_FIELD_LENGTH,
  RECORD_FORMATS,
  type MapResult,
  type RecordFormat,
} from './index.ts';
import { loadOcsfChecker } from '../../../test/ocsf/ocsf-checker.ts';

const CORPORA = join(import.meta.dirname, '../../../../shared/corpora');
const PANTHER = join(CORPORA, 'identity/panther');
const check = loadOcsfChecker(join(CORPORA, 'schemas/ocsf'));
if (!existsSync(PANTHER)) console.log('skipped: ../shared/corpora/identity/panther is absent');

/** Formats of the log types that the public records are labelled with, by the beginning of the label. */
const FORMATS: readonly (readonly [label: string, format: RecordFormat])[] = [
  ['Okta.', 'okta'],
  ['Auth0.', 'auth0'],
  ['Azure.', 'entra'],
  ['MicrosoftIntune.', 'entra'],
  ['Microsoft365.', 'm365-audit'],
  ['Cloudflare.', 'cloudflare'],
  ['Duo.', 'duo'],
  ['GitHub.', 'github'],
  ['GSuite.', 'google-workspace'],
  ['OneLogin.', 'onelogin'],
  ['OnePassword.', '1password'],
  ['PushSecurity.', 'push'],
  ['Salesforce.', 'salesforce'],
  ['Slack.', 'slack'],
  ['Snowflake.', 'snowflake'],
  ['Zendesk.', 'zendesk'],
  ['AWS.CloudTrail', 'cloudtrail'],
];

interface PublicRecord {
  format: RecordFormat;
  event: Record<string, unknown>;
}

function readPublicRecords(): PublicRecord[] {
  if (!existsSync(PANTHER)) return [];
  return readdirSync(PANTHER).flatMap((file) =>
    readFileSync(join(PANTHER, file), 'utf8')
      .trim()
      .split('\n')
      .flatMap((line): PublicRecord[] => {
        const { logTypes, event } = JSON.parse(line) as { logTypes: string[]; event: Record<string, unknown> };
        // Rules for many sources name them all: the record itself says which it is.
        const own = typeof event['p_log_type'] === 'string' ? event['p_log_type'] : null;
        const label = logTypes.length === 1 ? (logTypes[0] ?? '') : (own ?? '');
        const format = FORMATS.find(([beginning]) => label.startsWith(beginning))?.[1];
        return format === undefined ? [] : [{ format, event }];
      }),
  );
}

const records = readPublicRecords();

/**
 * Test records that name no event at all: what a rule's author left of a record to try one line of a rule. A stream of the
 * vendor has no such record, and a mapper that took them would take anything.
 */
const isStub = ({ event }: PublicRecord): boolean =>
  Object.keys(event).every((key) => key.startsWith('p_') || key === 'parameters' || key === 'user_agent');

describe.skipIf(records.length === 0)('public records of every source', () => {
  it('map, to valid OCSF, and name what happened', () => {
    const counts = new Map<RecordFormat, { mapped: number; named: number; refused: string[] }>();
    const faults: string[] = [];
    for (const record of records.filter((candidate) => !isStub(candidate))) {
      const { format, event } = record;
      const count = counts.get(format) ?? { mapped: 0, named: 0, refused: [] };
      counts.set(format, count);
      const result = mapRecord(format, event);
      if (!result.ok) {
        count.refused.push(`${result.reason} (at ${result.path}): ${JSON.stringify(event).slice(0, 300)}`);
        continue;
      }
      count.mapped += 1;
      if (
        (result.fields.principal ?? result.fields.principalId ?? result.fields.principalLabel ?? result.fields.ip) !==
        null
      )
        count.named += 1;
      for (const fault of check?.(JSON.parse(JSON.stringify(result.event))) ?? []) faults.push(`${format}: ${fault}`);
      expect(result.fields.action).not.toBeNull();
    }
    for (const [format, { mapped, named, refused }] of counts)
      console.log(
        `${format}: ${mapped} public records mapped, ${named} of them with who or where, ${refused.length} refused`,
      );
    expect(faults).toEqual([]);
    expect([...counts.values()].flatMap(({ refused }) => refused)).toEqual([]);
  });

  it('are told apart by their shape', () => {
    const wrong = records
      .filter((record) => !isStub(record))
      .flatMap(({ format, event }) => {
        const found = detectFormat(event);
        return found === format ? [] : [`${format} taken for ${found}: ${JSON.stringify(event).slice(0, 200)}`];
      });
    console.log(`${wrong.length} of ${records.length} public records are not told apart by their shape alone`);
    expect(wrong.filter((line) => !line.includes('taken for null'))).toEqual([]);
    expect(wrong.length).toBeLessThan(records.length * 0.05);
  });

  it('never make a mapper throw, with any value anywhere in them', () => {
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.string({ maxLength: 3_000, unit: 'binary' }),
      fc.constantFrom<unknown>(
        'constructor',
        '__proto__',
        '{"a":',
        '[1,2]',
        '{"name":{}}',
        -1,
        1e308,
        [[]],
        [null],
        [{ name: 'x', value: {} }],
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.nat(), values, (record, position, value) => {
        const changed = structuredClone(record.event);
        const paths = pathsOf(changed);
        const path = paths[position % paths.length] ?? [];
        let at: Record<string, unknown> = changed;
        for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
        at[path.at(-1) ?? ''] = value;
        expectWellMade(mapRecord(record.format, changed));
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('any JSON', () => {
  it('never makes a mapper of any format throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RECORD_FORMATS), fc.jsonValue({ maxDepth: 4 }), (format, value) => {
        expectWellMade(mapRecord(format, value));
        detectFormat(value);
      }),
      { numRuns: 1_500 },
    );
  });
});

function expectWellMade(result: MapResult): void {
  if (!result.ok) {
    expect(result.reason.length).toBeGreaterThan(0);
    return;
  }
  expect(Number.isSafeInteger(result.occurredAt)).toBe(true);
  for (const value of Object.values(result.fields)) {
    if (typeof value !== 'string') continue;
    expect(value.length).toBeLessThanOrEqual(MAX_FIELD_LENGTH);
    expect(value.isWellFormed()).toBe(true);
    expect(value).not.toContain('\0');
  }
  expect(check?.(JSON.parse(JSON.stringify(result.event))) ?? []).toEqual([]);
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key])),
  ];
}
