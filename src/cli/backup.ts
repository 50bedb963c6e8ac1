import path from 'node:path';
import { AppError } from '../base/errors.ts';
import { EXIT, type Command } from './command.ts';
import { STORE_OPTIONS } from './options.ts';
import { withServer } from './with-server.ts';

export const backupCommand: Command = {
  name: 'backup',
  arguments: 'DIR',
  description:
    'Writes a consistent copy of state and events into DIR, which must not exist yet, with a manifest of checksums. Works while the server runs. The sealing key is not in it: keep that apart, or vendor credentials must be entered again after a restore.',
  options: { ...STORE_OPTIONS, json: { type: 'boolean', help: 'Print JSON.' } },
  exitCodes: [
    [EXIT.ok, 'the backup is complete'],
    [EXIT.failed, 'it is not'],
    [EXIT.badInput, 'bad usage'],
  ],
  examples: ['breakwater backup /backups/breakwater-2026-11-21'],
  async run(input) {
    const [target, ...rest] = input.positionals;
    if (target === undefined || rest.length > 0)
      throw new AppError('cli.usage', 'exactly one DIR is wanted', {
        status: 400,
        remedy: 'breakwater backup /backups/today',
      });
    return withServer(input, 'refuse', async ({ client }) => {
      const made = await client.createBackup({ body: { directory: path.resolve(input.cwd, target) } });
      input.stdout.write(
        input.values['json']
          ? `${JSON.stringify(made)}\n`
          : `Backed up into ${made.directory}: ${made.files} files, ${(made.sizeBytes / 1_048_576).toFixed(1)} MiB.\n`,
      );
      return EXIT.ok;
    });
  },
};
