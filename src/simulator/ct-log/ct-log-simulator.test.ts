import { X509Certificate } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCtCrypto } from '../../connectors/ct-log/node-crypto.ts';
import { manualClock } from '../../connectors/ct-log/test-log-server.ts';
import {
  decodeBase64,
  encodeHex,
  equalBytes,
  parseCheckpoint,
  parseDataTile,
  parseNamesTile,
  readCertificateNames,
  rootFromEdge,
  verifyTreeHead,
} from '../../engines/ct/index.ts';
import { corpusDir } from '../../engines/ct/test-corpus.ts';
import { createCtLogSimulator, type CtLogSimulator, type CtLogSimulatorOptions } from './ct-log-simulator.ts';

const corpus = corpusDir();
const START_MS = Date.UTC(2026, 10, 21);
const ORIGIN = 'ct.acme.test/2026h2';

function simulator(options: Partial<CtLogSimulatorOptions> = {}): CtLogSimulator {
  return createCtLogSimulator({ origin: ORIGIN, clock: manualClock(START_MS), seed: 'acme', ...options });
}

const get = (log: CtLogSimulator, path: string): Promise<Response> =>
  log.handler(new Request(`http://log.test/${path}`));

async function unpacked(log: CtLogSimulator, path: string): Promise<Uint8Array> {
  const bytes = Buffer.from(await (await get(log, path)).arrayBuffer());
  return new Uint8Array(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
}

async function statuses(log: CtLogSimulator, paths: readonly string[]): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await get(log, path)).status));
}

function addSome(log: CtLogSimulator, count: number): void {
  for (let i = 0; i < count; i += 1) log.addCertificate({ names: [`host-${i}.example`] });
}

describe('a simulated certificate log', () => {
  it("logs certificates that Node's parser reads and whose issuer's signature holds", async () => {
    const log = simulator();
    expect(log.addCertificate({ names: ['acme-okta.com', '*.acme-okta.com'], issuer: 'Cheap CA X3' })).toBe(0);
    expect(log.addCertificate({ names: [`${'long-'.repeat(12)}name.acme.example`] })).toBe(1);
    log.publish();
    const data = await unpacked(log, 'tile/data/000.p/2');
    const tile = parseDataTile(data, 0, 2);
    if (!tile.ok) throw new Error(tile.reason);
    const { leaves } = tile;
    const [first, second] = leaves.map((leaf) => new X509Certificate(leaf.submitted ?? new Uint8Array(0)));
    expect(first?.subjectAltName).toBe('DNS:acme-okta.com, DNS:*.acme-okta.com');
    expect(first?.subject).toBe('CN=acme-okta.com');
    expect(first?.issuer).toBe('CN=Cheap CA X3');
    expect(first?.validFromDate).toEqual(new Date(START_MS - 3_600_000));
    expect(second?.subject).toBeFalsy();

    // The first entry ends with the only fingerprint of its chain.
    const end = (leaves[1]?.timestampedEntry.byteOffset ?? 0) - data.byteOffset;
    const fingerprint = encodeHex(data.subarray(end - 32, end));
    const issuer = new X509Certificate(new Uint8Array(await (await get(log, `issuer/${fingerprint}`)).arrayBuffer()));
    expect(issuer.ca).toBe(true);
    expect(first?.verify(issuer.publicKey)).toBe(true);
    expect(first?.checkIssued(issuer)).toBe(true);
    expect(readCertificateNames(leaves[0]?.certificate ?? new Uint8Array(0))).toMatchObject({
      ok: true,
      issuerCommonName: 'Cheap CA X3',
    });
  });

  it('signs checkpoints that hold and whose root its hash tiles make up', async () => {
    const log = simulator();
    for (const count of [0, 1, 4, 251, 44]) {
      addSome(log, count);
      log.publish();
      const parsed = parseCheckpoint(await unpacked(log, 'checkpoint'));
      if (!parsed.ok) throw new Error(parsed.reason);
      const publicKeySpki = decodeBase64(log.publicKeySpkiBase64) ?? new Uint8Array(0);
      const result = await verifyTreeHead(parsed.checkpoint, { publicKeySpki, origin: ORIGIN }, nodeCtCrypto);
      expect(result).toMatchObject({ ok: true, head: { size: log.size, timestampMs: START_MS } });
    }
    expect(log.size).toBe(300);
    const edges = [await unpacked(log, 'tile/0/001.p/44'), await unpacked(log, 'tile/1/000.p/1')];
    expect(equalBytes(rootFromEdge(edges, nodeCtCrypto.sha256), log.root(300))).toBe(true);
  });

  it('has the same key and tree for the same seed, and others for another', () => {
    const [one, two, other] = [simulator(), simulator(), simulator({ seed: 'other' })];
    for (const log of [one, two, other]) addSome(log, 20);
    expect(two.publicKeySpkiBase64).toBe(one.publicKeySpkiBase64);
    expect(two.root(20)).toEqual(one.root(20));
    expect(other.publicKeySpkiBase64).not.toBe(one.publicKeySpkiBase64);
    expect(other.root(20)).not.toEqual(one.root(20));
  });

  it('shows nothing of a certificate before it is published', async () => {
    const log = simulator();
    addSome(log, 3);
    expect(log.publishedSize).toBe(0);
    expect((await get(log, 'tile/data/000.p/3')).status).toBe(404);
    log.publish({ upTo: 2 });
    expect((await get(log, 'tile/data/000.p/3')).status).toBe(404);
    expect((await get(log, 'tile/data/000.p/2')).status).toBe(200);
    expect(() => log.publish({ upTo: 1 })).toThrow(RangeError);
    expect(() => log.publish({ upTo: 4 })).toThrow(RangeError);
  });

  it('serves partial tiles only for sizes it published, and drops them for full ones where asked', async () => {
    const paths = ['tile/0/000', 'tile/0/000.p/10', 'tile/0/000.p/9', 'tile/1/000.p/1', 'tile/0/001', 'tile/2/000'];
    const [keeping, dropping] = [simulator(), simulator({ dropPartials: true })];
    for (const log of [keeping, dropping]) {
      addSome(log, 10);
      log.publish();
      addSome(log, 246);
      log.publish();
    }
    expect(await statuses(keeping, paths)).toEqual([200, 200, 404, 200, 404, 404]);
    expect(await statuses(dropping, paths)).toEqual([200, 404, 404, 200, 404, 404]);
  });

  it('serves names tiles that say what the certificates say, or none', async () => {
    const log = simulator();
    log.addCertificate({ names: ['A.example', '*.b.example'] });
    log.publish();
    const tile = parseNamesTile(await unpacked(log, 'tile/names/000.p/1'), 0, 1);
    expect(tile).toMatchObject({
      ok: true,
      entries: [
        { leafIndex: 0, timestampMs: START_MS, names: [{ host: 'a.example' }, { host: 'b.example', wildcard: true }] },
      ],
    });
    const without = simulator({ namesTiles: false });
    addSome(without, 1);
    without.publish();
    expect((await get(without, 'tile/names/000.p/1')).status).toBe(404);
  });

  it('answers 404 outside its files and 405 to writes', async () => {
    const log = simulator();
    for (const path of ['', 'tile/0/000', 'tile/data/../checkpoint/x', 'issuer/00', 'ct/v2/get-sth']) {
      expect((await get(log, path)).status, path).toBe(404);
    }
    expect((await log.handler(new Request('http://log.test/checkpoint', { method: 'POST' }))).status).toBe(405);
  });
});

it.skipIf(corpus === null)('preloads the tiles of a real log, into an empty one only', async () => {
  const log = simulator();
  expect(await log.preloadTiles(corpus ?? '')).toBe(1_024);
  log.publish();
  expect((await get(log, 'tile/1/000.p/4')).status).toBe(200);
  await expect(log.preloadTiles(corpus ?? '')).rejects.toThrow(RangeError);
});
