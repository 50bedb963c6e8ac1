import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The exit code of a command that is used wrongly (EX_USAGE of sysexits.h). */
const EXIT_USAGE = 64;

/** As `parseArgs` of Node, for a task of this project: what it does not know ends the process with one line that names it. */
export function readArguments<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (thrown) {
    return endWithUsage(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** Ends the process with one line about how it was called. */
export function endWithUsage(message: string): never {
  const [first = ''] = message.split('\n');
  console.error(`${first.replace(/\.?$/, '.')} --help tells what there is.`);
  process.exit(EXIT_USAGE);
}

/** For a task without options of its own: `--help` prints what it is and ends, anything else is refused. */
export function takesNoArguments(help: string): void {
  if (readArguments({ options: { help: { type: 'boolean', short: 'h' } } }).values['help'] !== true) return;
  console.log(help);
  process.exit(0);
}
