import { parseArgs } from 'node:util';
import { AppError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { wrap } from './terminal.ts';

/** Documented in docs/command-line.md; scripts may rely on them. */
export const EXIT = { ok: 0, failed: 1, badInput: 2, found: 3, notReady: 4, internal: 70, config: 78 } as const;

export interface CommandOption {
  type: 'string' | 'boolean';
  short?: string;
  /** e.g. `DIR`: shown after a string option in the help. */
  value?: string;
  help: string;
  multiple?: boolean;
}

export interface CommandInput {
  values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  positionals: string[];
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
}

/** One sub-command: a file of its own in this folder, and a line in commands.ts. */
export interface Command {
  name: string;
  /** After the command's name, e.g. `HOST…`. */
  arguments: string;
  description: string;
  options: Readonly<Record<string, CommandOption>>;
  exitCodes: readonly (readonly [code: number, meaning: string])[];
  examples: readonly string[];
  run(input: CommandInput): Promise<number>;
}

const COMMON: Readonly<Record<string, CommandOption>> = {
  help: { type: 'boolean', short: 'h', help: 'Show this help.' },
};

/** What every command may end with. */
const COMMON_CODES: Command['exitCodes'] = [
  [EXIT.badInput, 'wrong usage'],
  [EXIT.internal, 'a fault of Breakwater itself'],
];

/** Parses a command's arguments. @throws AppError `cli.usage` naming the option that is wrong */
export function parseCommand(command: Command, args: readonly string[]): Pick<CommandInput, 'values' | 'positionals'> {
  const options = Object.fromEntries(
    Object.entries({ ...command.options, ...COMMON }).map(([name, option]) => [
      name,
      {
        type: option.type,
        ...(option.short === undefined ? {} : { short: option.short }),
        ...(option.multiple ? { multiple: true } : {}),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [unwanted] = positionals;
    if (command.arguments === '' && unwanted !== undefined && !values['help'])
      throw new AppError('cli.usage', `"${unwanted.slice(0, 40)}" is not wanted here, only options`, {
        remedy: `See breakwater ${command.name} --help.`,
        status: 400,
      });
    return { values, positionals };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const guess = nearestOption(cause, Object.keys(options));
    throw new AppError('cli.usage', `${parseFault(cause)}${guess === null ? '' : `; did you mean --${guess}?`}`, {
      cause,
      remedy: `See breakwater ${command.name} --help.`,
      status: 400,
    });
  }
}

/** What Node says of wrong options, without its advice about dashes. */
function parseFault(cause: unknown): string {
  const message = cause instanceof Error ? (cause.message.split(/[.\n]/)[0] ?? cause.message) : String(cause);
  return message.replace(/^Unknown option '(.*)'$/, 'there is no option $1');
}

function nearestOption(cause: unknown, names: readonly string[]): string | null {
  const unknown = /^Unknown option '--([^']{1,60})'/.exec(cause instanceof Error ? cause.message : '')?.[1];
  return unknown === undefined ? null : nearest(unknown, names);
}

/** The help text of a command, at most 80 columns wide where its words allow. */
export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON }).map(([name, option]) => {
    const short = option.short ? `-${option.short}, ` : '    ';
    return [`${short}--${name}${option.value ? ` ${option.value}` : ''}`, option.help] as const;
  });
  const listed = new Set(command.exitCodes.map(([code]) => code));
  const codes = [...command.exitCodes, ...COMMON_CODES.filter(([code]) => !listed.has(code))]
    .toSorted(([a], [b]) => a - b)
    .map(([code, meaning]) => [String(code), meaning] as const);
  const lines = [
    `Usage: breakwater ${command.name}${command.arguments ? ` ${command.arguments}` : ''} [options]`,
    '',
    ...wrap(command.description, 0),
    '',
    'Options:',
    ...table(options),
    '',
    'Exit codes:',
    ...table(codes),
  ];
  if (command.examples.length > 0) lines.push('', 'Examples:', ...command.examples.map((example) => `  ${example}`));
  return `${lines.join('\n')}\n`;
}

/** Two columns, the right one wrapped beside the left one. A left cell too long for its column stands on a line of its own. */
export function table(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.min(28, Math.max(...rows.map(([left]) => left.length))) + 4;
  return rows.flatMap(([left, right]) => {
    const beside = wrap(right, width);
    const own = `  ${left}`;
    if (own.length > width - 2) return [own, ...beside];
    const [first = '', ...more] = beside;
    return [own.padEnd(width) + first.trimStart(), ...more];
  });
}
