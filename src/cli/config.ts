import path from 'node:path';
import { stringify } from 'yaml';
import { AppError } from '../base/errors.ts';
import { EXIT, type Command } from './command.ts';
import { STORE_OPTIONS, configFor } from './options.ts';

export const configCommand: Command = {
  name: 'config',
  arguments: 'print',
  description:
    'Reads breakwater.yaml and the environment as the server would, checks them, and prints what holds, with every default. Secrets are named, never shown. All problems are reported at once, with their lines.',
  options: { ...STORE_OPTIONS, json: { type: 'boolean', help: 'Print JSON instead of YAML.' } },
  exitCodes: [
    [EXIT.ok, 'the configuration is good'],
    [EXIT.badInput, 'wrong usage'],
    [EXIT.config, 'the configuration has problems'],
  ],
  examples: ['breakwater config print', 'breakwater config print --config /etc/breakwater.yaml --json'],
  async run(input) {
    if (input.positionals.length !== 1 || input.positionals[0] !== 'print') {
      throw new AppError('cli.usage', 'the word print is wanted', {
        status: 400,
        remedy: 'breakwater config print',
      });
    }
    const { config, file } = configFor(input);
    const shown = { ...config, dataDir: path.resolve(input.cwd, config.dataDir) };
    if (input.values['json']) input.stdout.write(`${JSON.stringify({ file, config: shown }, null, 2)}\n`);
    else input.stdout.write(`# ${file ?? 'no file: defaults and environment'}\n${stringify(shown)}`);
    return EXIT.ok;
  },
};
