import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLog, MAX_CERTIFICATE_DAYS } from './choose-logs.ts';
import { type ListedLog, MAX_LOG_LIST_BYTES, parseLogList } from './log-list.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 21);

/** Keys are not looked into here: any bytes of a key's length will do. */
function keyOf(name: string): { key: string; log_id: string } {
  const spki = Buffer.concat([sha256(Buffer.from(name)), sha256(Buffer.from(`${name}2`)), Buffer.alloc(27)]);
  return { key: spki.toString('base64'), log_id: Buffer.from(sha256(spki)).toString('base64') };
}

const rfcLog = {
  ...keyOf('argon'),
  description: "Big 'Argon2026h2' log",
  url: 'https://ct.example/logs/argon2026h2',
  mmd: 86_400,
  state: { usable: { timestamp: '2024-09-30T22:19:27Z' } },
  temporal_interval: { start_inclusive: '2026-07-01T00:00:00Z', end_exclusive: '2027-01-01T00:00:00Z' },
};
const tiledLog = {
  ...keyOf('sycamore'),
  description: "Free 'Sycamore2027h1'",
  submission_url: 'https://log.sycamore.example/2027h1/',
  monitoring_url: 'https://mon.sycamore.example/2027h1/',
  mmd: 60,
  state: { qualified: { timestamp: '2026-01-02T03:04:05.678Z' } },
  temporal_interval: { start_inclusive: '2027-01-01T00:00:00Z', end_exclusive: '2027-07-01T00:00:00Z' },
};
const document = (operators: unknown): string =>
  JSON.stringify({ version: '52.7', log_list_timestamp: '2026-11-20T12:00:00Z', operators });
const parsed = (operators: unknown) => {
  const result = parseLogList(document(operators), sha256);
  if (!result.ok) throw new Error(result.reason);
  return result.list;
};

describe('a log list', () => {
  it('gives both kinds of logs in one shape', () => {
    const list = parsed([
      { name: 'Big', email: ['ct@big.example'], logs: [rfcLog], tiled_logs: [] },
      { name: 'Free', logs: [], tiled_logs: [tiledLog] },
    ]);
    expect(list).toMatchObject({ version: '52.7', madeAtMs: Date.UTC(2026, 10, 20, 12), problems: [] });
    expect(list.logs).toMatchObject([
      {
        kind: 'rfc6962',
        operator: 'Big',
        url: 'https://ct.example/logs/argon2026h2/',
        origin: 'ct.example/logs/argon2026h2',
        logId: rfcLog.log_id,
        state: 'usable',
        mmdMs: DAY_MS,
        interval: { startMs: Date.UTC(2026, 6, 1), endMs: Date.UTC(2027, 0, 1) },
      },
      {
        kind: 'static-ct',
        operator: 'Free',
        url: 'https://mon.sycamore.example/2027h1/',
        origin: 'log.sycamore.example/2027h1',
        state: 'qualified',
        stateSinceMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        mmdMs: 60_000,
      },
    ]);
  });

  it('takes a log of both shapes once, by its tiles', () => {
    const hybrid = { ...rfcLog, submission_url: rfcLog.url, monitoring_url: 'https://mon.example/argon' };
    for (const operator of [
      { name: 'Big', logs: [rfcLog], tiled_logs: [hybrid] },
      { name: 'Big', tiled_logs: [hybrid], logs: [rfcLog] },
    ]) {
      expect(parsed([operator]).logs.map((log) => log.kind)).toEqual(['static-ct']);
    }
    expect(
      parsed([
        { name: 'Big', logs: [rfcLog] },
        { name: 'Other', tiled_logs: [hybrid] },
      ]).logs.map((log) => log.kind),
    ).toEqual(['static-ct']);
  });

  it('leaves out what is no log, says where, and keeps the rest', () => {
    const list = parsed([
      {
        name: 'Big',
        logs: [
          rfcLog,
          { ...rfcLog, log_id: keyOf('other').log_id },
          { ...rfcLog, ...keyOf('a'), url: 'ftp://ct.example/' },
          { ...rfcLog, ...keyOf('b'), temporal_interval: { start_inclusive: 'now', end_exclusive: 'later' } },
          { ...rfcLog, ...keyOf('c'), key: 'AAAA' },
          null,
        ],
        tiled_logs: [{ ...tiledLog, submission_url: 'https://user:word@log.example/' }],
      },
      { logs: [tiledLog] },
    ]);
    expect(list.logs).toHaveLength(1);
    expect(list.problems.map((problem) => problem.path)).toEqual([
      'operators[0].tiled_logs[0]',
      'operators[0].logs[1]',
      'operators[0].logs[2]',
      'operators[0].logs[3]',
      'operators[0].logs[4]',
      'operators[0].logs[5]',
      'operators[1]',
    ]);
  });

  it.each([
    ['<html>503</html>', /no JSON/],
    [document([{ name: 'Big', logs: [rfcLog] }]).slice(0, -30), /no JSON/],
    ['[]', /no JSON object/],
    ['{}', /no list of operators/],
    [document([]), /nothing in it is a log/],
    [document([{ name: 'Big', logs: [{ ...rfcLog, log_id: 'AA==' }] }]), /nothing in it is a log \(operators\[0\]/],
    [document(Array.from({ length: 300 }, () => ({ name: 'x', logs: [] }))), /more than 200 operators/],
    [document([{ name: 'x', logs: Array.from({ length: 1001 }, () => 0) }]), /more than 1000 logs/],
    [' '.repeat(MAX_LOG_LIST_BYTES + 1), /longer than/],
  ])('refuses %.40s', (text, reason) => {
    const result = parseLogList(text, sha256);
    expect(result).toMatchObject({ ok: false });
    expect(result.ok ? '' : result.reason).toMatch(reason);
  });

  it('reads a state that is not known here, or two at once, as unknown', () => {
    const states = [{ usable: {}, retired: {} }, { shiny: {} }, 'usable', null, {}];
    const logs = states.map((state, i) => ({ ...rfcLog, ...keyOf(`state ${i}`), state }));
    expect(new Set(parsed([{ name: 'Big', logs }]).logs.map((log) => log.state))).toEqual(new Set(['unknown']));
  });

  it('gives bounded text without controls', () => {
    const [log] = parsed([
      { name: `B\u0000i\u202eg${'x'.repeat(9000)}`, logs: [{ ...rfcLog, description: '\u0007' }] },
    ]).logs;
    expect(log?.operator).toMatch(/^Bigx+$/);
    expect(log?.operator.length).toBeLessThanOrEqual(200);
    expect(log?.description).toBe('ct.example/logs/argon2026h2');
  });

  it('never throws, whatever the document', () => {
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record({ ...fakes(rfcLog), state: fc.jsonValue(), temporal_interval: fc.jsonValue() }),
    );
    const operator = fc.oneof(
      fc.jsonValue(),
      fc.record({ name: fc.jsonValue(), logs: fc.oneof(fc.jsonValue(), fc.array(entry)), tiled_logs: fc.array(entry) }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.array(operator).map(document)), (text) => {
        const result = parseLogList(text, sha256);
        expect(result.ok ? result.list.logs.length > 0 : result.reason !== '').toBe(true);
      }),
    );
  });
});

function fakes(log: Record<string, unknown>): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(log).map(([key, value]) => [
      key,
      fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, fc.jsonValue()),
    ]),
  );
}

describe('the choice of logs', () => {
  const [base] = parsed([{ name: 'Big', logs: [rfcLog] }]).logs as [ListedLog];
  const shard = (fromDay: number, toDay: number): ListedLog => ({
    ...base,
    interval: { startMs: NOW + fromDay * DAY_MS, endMs: NOW + toDay * DAY_MS },
  });

  it('takes every shard that can hold a certificate issued now', () => {
    const choices = [
      [-400, 0],
      [-180, 1],
      [0, 180],
      [40, 220],
      [MAX_CERTIFICATE_DAYS, 600],
      [MAX_CERTIFICATE_DAYS + 1, 600],
    ].map(([from = 0, to = 0]) => chooseLog(shard(from, to), { nowMs: NOW }));
    expect(choices).toEqual(['past', 'read', 'read', 'read', 'read', 'future']);
    expect(chooseLog({ ...base, interval: null }, { nowMs: NOW })).toBe('read');
  });

  it('takes the shard of next year for a certificate of 90 days issued in November', () => {
    const nextYear = shard(41, 222);
    const expiresMs = NOW + 90 * DAY_MS;
    expect(nextYear.interval?.startMs).toBeLessThan(expiresMs);
    expect(chooseLog(nextYear, { nowMs: NOW })).toBe('read');
  });

  it('goes by state, and leaves out tests', () => {
    const states = ['usable', 'qualified', 'readonly', 'pending', 'retired', 'rejected', 'unknown'] as const;
    expect(states.map((state) => chooseLog({ ...shard(0, 9), state }, { nowMs: NOW }))).toEqual([
      'read',
      'read',
      'read',
      'state',
      'state',
      'state',
      'state',
    ]);
    expect(chooseLog({ ...shard(0, 9), isTest: true }, { nowMs: NOW })).toBe('test');
  });

  it('follows what people leave out', () => {
    const log = shard(0, 9);
    expect(chooseLog(log, { nowMs: NOW, operators: ['big '] })).toBe('read');
    expect(chooseLog(log, { nowMs: NOW, operators: ['Free'] })).toBe('excluded');
    for (const name of ['BIG', log.description, log.origin, log.logId]) {
      expect(chooseLog(log, { nowMs: NOW, exclude: ['x', name] }), name).toBe('excluded');
    }
  });
});
