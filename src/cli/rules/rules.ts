import { AppError } from '../../base/errors.ts';
import { EXIT, type Command, type CommandInput } from '../command.ts';
import { checkRules } from './check.ts';
import { RULE_OPTIONS } from './files.ts';
import { testRules } from './run-tests.ts';

const PARTS: Readonly<Record<string, (input: CommandInput, folder: string) => number>> = {
  check: checkRules,
  test: testRules,
};

export const rulesCommand: Command = {
  name: 'rules',
  arguments: 'check|test DIR',
  description:
    '"rules check" reads every Sigma rule below DIR (a SigmaHQ checkout as it is, or your own), tells what does not load, with file, line and remedy, on which of our sources each rule can fire, and why the others cannot: the fields they need that no record of the source is known to have, with the known field that a misspelt one may have been meant to be. "rules test" runs NAME.tests.yml beside each NAME.yml: a list of {name, source, match: true|false, event: {…}}, with events: […] for a correlation.',
  options: {
    ...RULE_OPTIONS,
    json: { type: 'boolean', help: 'One JSON document a line: each rule, or each test.' },
    all: { type: 'boolean', help: 'Name every rule, not only those with something to tell.' },
  },
  exitCodes: [
    [EXIT.ok, 'every rule loads, every test passes'],
    [EXIT.failed, 'a rule does not load, or a test fails'],
    [EXIT.badInput, 'bad usage, or a folder that cannot be read or holds no rule'],
  ],
  examples: [
    'breakwater rules check ~/sigma/rules/identity',
    'breakwater rules test detections',
    'breakwater rules check rules --list admins=@admins.txt --json',
  ],
  run(input) {
    const [part = '', folder, ...more] = input.positionals;
    const run = Object.hasOwn(PARTS, part) ? PARTS[part] : undefined;
    if (run === undefined || folder === undefined || more.length > 0)
      return Promise.reject(
        new AppError('cli.usage', 'wanted is "rules check DIR" or "rules test DIR"', {
          status: 400,
          remedy: 'See breakwater rules --help.',
        }),
      );
    return Promise.resolve(run(input, folder));
  },
};
