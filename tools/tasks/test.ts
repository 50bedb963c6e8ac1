import { findPrograms } from '../programs/find-programs.ts';
import { run } from '../programs/run.ts';
import { buildConsole } from '../programs/build-console.ts';

// npm test [-- vitest arguments]: finds the programs that tests talk to, builds the console, runs every quick test.
const say = (line: string): void => console.error(`test: ${line}`);
const programs = await findPrograms(say);
const built = await buildConsole(say);
if (built !== 0) process.exit(built);
const env: NodeJS.ProcessEnv = { ...process.env };
if (programs.chromium) env['BREAKWATER_CHROMIUM'] = programs.chromium;
if (programs.named) env['BREAKWATER_NAMED'] = programs.named;
if (programs.postgresUrl) env['BREAKWATER_TEST_POSTGRES'] = programs.postgresUrl;
process.exit(await run('vitest', ['run', ...process.argv.slice(2)], env));
