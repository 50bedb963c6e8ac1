import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makePlace, runCli, type Place } from './run-cli.ts';

let place: Place;
let file: string;
beforeAll(() => {
  place = makePlace();
  file = path.join(place.cwd, 'breakwater.yaml');
});
afterAll(() => place.remove());

describe('config print', () => {
  it('prints every default as YAML that can be read again, and as JSON', async () => {
    rmSync(file, { force: true });
    const [yaml, json] = [
      await runCli(place, ['config', 'print']),
      await runCli(place, ['config', 'print', '--json', '--data', 'elsewhere']),
    ];
    expect([yaml.code, json.code]).toEqual([0, 0]);
    const shown = parse(yaml.stdout) as Record<string, unknown>;
    expect(shown).toMatchObject({ version: 1, listen: { host: '127.0.0.1', port: 4480 }, dataDir: place.data });
    const data = JSON.parse(json.stdout) as { file: null; config: Record<string, unknown> };
    expect(data.file).toBeNull();
    expect(data.config).toEqual({ ...shown, dataDir: path.join(place.cwd, 'elsewhere') });
  });

  it('names secrets and never shows them', async () => {
    writeFileSync(
      file,
      'version: 1\nokta:\n  orgUrl: https://acme.okta.com\n  read: {token: {env: OKTA_READ}}\nbrands:\n  - {name: acme, domains: [acme.com]}\n',
    );
    const { code, stdout, stderr } = await runCli(place, ['config', 'print'], { env: { OKTA_READ: '00verysecret' } });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('env: OKTA_READ');
    expect(stdout).not.toContain('00verysecret');
  });

  it('reports every problem at once, with its line, and ends with 78 as every command does', async () => {
    writeFileSync(
      file,
      [
        'version: 1',
        'listen: {host: 0.0.0.0, port: 99999}',
        'brnads: []',
        'brands:',
        '  - {name: a, domains: []}',
        'okta:',
        '  orgUrl: ftp://acme',
        '  read: {token: "00sOmEtOkEn"}',
        '',
      ].join('\n'),
    );
    const ended = [
      await runCli(place, ['config', 'print']),
      await runCli(place, ['up']),
      await runCli(place, ['doctor']),
      await runCli(place, ['check', 'acme-okta.com']),
    ];
    expect(ended.map(({ code, stdout }) => [code, stdout])).toEqual(ended.map(() => [78, '']));
    expect(new Set(ended.map(({ stderr }) => stderr)).size).toBe(1);
    const { stderr = '' } = ended[0] ?? {};
    expect(stderr).toMatch(/^breakwater: \d+ problems in .*breakwater\.yaml:\n/);
    for (const problem of [
      /line 2: listen\.port: /,
      /line 3: brnads: unknown key/,
      /line 5: brands\.0\.name: /,
      /line 5: brands\.0\.domains: /,
      /line 7: okta\.orgUrl: /,
      /line 8: okta\.read/,
    ])
      expect(stderr).toMatch(problem);
    // A secret written into the file by mistake is not repeated into logs and terminals.
    expect(stderr).not.toContain('00sOmEtOkEn');
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('says where the YAML breaks', async () => {
    writeFileSync(file, 'version: 1\nbrands: [\nlisten: {port: 1\n');
    const { code, stderr } = await runCli(place, ['config', 'print']);
    expect(code).toBe(78);
    expect(stderr).toMatch(/line \d+: /);
  });

  it('names the environment variable that is wrong, and the secret that is missing', async () => {
    writeFileSync(file, 'version: 1\nokta: {orgUrl: "https://acme.okta.com", read: {token: {env: NOT_SET}}}\n');
    const { code, stderr } = await runCli(place, ['config', 'print'], {
      env: { BREAKWATER_LISTEN_PORT: 'eighty', BREAKWATER_LOG_LEVEL: 'loud' },
    });
    expect(code).toBe(78);
    expect(stderr).toContain('environment variable BREAKWATER_LISTEN_PORT');
    expect(stderr).toContain('environment variable BREAKWATER_LOG_LEVEL');
    const later = await runCli(place, ['config', 'print']);
    expect(later.stderr).toContain('line 2: okta.read.token: environment variable NOT_SET is not set');
  });

  it('refuses to send a credential unencrypted', async () => {
    writeFileSync(file, 'version: 1\nokta: {orgUrl: "http://acme.okta.com", read: {token: {env: OKTA_READ}}}\n');
    const { code, stderr } = await runCli(place, ['config', 'print'], { env: { OKTA_READ: '00secret' } });
    expect(code).toBe(78);
    expect(stderr).toContain('line 2: okta.orgUrl: must be https');
  });

  it('ends with 78 when the file that is named does not exist', async () => {
    const { code, stderr } = await runCli(place, ['config', 'print', '--config', 'nowhere.yaml']);
    expect(code).toBe(78);
    expect(stderr).toMatch(/No configuration file at .*nowhere\.yaml\.\n {2}\S/);
  });
});
