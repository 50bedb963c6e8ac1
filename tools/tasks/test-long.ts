import { globSync } from 'node:fs';
import { findPrograms } from '../programs/find-programs.ts';
import { endWithUsage, readArguments } from '../programs/read-arguments.ts';
import { ROOT, run } from '../programs/run.ts';

// npm run test:long -- [--budget SECONDS] [--seed N] [FILTER…] [-- vitest arguments]: exhaustive kill, fuzz and property runs, in virtual time.
const own = process.argv.slice(2);
const cut = own.indexOf('--');
const passOn = cut < 0 ? [] : own.slice(cut + 1);
const { values, positionals } = readArguments({
  args: cut < 0 ? own : own.slice(0, cut),
  allowPositionals: true,
  options: {
    budget: { type: 'string', default: '600' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  console.log(
    'npm run test:long -- [--budget SECONDS] [--seed N] [FILTER…]\nRuns *.long.test.ts, one after the other. The budget in seconds (default 600) is shared equally; the seed repeats a run.',
  );
  process.exit(0);
}
const budgetSeconds = Number(values.budget);
if (!(budgetSeconds > 0)) endWithUsage(`--budget ${values.budget} is no number of seconds.`);
const programs = await findPrograms((line) => console.error(`test:long: ${line}`));
// One after the other, each with its share: together they keep to the budget, whichever of them scale with it.
const files = globSync(['src/**/*.long.test.ts', 'test/**/*.long.test.ts'], { cwd: ROOT }).filter(
  (file) => positionals.length === 0 || positionals.some((filter) => file.includes(filter)),
);
const shareSeconds = Math.max(1, Math.floor(budgetSeconds / Math.max(1, files.length)));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  BREAKWATER_BUDGET_S: String(shareSeconds),
  BREAKWATER_SEED: values.seed ?? String(Math.floor(Math.random() * 2 ** 31)),
};
if (programs.chromium) env['BREAKWATER_CHROMIUM'] = programs.chromium;
if (programs.postgresUrl) env['BREAKWATER_TEST_POSTGRES'] = programs.postgresUrl;
console.error(`test:long: ${files.length} files, ${shareSeconds} s each, seed ${env['BREAKWATER_SEED']}`);
process.exit(await run('vitest', ['run', '--config', 'vitest.long.config.ts', ...positionals, ...passOn], env));
