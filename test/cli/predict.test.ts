import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, runCli, type Place } from './run-cli.ts';

let place: Place;
beforeAll(() => {
  place = makePlace();
});
afterAll(() => place.remove());

describe('predict', () => {
  it('names look-alikes, likeliest first, and check reports every one of them', async () => {
    const { code, stdout, stderr } = await runCli(place, [
      'predict',
      'Acme',
      '--domains',
      'acme.com',
      '--limit',
      '200',
      '--json',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const predictions = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { host: string; weight: number });
    expect(predictions).toHaveLength(200);
    expect(predictions[0]?.host).toBe('acme-sso.com');
    const weights = predictions.map(({ weight }) => weight);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    const hosts = predictions.map(({ host }) => host);
    const checked = await runCli(place, ['check', '-', '--json', '--brand', 'Acme=acme.com'], {
      stdin: hosts.join('\n'),
    });
    const verdicts = checked.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { host: string; reported: boolean; brand: string });
    expect(verdicts.filter(({ reported, brand }) => reported && brand === 'Acme').map(({ host }) => host)).toEqual(
      hosts,
    );
  });

  it('finds the brand by name or domain and writes a table', async () => {
    for (const wanted of ['ZEPHYRINE', 'zephyrine.io']) {
      const { code, stdout } = await runCli(place, [
        'predict',
        wanted,
        '--brand',
        'zephyrine=zephyrine.io',
        '--limit',
        '3',
      ]);
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^host +weight {2}score {2}class\nzephyrine-sso\.com +1\.0000 +100 {2}combo\n(?:\S+ .*\n){2}$/,
      );
    }
  });

  it.each([
    [[], 'Exactly one BRAND is wanted.'],
    [['nobody', '--brand', 'acme=acme.com'], '"nobody" is none of the brands.'],
    [['acme', '--domains', 'acme.com', '--limit', '0'], '--limit 0: expected a number from 1 to 10000.'],
    [['acme', '--aliases', 'ac'], 'The own domains of the brand are wanted.'],
    [['acme', '--domains', 'http://'], 'Brand "acme": "http://" is not a domain'],
  ])('ends with 2 for %j', async (args, problem) => {
    const { code, stdout, stderr } = await runCli(place, ['predict', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
  });
});
