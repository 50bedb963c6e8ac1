import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { FromWatcher, Memory, ToWatcher } from './watch-child.ts';

const CHILD = path.join(import.meta.dirname, 'watch-child.ts');
/** A killed process's lock may outlive it by a moment. */
const START_TRIES = 100;
const START_WAIT_MS = 100;

/** One Breakwater through all its lives. */
export class Watcher {
  readonly #order: Exclude<ToWatcher, string>;
  readonly #cacheFolder: string;
  #child: ChildProcess | null = null;
  #cpuOfThisLifeMs = 0;
  kills = 0;
  /** Once a second of all lives. */
  memory: Memory[] = [];
  cpuMs = 0;

  constructor(order: Exclude<ToWatcher, string>, cacheFolder: string) {
    this.#order = order;
    this.#cacheFolder = cacheFolder;
  }

  /** Starts it. @throws Error in its words */
  async start(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const child = fork(CHILD, {
        execArgv: [],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: { PATH: process.env['PATH'], TZ: 'UTC', NODE_COMPILE_CACHE: this.#cacheFolder },
      });
      this.#child = child;
      this.#cpuOfThisLifeMs = 0;
      child.on('message', (message: FromWatcher) => {
        if (message.kind !== 'memory') return;
        this.memory.push(message.memory);
        this.cpuMs += message.cpuMs - this.#cpuOfThisLifeMs;
        this.#cpuOfThisLifeMs = message.cpuMs;
      });
      const reply = await ask(child, this.#order);
      if (reply.kind === 'started') return;
      child.kill('SIGKILL');
      const text = reply.kind === 'fault' ? reply.text : reply.kind;
      if (!/in use/i.test(text) || tries >= START_TRIES) throw new Error(text);
      await new Promise((resolve) => setTimeout(resolve, START_WAIT_MS));
    }
  }

  /** SIGKILL; nothing of it is left when this returns. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || isGone(child)) return;
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await gone;
    this.kills += 1;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || isGone(child)) return;
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    await ask(child, 'stop');
    await gone;
  }
}

/** Sends an order and waits for its answer, or for the end of the process. */
function ask(child: ChildProcess, order: ToWatcher): Promise<FromWatcher> {
  return new Promise((resolve) => {
    const heard = (message: FromWatcher): void => {
      if (message.kind === 'memory') return;
      child.off('message', heard);
      resolve(message);
    };
    child.on('message', heard);
    child.once('exit', () => resolve({ kind: 'fault', text: 'it ended by itself' }));
    child.send(order);
  });
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
