import type { App } from '../app.ts';
import { AppError } from '../base/errors.ts';
import { createLog } from '../platform/log/create-log.ts';
import { EXIT, type Command, type CommandInput } from './command.ts';
import { SERVER_OPTIONS, configFor } from './options.ts';
import { readVersion } from './read-version.ts';
import { proseWidth, styleFor, wrap, type Style } from './terminal.ts';

const MAX_PORT = 65_535;

export const upCommand: Command = {
  name: 'up',
  arguments: '',
  description:
    'Starts the server on the embedded store, prints its address, what it connects to, and, until the first passkey exists, a one-time link that opens the console. Ctrl-C stops it after the work under way.',
  options: {
    ...SERVER_OPTIONS,
    rehearse: { type: 'string', value: 'SCENARIO', help: 'Start a rehearsal at once: 0ktapus.' },
    speed: { type: 'string', value: 'N', help: 'Speed of the rehearsal, 1 to 60. Default 20.' },
  },
  exitCodes: [
    [EXIT.ok, 'stopped as asked'],
    [EXIT.failed, 'it could not start: port taken, folder not writable, data in use; the reason is printed'],
    [EXIT.config, 'the configuration has problems'],
  ],
  examples: [
    'npm start',
    'npm start -- --rehearse 0ktapus',
    'breakwater up --data /var/lib/breakwater --public-url https://breakwater.acme.example',
  ],
  async run(input) {
    const scenario = input.values['rehearse'];
    const speed = speedOf(input);
    if (scenario !== undefined) knownScenario(String(scenario));
    const stop = listenForStop();
    const app = await startServer(input);
    if (typeof scenario === 'string') {
      await app.startRehearsal({ scenario, factor: speed });
      input.stdout.write(`  The attack on Acme runs, ×${speed}. Watch it:\n  ${app.url}/rehearsal\n\n`);
    }
    await untilStopped(input, app, stop);
    return EXIT.ok;
  },
};

type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * Starts the server with the options of the command line and prints where it is.
 * @param logLevel where the configuration says nothing
 */
export async function startServer(input: CommandInput, { logLevel }: { logLevel?: LogLevel } = {}): Promise<App> {
  const begun = performance.now();
  const { port, host } = input.values;
  if (port !== undefined && !(/^\d{1,5}$/.test(String(port)) && Number(port) <= MAX_PORT))
    throw new AppError('cli.usage', `--port ${String(port)}: expected a number from 0 to ${MAX_PORT}`, {
      status: 400,
      remedy: 'For example --port 4481',
    });
  const config = configFor(input, {
    'listen.port': port === undefined ? undefined : Number(port),
    'listen.host': host,
    publicUrl: input.values['public-url'],
  });
  const log = createLog({
    level: logLevel !== undefined && !config.setPaths.has('log.level') ? logLevel : config.config.log.level,
    logPersonalData: config.config.log.personalData,
    pretty: input.stderr.isTTY === true,
  });
  const { startApp } = await import('../app.ts');
  const app = await startApp({ config, cwd: input.cwd, version: readVersion(), log });
  const link = await app.firstLink();
  const tookMs = Math.round(performance.now() - begun);
  input.stdout.write(
    greeting(app, link, { tookMs, style: styleFor(input.stdout, input.env), width: proseWidth(input.stdout) }),
  );
  return app;
}

/** What the terminal shows once the server listens. */
function greeting(
  app: App,
  link: string | null,
  { tookMs, style, width }: { tookMs: number; style: Style; width: number },
): string {
  const note = (text: string): string[] => wrap(text, 2, width).map((line) => style.yellow(line));
  const { unopenable, keyFile } = app.sealed;
  const one = unopenable === 1;
  return [
    `${style.bold('Breakwater')} ${readVersion()} listens on ${style.bold(app.url)}  ${style.dim(`(${tookMs} ms)`)}`,
    '',
    `  data         ${app.dataPath}`,
    `  connects to  ${app.connections.length === 0 ? 'nothing yet: connect your sources in the console or in breakwater.yaml' : app.connections.join(', ')}`,
    ...(link === null
      ? []
      : [
          '',
          '  Open this once:',
          `  ${style.cyan(link)}`,
          ...wrap(app.linkMeaning, 2, width).map((line) => style.dim(line)),
        ]),
    ...(app.held
      ? [
          '',
          ...note(
            'Held: this is a restored copy. It reads and shows, and does nothing else until you run breakwater release.',
          ),
        ]
      : []),
    ...(unopenable === 0
      ? []
      : [
          '',
          // On one line, however wide: scripts and people look for it.
          style.yellow(
            `  ${unopenable} sealed ${one ? 'credential was' : 'credentials were'} made with another key than ${keyFile}`,
          ),
          ...note(`Put the right key there and start again, or enter ${one ? 'it' : 'them'} anew in the console.`),
        ]),
    '',
    '',
  ].join('\n');
}

/** The speed given on the command line. @throws AppError `cli.usage` */
export function speedOf(input: CommandInput): number {
  const text = input.values['speed'];
  const speed = text === undefined ? 20 : Number(text);
  if (!(speed >= 1 && speed <= 60))
    throw new AppError('cli.usage', `--speed ${String(text)}: expected a number from 1 to 60`, {
      status: 400,
      remedy: 'For example --speed 20',
    });
  return speed;
}

/** @throws AppError `cli.usage` where there is no such scenario */
export function knownScenario(name: string): '0ktapus' {
  if (name === '0ktapus') return name;
  throw new AppError('cli.usage', `there is no scenario "${name.slice(0, 40)}"`, {
    status: 400,
    remedy: 'Use 0ktapus.',
  });
}

/** When the operator asks for the end. */
export interface StopRequest {
  signal: AbortSignal;
  /** Resolves with the first request. */
  asked: Promise<void>;
}

/**
 * Listens for Ctrl-C (or SIGTERM, SIGHUP). To be called before the start, so that a request in its middle is not lost and leaves
 * nothing behind. A second request ends the process at once.
 */
export function listenForStop(): StopRequest {
  const stop = new AbortController();
  const asked = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (stop.signal.aborted) process.exit(130);
        stop.abort();
        resolve();
      });
    }
  });
  return { signal: stop.signal, asked };
}

/** Waits for the request to stop, then ends after the work under way. */
export async function untilStopped(input: CommandInput, app: App, stop: StopRequest): Promise<void> {
  await stop.asked;
  if (input.stderr.isTTY)
    input.stderr.write('\nStopping after the work under way. Ctrl-C once more ends it at once.\n');
  await app.stop();
}
