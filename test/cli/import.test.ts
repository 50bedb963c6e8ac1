import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportedAttack, ndjson, type ExportedRecord } from './acme-log.ts';
import { makePlace, runCli, startUp, type Place } from './run-cli.ts';

interface Printed {
  imports: {
    fileName: string;
    state: string;
    records: number;
    duplicates: number;
    rejected: number;
    findings: number;
  }[];
  incidents: { number: string; headline: string }[];
}

let records: ExportedRecord[];
const places: Place[] = [];
function place(): Place {
  const made = makePlace();
  places.push(made);
  return made;
}

beforeAll(async () => {
  records = await exportedAttack(Date.now() - 60_000);
});
afterAll(() => {
  for (const made of places) made.remove();
});

async function importJson(at: Place, ...names: string[]): Promise<{ code: number | null; printed: Printed }> {
  const { code, stdout, stderr } = await runCli(at, ['import', '--json', ...names]);
  expect(stderr).toBe('');
  return { code, printed: JSON.parse(stdout) as Printed };
}

describe('import', () => {
  it('finds the stolen sign-ins of an export without a server, and adds nothing when it is read again', async () => {
    const at = place();
    writeFileSync(path.join(at.cwd, 'system-log.ndjson'), ndjson(records));
    const first = await runCli(at, ['import', 'system-log.ndjson']);
    expect(first.stderr).toBe('');
    expect(first.code).toBe(3);
    expect(first.stdout).toMatch(/^read +system-log\.ndjson {2}/);
    expect(first.stdout).toContain(`${records.length.toLocaleString('en')} new records (okta)`);
    expect(first.stdout).toMatch(/1 incident is open[^]*BW-1 +critical +2 people’s sign-ins were used/);
    const again = await importJson(at, 'system-log.ndjson');
    expect(again.code).toBe(3);
    expect(again.printed.imports).toMatchObject([
      { state: 'done', records: 0, duplicates: records.length, rejected: 0, findings: 0 },
    ]);
    const incidents = again.printed.incidents.map(({ number }) => number);
    expect(incidents).toContain('BW-1');
    const third = await importJson(at, 'system-log.ndjson');
    expect(third.printed.incidents.map(({ number }) => number)).toEqual(incidents);
  });

  it('reads a folder: gzip, a JSON array, and a file with broken lines, which it names by number', async () => {
    const at = place();
    const folder = path.join(at.cwd, 'logs');
    mkdirSync(path.join(folder, 'older'), { recursive: true });
    const third = Math.floor(records.length / 3);
    writeFileSync(path.join(folder, 'a.ndjson.gz'), gzipSync(ndjson(records.slice(0, third))));
    writeFileSync(path.join(folder, 'b.json'), JSON.stringify(records.slice(third, 2 * third), null, 1));
    const lines = ndjson(records.slice(2 * third)).split('\n');
    lines[1] = '{"eventType": "user.session.start", "publi';
    lines[4] = '{"unrelated": true}';
    writeFileSync(path.join(folder, 'older', 'c.log'), lines.join('\n'));
    writeFileSync(path.join(folder, 'README.md'), 'not a log');
    const { code, stdout } = await runCli(at, ['import', 'logs']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/a\.ndjson\.gz[\s\S]*b\.json[\s\S]*c\.log/);
    expect(stdout).not.toContain('README');
    expect(stdout).toMatch(/line 2: \S/);
    expect(stdout).toMatch(/line 5: \S/);
    expect(stdout).toMatch(/partly +c\.log {2}.* 2 refused, /);
  });

  it('reads beside a running server, which shows the incident at once', async () => {
    const at = place();
    writeFileSync(path.join(at.cwd, 'system-log.ndjson'), ndjson(records));
    const server = await startUp(at);
    try {
      const { code, stdout, stderr } = await runCli(at, ['import', 'system-log.ndjson']);
      expect([code, stderr]).toEqual([3, '']);
      expect(stdout).toContain(`${server.url}/incidents`);
      const again = await importJson(at, 'system-log.ndjson');
      expect(again.printed.imports).toMatchObject([{ records: 0, duplicates: records.length }]);
    } finally {
      await server.end('SIGTERM');
    }
  });

  it('ends with 0 when nothing came of it, and says so', async () => {
    const at = place();
    writeFileSync(path.join(at.cwd, 'quiet.ndjson'), ndjson(records.slice(0, 300)));
    const { code, stdout } = await runCli(at, ['import', 'quiet.ndjson']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^read +quiet\.ndjson {2}300 new records \(okta\), 0 findings\n\nNo incident is open\.\n\nJudged: [^]*breakwater detect/,
    );
  });

  it('ends with 1 when a file is cut off, and keeps what was read before', async () => {
    const at = place();
    const whole = gzipSync(ndjson(records));
    writeFileSync(path.join(at.cwd, 'cut.ndjson.gz'), whole.subarray(0, whole.length - 2000));
    const { code, printed } = await importJson(at, 'cut.ndjson.gz');
    expect(code).toBe(1);
    expect(printed.imports[0]).toMatchObject({ state: 'failed' });
    expect(printed.imports[0]?.records).toBeGreaterThan(0);
  });

  it('says what is in a file that is no log at all', async () => {
    const at = place();
    writeFileSync(path.join(at.cwd, 'photo.json'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 3]));
    const { code, stdout } = await runCli(at, ['import', 'photo.json']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed +photo\.json {2}no record in it, 1 refused/);
    // eslint-disable-next-line no-control-regex -- exactly what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
