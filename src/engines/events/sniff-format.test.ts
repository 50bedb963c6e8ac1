import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat, FORMAT_SIGNS } from './detect-format.ts';
import { recordsIn } from './records-in.ts';
import { createFormatSniffer, LOOK_WITHIN, NO_FORMAT } from './sniff-format.ts';

const encoder = new TextEncoder();
const sniff = createFormatSniffer();

/** What the bytes say must be so; true where they say anything. */
function expectTrue(text: string): boolean {
  for (let time = 0; time < 2; time += 1) {
    const said = sniff(encoder.encode(text));
    if (said === LOOK_WITHIN) continue;
    const document: unknown = JSON.parse(text);
    expect(said === NO_FORMAT ? null : said, text).toBe(detectFormat(document));
    expect(recordsIn(document), text).toEqual([document]);
    if (time === 1) return true;
  }
  return false;
}

describe('the format of bytes', () => {
  it.each([
    ['{"eventType":"x","actor":{}}', 'okta'],
    [' { "EVENTTYPE" : 1 } ', 'okta'],
    ['{"eventType":"com.okta.event_hook","eventId":"x","data":{"events":[{"eventType":"x","actor":{}}]}}', LOOK_WITHIN],
    ['{"eventType":"x","DATA":{"Events":1}}', NO_FORMAT],
    ['{"eventType":"x","data":{"event":1}}', 'okta'],
    ['{"detail":{"eventType":"x","actor":{}},"source":"aws.partner/okta.com"}', 'okta'],
    ['{"eventtype":"authentication","factor":"Duo Push","result":"SUCCESS","username":"ada"}', 'duo'],
    ['{"payload":{"EventIdentifier":"x"},"schema":"s"}', 'salesforce'],
    ['{"TimeGenerated":"t","Type":"SigninLogs","ResultType":"0"}', 'entra'],
    ['{"detail":{"eventName":"x","eventSource":"y"}}', 'cloudtrail'],
    ['{"detail":["eventName","eventSource"],"a":{"eventName":1}}', NO_FORMAT],
    ['{"id":{"applicationName":"login"}}', 'google-workspace'],
    ['{"protoPayload":{"serviceName":"x","metadata":{"Event":[{}]}}}', 'google-workspace'],
    ['{"protoPayload":{"serviceName":"bigquery.googleapis.com","metadata":{"tableChange":{}}}}', NO_FORMAT],
    ['{"Records":[{"eventName":"x","eventSource":"y"}]}', LOOK_WITHIN],
    ['{"records":1}', LOOK_WITHIN],
    ['{"RECORDS":1}', NO_FORMAT],
    ['{"id":{"applicationName":"login"},"ID":1}', LOOK_WITHIN],
    ['{"event\\u0054ype":1}', LOOK_WITHIN],
    ['[{"eventType":"x"}]', LOOK_WITHIN],
    ['{"eventType":', LOOK_WITHIN],
    ['{"eventType":1}{}', LOOK_WITHIN],
    ['{}', NO_FORMAT],
    ['', LOOK_WITHIN],
  ])('%s: %s', (text, format) => {
    expect(sniff(encoder.encode(text))).toBe(format);
    expect(sniff(encoder.encode(`xx${text}yy`), 2, 2 + encoder.encode(text).length)).toBe(format);
  });

  it('is what it is of the parsed document, whatever its members', () => {
    const names = [...new Set(FORMAT_SIGNS.flatMap(([, ...signs]) => signs.flat()).flatMap((name) => name.split('.')))];
    const name = fc
      .tuple(fc.constantFrom(...names, 'records', 'value', 'x', '__proto__', 'İd', '1'), fc.nat(3))
      .map(([text, how]) => (how === 0 ? text.toUpperCase() : text));
    const members = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc
        .array(fc.tuple(name, value), { maxLength: 6 })
        .map((all) => `{${all.map(([key, inner]) => `${JSON.stringify(key)}:${inner}`).join(',')}}`);
    const scalar = fc.constantFrom('1', '"a"', 'null', '[]', '[{"action":1}]');
    let told = 0;
    fc.assert(
      fc.property(members(fc.oneof(scalar, members(scalar))), (text) => {
        if (expectTrue(text)) told += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(told).toBeGreaterThan(1_000);
  });

  it('goes on being told of ever new names, and of objects with more members than are looked at', () => {
    for (let index = 0; index < 5_000; index += 1) sniff(encoder.encode(`{"k${index}":1}`));
    expect(sniff(encoder.encode('{"k1":1,"new":2,"eventtype":3}'))).toBe('okta');
    const many = Array.from({ length: 300 }, (_, index) => `"m${index}":1`).join(',');
    expect(sniff(encoder.encode(`{${many},"eventtype":3}`))).toBe(LOOK_WITHIN);
  });

  const folder = path.join(import.meta.dirname, '../../../../shared/corpora/identity/panther');
  if (!existsSync(folder)) console.log('skipped: ../shared/corpora/identity is absent');
  it.skipIf(!existsSync(folder))('of nearly every public event is told without parsing', () => {
    let [told, all] = [0, 0];
    for (const file of readdirSync(folder))
      for (const line of readFileSync(path.join(folder, file), 'utf8').trim().split('\n')) {
        all += 1;
        if (expectTrue(JSON.stringify((JSON.parse(line) as { event: unknown }).event))) told += 1;
      }
    expect(told / all).toBeGreaterThan(0.98);
  });
});
