import { createCtLogSimulator, type CtLogSimulator } from '../../simulator/ct-log/ct-log-simulator.ts';
import { type CtLogBatch, createCtLogReader, type CtLogReader } from './ct-log-reader.ts';
import type { CtLogReaderOptions } from './reader-options.ts';
import { manualClock, serveTestLog, testEgress, type TestLogServer } from './test-log-server.ts';

export const START_MS = Date.UTC(2026, 10, 21);
const ORIGIN = 'ct.acme.test/2026h2';

/** A simulated log on a real socket with readers of it. */
export interface TestLog {
  clock: ReturnType<typeof manualClock>;
  log: CtLogSimulator;
  server: TestLogServer;
  /** Another log of the same key, to fork into. */
  twin(): CtLogSimulator;
  reader(options?: Partial<CtLogReaderOptions>): CtLogReader;
  /** Certifies `host-<index>.example` so many times and publishes. */
  grow(count: number): void;
  close(): Promise<void>;
}

export async function openTestLog(options: Partial<Parameters<typeof createCtLogSimulator>[0]> = {}): Promise<TestLog> {
  const clock = manualClock(START_MS);
  const twin = (): CtLogSimulator => createCtLogSimulator({ origin: ORIGIN, clock, seed: 'test', ...options });
  const log = twin();
  const server = await serveTestLog(log.handler);
  return {
    clock,
    log,
    server,
    twin,
    reader: (more = {}) =>
      createCtLogReader({
        monitoringUrl: server.url,
        origin: ORIGIN,
        publicKey: log.publicKeySpkiBase64,
        egress: testEgress(),
        ports: 'any',
        clock,
        userAgentContact: 'security@acme.test',
        startAt: 'beginning',
        ...more,
      }),
    grow(count) {
      for (let i = 0; i < count; i += 1) log.addCertificate({ names: [`host-${log.size}.example`] });
      clock.advance(6_000);
      log.publish();
    },
    close: () => server.close(),
  };
}

const never = new AbortController().signal;

/** Reads until there is nothing to read at once. */
export async function drain(
  one: CtLogReader,
  from: string | null,
): Promise<{ told: number[]; confirmed: number[]; batches: CtLogBatch[]; last: CtLogBatch }> {
  const batches: CtLogBatch[] = [];
  let position = from;
  for (;;) {
    const batch = await one.readNext(position, never);
    batches.push(batch);
    position = batch.position;
    if (!batch.more) break;
  }
  const [last] = batches.slice(-1);
  if (last === undefined) throw new Error('nothing was read');
  return {
    told: batches.flatMap((batch) => batch.entries.map((entry) => entry.leafIndex)),
    confirmed: batches.flatMap((batch) => batch.confirmed.map((entry) => entry.leafIndex)),
    batches,
    last,
  };
}

export const upTo = (end: number, from = 0): number[] => Array.from({ length: end - from }, (_, i) => from + i);
export const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
