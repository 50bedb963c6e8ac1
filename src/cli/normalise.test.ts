import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { normaliseCommand } from './normalise.ts';

const TRAIL = '{"eventName":"ConsoleLogin","eventSource":"signin.amazonaws.com","eventTime":"2026-01-01T00:00:00Z"}';
const OKTA =
  '{"eventType":"user.session.start","published":"2026-01-01T00:00:00Z","actor":{"alternateId":"a@b.example"}}';

async function normalise(
  given: string | Buffer,
  values: Record<string, string | boolean> = {},
): Promise<{ code: number; events: Record<string, unknown>[]; told: string }> {
  const [stdout, stderr] = [collector(), collector()];
  const stdin = Readable.from([typeof given === 'string' ? Buffer.from(given) : given]);
  const input = { values, positionals: ['-'], stdout: stdout.stream, stderr: stderr.stream, stdin, env: {}, cwd: '/' };
  const code = await normaliseCommand.run(input);
  const lines = stdout
    .text()
    .split('\n')
    .filter((line) => line !== '');
  return { code, events: lines.map((line) => JSON.parse(line) as Record<string, unknown>), told: stderr.text() };
}

function collector(): { stream: Writable; text: () => string } {
  const pieces: string[] = [];
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece.toString());
      done();
    },
  });
  return { stream, text: () => pieces.join('') };
}

describe('breakwater normalise', () => {
  it('writes one OCSF event for each record, in order, whatever sources are mixed', async () => {
    const { code, events, told } = await normalise(`${TRAIL}\n\n${OKTA}\n`);
    expect(events.map((event) => event['class_uid'])).toEqual([3002, 3002]);
    expect([code, told]).toEqual([0, '']);
  });

  it('reads lists, pages of an API and packed files', async () => {
    for (const given of [`[${TRAIL},\n${TRAIL}]`, `{"Records":[${TRAIL},${TRAIL}]}`, gzipSync(`${TRAIL}\n${TRAIL}\n`)])
      expect((await normalise(given)).events).toHaveLength(2);
  });

  it('names the line of what it cannot read, goes on, and says so in its exit code', async () => {
    const { code, events, told } = await normalise(`${OKTA}\n{"a":\n{"a":1}\n${OKTA}\n`);
    expect([code, events.length]).toEqual([1, 2]);
    expect(told).toMatch(/line 2: not JSON.*\n.*line 3: no log of a known source/);
  });

  it('names at most twenty refused records and counts the others', async () => {
    const { told } = await normalise('{"a":1}\n'.repeat(1_000));
    expect(told.trim().split('\n')).toHaveLength(21);
    expect(told).toContain('980 more records were refused');
  });

  it('says that there was nothing, which is no fault: an hour may be quiet', async () => {
    const { code, told } = await normalise('');
    expect([code, told]).toEqual([0, 'breakwater: there was no record\n']);
  });

  it('ends with another code when a file is cut off', async () => {
    const packed = gzipSync(`${OKTA}\n`.repeat(10_000));
    const { code, told } = await normalise(packed.subarray(0, packed.length - 20));
    expect(code).toBe(2);
    expect(told).toContain('cut off or damaged');
  });

  it('keeps the record with --raw, and takes a source that is named', async () => {
    const { events } = await normalise(OKTA, { source: 'okta', raw: true });
    expect(JSON.parse(String(events[0]?.['raw_data']))).toEqual(JSON.parse(OKTA));
    await expect(normalise(OKTA, { source: 'nobody' })).rejects.toMatchObject({ code: 'cli.usage' });
  });
});
