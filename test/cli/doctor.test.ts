import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createOktaSimulator, type OktaSimulator } from '../../src/simulator/okta/okta-simulator.ts';
import { serveHandler } from '../../src/simulator/serve-handler.ts';
import { makePlace, runCli, startUp, type Place } from './run-cli.ts';

const TOKEN = '00aVeryRealLookingTokenOfAcme0000000000';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

interface Check {
  id: string;
  state: string;
  detail: string;
  remedy: string | null;
}

/** A machine whose configuration names an Okta that answers over HTTP. */
async function withOkta(): Promise<{ at: Place; okta: OktaSimulator }> {
  const at = makePlace();
  cleanups.push(() => at.remove());
  const okta = createOktaSimulator({ clock: systemClock, seed: 'doctor' });
  const owner = { id: '00u1', type: 'User', alternateId: 'admin@acme.example', displayName: 'Ada Byron' };
  okta.addApiToken({ id: '00T1', value: TOKEN, owner, readOnly: true });
  const served = await serveHandler(okta.handler);
  cleanups.push(() => served.close());
  writeFileSync(path.join(at.cwd, 'okta-token'), `${TOKEN}\n`, { mode: 0o600 });
  writeFileSync(
    path.join(at.cwd, 'breakwater.yaml'),
    `version: 1\nokta:\n  orgUrl: ${served.url}\n  read: {token: {file: okta-token}}\n`,
  );
  return { at, okta };
}

async function checksOf(at: Place): Promise<{ code: number | null; byId: Map<string, Check> }> {
  const { code, stdout, stderr } = await runCli(at, ['doctor', '--json']);
  expect(stderr).toBe('');
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return { code, byId: new Map(checks.map((check) => [check.id, check])) };
}

describe('doctor', () => {
  it('finds nothing failed on a fresh machine, and leaves no data behind', async () => {
    const at = makePlace();
    cleanups.push(() => at.remove());
    const { code, stdout, stderr } = await runCli(at, ['doctor']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/ok +Store +/);
    expect(stdout).toMatch(/skipped +Okta, reading +not connected/);
    expect(stdout).not.toContain('failed ');
    expect(stdout.split('\n').filter((line) => line.length > 80 && !line.includes(path.dirname(at.home)))).toEqual([]);
    expect(existsSync(at.data)).toBe(false);
    expect(existsSync(path.join(at.home, '.config'))).toBe(false);
  });

  it('ends with 0 while Okta answers and with 4, naming the remedy, when its token is no longer good', async () => {
    const { at, okta } = await withOkta();
    const well = await checksOf(at);
    expect([well.code, well.byId.get('okta-read')?.state]).toEqual([0, 'ok']);
    okta.access.revokeAll();
    const ill = await checksOf(at);
    expect(ill.code).toBe(4);
    expect(ill.byId.get('okta-read')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('Okta no longer accepts the credential'),
      remedy: expect.stringContaining('Make a new one'),
    });
    const words = await runCli(at, ['doctor']);
    expect(words.code).toBe(4);
    expect(words.stdout).toMatch(/failed +Okta, reading +Okta no longer accepts/);
    expect(words.stdout + words.stderr).not.toContain(TOKEN);
  });

  it('works beside a running server', async () => {
    const { at } = await withOkta();
    const server = await startUp(at);
    cleanups.push(() => server.end('SIGKILL'));
    expect(server.stdout()).toMatch(/connects to +Okta/);
    const { code, byId } = await checksOf(at);
    expect(code).toBe(0);
    expect(byId.get('server')?.detail).toContain('running');
    expect((await server.end('SIGTERM')).code).toBe(0);
  });

  it('says that Okta is out of reach', async () => {
    const { at } = await withOkta();
    writeFileSync(
      path.join(at.cwd, 'breakwater.yaml'),
      'version: 1\nokta: {orgUrl: "http://127.0.0.1:1", read: {token: {file: okta-token}}}\n',
    );
    const { code, byId } = await checksOf(at);
    expect(code).toBe(4);
    expect(byId.get('okta-read')).toMatchObject({ state: 'failed', remedy: expect.stringMatching(/\S/) });
  });
});
