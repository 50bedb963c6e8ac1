import { createServer } from 'node:http';
import { systemClock } from '../../src/base/clock.ts';
import { createCtLogSimulator, type CtLogSimulator } from '../../src/simulator/ct-log/ct-log-simulator.ts';

/** A look-alike put into the log among ordinary certificates. */
export interface Planted {
  domain: string;
  leafIndex: number;
  /** When a tree head with it was published, milliseconds UTC. */
  publishedAtMs: number;
}

/** A log that takes certificates at a steady rate and sequences them five times a second, as the public ones do. */
export interface GrowingLog {
  log: CtLogSimulator;
  url: string;
  planted: readonly Planted[];
  /** The longest it stood still, for want of the machine: what came late then is not the reader's. */
  readonly stoodStillMs: number;
  /** Begins to grow. */
  begin(): void;
  /** Grows no more. */
  stopGrowing(): void;
  close(): Promise<void>;
}

export interface GrowingLogOptions {
  perSecond: number;
  plantEveryMs: number;
  /** What the planted names begin with. */
  prefix: string;
  namesTiles: boolean;
  /** `rfc6962`: a tree head only every so often, as such logs do. */
  publishEveryMs: number;
}

const TICK_MS = 50;

/** Serves it, tiles and RFC 6962, on a free port of 127.0.0.1. */
export async function growLog(options: GrowingLogOptions): Promise<GrowingLog> {
  const log = createCtLogSimulator({
    origin: `${options.prefix}.test/2026h2`,
    clock: systemClock,
    seed: options.prefix,
    namesTiles: options.namesTiles,
    compression: 'none',
    // The log is to cost its machine little beside the reader that is measured.
    signedCertificates: false,
  });
  const planted: Planted[] = [];
  const unpublished: Planted[] = [];
  let beganMs = 0;
  let grown = 0;
  let plantedAtMs = 0;
  let publishedAtMs = 0;
  let tickedAtMs = 0;
  let stoodStillMs = 0;
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    const nowMs = performance.now();
    stoodStillMs = Math.max(stoodStillMs, nowMs - tickedAtMs - TICK_MS);
    tickedAtMs = nowMs;
    // Behind after a pause of this process, it makes up for it: the rate is what was asked for.
    for (const due = ((nowMs - beganMs) / 1000) * options.perSecond; grown < due; grown += 1) {
      log.addCertificate({ names: [`www-${log.size}.garden-${log.size % 977}.example`, `garden-${log.size}.example`] });
    }
    if (nowMs - plantedAtMs >= options.plantEveryMs) {
      plantedAtMs = nowMs;
      const domain = `acme-sso-${options.prefix}-${planted.length + unpublished.length}.com`;
      // As precertificate and as certificate.
      const leafIndex = log.addCertificate({ names: [domain, `www.${domain}`] });
      log.addCertificate({ names: [domain, `www.${domain}`] });
      unpublished.push({ domain, leafIndex, publishedAtMs: 0 });
    }
    if (nowMs - publishedAtMs < options.publishEveryMs) return;
    publishedAtMs = nowMs;
    log.publish();
    const atMs = Date.now();
    for (const one of unpublished.splice(0)) planted.push({ ...one, publishedAtMs: atMs });
  }

  const server = createServer((request, reply) => {
    void (async () => {
      const response = await log.handler(new Request(`http://log.test${request.url ?? '/'}`));
      reply.writeHead(response.status, Object.fromEntries(response.headers));
      reply.end(Buffer.from(await response.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    log,
    url: `http://127.0.0.1:${address.port}/`,
    planted,
    get stoodStillMs() {
      return stoodStillMs;
    },
    begin: () => {
      beganMs = performance.now();
      [plantedAtMs, publishedAtMs, tickedAtMs] = [beganMs, beganMs, beganMs];
      timer = setInterval(tick, TICK_MS);
    },
    stopGrowing: () => {
      clearInterval(timer);
      // A tile that is full is proven at once; an unfinished one only when its entries are minutes old.
      while (log.size % 256 !== 0) log.addCertificate({ names: [`filler-${log.size}.example`] });
      log.publish();
      for (const one of unpublished.splice(0)) planted.push({ ...one, publishedAtMs: Date.now() });
    },
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
