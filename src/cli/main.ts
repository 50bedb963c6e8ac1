import { EXIT } from './command.ts';
import { reportFault, runCommandLine } from './run-command-line.ts';

// The command line: one file per command. Results go to standard output, everything else to standard error.
const { stdout, stderr, stdin, env } = process;
for (const stream of [stdout, stderr]) stream.on('error', endWithReader);
process.on('uncaughtException', (thrown) => process.exit(reportFault(thrown, { stderr, env })));
process.exitCode = await runCommandLine(process.argv.slice(2), { stdout, stderr, stdin, env, cwd: process.cwd() });

/** Whoever read our output has gone (`breakwater check - | head`): nothing is wrong, and nobody is left to tell. */
function endWithReader(fault: NodeJS.ErrnoException): void {
  if (fault.code !== 'EPIPE') throw fault;
  process.exit(EXIT.ok);
}
