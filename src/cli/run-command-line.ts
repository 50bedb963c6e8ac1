import { AppError } from '../base/errors.ts';
import { EXIT, commandHelp, parseCommand, table, type CommandInput } from './command.ts';
import { COMMANDS } from './commands.ts';
import { nearest } from '../base/nearest.ts';
import { readVersion } from './read-version.ts';
import { safeText, sentence, styleFor } from './terminal.ts';

/** Where a call comes from and what it writes to. */
export type Outside = Omit<CommandInput, 'values' | 'positionals'>;

/**
 * One call of the command line, whole: finds the command, parses its options, runs it, and says in a sentence with its remedy
 * what is wrong. Never throws.
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], outside: Outside): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || ((name === 'help' || name === '--help' || name === '-h') && rest.length === 0)) {
    outside.stdout.write(overview());
    return name === undefined ? EXIT.badInput : EXIT.ok;
  }
  if (name === '--version' || name === '-v') {
    outside.stdout.write(`${readVersion()}\n`);
    return EXIT.ok;
  }
  try {
    if (name === 'help') {
      outside.stdout.write(commandHelp(await commandNamed(rest[0] ?? '').load()));
      return EXIT.ok;
    }
    const command = await commandNamed(name).load();
    const { values, positionals } = parseCommand(command, rest);
    if (values['help']) {
      outside.stdout.write(commandHelp(command));
      return EXIT.ok;
    }
    return await command.run({ values, positionals, ...outside });
  } catch (thrown) {
    return reportFault(thrown, outside);
  }
}

function commandNamed(name: string): (typeof COMMANDS)[number] {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const guess = nearest(
    name,
    COMMANDS.map((candidate) => candidate.name),
  );
  const what = `there is no ${name.startsWith('-') ? 'option' : 'command'} "${name.slice(0, 40)}"`;
  throw new AppError('cli.usage', `${what}${guess ? `; did you mean "${guess}"?` : ''}`, {
    remedy: 'See breakwater --help.',
    status: 400,
  });
}

/** Says what is wrong: one sentence (more only for a list of problems), then the remedy. Gives the exit code. */
export function reportFault(thrown: unknown, outside: Pick<Outside, 'stderr' | 'env'>): number {
  if (!(thrown instanceof AppError)) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    say(
      outside,
      `unexpected: ${text}`,
      'This is a fault of Breakwater. BREAKWATER_DEBUG=1 shows where; please report it.',
    );
    if (outside.env['BREAKWATER_DEBUG'] && thrown instanceof Error) outside.stderr.write(`${thrown.stack ?? ''}\n`);
    return EXIT.internal;
  }
  say(outside, thrown.message, thrown.remedy);
  if (outside.env['BREAKWATER_DEBUG']) outside.stderr.write(`${thrown.stack ?? ''}\n`);
  if (thrown.code.startsWith('config.')) return EXIT.config;
  return thrown.code === 'cli.usage' || thrown.status === 400 ? EXIT.badInput : EXIT.failed;
}

function say({ stderr, env }: Pick<Outside, 'stderr' | 'env'>, message: string, remedy: string | null): void {
  const style = styleFor(stderr, env);
  const text = sentence(message)
    .split('\n')
    .map((line) => safeText(line, 2000))
    .join('\n');
  stderr.write(`${style.red('breakwater:')} ${text}\n${remedy ? `  ${safeText(sentence(remedy), 2000)}\n` : ''}`);
}

function overview(): string {
  return [
    `Breakwater ${readVersion()}: ends a stolen sign-in.`,
    '',
    'Usage: breakwater COMMAND [options]',
    '',
    'Commands:',
    ...table(COMMANDS.map((command) => [command.name, command.summary] as const)),
    '',
    'breakwater COMMAND --help tells more.',
    'First time? Watch an attack be seen and shut off: breakwater rehearse 0ktapus',
    '',
  ].join('\n');
}
