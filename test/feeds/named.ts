import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const NAMED = process.env['BREAKWATER_NAMED'] ?? '/usr/sbin/named';
const CHECK_ZONE = process.env['BREAKWATER_NAMED_CHECKZONE'] ?? '/usr/bin/named-checkzone';
const READY_TRIES = 100;
const TRY_EVERY_MS = 100;

/** True when there is a resolver to test with; a machine without one skips, and says so. */
export function hasNamed(): boolean {
  if (existsSync(NAMED)) return true;
  console.log(`skipped: no BIND at ${NAMED} (Debian package bind9, or set BREAKWATER_NAMED)`);
  return false;
}

/** A real BIND on a loopback port, with a policy zone and zones of its own that every name below `com` and `net` is in. */
export interface RunningNamed {
  /** Puts a policy zone in force and waits until its serial is served. */
  load(zone: string): Promise<void>;
  /** The addresses of a name, or the code of the failure. */
  ask(name: string): Promise<string[] | string>;
  stop(): Promise<void>;
}

/** What `named-checkzone` says of a zone. */
export function checkZone(zone: string): { ok: boolean; output: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-zone-'));
  try {
    const file = path.join(folder, 'rpz.zone');
    writeFileSync(file, zone);
    const result = spawnSync(CHECK_ZONE, ['breakwater.rpz', file], { encoding: 'utf8' });
    return { ok: result.status === 0, output: `${result.stdout}${result.stderr}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts BIND with an empty policy zone. */
export async function startNamed(emptyZone: string): Promise<RunningNamed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-named-'));
  const port = await freePort();
  writeFileSync(path.join(folder, 'rpz.zone'), emptyZone);
  // Everything exists here, so that only the policy can make a name disappear.
  const everything =
    '$TTL 60\n@ IN SOA localhost. root.localhost. 1 60 60 60 60\n@ IN NS localhost.\n@ IN A 192.0.2.1\n* IN A 192.0.2.1\n';
  writeFileSync(path.join(folder, 'everything.zone'), everything);
  writeFileSync(path.join(folder, 'named.conf'), configuration(folder, port));
  const child: ChildProcess = spawn(NAMED, ['-g', '-n', '1', '-c', path.join(folder, 'named.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => void (said = (said + chunk.toString()).slice(-20_000)));
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);

  async function ask(name: string): Promise<string[] | string> {
    try {
      return await resolver.resolve4(name);
    } catch (thrown) {
      return (thrown as { code?: string }).code ?? String(thrown);
    }
  }

  async function until(isReady: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < READY_TRIES; tries += 1) {
      if (child.exitCode !== null) throw new Error(`named ended: ${said}`);
      if (await isReady()) return;
      await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
    }
    throw new Error(`named is not ready: ${said}`);
  }

  await until(async () => Array.isArray(await ask('ready.example.net')));
  return {
    ask,
    async load(zone) {
      writeFileSync(path.join(folder, 'rpz.zone'), zone);
      const serial = Number(/\( (\d+) /.exec(zone)?.[1]);
      child.kill('SIGHUP');
      await until(async () => {
        const soa = await resolver.resolveSoa('breakwater.rpz').catch(() => null);
        return soa?.serial === serial;
      });
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  return `
options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  managed-keys-directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion yes;
  dnssec-validation no;
  allow-query { any; };
  forwarders { };
  notify no;
  response-policy { zone "breakwater.rpz"; } qname-wait-recurse no recursive-only no min-update-interval 0;
};
controls { };
zone "breakwater.rpz" { type primary; file "${folder}/rpz.zone"; check-names ignore; };
zone "com" { type primary; file "${folder}/everything.zone"; };
zone "net" { type primary; file "${folder}/everything.zone"; };
`;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
