import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openapiDocument } from '../../src/app/openapi.ts';
import { commandLinePage } from '../docs/command-line-page.ts';
import { configurationPage } from '../docs/configuration-page.ts';
import { readArguments } from '../programs/read-arguments.ts';
import { ROOT } from '../programs/run.ts';

// npm run docs [-- --check]: writes the pages that are made from code; with --check says which are stale and fails.
const { values } = readArguments({
  options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) {
  console.log(
    'npm run docs -- [--check]\nWrites docs/configuration.md, docs/command-line.md and openapi.json from the code; --check only tells whether they are current.',
  );
  process.exit(0);
}
const pages: [string, string][] = [
  ['docs/configuration.md', configurationPage()],
  ['docs/command-line.md', await commandLinePage()],
  ['openapi.json', `${JSON.stringify(openapiDocument(), null, 2)}\n`],
];
const stale = pages.filter(
  ([file, text]) => !existsSync(path.join(ROOT, file)) || readFileSync(path.join(ROOT, file), 'utf8') !== text,
);
for (const [file, text] of stale) {
  if (values.check) console.error(`docs: ${file} is stale: run npm run docs`);
  else writeFileSync(path.join(ROOT, file), text);
}
process.exit(values.check && stale.length > 0 ? 1 : 0);
