import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT, run } from './run.ts';

interface ConsoleBuild {
  inputsHash(root: string): string;
  isCurrent(root: string): boolean;
  stampFile(root: string): string;
}

// Plain JavaScript, because the command asks it before any TypeScript can run.
const consoleBuild = createRequire(import.meta.url)('../../bin/console-build.js') as ConsoleBuild;

/** Builds the console when its sources have changed since the last build. Gives the exit code. */
export async function buildConsole(say: (line: string) => void): Promise<number> {
  if (consoleBuild.isCurrent(ROOT)) return 0;
  say('building the console');
  const wanted = consoleBuild.inputsHash(ROOT);
  const code = await run('vite', ['build', '--config', 'console/vite.config.ts', '--logLevel', 'warn'], {
    ...process.env,
    NODE_ENV: 'production',
  });
  if (code !== 0) return code;
  const stamp = consoleBuild.stampFile(ROOT);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  return 0;
}
