import { loadConfig, type LoadedConfig } from '../platform/config/load-config.ts';
import type { CommandInput, CommandOption } from './command.ts';

/** What every command that works with the data has in common. */
export const STORE_OPTIONS: Readonly<Record<string, CommandOption>> = {
  data: {
    type: 'string',
    value: 'DIR',
    help: 'Folder of the embedded store. Default: dataDir of the configuration, else ./data.',
  },
  config: { type: 'string', value: 'FILE', help: 'Configuration file. Default: ./breakwater.yaml where there is one.' },
};

/** What `up` and `rehearse` have in common. */
export const SERVER_OPTIONS: Readonly<Record<string, CommandOption>> = {
  ...STORE_OPTIONS,
  port: { type: 'string', value: 'PORT', help: 'Port to listen on; 0 takes any free one. Default 4480.' },
  host: { type: 'string', value: 'ADDRESS', help: 'Address to listen on. Default 127.0.0.1.' },
  'public-url': {
    type: 'string',
    value: 'URL',
    help: 'The https address people type. With it, passkeys are required from the start.',
  },
};

/** Reads the configuration with what the command line sets. @throws AppError `config.*` */
export function configFor(input: CommandInput, overrides: Record<string, unknown> = {}): LoadedConfig {
  const file = input.values['config'];
  return loadConfig({
    cwd: input.cwd,
    env: input.env,
    ...(typeof file === 'string' ? { file } : {}),
    overrides: { dataDir: input.values['data'], ...overrides },
  });
}
