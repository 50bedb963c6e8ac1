import { AppError } from '../base/errors.ts';
import { EXIT, type Command } from './command.ts';
import { STORE_OPTIONS } from './options.ts';
import { withServer } from './with-server.ts';

export const linkCommand: Command = {
  name: 'link',
  arguments: '',
  description:
    'Without --recover, gives the link that opens the console before the first passkey exists; the one before it ends. With --recover NAME, ends all passkeys and sessions of that administrator and gives a link to enrol a new one. Both are written to the audit log. For the operator of the machine: whoever can read the data folder can do this.',
  options: {
    ...STORE_OPTIONS,
    recover: { type: 'string', value: 'NAME', help: 'Name of the administrator who lost every key.' },
  },
  exitCodes: [
    [EXIT.ok, 'the link is printed'],
    [EXIT.failed, 'no link: the reason is printed'],
  ],
  examples: ['breakwater link', 'breakwater link --recover "Ada Byron"'],
  async run(input) {
    return withServer(input, 'refuse', async ({ client, wasRunning, dataDir }) => {
      const recover = input.values['recover'];
      // A server that starts makes a first link of its own, and takes back the one before.
      if (!wasRunning && recover === undefined)
        throw new AppError('cli.no_server', `no server runs on ${dataDir}`, {
          remedy: 'Start it with breakwater up: it prints the link.',
        });
      const { link } = await client.createLink({ body: { recover: typeof recover === 'string' ? recover : null } });
      input.stdout.write(`${link}\n`);
      if (!wasRunning)
        input.stderr.write('No server runs on this data folder. Start it with breakwater up, then open the link.\n');
      return EXIT.ok;
    });
  },
};
