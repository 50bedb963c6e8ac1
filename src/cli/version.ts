import { EXIT, type Command } from './command.ts';
import { readVersion } from './read-version.ts';

export const versionCommand: Command = {
  name: 'version',
  arguments: '',
  description: 'Prints the version of Breakwater and of the Node that runs it.',
  options: { json: { type: 'boolean', help: 'Print JSON.' } },
  exitCodes: [[EXIT.ok, 'always']],
  examples: ['breakwater version --json'],
  async run({ values, stdout }) {
    const version = { breakwater: readVersion(), node: process.versions.node };
    stdout.write(
      values['json'] ? `${JSON.stringify(version)}\n` : `breakwater ${version.breakwater} (Node ${version.node})\n`,
    );
    return EXIT.ok;
  },
};
