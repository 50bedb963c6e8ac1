import { commandHelp } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands.ts';

/** docs/command-line.md: the help of every command, as the program prints it. */
export async function commandLinePage(): Promise<string> {
  const commands = await Promise.all(COMMANDS.map((command) => command.load()));
  return `${[
    '# Command line',
    '',
    '<!-- Made by `npm run docs` from src/cli; do not edit. -->',
    '',
    '`bin/breakwater COMMAND` (after `npm start` has run once, or at its first use, everything it needs is installed). Results go to',
    'standard output, everything else to standard error. Commands whose output is data take `--json`.',
    ...commands.flatMap((command) => ['', `## ${command.name}`, '', '```', commandHelp(command).trimEnd(), '```']),
  ].join('\n')}\n`;
}
