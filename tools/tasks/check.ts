import { run } from '../programs/run.ts';
import { takesNoArguments } from '../programs/read-arguments.ts';

takesNoArguments(
  'npm run check\nFormat, lint with our own rules, types, unused code: all of them, then fails if any failed.',
);

// npm run check: format, lint (with our own rules), types, unused code. Runs all of them, then fails if any failed.
const steps: [string, string, string[]][] = [
  ['format', 'oxfmt', ['--check', '.']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings', '.']],
  ['types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['console types', 'tsc', ['--noEmit', '-p', 'console/tsconfig.json']],
  ['unused code', 'knip', ['--no-progress']],
];
const failed: string[] = [];
for (const [name, command, args] of steps) {
  console.error(`check: ${name}`);
  if ((await run(command, args)) !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`check: failed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
