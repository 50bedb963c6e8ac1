import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { figureNames } from '../programs/figures.ts';
import { run } from '../programs/run.ts';

// .ci/run: every step is run, whatever became of the ones before; each test counts, each other step counts as one.
const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

/** So much of each failure is said again at the end, where whoever reads only the tail of the output finds it. */
const FAILURE_CHARS = 1500;

let passed = 0;
let failed = 0;
let skipped = 0;
const scratch = mkdtempSync(path.join(tmpdir(), 'breakwater-ci-'));
const summary: string[] = [];

await tests('quick tests', 'npm', ['test', '--']);
// The rooms have run on SQLite; here the same tests run on a PostgreSQL server.
const ROOMS = [
  'src/domains',
  'src/identity',
  'src/incidents',
  'src/notify',
  'src/platform',
  'src/reports',
  'src/response',
  'src/setup',
];
await tests('rooms on PostgreSQL', 'npm', ['test', '--', ...ROOMS], { BREAKWATER_TEST_DB: 'postgres' });
await step('checks', 'npm', ['run', 'check']);
await step('generated pages are current', 'npm', ['run', 'docs', '--', '--check']);
await tests('long tests', 'npm', [
  'run',
  'test:long',
  '--',
  '--budget',
  process.env['BREAKWATER_CI_BUDGET'] ?? '900',
  '--seed',
  '2022',
  '--',
]);
for (const folder of ['eval', 'bench'] as const) {
  for (const name of figureNames(folder)) await step(`${folder} ${name}`, 'npm', ['run', folder, '--', name, '--json']);
}
await step('archives install and run', 'npm', ['run', 'pack', '--', '--verify']);

rmSync(scratch, { recursive: true });
console.log(summary.join('\n'));
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);

async function step(name: string, command: string, args: string[]): Promise<void> {
  const begun = Date.now();
  const ok = (await run(command, args)) === 0;
  passed += ok ? 1 : 0;
  failed += ok ? 0 : 1;
  summary.push(`ci: ${ok ? 'ok' : 'FAILED'}: ${name} (${Math.round((Date.now() - begun) / 1000)} s)`);
}

async function tests(name: string, command: string, args: string[], more: NodeJS.ProcessEnv = {}): Promise<void> {
  const begun = Date.now();
  const file = path.join(scratch, `${name.replaceAll(' ', '-')}.json`);
  const code = await run(command, [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], {
    ...process.env,
    ...more,
  });
  const report = existsSync(file) ? vitestReport.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
  const bad = report === null ? 1 : report.numFailedTests;
  passed += report?.numPassedTests ?? 0;
  // A suite that could not be loaded has no failed test of its own; it counts all the same.
  failed += code !== 0 ? Math.max(1, bad) : bad;
  skipped += report?.numPendingTests ?? 0;
  summary.push(
    `ci: ${code === 0 ? 'ok' : 'FAILED'}: ${name}: ${report?.numPassedTests ?? 0} passed, ${bad} failed (${Math.round((Date.now() - begun) / 1000)} s)`,
    ...(report === null ? [] : failures(report)),
  );
}

function failures(report: z.output<typeof vitestReport>): string[] {
  return report.testResults.flatMap(({ message = '', assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    // A file that could not be loaded has a message and no tests.
    if (failed.length === 0 && assertionResults.length > 0) return [];
    const said = failed.map((test) => `${test.fullName}: ${(test.failureMessages ?? []).join(' ')}`);
    return (failed.length === 0 ? [message] : said)
      .filter((text) => text !== '')
      .map((text) => `ci:   ${stripVTControlCharacters(text).slice(0, FAILURE_CHARS)}`);
  });
}
