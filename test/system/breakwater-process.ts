import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { apis } from '../../src/app/apis.ts';
import { createClient } from '../../src/platform/http/client.ts';
import { COMPILE_CACHE } from '../compile-cache.ts';
import type { Commits, FromChild, ToChild } from './breakwater-child.ts';
import type { ApiClient } from './virtual-app.ts';

const CHILD = path.join(import.meta.dirname, 'breakwater-child.ts');
/** A killed process's database connection may outlive it by a moment. */
const IN_USE_RETRIES = 200;
const IN_USE_WAIT_MS = 50;

/** The process is gone in the middle of an order. */
export class KilledError extends Error {}

export interface ProcessOptions {
  folder: string;
  /** Configuration, as `--set` on the command line would have it. */
  overrides: Record<string, unknown>;
  env: Record<string, string>;
  /** It died at a commit, as {@link BreakwaterProcess.dieAtCommit} had asked; told before that counts as a kill. */
  diedAtCommit(): void;
}

type Started = Extract<FromChild, { kind: 'started' }>;

/** One Breakwater through all its lives: the same folder, the same port, killed and started again. */
export class BreakwaterProcess {
  readonly #options: ProcessOptions;
  #child: ChildProcess | null = null;
  #started: Started | null = null;
  #nextTimerAtMs: number | null = null;
  #port = 0;
  #ending = false;
  /** Commits after which the next order is to be its last, and whether the living one has been given such an order. */
  #dieAtCommit: number | null = null;
  #doomed = false;
  #answered: ((message: FromChild) => void) | null = null;
  /** How often it was started and killed, ended by itself, and waited for the dead one's lock. */
  starts = 0;
  kills = 0;
  crashes = 0;
  lockWaits = 0;
  /** Real time of the last start that succeeded. */
  startTookMs = 1000;
  /** Commits of all lives as far as they were answered, and which of them (from 1) held findings. */
  commits = 0;
  readonly tellingCommits: number[] = [];
  #lifeCommits = 0;
  /** Warnings and errors of all lives. */
  said: string[] = [];

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  /** Started, and not killed since. */
  get running(): boolean {
    return this.#started !== null && this.#child !== null && isLiving(this.#child);
  }

  /** When something in it wakes next, by its clock; never while it is dead. */
  get nextTimerAtMs(): number {
    return this.running ? (this.#nextTimerAtMs ?? Infinity) : Infinity;
  }

  get facts(): Started {
    if (this.#started === null) throw new KilledError('it does not run');
    return this.#started;
  }

  /** Starts it, its clock at `nowMs`. @throws KilledError when it is killed meanwhile */
  async start(nowMs: number): Promise<void> {
    const { folder, env, overrides } = this.#options;
    const listen = { host: '127.0.0.1', port: this.#port };
    for (let tries = 0; ; tries += 1) {
      this.starts += 1;
      const startedMs = performance.now();
      const child = fork(CHILD, {
        execArgv: [],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: {
          PATH: process.env['PATH'],
          TZ: 'UTC',
          NODE_COMPILE_CACHE: COMPILE_CACHE,
        },
      });
      this.#child = child;
      this.#doomed = false;
      this.#lifeCommits = 0;
      child.on('exit', (_code, signal) => this.#onExit(child, signal));
      child.on('message', (message: FromChild) => {
        if (message.kind === 'said') this.said.push(`${message.level}: ${message.text}`);
        else this.#answered?.(message);
      });
      const dieAtCommit = this.#takeDoom();
      const order = { kind: 'start', folder, nowMs, overrides: { ...overrides, listen }, env, dieAtCommit } as const;
      const reply = await this.#order(order);
      if (reply.kind === 'started') {
        this.#started = reply;
        this.#countCommits(reply.commits);
        this.startTookMs = performance.now() - startedMs;
        this.#nextTimerAtMs = reply.nextTimerAtMs;
        this.#port = Number(new URL(reply.localUrl).port);
        return;
      }
      await this.#end();
      if (reply.kind !== 'fault' || reply.code !== 'store.in_use' || tries >= IN_USE_RETRIES)
        throw new Error(`Breakwater does not start: ${JSON.stringify(reply)}`);
      this.lockWaits += 1;
      this.#dieAtCommit = dieAtCommit;
      await new Promise((resolve) => setTimeout(resolve, IN_USE_WAIT_MS));
    }
  }

  /** Passes its time. @throws KilledError */
  async advance(untilMs: number): Promise<void> {
    const reply = await this.#order({ kind: 'advance', untilMs, dieAtCommit: this.#takeDoom() });
    if (reply.kind !== 'settled') throw new Error(`Breakwater did not settle: ${JSON.stringify(reply)}`);
    this.#countCommits(reply.commits);
    this.#nextTimerAtMs = reply.nextTimerAtMs;
  }

  /** With its next order (a start, or time that passes) it is told to die right after so many commits, from 1 on. */
  dieAtCommit(number: number): void {
    this.#dieAtCommit = number;
  }

  /** SIGKILL, at once. False when there is nobody to kill. */
  kill(): boolean {
    const child = this.#child;
    if (child === null || !isLiving(child)) return false;
    this.kills += 1;
    return child.kill('SIGKILL');
  }

  /** Waits until a killed process is gone. */
  async gone(): Promise<void> {
    await this.#end();
  }

  /** Stops it as a service manager would. */
  async stop(): Promise<void> {
    this.#ending = true;
    const reply = await this.#order({ kind: 'stop' });
    if (reply.kind !== 'stopped') throw new Error(`Breakwater does not stop: ${JSON.stringify(reply)}`);
    await this.#end();
  }

  operator(): ApiClient {
    return createClient(apis, { baseUrl: this.facts.localUrl, token: this.facts.operatorToken });
  }

  /** Ends whatever runs, without ceremony. */
  async dispose(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#end();
  }

  #takeDoom(): number | null {
    const number = this.#dieAtCommit;
    this.#dieAtCommit = null;
    this.#doomed ||= number !== null;
    return number;
  }

  #countCommits({ count, telling }: Commits): void {
    const before = this.commits - this.#lifeCommits;
    this.tellingCommits.push(...telling.filter((one) => one > this.#lifeCommits).map((one) => before + one));
    this.commits = before + count;
    this.#lifeCommits = count;
  }

  #onExit(child: ChildProcess, signal: NodeJS.Signals | null): void {
    if (child.killed || this.#ending) return;
    if (!this.#doomed || signal !== 'SIGKILL') {
      this.crashes += 1;
      return;
    }
    this.#options.diedAtCommit();
    this.kills += 1;
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#started = null;
    if (child === null) return;
    this.#ending = true;
    if (child.exitCode === null && child.signalCode === null) {
      if (!child.killed && child.connected) child.disconnect();
      await new Promise<void>((resolve) => child.once('exit', () => resolve()));
    }
    this.#child = null;
    this.#ending = false;
  }

  #order(order: ToChild): Promise<FromChild> {
    const child = this.#child;
    if (child === null || !isLiving(child)) return Promise.reject(dead());
    return new Promise((resolve, reject) => {
      const onExit = (): void => {
        this.#answered = null;
        this.#started = null;
        reject(dead());
      };
      child.once('exit', onExit);
      this.#answered = (message) => {
        this.#answered = null;
        child.off('exit', onExit);
        resolve(message);
      };
      child.send(order, (fault) => {
        // The channel of a process that is being killed breaks before its exit is told.
        if (fault !== null && !child.killed && !this.#doomed) reject(fault);
      });
    });
  }
}

function isLiving(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && !child.killed;
}

function dead(): KilledError {
  return new KilledError('it was killed');
}
