import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openapiDocument } from '../../src/app/openapi.ts';
import { commandLinePage } from '../../tools/docs/command-line-page.ts';
import { configurationPage } from '../../tools/docs/configuration-page.ts';
import { ROOT } from '../../tools/programs/run.ts';

const committed = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

// Stale pages are mended by `npm run docs`; a changed API shows in the difference of openapi.json.
describe('generated pages', () => {
  it('describe the API that is served', () => {
    expect(JSON.parse(committed('openapi.json'))).toEqual(JSON.parse(JSON.stringify(openapiDocument())));
  });

  it('describe the configuration that is read', () => {
    expect(committed('docs/configuration.md')).toBe(configurationPage());
  });

  it('describe the commands that there are', async () => {
    expect(committed('docs/command-line.md')).toBe(await commandLinePage());
  });
});
