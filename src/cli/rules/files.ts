import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/errors.ts';
import { loadRules, type PlaceholderLists, type RuleFile, type RuleSet } from '../../engines/sigma/index.ts';
import type { CommandInput, CommandOption } from '../command.ts';
import { unreadable } from '../input/source.ts';
import { safeText } from '../terminal.ts';

/** Folders that hold no rules, in a checkout of any kind. */
const SKIPPED = ['node_modules', 'regression_data', 'deprecated', 'unsupported'];
const TESTS = /\.tests\.ya?ml$/;
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const TOO_LONG = `detection:${' '.repeat(MAX_FILE_BYTES)}`;

/** What every command that reads rules has in common. */
export const RULE_OPTIONS: Readonly<Record<string, CommandOption>> = {
  list: {
    type: 'string',
    value: 'NAME=VALUE,…',
    multiple: true,
    help: 'Values that stand for %NAME% in rules which use expand; NAME=@FILE reads them one a line.',
  },
};

export interface RuleFolder {
  set: RuleSet;
  /** YAML files of the folder that are no rules. */
  others: number;
  files: readonly RuleFile[];
}

/** Reads every rule of a folder or file, also below it. @throws AppError `cli.file`, `cli.usage` */
export function readRuleFolder(input: CommandInput, name: string): RuleFolder {
  const root = path.resolve(input.cwd, name);
  const files: RuleFile[] = [];
  let others = 0;
  for (const file of yamlFiles(root, name)) {
    if (TESTS.test(file)) continue;
    const text = readText(file, name);
    if (!/^(detection|correlation|filter|action):/m.test(text) && !text.startsWith('{')) {
      others += 1;
      continue;
    }
    files.push({ name: path.relative(input.cwd, file), text });
  }
  return { set: loadRules(files, { lists: listsOf(input) }), others, files };
}

/** The tests that stand beside a rule file, or null. */
export function readTestsBeside(input: CommandInput, ruleFile: string): string | null {
  for (const ending of ['.tests.yml', '.tests.yaml'])
    try {
      return readFileSync(path.resolve(input.cwd, ruleFile.replace(/\.ya?ml$/, ending)), 'utf8');
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(ruleFile, thrown);
    }
  return null;
}

function yamlFiles(root: string, name: string): string[] {
  try {
    if (statSync(root).isFile()) return [root];
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ya?ml$/.test(file))
      .filter((file) => !file.split(path.sep).some((part) => part.startsWith('.') || SKIPPED.includes(part)))
      .toSorted()
      .map((file) => path.join(root, file));
  } catch (thrown) {
    throw unreadable(name, thrown);
  }
}

function readText(file: string, name: string): string {
  try {
    // what is too long is refused by its length, whatever it holds
    return statSync(file).size > MAX_FILE_BYTES ? TOO_LONG : readFileSync(file, 'utf8');
  } catch (thrown) {
    throw unreadable(name, thrown);
  }
}

function listsOf(input: CommandInput): PlaceholderLists {
  const given = input.values['list'];
  const lists: Record<string, string[]> = {};
  for (const one of Array.isArray(given) ? given : []) {
    const found = /^([\w.-]{1,100})=(.*)$/s.exec(String(one));
    if (found === null)
      throw new AppError('cli.usage', `--list ${safeText(String(one), 40)}: expected NAME=VALUE,…`, {
        status: 400,
        remedy: 'For example --list admins=ada,grace or --list admins=@admins.txt.',
      });
    const [, name = '', values = ''] = found;
    const texts = values.startsWith('@')
      ? readText(path.resolve(input.cwd, values.slice(1)), values.slice(1)).split(/\r?\n/)
      : values.split(',');
    lists[name] = [...(lists[name] ?? []), ...texts.map((text) => text.trim()).filter((text) => text !== '')];
  }
  return lists;
}
