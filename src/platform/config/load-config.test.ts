import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { loadConfig, type ConfigProblem } from './load-config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string): void {
  writeFileSync(path.join(folder, 'breakwater.yaml'), text);
}

function problems(env: Record<string, string> = {}): ConfigProblem[] {
  try {
    loadConfig({ cwd: folder, env });
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
    return (thrown as AppError).details['problems'] as ConfigProblem[];
  }
  throw new Error('expected a refusal');
}

describe('loadConfig', () => {
  it('starts on safe defaults without any file', () => {
    const { config, file } = loadConfig({ cwd: folder, env: {} });
    expect(file).toBeNull();
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 4480 });
    expect(config.containment.maxPeoplePerPlan).toBe(50);
  });

  it('reports every problem at once, each with its line', () => {
    write(
      'version: 1\nlisten:\n  port: 99999\nbrands:\n  - name: a\n    domains: []\nunknown: 3\nokta:\n  orgUrl: nonsense\n  read: {token: {env: NOT_SET}}\n',
    );
    const found = problems();
    expect(found.map((problem) => [problem.path, problem.line])).toEqual([
      ['listen.port', 3],
      ['brands.0.name', 5],
      ['brands.0.domains', 6],
      ['okta.orgUrl', 9],
      ['unknown', 7],
    ]);
    expect(found.at(-1)?.message).toMatch(/unknown key/);
  });

  it('names a missing secret by its variable and its line, and never prints a value', () => {
    write('version: 1\nokta:\n  orgUrl: https://acme.okta.com\n  read:\n    token: {env: OKTA_READ}\n');
    expect(problems()).toEqual([
      { path: 'okta.read.token', line: 5, message: 'environment variable OKTA_READ is not set' },
    ]);
    const loaded = loadConfig({ cwd: folder, env: { OKTA_READ: 'the-token' } });
    const read = loaded.config.okta?.read;
    const secret = read && 'token' in read ? loaded.readSecret(read.token) : null;
    expect(secret?.reveal()).toBe('the-token');
    expect(JSON.stringify({ secret })).not.toContain('the-token');
  });

  it('reports broken YAML with its line', () => {
    write('version: 1\nlisten: {port: 1\n');
    expect(problems()[0]?.line).toBeGreaterThanOrEqual(2);
  });

  it('refuses to listen to the world without a public https address', () => {
    write('version: 1\nlisten: {host: 0.0.0.0}\n');
    expect(problems()[0]?.path).toBe('listen.host');
    write('version: 1\nlisten: {host: 0.0.0.0}\npublicUrl: http://breakwater.acme.example\n');
    expect(problems()[0]?.message).toMatch(/https/);
  });

  it('refuses a webhook on another machine without https, at its line', () => {
    const channel = (url: string): string => `  - {kind: webhook, label: chat, url: "${url}", secret: {env: HOOK}}\n`;
    const here = `${channel('http://127.0.0.1:9/hook')}${channel('https://chat.acme.example/hook')}`;
    write(`version: 1\nchannels:\n${here}${channel('http://chat.acme.example/hook')}`);
    expect(problems({ HOOK: 'whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0' })).toEqual([
      { path: 'channels.2.url', line: 5, message: expect.stringMatching(/https/) as string },
    ]);
    write(`version: 1\nchannels:\n${here}`);
    const loaded = loadConfig({ cwd: folder, env: { HOOK: 'whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0' } });
    expect(loaded.config.channels).toHaveLength(2);
  });

  it('refuses brands that nothing could be judged by, each at its line', () => {
    const fine =
      '  - {name: Acme, domains: [acme.com, "*.acme.net.", acmé.example, acme.github.io, github.io, sub.acme.io]}\n';
    write(`version: 1\nbrands:\n${fine}`);
    expect(loadConfig({ cwd: folder, env: {} }).config.brands).toHaveLength(1);
    const bad =
      '  - name: ACME\n    domains:\n      - https://acme.com\n      - co.uk\n      - com\n      - 192.0.2.1\n';
    write(`version: 1\nbrands:\n${fine}${bad}`);
    expect(problems().map(({ path: at, line }) => [at, line])).toEqual([
      ['brands.1.name', 4],
      ...[0, 1, 2, 3].map((index) => [`brands.1.domains.${index}`, 6 + index]),
    ]);
  });

  it('refuses a heartbeat on another machine without https, wherever it was set', () => {
    write('version: 1\nheartbeat: {url: "http://watchdog.acme.example/ping"}\n');
    expect(problems()).toEqual([{ path: 'heartbeat.url', line: 2, message: expect.stringMatching(/https/) as string }]);
    write('version: 1\nheartbeat: {url: "http://127.0.0.1:9/ping"}\n');
    expect(loadConfig({ cwd: folder, env: {} }).config.heartbeat?.url).toBe('http://127.0.0.1:9/ping');
    expect(problems({ BREAKWATER_HEARTBEAT_URL: 'http://watchdog.acme.example/ping' })[0]?.message).toMatch(/https/);
  });

  it('lets the environment win over the file, says so, and blames it by name', () => {
    write('version: 1\nlisten: {port: 1234}\n');
    const loaded = loadConfig({ cwd: folder, env: { BREAKWATER_LISTEN_PORT: '4999' } });
    expect(loaded.config.listen.port).toBe(4999);
    expect(loaded.setPaths.has('listen.port')).toBe(true);
    expect(problems({ BREAKWATER_LISTEN_PORT: 'abc' })[0]?.path).toMatch(/BREAKWATER_LISTEN_PORT/);
  });

  it('does not let a YAML alias bomb expand', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...Array.from(
        { length: 8 },
        (_, i) =>
          `b${i}: &b${i} [${Array(9)
            .fill(i === 0 ? '*a' : `*b${i - 1}`)
            .join(',')}]`,
      ),
    ].join('\n');
    write(bomb);
    expect(() => loadConfig({ cwd: folder, env: {} })).toThrow();
  });
});
