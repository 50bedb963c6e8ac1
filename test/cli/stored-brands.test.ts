import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealApp, startRealApp } from '../bad-input/real-app.ts';
import { makePlace, type Place, runHere } from './run-cli.ts';

const UNUSED = 'breakwater: 1 brand that was added in the console is not used here: add --stored.\n';
let place: Place;
let real: RealApp;
beforeAll(async () => {
  place = makePlace();
  real = await startRealApp({ dataDir: place.data });
  await real.client.putBrand({ body: { name: 'Zephyrine', domains: ['zephyrine.io'], aliases: ['zephy'] } });
});
afterAll(async () => {
  await real.close();
  place.remove();
});

describe('brands that were added in the console', () => {
  it('are told of where no other brand is known, and read with --stored beside a running server', async () => {
    for (const args of [
      ['check', 'zephyrine-okta.com'],
      ['scan', 'names.txt'],
      ['predict', 'Zephyrine'],
    ]) {
      writeFileSync(path.join(place.cwd, 'names.txt'), 'zephyrine-okta.com\n');
      const without = await runHere(place, args);
      expect([without.code, without.stderr.includes('--stored')], args[0]).toEqual([2, true]);
      const stored = await runHere(place, [...args, '--stored']);
      expect(stored.code, args[0]).toBe(args[0] === 'predict' ? 0 : 3);
      expect(stored.stdout).toContain('zephyrine');
    }
  });

  it('are told of, and used with --stored beside those of the file; the file’s stands where both have one', async () => {
    const file = path.join(place.cwd, 'breakwater.yaml');
    writeFileSync(file, 'version: 1\nbrands:\n  - {name: acme, domains: [acme.com]}\n');
    const config = ['--config', file];
    const told = await runHere(place, ['check', 'zephyrine-okta.com', ...config]);
    expect([told.code, told.stderr]).toEqual([0, UNUSED]);
    const both = await runHere(place, [
      'check',
      'zephyrine-okta.com',
      'acme-okta.com',
      '--json',
      '--stored',
      ...config,
    ]);
    const found = both.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { brand: string }).brand);
    expect([both.code, both.stderr, found]).toEqual([3, '', ['Zephyrine', 'acme']]);
    writeFileSync(file, 'version: 1\nbrands:\n  - {name: ZEPHYRINE, domains: [zephyrine.com]}\n');
    const same = await runHere(place, ['check', 'zephyrine-okta.com', '--json', '--stored', ...config]);
    expect([same.stderr, (JSON.parse(same.stdout) as { brand: string }).brand]).toEqual(['', 'ZEPHYRINE']);
    // Whoever names the brands means these.
    const named = await runHere(place, ['check', 'zephyrine-okta.com', '--brand', 'acme=acme.com']);
    expect([named.code, named.stderr]).toEqual([0, '']);
  });

  it('come with the lure words that were learned there, as the watcher judges', async () => {
    const registrable = 'zephyrine-quuxport.com';
    const check = ['check', 'quuxport-zephyrine.net', '--json', '--stored', '--brand', 'acme=acme.com'];
    expect((await runHere(place, check)).code).toBe(0);
    await real.client.decideDomains({ body: { registrables: [registrable], decision: 'hostile' } });
    await real.client.learnLureWord({ body: { word: 'quuxport', registrable } });
    const found = await runHere(place, check);
    expect([found.code, JSON.parse(found.stdout)]).toMatchObject([3, { brand: 'Zephyrine', lure: ['quuxport'] }]);
    await real.client.undoLureWord({ params: { word: 'quuxport' } });
    expect((await runHere(place, check)).code).toBe(0);
  });

  it('are read from the folder given with --data, and none from one without a store', async () => {
    const elsewhere = ['--data', path.join(place.cwd, 'elsewhere')];
    const empty = await runHere(place, [
      'check',
      'zephyrine-okta.com',
      '--stored',
      '--brand',
      'acme=acme.com',
      ...elsewhere,
    ]);
    expect([empty.code, empty.stderr]).toEqual([0, '']);
  });
});
