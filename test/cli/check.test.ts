import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, runCli, type Place } from './run-cli.ts';

const ACME = ['--brand', 'acme=acme.com'];
let place: Place;
beforeAll(() => {
  place = makePlace();
  writeFileSync(path.join(place.cwd, 'brands.yaml'), 'brands:\n  - {name: zephyrine, domains: [zephyrine.io]}\n');
});
afterAll(() => place.remove());

describe('check', () => {
  it('ends with 3 for a look-alike and says how it imitates', async () => {
    const { code, stdout, stderr } = await runCli(place, ['check', 'acme-okta.com', ...ACME]);
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout).toMatch(
      /^acme-okta\.com {2}look-alike of acme\n {2}name and lure together · \d+ of 100, alarm from \d+\n/,
    );
    expect(stdout).toMatch(/acme +- +okta +\. +com\n +name +lure +suffix/);
    expect(stdout).toContain('lure word "okta"');
    // A pipe gets no colours.
    expect(stdout).not.toContain('\u001b');
  });

  it('ends with 0 for own and harmless names', async () => {
    const { code, stdout } = await runCli(place, ['check', 'mail.acme.com', 'example.org', ...ACME]);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split('  ')[0])).toEqual(['mail.acme.com', 'example.org', '']);
  });

  it('says which names of a brand no host name could hold, and refuses a brand of which nothing can be used', async () => {
    const text =
      'brands:\n  - {name: acme, domains: [acme.com], aliases: [Ω, acm]}\n  - {name: 東京銀行, domains: [東京銀行.example]}\n';
    writeFileSync(path.join(place.cwd, 'odd.yaml'), text);
    const { code, stdout, stderr } = await runCli(place, ['check', 'acme-okta.com', '--json', '--brands', 'odd.yaml']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ brand: 'acme' });
    expect(stderr.split('\n')).toEqual([
      'breakwater: brand "acme": not looked for: "Ω"',
      'breakwater: brand "東京銀行": nothing of it is looked for, not "東京銀行"',
      '  Host names have Latin letters and digits, a name 2 to 48 of them: add to the aliases how it is written in addresses.',
      '',
    ]);
    writeFileSync(path.join(place.cwd, 'none.yaml'), 'brands:\n  - {name: 東京銀行}\n');
    const refused = await runCli(place, ['check', 'acme-okta.com', '--brands', 'none.yaml']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('line 2, brands.0: "東京銀行": nothing of it can be used');
  });

  it('reads standard input, one host a line, and answers one JSON a line', async () => {
    const stdin = 'example.org\r\n\n  login-acme.net  \nnot a host\n';
    const { code, stdout } = await runCli(place, ['check', '-', '--json', ...ACME], { stdin });
    const verdicts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; brand?: string });
    expect(verdicts.map(({ kind }) => kind)).toEqual(['silent', 'look-alike', 'invalid']);
    expect(verdicts[1]?.brand).toBe('acme');
    expect(code).toBe(3);
  });

  it('tells with --why what was weighed for a name that is not reported', async () => {
    const { code, stdout } = await runCli(place, ['check', '--why', 'macmetal.com', ...ACME]);
    expect(code).toBe(0);
    expect(stdout).toContain('weighed\n    acme, seen in "acme": put aside, acme is only part of "macmetal"');
  });

  it('takes brands from a file, from the configuration, and names the file that is wrong', async () => {
    writeFileSync(
      path.join(place.cwd, 'breakwater.yaml'),
      'version: 1\nbrands:\n  - {name: quorvex, domains: [quorvex.com]}\n',
    );
    writeFileSync(path.join(place.cwd, 'bad.yaml'), 'brands:\n  - {domains: 7}\n');
    const [file, config, missing, bad] = [
      await runCli(place, ['check', 'zephyrine-sso.com', '--brands', 'brands.yaml']),
      await runCli(place, ['check', 'quorvex-vpn.com']),
      await runCli(place, ['check', 'x.com', '--brands', 'nowhere.yaml']),
      await runCli(place, ['check', 'x.com', '--brands', 'bad.yaml']),
    ];
    expect([file.code, config.code, missing.code, bad.code]).toEqual([3, 3, 2, 2]);
    expect(missing.stderr).toContain('nowhere.yaml cannot be read');
    expect(bad.stderr).toMatch(/brands\.0\.name: .*brands\.0\.domains: /);
  });

  it('judges a link by its host, also a defanged one', async () => {
    const given = [
      'hxxps://acme-okta[.]com/login?user=a',
      'https://acme.com@acme-sso.net/',
      'https://x@acme-okta.com:8443/',
      'acme-okta(dot)com',
      'see acme-okta[.]com',
    ];
    const { code, stdout } = await runCli(place, ['check', '-', '--json', ...ACME], { stdin: given.join('\n') });
    const verdicts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; host?: string });
    expect(verdicts.map(({ kind, host }) => host ?? kind)).toEqual([
      'acme-okta.com',
      'acme-sso.net',
      'acme-okta.com',
      'acme-okta.com',
      'invalid',
    ]);
    expect(code).toBe(3);
  });

  it('spells out a host name that would repaint the screen', async () => {
    const hosts = ['acme\u001b[2J\u001b[31m-okta.com', 'acme\u202emoc.atko', 'acme-\u200bokta.com'];
    const { stdout, stderr } = await runCli(place, ['check', '-', '--why', ...ACME], {
      stdin: `${hosts.join('\n')}\n`,
    });
    expect(stderr).toBe('');
    expect(stdout).toContain('acme\\u001b[2J\\u001b[31m-okta.com');
    expect(stdout).toContain('acme\\u202emoc.atko');
    // eslint-disable-next-line no-control-regex -- exactly what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/u);
  });

  it('ends quietly when its reader goes away', async () => {
    const stdin = 'acme-okta.com\n'.repeat(20_000);
    const { code, stderr } = await runCli(place, ['check', '-', '--json', ...ACME], { stdin, readLines: 1 });
    expect([code, stderr]).toEqual([0, '']);
  });
});
