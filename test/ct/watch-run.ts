import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parsePosition } from '../../src/connectors/ct-log/position.ts';
import { encodeHex, frontierRoot, type Sha256 } from '../../src/engines/ct/index.ts';
import { nodeCtCrypto } from '../../src/connectors/ct-log/node-crypto.ts';
import { certificateLogId } from '../../src/domains/log-identity.ts';
import { seededRandom } from '../system/kill-moments.ts';
import { openForReading } from '../system/scan-store.ts';
import { makeTestFolder } from '../system/test-folder.ts';
import { growLog, type GrowingLog, type GrowingLogOptions } from './growing-log.ts';
import type { Memory } from './watch-child.ts';
import { Watcher } from './watcher.ts';

export interface WatchRunOptions {
  kind: 'static-ct' | 'rfc6962';
  namesTiles?: boolean;
  durationMs: number;
  perSecond: number;
  /** SIGKILLs at random moments, spread over the run. */
  kills: number;
  seed: number;
}

export interface WatchRunResult {
  certificates: number;
  planted: number;
  kills: number;
  /** Planted domains that no finding names, and those that more than one does. */
  missed: string[];
  doubled: string[];
  /** Findings of domains that were never planted. */
  strangers: string[];
  /** Domains whose row does not say that a certificate was proven. */
  unproven: string[];
  /** From the tree head that holds a planted name to its finding, milliseconds, ascending. */
  latenciesMs: number[];
  position: { next: number; size: number; gaps: number; unproven: number; isProven: boolean; isLogsRoot: boolean };
  rssMb: { most: number; early: number; late: number };
  /** What the process held when it was largest, megabytes. */
  largest: Memory | null;
  cpuShare: number;
  /** The longest that the log itself stood still: how busy the machine was. */
  logStoodStillMs: number;
}

const SETTLE_MS = 180_000;
const sha256: Sha256 = nodeCtCrypto.sha256;

/** Grows a log, lets Breakwater read it, kills it as often as asked, and gives what came of it. */
export async function watchRun(options: WatchRunOptions): Promise<WatchRunResult> {
  const grown: GrowingLogOptions = {
    perSecond: options.perSecond,
    plantEveryMs: Math.max(250, Math.min(2_000, options.durationMs / 100)),
    prefix: options.kind === 'rfc6962' ? 'old' : 'tiled',
    namesTiles: options.namesTiles ?? true,
    publishEveryMs: options.kind === 'rfc6962' ? 5_000 : 200,
  };
  const folder = makeTestFolder('disk');
  const cacheFolder = makeTestFolder('memory');
  const source = await growLog(grown);
  const watcher = new Watcher({ folder, overrides: configOf(folder, source, options.kind) }, cacheFolder);
  try {
    await watcher.start();
    source.begin();
    const beganMs = performance.now();
    const random = seededRandom(options.seed);
    const endsMs = beganMs + options.durationMs;
    for (let kill = 0; kill < options.kills; kill += 1) {
      const leftMs = endsMs - performance.now();
      await sleep(Math.max(50, (random() * 2 * leftMs) / (options.kills - kill + 1)));
      await watcher.kill();
      await watcher.start();
    }
    await sleep(Math.max(0, endsMs - performance.now()));
    const wallMs = performance.now() - beganMs;
    const cpuShare = watcher.cpuMs / wallMs;
    const rssMb = memoryOf(watcher.memory.map((one) => one.rssMb));
    const largest = watcher.memory.toSorted((a, b) => b.rssMb - a.rssMb)[0] ?? null;
    source.stopGrowing();
    await settle(folder, source);
    await watcher.stop();
    return { ...inspect(folder, source, watcher), rssMb, largest, cpuShare };
  } finally {
    await watcher.kill().catch(() => undefined);
    await source.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(cacheFolder, { recursive: true, force: true });
  }
}

function configOf(folder: string, { url, log }: GrowingLog, kind: string): Record<string, unknown> {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    dataDir: path.join(folder, 'data'),
    keyFile: path.join(folder, 'key'),
    contact: 'security@acme.test',
    brands: [{ name: 'Acme', domains: ['acme.com'] }],
    certificateLogs: [
      { kind, monitoringUrl: url, origin: log.origin, publicKey: log.publicKeySpkiBase64, startAt: 'beginning' },
    ],
  };
}

/** Waits until everything was read and proven. */
async function settle(folder: string, source: GrowingLog): Promise<void> {
  const untilMs = performance.now() + SETTLE_MS;
  while (performance.now() < untilMs) {
    const position = positionOf(folder, source);
    const isDone = position !== null && position.nextIndex === source.log.publishedSize && position.gaps.length === 0;
    if (isDone && position.unproven.length === 0) return;
    await sleep(500);
  }
}

function positionOf(folder: string, { log }: GrowingLog): ReturnType<typeof parsePosition> | null {
  const store = openForReading(path.join(folder, 'data'));
  try {
    const row = store
      .prepare('select cursor from source where source_id = ?')
      .get(certificateLogId(log.publicKeySpkiBase64));
    const text = row?.['cursor'];
    if (typeof text !== 'string') return null;
    return parsePosition(text, String(JSON.parse(text).log));
  } finally {
    store.close();
  }
}

function inspect(
  folder: string,
  source: GrowingLog,
  watcher: Watcher,
): Omit<WatchRunResult, 'rssMb' | 'largest' | 'cpuShare'> {
  const store = openForReading(path.join(folder, 'data'));
  const found = new Map<string, number[]>();
  const detector = 'domains.look-alike-certified';
  for (const row of store.prepare('select body, found_at from incident_finding where detector = ?').all(detector)) {
    const { key } = JSON.parse(String(row['body'])) as { key: string };
    found.set(key, [...(found.get(key) ?? []), Number(row['found_at'])]);
  }
  const proven = new Set(
    store
      .prepare('select registrable from look_alike where proven_at is not null')
      .all()
      .map((row) => String(row['registrable'])),
  );
  store.close();
  const { planted, log } = source;
  const domains = new Set(planted.map((one) => one.domain));
  const position = positionOf(folder, source);
  if (position === null) throw new Error('no position was saved');
  const { head, frontier } = position;
  return {
    logStoodStillMs: Math.round(source.stoodStillMs),
    certificates: log.size,
    planted: planted.length,
    kills: watcher.kills,
    missed: planted.filter((one) => !found.has(one.domain)).map((one) => one.domain),
    doubled: [...found].filter(([, times]) => times.length > 1).map(([domain]) => domain),
    strangers: [...found.keys()].filter((domain) => !domains.has(domain)),
    unproven: planted.filter((one) => !proven.has(one.domain)).map((one) => one.domain),
    latenciesMs: planted
      .flatMap((one) => (found.get(one.domain) ?? []).slice(0, 1).map((at) => at - one.publishedAtMs))
      .toSorted((a, b) => a - b),
    position: {
      next: position.nextIndex,
      size: head.size,
      gaps: position.gaps.length,
      unproven: position.unproven.length,
      isProven: frontier?.size === head.size && encodeHex(frontierRoot(frontier, sha256)) === encodeHex(head.rootHash),
      isLogsRoot: encodeHex(head.rootHash) === encodeHex(log.root(head.size)),
    },
  };
}

function memoryOf(samples: readonly number[]): WatchRunResult['rssMb'] {
  const rounded = (value: number): number => Math.round(value);
  const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  const third = Math.ceil(samples.length / 3);
  return {
    most: rounded(Math.max(0, ...samples)),
    early: rounded(median(samples.slice(third, 2 * third))),
    late: rounded(median(samples.slice(-third))),
  };
}

/** One line for people. */
export function describeRun(options: WatchRunOptions, result: WatchRunResult): string {
  const { latenciesMs, rssMb, largest } = result;
  const parts = Object.entries(largest ?? {}).map(([name, value]) => `${name} ${Math.round(value)}`);
  const at = (share: number): number =>
    latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(share * latenciesMs.length))] ?? 0;
  return [
    `${options.kind}: ${result.certificates} certificates in ${Math.round(options.durationMs / 1000)} s, ${result.kills} kills`,
    `${result.planted} planted: ${result.missed.length} missed, ${result.doubled.length} doubled`,
    `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, the log itself standing still for up to ${result.logStoodStillMs} ms`,
    `RSS at most ${rssMb.most} MB, ${rssMb.early} → ${rssMb.late} MB, ${(result.cpuShare * 100).toFixed(0)} % of a core`,
    `at its largest: ${parts.join(', ')}`,
    `position ${JSON.stringify(result.position)}`,
  ].join('; ');
}
