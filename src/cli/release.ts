import { EXIT, type Command } from './command.ts';
import { STORE_OPTIONS } from './options.ts';
import { withServer } from './with-server.ts';

export const releaseCommand: Command = {
  name: 'release',
  arguments: '',
  description:
    'A restored copy starts held: it reads and shows, and neither tells anybody nor contains. When you are sure that it is the one that counts (the old server is off), release it.',
  options: STORE_OPTIONS,
  exitCodes: [
    [EXIT.ok, 'released, or was not held'],
    [EXIT.failed, 'it could not be released'],
  ],
  examples: ['breakwater release'],
  async run(input) {
    return withServer(input, 'refuse', async ({ client }) => {
      const { store } = await client.getOverview({});
      await client.releaseHold({});
      input.stdout.write(
        store.mode === 'held' ? 'Released: notices and approved actions go on from here.\n' : 'Nothing was held.\n',
      );
      return EXIT.ok;
    });
  },
};
