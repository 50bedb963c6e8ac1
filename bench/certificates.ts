/**
 * How fast names come out of Certificate Transparency tiles, beside a reference measured in the same run: `JSON.parse` for
 * names tiles, Node's X509Certificate for data tiles. Run with `node bench/certificates.ts [--json]`; on the recorded tiles
 * of `../shared/corpora/ct` where they are there, else on a simulated log's.
 */
import { hash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { systemClock } from '../src/base/clock.ts';
import {
  createEntriesScan,
  foldHashes,
  leafHash,
  type LogLeaf,
  type NamesTileEntry,
  parseDataTile,
  parseLeafInput,
  parseNamesTile,
  readCertificateNames,
  type Sha256,
  tilePath,
} from '../src/engines/ct/index.ts';
import { type Brand, createMatcher } from '../src/engines/lookalike/index.ts';
import { createCtLogSimulator } from '../src/simulator/ct-log/ct-log-simulator.ts';

const TILES = 4;
const CERTIFICATES = TILES * 256;
const BRANDS = 1_000;
const ROUNDS = 7;
const STRETCH_MS = 250;
const sha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer');
const decoder = new TextDecoder();

interface Tiles {
  from: string;
  data: Uint8Array[];
  names: Uint8Array[];
}

async function loadTiles(): Promise<Tiles> {
  const dir = path.resolve(import.meta.dirname, '../../shared/corpora/ct/navigli2025h2');
  const indices = [...Array(TILES).keys()];
  if (existsSync(dir)) {
    const read = (kind: 'data' | 'names'): Uint8Array[] =>
      indices.map((index) => new Uint8Array(readFileSync(path.join(dir, tilePath(kind, index)))));
    return { from: 'recorded tiles of a real log', data: read('data'), names: read('names') };
  }
  const log = createCtLogSimulator({ origin: 'bench.test/log', clock: systemClock, seed: 'bench' });
  for (let i = 0; i < CERTIFICATES; i += 1) log.addCertificate({ names: [`host-${i}.example`, `*.host-${i}.example`] });
  log.publish();
  const fetched = async (kind: 'data' | 'names'): Promise<Uint8Array[]> =>
    Promise.all(
      indices.map(async (index) => {
        const response = await log.handler(new Request(`http://bench.test/${tilePath(kind, index)}`));
        return new Uint8Array(gunzipSync(await response.arrayBuffer()));
      }),
    );
  return {
    from: 'simulated tiles (no recorded ones found)',
    data: await fetched('data'),
    names: await fetched('names'),
  };
}

interface Row {
  name: string;
  perSecond: number;
  cpuMicrosecondsEach: number;
  /** Against the row named in `reference`; null for references. */
  ratio: number | null;
  reference: string | null;
}

interface Work {
  name: string;
  /** Handles all certificates once and gives how many names, or look-alikes, it saw. */
  run: () => number;
  reference: string | null;
}

/** One stretch of one kind of work, in microseconds of CPU time and of wall time for each certificate. */
function stretch({ name, run }: Work, expected: number): { cpu: number; wall: number } {
  const cpuBefore = process.cpuUsage();
  const beganMs = performance.now();
  let rounds = 0;
  while (performance.now() - beganMs < STRETCH_MS) {
    if (run() !== expected) throw new Error(`${name}: not the same every time`);
    rounds += 1;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const count = rounds * CERTIFICATES;
  return { cpu: (user + system) / count, wall: ((performance.now() - beganMs) * 1_000) / count };
}

/** The best of several stretches, all kinds of work in turn, so that a busy machine changes the ratios least. */
function measureAll(works: readonly Work[]): Row[] {
  const expected = works.map(({ run }) => run());
  const best = works.map(() => ({ cpu: Number.POSITIVE_INFINITY, wall: Number.POSITIVE_INFINITY }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, work] of works.entries()) {
      const { cpu, wall } = stretch(work, expected[i] ?? 0);
      const before = best[i];
      if (before === undefined) continue;
      best[i] = { cpu: Math.min(before.cpu, cpu), wall: Math.min(before.wall, wall) };
    }
  }
  return works.map(({ name, reference }, i) => {
    const { cpu, wall } = best[i] ?? { cpu: 0, wall: 0 };
    const referenceCpu = best[works.findIndex((work) => work.name === reference)]?.cpu;
    const ratio = referenceCpu === undefined ? null : referenceCpu / cpu;
    return { name, perSecond: 1_000_000 / wall, cpuMicrosecondsEach: cpu, ratio, reference };
  });
}

/** A thousand brands, each with its own domain. */
function protectedBrands(): Brand[] {
  const file = path.resolve(import.meta.dirname, '../../shared/corpora/domains/brand-names-10000.txt');
  const listed = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const names = listed.filter((line) => line !== '' && !line.startsWith('#')).slice(0, BRANDS);
  while (names.length < BRANDS) names.push(`company${names.length}holding`);
  return names.map((name) => ({ name, domains: [`${name}.com`] }));
}

function leavesOf(tile: Uint8Array, index: number): ReturnType<typeof parseDataTile> & { ok: true } {
  const parsed = parseDataTile(tile, index);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed;
}

function namesOf({ source, certificateStart, certificateEnd }: LogLeaf): readonly { host: string }[] {
  const read = readCertificateNames(source, certificateStart, certificateEnd);
  return read.ok ? read.names : [];
}

function ofDataTiles(count: (leaf: LogLeaf) => number): number {
  let sum = 0;
  for (const [index, tile] of tiles.data.entries()) for (const leaf of leavesOf(tile, index).leaves) sum += count(leaf);
  return sum;
}

function ofNamesTiles(count: (entry: NamesTileEntry) => number): number {
  let sum = 0;
  for (const [index, tile] of tiles.names.entries()) {
    const parsed = parseNamesTile(tile, index);
    if (!parsed.ok) throw new Error(parsed.reason);
    for (const entry of parsed.entries) sum += count(entry);
  }
  return sum;
}

const EMPTY = new Uint8Array(0);
const tiles = await loadTiles();
const submitted = tiles.data.flatMap((tile, index) => leavesOf(tile, index).leaves.map((leaf) => leaf.submitted));

const leaves = tiles.data.flatMap((tile, index) => [...leavesOf(tile, index).leaves]);
const brands = protectedBrands();
const matcher = createMatcher(brands);
const lookAlikesIn = (names: readonly { host: string }[]): number =>
  names.reduce((found, { host }) => found + (matcher.match(host).kind === 'look-alike' ? 1 : 0), 0);

/** The get-entries answers that an RFC 6962 log would give of the same leaves, with a chain of the usual size beside each. */
const CHAIN = Buffer.alloc(3_600, 0x5a).toString('base64');
const answers = tiles.data.map((tile, index) => {
  const entries = leavesOf(tile, index).leaves.map((leaf) => ({
    leaf_input: Buffer.concat([Uint8Array.of(0, 0), leaf.timestampedEntry]).toString('base64'),
    extra_data: CHAIN,
  }));
  return new TextEncoder().encode(JSON.stringify({ entries }));
});
const ANSWER = 'get-entries by JSON.parse';
const use = (leaf: LogLeaf): number => leaf.timestampMs;
/** As a socket hands it over. */
const PIECE_BYTES = 65_536;

const X509 = 'X509Certificate (Node)';
const JSON_PARSE = 'JSON.parse of each line';

const rows = measureAll([
  {
    name: X509,
    reference: null,
    run: () =>
      submitted.reduce(
        (names, der) => names + (new X509Certificate(der ?? EMPTY).subjectAltName?.split(', ').length ?? 0),
        0,
      ),
  },
  {
    name: 'DER to names',
    reference: X509,
    run: () => leaves.reduce((names, leaf) => names + namesOf(leaf).length, 0),
  },
  {
    name: 'data tile to names',
    reference: X509,
    run: () => ofDataTiles((leaf) => namesOf(leaf).length),
  },
  {
    name: 'data tile to names and root',
    reference: X509,
    run: () => {
      let names = 0;
      for (const [index, tile] of tiles.data.entries()) {
        const hashes = new Uint8Array(256 * 32);
        for (const [place, leaf] of leavesOf(tile, index).leaves.entries()) {
          names += namesOf(leaf).length;
          hashes.set(leafHash(leaf.timestampedEntry, sha256), place * 32);
        }
        foldHashes(hashes, null, sha256);
      }
      return names;
    },
  },
  { name: 'data tile to verdicts', reference: X509, run: () => ofDataTiles((leaf) => lookAlikesIn(namesOf(leaf))) },
  {
    name: JSON_PARSE,
    reference: null,
    run: () => {
      let names = 0;
      for (const tile of tiles.names) {
        for (const line of decoder.decode(tile).trimEnd().split('\n')) names += JSON.parse(line).DNS.length;
      }
      return names;
    },
  },
  { name: 'names tile to names', reference: JSON_PARSE, run: () => ofNamesTiles((entry) => entry.names.length) },
  {
    name: 'names tile to verdicts',
    reference: JSON_PARSE,
    run: () => ofNamesTiles((entry) => lookAlikesIn(entry.names)),
  },
  {
    name: ANSWER,
    reference: null,
    run: () => {
      let read = 0;
      for (const answer of answers) {
        const { entries } = JSON.parse(decoder.decode(answer)) as { entries: { leaf_input: string }[] };
        for (const [place, entry] of entries.entries()) {
          read += parseLeafInput(Buffer.from(entry.leaf_input, 'base64'), place).ok ? 1 : 0;
        }
      }
      return read;
    },
  },
  {
    name: 'get-entries scanned',
    reference: ANSWER,
    run: () => {
      let read = 0;
      for (const answer of answers) {
        const scan = createEntriesScan({ start: 0, most: 256, mostBytes: Number.POSITIVE_INFINITY, use });
        for (let at = 0; at < answer.length; at += PIECE_BYTES) scan.take(answer.subarray(at, at + PIECE_BYTES));
        const result = scan.finish();
        read += result.ok ? result.leaves.length : 0;
      }
      return read;
    },
  },
]);
const memory = { rssMiB: Math.round(process.memoryUsage.rss() / 1_048_576) };
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ bench: 'certificates', tiles: tiles.from, certificates: CERTIFICATES, rows, memory }));
} else {
  console.log(
    `${CERTIFICATES} certificates, ${tiles.from}; ${brands.length} brands; one core, ${memory.rssMiB} MiB resident\n`,
  );
  for (const row of rows) {
    const rate = Math.round(row.perSecond).toLocaleString('en').padStart(10);
    const cpu = row.cpuMicrosecondsEach.toFixed(2).padStart(8);
    const ratio = row.ratio === null ? 'reference' : `${row.ratio.toFixed(2)} × ${row.reference}`;
    console.log(`${row.name.padEnd(28)}${rate} certificates/s${cpu} µs CPU each   ${ratio}`);
  }
  console.log(
    '\nbars: DER to names ≥ 50 × X509Certificate; names tile to verdicts ≥ 200,000/s, data tile to verdicts ≥ 100,000/s of CPU time',
  );
}
