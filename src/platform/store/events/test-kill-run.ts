import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { silentLog } from '../../log/log.ts';
import { openEventStore } from './open-event-store.ts';
import { killRunEvent } from './test-append-forever.ts';

export interface KillRun {
  directory: string;
  seed: number;
  /** Called before each kill with the number done; false ends the run. */
  goOn: (kills: number) => boolean;
}

const CHILD = fileURLToPath(new URL('test-append-forever.ts', import.meta.url));

/**
 * Kills a process that appends, at random moments, and after each kill checks the store: everything acknowledged is there
 * once, seqs have neither gap nor repeat, every page and block is whole. @returns how many events there were at last
 */
export async function runKills({ directory, seed, goOn }: KillRun): Promise<number> {
  let state = seed || 1;
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
  let acknowledged = 0;
  let kills = 0;
  for (; goOn(kills); kills += 1) {
    acknowledged = await appendUntilKilled(directory, acknowledged, kills, Math.floor(random() * 1e9), random() * 250);
    await checkStore(directory, acknowledged);
  }
  return acknowledged;
}

async function appendUntilKilled(
  directory: string,
  from: number,
  round: number,
  seed: number,
  afterMs: number,
): Promise<number> {
  const child = spawn(process.execPath, [CHILD, directory, String(from), String(round), String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exited = once(child, 'exit');
  try {
    // The first acknowledgement may be outrun by the kill: then the start is what was interrupted.
    await Promise.race([once(child.stdout, 'data'), exited]);
    await systemClock.sleep(afterMs);
  } finally {
    child.kill('SIGKILL');
  }
  const [code, signal] = (await exited) as [number | null, string | null];
  if (signal !== 'SIGKILL')
    throw new Error(`the appending process ended by itself (code ${String(code)}, seed ${seed})`);
  // What was read last may be half a line: only whole ones are acknowledgements.
  const lines = output.slice(0, output.lastIndexOf('\n') + 1).split('\n');
  return Number(lines.at(-2) ?? from);
}

async function checkStore(directory: string, acknowledged: number): Promise<void> {
  const store = openEventStore({ directory, clock: systemClock, log: silentLog });
  try {
    expect(await store.problems('live')).toEqual([]);
    expect(await store.check('live')).toEqual([]);
    const ids = new Set<string>();
    let seq = 0;
    for (;;) {
      const events = await store.readAfter('live', seq, 2_000);
      if (events.length === 0) break;
      for (const event of events) {
        if (event.seq !== seq + 1) throw new Error(`seq ${event.seq} after ${seq}`);
        seq = event.seq;
        ids.add(event.id);
      }
    }
    expect(ids.size).toBe(seq);
    expect(await store.headSeq('live')).toBe(seq);
    const lost = Array.from({ length: acknowledged }, (_, index) => index).filter(
      (index) => !ids.has(killRunEvent(index, 0).id),
    );
    expect(lost).toEqual([]);
  } finally {
    await store.close();
  }
}
