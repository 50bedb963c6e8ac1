import path from 'node:path';
import { AppError } from '../base/errors.ts';
import type { RehearsalWire } from '../rehearsal/api.ts';
import { EXIT, type Command, type CommandInput } from './command.ts';
import { narrateRehearsal, rehearsalClient } from './narrate-rehearsal.ts';
import { SERVER_OPTIONS, configFor } from './options.ts';
import { knownScenario, listenForStop, speedOf, startServer } from './up.ts';
import { findRunning, type RunningServer } from './with-server.ts';

export const rehearseCommand: Command = {
  name: 'rehearse',
  arguments: 'SCENARIO',
  description:
    'Attacks Acme, a simulated company, as in the 0ktapus campaign of 2022, in a data space of its own that never mixes with yours. Tells it in the terminal; the console shows it too. Uses the running server of this data folder, or starts one.',
  options: {
    ...SERVER_OPTIONS,
    speed: { type: 'string', value: 'N', help: 'Speed, 1 to 60. Default 20: the whole attack in about three minutes.' },
    exit: {
      type: 'boolean',
      help: 'End when the attack is over instead of serving on. What was found stays in the data folder.',
    },
    json: { type: 'boolean', help: 'One JSON object a line: {kind: truth|milestone|incident|end, …}.' },
  },
  exitCodes: [
    [EXIT.ok, 'played to the end'],
    [EXIT.failed, 'it could not start, broke off or was stopped'],
    [EXIT.badInput, 'bad usage'],
  ],
  examples: ['breakwater rehearse 0ktapus', 'breakwater rehearse 0ktapus --speed 60 --exit'],
  async run(input) {
    const [name = '', ...rest] = input.positionals;
    if (name === '' || rest.length > 0)
      throw new AppError('cli.usage', 'exactly one SCENARIO is wanted: 0ktapus', {
        status: 400,
        remedy: 'breakwater rehearse 0ktapus',
      });
    const scenario = knownScenario(name);
    const factor = speedOf(input);
    const running = await findRunning(path.resolve(input.cwd, configFor(input).config.dataDir));
    return running === null ? onOwnServer(input, scenario, factor) : onRunningServer(input, running, scenario, factor);
  },
};

async function onRunningServer(
  input: CommandInput,
  running: RunningServer,
  scenario: '0ktapus',
  factor: number,
): Promise<number> {
  const client = rehearsalClient(running);
  await client.startRehearsal({ body: { scenario, factor } });
  const end = await narrateRehearsal(input, client, running.shownUrl, { serves: true });
  return end.state === 'finished' ? EXIT.ok : EXIT.failed;
}

async function onOwnServer(input: CommandInput, scenario: string, factor: number): Promise<number> {
  const stop = listenForStop();
  const app = await startServer(
    { ...input, stdout: input.values['json'] ? input.stderr : input.stdout },
    // The story is told in the same terminal: only what breaks may come between.
    { logLevel: 'error' },
  );
  let end: RehearsalWire;
  try {
    await app.startRehearsal({ scenario, factor });
    const client = rehearsalClient({ url: app.localUrl, token: app.operatorToken });
    const serves = input.values['exit'] !== true;
    end = await narrateRehearsal(input, client, app.url, { serves, signal: stop.signal });
    if (serves && end.state === 'finished') await stop.asked;
  } finally {
    await app.stop();
  }
  return end.state === 'finished' ? EXIT.ok : EXIT.failed;
}
