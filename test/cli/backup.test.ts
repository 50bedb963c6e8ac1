import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportedAttack, ndjson } from './acme-log.ts';
import { makePlace, runCli, startUp, type Place } from './run-cli.ts';

let at: Place;
let backup: string;
beforeAll(async () => {
  at = makePlace();
  backup = path.join(at.cwd, 'backup');
  writeFileSync(path.join(at.cwd, 'log.ndjson'), ndjson(await exportedAttack(Date.now() - 60_000)));
  const imported = await runCli(at, ['import', 'log.ndjson']);
  if (imported.code !== 3) throw new Error(imported.stderr + imported.stdout);
  const made = await runCli(at, ['backup', backup, '--json']);
  if (made.code !== 0) throw new Error(made.stderr);
});
afterAll(() => at.remove());

async function incidentsOf(...args: string[]): Promise<string[]> {
  // Reading the same file again adds nothing: what is listed came out of the copy.
  const { stdout } = await runCli(at, ['import', 'log.ndjson', '--json', ...args]);
  const printed = JSON.parse(stdout) as { imports: { records: number }[]; incidents: { headline: string }[] };
  expect(printed.imports.map(({ records }) => records)).toEqual([0]);
  return printed.incidents.map(({ headline }) => headline);
}

describe('backup, restore, release', () => {
  it('brings everything back into an empty folder, held until it is released', async () => {
    const restored = await runCli(at, ['restore', backup, '--data', 'copy']);
    expect([restored.code, restored.stderr]).toEqual([0, '']);
    expect(restored.stdout).toMatch(/^Restored \d+ files .* into .*copy\.\n/);
    expect(restored.stdout).toContain('breakwater release');
    expect(await incidentsOf('--data', 'copy')).toEqual(await incidentsOf());

    const server = await startUp(at, ['--data', 'copy']);
    try {
      expect(server.stdout()).toContain('Held: this is a restored copy.');
      const doctor = await runCli(at, ['doctor', '--data', 'copy']);
      expect(doctor.stdout).toMatch(/warning +Store.*held/);
      const released = await runCli(at, ['release', '--data', 'copy']);
      expect([released.code, released.stdout]).toEqual([
        0,
        'Released: notices and approved actions go on from here.\n',
      ]);
      const again = await runCli(at, ['release', '--data', 'copy']);
      expect([again.code, again.stdout]).toEqual([0, 'Nothing was held.\n']);
    } finally {
      await server.end('SIGTERM');
    }
    const next = await startUp(at, ['--data', 'copy']);
    expect(next.stdout()).not.toContain('Held');
    await next.end('SIGTERM');
  });

  it('backs up beside a running server', async () => {
    const server = await startUp(at);
    try {
      const { code, stdout, stderr } = await runCli(at, ['backup', 'while-running']);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Backed up into .*while-running: \d+ files, \d+\.\d MiB\.\n/);
    } finally {
      await server.end('SIGTERM');
    }
    expect((await runCli(at, ['restore', 'while-running', '--data', 'copy-2'])).code).toBe(0);
  });

  it('refuses a damaged backup, one that is cut short, and a folder that is none, and leaves nothing behind', async () => {
    const damaged = path.join(at.cwd, 'damaged');
    cpSync(backup, damaged, { recursive: true });
    appendFileSync(path.join(damaged, largest(damaged)), 'x');
    const cut = path.join(at.cwd, 'cut');
    cpSync(backup, cut, { recursive: true });
    rmSync(path.join(cut, largest(cut)));
    for (const from of [damaged, cut]) {
      const { code, stdout, stderr } = await runCli(at, ['restore', from, '--data', 'never']);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^breakwater: .+\n {2}\S.*\n$/);
    }
    const none = await runCli(at, ['restore', at.home, '--data', 'never']);
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/^breakwater: .+\n {2}\S.*\n$/);
    expect(existsSync(path.join(at.cwd, 'never'))).toBe(false);
  });

  it('refuses a folder that holds data unless forced, and then moves it aside', async () => {
    cpSync(at.data, path.join(at.cwd, 'full'), { recursive: true });
    const refused = await runCli(at, ['restore', backup, '--data', 'full']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^breakwater: .*full holds data already\.\n {2}.*--force/);
    const forced = await runCli(at, ['restore', backup, '--data', 'full', '--force', '--json']);
    expect(forced.code).toBe(0);
    const result = JSON.parse(forced.stdout) as { replacedTo: string; held: boolean };
    expect(result.held).toBe(true);
    expect(readdirSync(result.replacedTo)).toContain('breakwater.sqlite');
  });

  it('refuses a folder that a server runs on, and a target that exists', async () => {
    const server = await startUp(at);
    try {
      const busy = await runCli(at, ['restore', backup, '--force']);
      expect(busy.code).toBe(1);
      expect(busy.stderr).toContain(`in use by another Breakwater (process ${server.pid})`);
      const twice = await runCli(at, ['backup', backup]);
      expect(twice.code).toBe(1);
      expect(twice.stderr).toMatch(/^breakwater: .*backup exists and is not empty\.\n {2}\S/);
    } finally {
      await server.end('SIGTERM');
    }
  });

  it.each([['backup', 'x'], ['release'], ['link']])('%s makes no empty store where there is none', async (...args) => {
    const { code, stderr } = await runCli(at, [...args, '--data', 'typo']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^breakwater: There is no Breakwater data in .*typo\.\n {2}\S/);
    expect(existsSync(path.join(at.cwd, 'typo'))).toBe(false);
  });
});

describe('link', () => {
  it('gives a first link that the running server takes, and takes the one before back', async () => {
    const server = await startUp(at);
    try {
      const printed = /\/link#(\S+)/.exec(server.stdout())?.[1] ?? '';
      const { code, stdout, stderr } = await runCli(at, ['link']);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(new RegExp(`^${server.url}/link#\\S{40,}\\n$`));
      expect(stdout).not.toContain(printed);
      const nobody = await runCli(at, ['link', '--recover', 'Ada']);
      expect(nobody.code).toBe(1);
      expect(nobody.stderr).toMatch(/^breakwater: No one administrator "Ada"\.\n {2}\S/);
    } finally {
      await server.end('SIGTERM');
    }
  });

  it('without a server says that starting it prints one', async () => {
    const { code, stdout, stderr } = await runCli(at, ['link']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^breakwater: No server runs on .*data\.\n {2}.*breakwater up/);
  });
});

function largest(folder: string): string {
  const manifest = readdirSync(folder).find((name) => name.endsWith('.json'));
  const { files } = JSON.parse(readFileSync(path.join(folder, manifest ?? ''), 'utf8')) as {
    files: { path: string; sizeBytes: number }[];
  };
  return files.toSorted((a, b) => b.sizeBytes - a.sizeBytes)[0]?.path ?? '';
}
