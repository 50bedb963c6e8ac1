import path from 'node:path';
import { systemClock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { silentLog } from '../platform/log/log.ts';
import { EXIT, type Command } from './command.ts';
import { STORE_OPTIONS, configFor } from './options.ts';

export const restoreCommand: Command = {
  name: 'restore',
  arguments: 'DIR',
  description:
    'Checks the backup in DIR against its checksums and lays it into the data folder (and the configured PostgreSQL, if it came from one). The copy starts held: it reads and shows, tells nobody and contains nothing until breakwater release. The server must not run on that folder.',
  options: {
    ...STORE_OPTIONS,
    force: { type: 'boolean', help: 'Replace a data folder that already holds data; what was there is moved aside.' },
    json: { type: 'boolean', help: 'Print JSON.' },
  },
  exitCodes: [
    [EXIT.ok, 'restored, and held'],
    [EXIT.failed, 'not restored: damaged backup, folder in use or not empty; the reason is printed'],
    [EXIT.badInput, 'bad usage, or no backup there'],
  ],
  examples: ['breakwater restore /backups/breakwater-2026-11-21 --data /var/lib/breakwater'],
  async run(input) {
    const [name, ...rest] = input.positionals;
    if (name === undefined || rest.length > 0)
      throw new AppError('cli.usage', 'exactly one DIR is wanted', {
        status: 400,
        remedy: 'breakwater restore /backups/today',
      });
    const config = configFor(input);
    const { database, dataDir } = config.config;
    const [{ allMigrations }, { restoreBackup }] = await Promise.all([
      import('../app/migrations.ts'),
      import('../platform/store/restore.ts'),
    ]);
    const result = await restoreBackup({
      from: path.resolve(input.cwd, name),
      dataDir: path.resolve(input.cwd, dataDir),
      sets: allMigrations,
      force: input.values['force'] === true,
      clock: systemClock,
      log: silentLog,
      ...(database === undefined ? {} : { databaseUrl: config.readSecret(database.url).reveal() }),
    });
    input.stdout.write(
      input.values['json']
        ? `${JSON.stringify({ ...result, held: true })}\n`
        : `Restored ${result.files} files of ${new Date(result.createdAt).toISOString()} into ${result.dataDir}.\n${result.replacedTo === null ? '' : `What was there lies in ${result.replacedTo}.\n`}It is held: start it, look, and run breakwater release when the old one is off.\n`,
    );
    return EXIT.ok;
  },
};
