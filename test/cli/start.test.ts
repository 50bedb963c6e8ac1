import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { makePlace, runCli, startUp, type Ended, type Place, type RunningUp } from './run-cli.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

function place(): Place {
  const made = makePlace();
  cleanups.push(() => made.remove());
  return made;
}

async function up(at: Place, args: readonly string[] = []): Promise<RunningUp> {
  const server = await startUp(at, args);
  cleanups.push(() => server.end('SIGKILL'));
  return server;
}

/** One line that says what is wrong, one that says what to do, and nothing else. */
function expectTwoLines(ended: Ended, said: RegExp): void {
  const [first, second, ...rest] = ended.stderr.split('\n');
  expect(first).toMatch(said);
  expect(second).toMatch(/^ {2}[A-Z].*\.$/);
  expect(rest).toEqual(['']);
  expect(ended.stdout).toBe('');
}

/** What a process that runs, or was killed, leaves; one that ended by itself leaves none of it. */
function traces(at: Place): string[] {
  return ['operator.json', 'breakwater.pid', 'breakwater.sqlite-wal'].filter((name) =>
    existsSync(path.join(at.data, name)),
  );
}

async function answers(url: string): Promise<number> {
  return (await fetch(`${url}/healthz`)).status;
}

describe('up', () => {
  it('prints its address, its data, what it connects to and a one-time link, and stops with 0 on SIGTERM', async () => {
    const at = place();
    const first = await up(at);
    expect(first.stdout()).toMatch(/^Breakwater \d+\.\d+\.\d+ listens on http:\/\/localhost:\d+ /);
    expect(first.stdout()).toContain(`data         ${at.data}`);
    expect(first.stdout()).toContain('connects to  nothing yet');
    expect(first.stdout()).toContain(`${first.url}/link#`);
    // Standard output and error are apart: a first start has nothing to complain of.
    expect(first.stderr()).toBe('');
    expect(await answers(first.url)).toBe(200);
    const ended = await first.end('SIGTERM');
    expect(ended.code).toBe(0);
    expect(traces(at)).toEqual([]);

    const second = await up(at);
    console.log(
      `measured: first start listens after ${Math.round(first.listeningAfterMs)} ms, second after ${Math.round(second.listeningAfterMs)} ms, SIGTERM ends it in ${Math.round(ended.afterMs)} ms`,
    );
    expect(await answers(second.url)).toBe(200);
    expect((await second.end('SIGINT')).code).toBe(0);
  });

  it('starts again at once after it was killed', async () => {
    const at = place();
    const first = await up(at);
    await first.end('SIGKILL');
    expect(traces(at)).toContain('operator.json');
    const second = await up(at);
    expect(await answers(second.url)).toBe(200);
    expect(second.stderr()).toBe('');
    expect((await second.end('SIGTERM')).code).toBe(0);
    expect(traces(at)).toEqual([]);
  });

  it('gives no command to whoever listens at the address that a killed server has left', async () => {
    const at = place();
    const killed = await up(at);
    await killed.end('SIGKILL');
    const asked: string[] = [];
    const impostor = createHttpServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader('content-type', 'application/json').end('{"link":"https://evil.example/enrol#x"}');
    });
    await new Promise<void>((resolve) => impostor.listen(Number(new URL(killed.url).port), '127.0.0.1', resolve));
    cleanups.push(() => impostor.close());
    const ended = await runCli(at, ['link', '--recover', 'Ada']);
    expect(asked).toEqual([]);
    expect(ended.stdout).toBe('');
    expect(ended.code).toBe(1);
  });

  it.skipIf(process.platform === 'win32')('is not spoken to through a file that others can read', async () => {
    const at = place();
    await up(at);
    chmodSync(path.join(at.data, 'operator.json'), 0o644);
    const ended = await runCli(at, ['link']);
    expect(ended.code).toBe(1);
    expectTwoLines(ended, /operator\.json is not private/);
    chmodSync(path.join(at.data, 'operator.json'), 0o600);
    expect((await runCli(at, ['link'])).stdout).toMatch(/^http/);
  });

  it('is not held up at its end by a browser that keeps listening', async () => {
    const at = place();
    const server = await up(at);
    const { token } = JSON.parse(readFileSync(path.join(at.data, 'operator.json'), 'utf8')) as { token: string };
    const stream = await fetch(`${server.url}/api/v1/live`, { headers: { authorization: `Bearer ${token}` } });
    expect(stream.status).toBe(200);
    const ended = await server.end('SIGTERM');
    console.log(`measured: SIGTERM with an open stream ends it in ${Math.round(ended.afterMs)} ms`);
    expect(ended.code).toBe(0);
    await stream.body?.cancel();
  });
});

describe('what keeps it from starting', () => {
  it('a taken port', async () => {
    const at = place();
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => holder.close());
    const { port } = holder.address() as AddressInfo;
    const ended = await runCli(at, ['up', '--port', String(port)]);
    expect(ended.code).toBe(1);
    expectTwoLines(ended, new RegExp(`^breakwater: Port ${port} is taken`));
    expect(traces(at)).toEqual([]);
    await up(at);
  });

  it('a data folder that cannot be one', async () => {
    const at = place();
    writeFileSync(path.join(at.cwd, 'data'), 'a file');
    const ended = await runCli(at, ['up', '--port', '0']);
    expect(ended.code).toBe(1);
    expectTwoLines(ended, /^breakwater: The data folder .*data cannot be written: /);
  });

  it.runIf(process.platform === 'linux')('a data folder where none can be made', async () => {
    const ended = await runCli(place(), ['up', '--port', '0', '--data', '/proc/breakwater/data']);
    expect(ended.code).toBe(1);
    expectTwoLines(ended, /^breakwater: The data folder \/proc\/breakwater\/data cannot be written: ENOENT/);
  });

  it.skipIf(process.getuid?.() === 0)('a data folder of somebody else', async () => {
    const at = place();
    mkdirSync(at.data, { mode: 0o500 });
    const ended = await runCli(at, ['up', '--port', '0']);
    expect(ended.code).toBe(1);
    expectTwoLines(ended, /^breakwater: The data folder .*data cannot be written: /);
  });

  it('another instance on the same data, which goes on undisturbed', async () => {
    const at = place();
    const first = await up(at);
    const ended = await runCli(at, ['up', '--port', '0']);
    expect(ended.code).toBe(1);
    expectTwoLines(
      ended,
      new RegExp(`^breakwater: The data folder .* is in use by another Breakwater \\(process ${first.pid}\\)\\.`),
    );
    expect(await answers(first.url)).toBe(200);
    expect(traces(at)).toEqual(['operator.json', 'breakwater.pid', 'breakwater.sqlite-wal']);
  });

  it('data of a newer version', async () => {
    const at = place();
    await (await up(at)).end('SIGTERM');
    const db = new DatabaseSync(path.join(at.data, 'breakwater.sqlite'));
    db.exec("insert into schema_migration values ('incidents', '999-later', 1, '7.1.0')");
    db.close();
    const ended = await runCli(at, ['up', '--port', '0']);
    expect(ended.code).toBe(1);
    expectTwoLines(ended, /^breakwater: The data was written by Breakwater 7\.1\.0/);
    expect(traces(at)).toEqual([]);
  });

  it('a damaged database', async () => {
    const at = place();
    mkdirSync(at.data);
    writeFileSync(path.join(at.data, 'breakwater.sqlite'), 'this is no database. '.repeat(500));
    const ended = await runCli(at, ['up', '--port', '0']);
    expect(ended.code).toBe(1);
    expectTwoLines(ended, /^breakwater: .*breakwater\.sqlite is damaged or no database/);
  });

  it('a PostgreSQL that nobody answers for, without telling its password', async () => {
    const at = place();
    const ended = await runCli(at, ['up', '--port', '0'], {
      env: { BREAKWATER_DATABASE_URL: 'postgres://breakwater:hunter2@127.0.0.1:1/breakwater' },
    });
    expect(ended.code).toBe(1);
    expectTwoLines(ended, /^breakwater: The database .*127\.0\.0\.1:1\/breakwater cannot be reached: /);
    expect(ended.stderr).not.toContain('hunter2');
    expect(traces(at)).toEqual([]);
  });

  it('a certificate file that is not there', async () => {
    const at = place();
    writeFileSync(
      path.join(at.cwd, 'breakwater.yaml'),
      'version: 1\npublicUrl: https://breakwater.acme.example\ntls: {certFile: nowhere.pem, keyFile: nowhere.key}\n',
    );
    const ended = await runCli(at, ['up', '--port', '0']);
    expect(ended.code).toBe(78);
    expectTwoLines(ended, /^breakwater: Tls\.certFile cannot be read|^breakwater: tls\.certFile cannot be read/);
  });
});

describe('the sealing key', () => {
  /** A store that holds a sealed credential, as connecting Okta in the console leaves it. */
  async function sealed(): Promise<{ at: Place; keyFile: string }> {
    const at = place();
    await (await up(at)).end('SIGTERM');
    const db = new DatabaseSync(path.join(at.data, 'breakwater.sqlite'));
    db.exec(
      "insert into sealed_secret (tenant_id, row_id, field, key_id, envelope, changed_at) values ('live', 'identity-provider:okta', 'read', '00000000deadbeef', 'AAAA', 1)",
    );
    db.close();
    const folder = path.join(at.home, '.config', 'breakwater');
    mkdirSync(folder, { recursive: true });
    return { at, keyFile: path.join(folder, 'key') };
  }

  it('refuses to start with a key that others can read, or that is none', async () => {
    const { at, keyFile } = await sealed();
    writeFileSync(keyFile, 'not a key\n', { mode: 0o600 });
    const none = await runCli(at, ['up', '--port', '0']);
    expect(none.code).toBe(1);
    expectTwoLines(none, /^breakwater: .*key holds no key: expected base64 of 32 bytes\./);
    writeFileSync(keyFile, `${Buffer.alloc(32, 7).toString('base64')}\n`);
    chmodSync(keyFile, 0o644);
    const exposed = await runCli(at, ['up', '--port', '0']);
    expect(exposed.code).toBe(1);
    expectTwoLines(exposed, /^breakwater: .*key can be read by others \(mode 644\)\./);
    expect(traces(at)).toEqual([]);
  });

  it('starts with another key, as after a restore without it, and says what no longer opens', async () => {
    const { at, keyFile } = await sealed();
    writeFileSync(keyFile, `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
    const server = await up(at);
    expect(server.stdout()).toContain(`1 sealed credential was made with another key than ${keyFile}`);
    const doctor = await runCli(at, ['doctor']);
    expect(doctor.code).toBe(4);
    expect(doctor.stdout).toMatch(/failed +Sealing key/);
  });

  it('makes no new key where the right one is missing', async () => {
    const { at, keyFile } = await sealed();
    const server = await up(at);
    expect(server.stdout()).toContain('1 sealed credential');
    expect(existsSync(keyFile)).toBe(false);
  });
});
