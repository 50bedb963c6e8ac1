import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from '../compile-cache.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** A command that takes longer than this has hung. */
const LIMIT_MS = 60_000;

/** A home and a working folder of its own: the sealing key lies below the one, the data below the other. */
export interface Place {
  home: string;
  cwd: string;
  /** `cwd/data`, the default data folder. */
  data: string;
  remove(): void;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Readonly<Record<string, string>>;
  stdin?: string;
  /** Stops reading the output after so many lines, as `head` does. */
  readLines?: number;
  /** Real time before it counts as hung. */
  limitMs?: number;
}

/** A fresh machine, as far as Breakwater sees. */
export function makePlace(): Place {
  const root = mkdtempSync(path.join(tmpdir(), 'breakwater-cli-'));
  const place = { home: path.join(root, 'home'), cwd: path.join(root, 'work') };
  mkdirSync(place.home);
  mkdirSync(place.cwd);
  return {
    ...place,
    data: path.join(place.cwd, 'data'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Runs the real program to its end. Exceptions are ours: a command that fails gives its exit code. */
export async function runCli(place: Place, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = start(place, args, options);
  const ended = collect(child, options.readLines);
  // A program that ends before it has read everything is none of our business.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.stdin ?? '');
  return ended;
}

/** The same within this process: for what does not depend on there being one of its own. A start takes most of the time of a call. */
export async function runHere(place: Place, args: readonly string[]): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const code = await runCommandLine(args, {
    stdout,
    stderr,
    stdin: Readable.from([]),
    env: { HOME: place.home },
    cwd: place.cwd,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { code, stdout: out, stderr: err };
}

/** A server that runs as a child process. */
export interface RunningUp {
  url: string;
  pid: number;
  /** From the start of the process to the line that it listens. */
  listeningAfterMs: number;
  stdout(): string;
  stderr(): string;
  /** Sends a signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ended & { afterMs: number }>;
}

/** Starts `breakwater up` on any free port and waits until it listens. @throws Error with what it said when it ends instead */
export async function startUp(
  place: Place,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RunningUp> {
  const begun = performance.now();
  const child = start(place, ['up', '--port', '0', ...args], { ...options, limitMs: 600_000 });
  let stdout = '';
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const found = /listens on (\S+)/.exec(stdout)?.[1];
      // The whole greeting is one write: what follows the address is there too.
      if (found !== undefined && stdout.includes('connects to')) resolve(found);
    });
    void ended.then((code) => reject(new Error(`up ended with ${code}: ${stderr}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    listeningAfterMs: performance.now() - begun,
    stdout: () => stdout,
    stderr: () => stderr,
    async end(signal) {
      const from = performance.now();
      child.kill(signal);
      const code = await ended;
      return { code, stdout, stderr, afterMs: performance.now() - from };
    },
  };
}

function start(place: Place, args: readonly string[], { env, limitMs = LIMIT_MS }: RunOptions): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    cwd: place.cwd,
    // Nothing of the developer's own environment: a BREAKWATER_* variable would change what is tested.
    env: { PATH: process.env['PATH'] ?? '', HOME: place.home, TZ: 'UTC', NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  child.once('close', () => clearTimeout(timer));
  return child;
}

function collect(child: ChildProcess, readLines = Infinity): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stdout.split('\n', readLines + 1).length > readLines) child.stdout?.destroy();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
