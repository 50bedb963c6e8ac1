import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serve, type ServerType } from '@hono/node-server';

const HERE = import.meta.dirname;
const CLI = join(HERE, 'node_modules/@stoplight/prism-cli/dist/index.js');
const START_LIMIT_MS = 90_000;

/** Installs the checker beside this file from its own lock, the first time. It is no dependency of the product. */
export async function installPrism(): Promise<void> {
  if (existsSync(CLI)) return;
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: HERE });
}

/** A Prism proxy in front of something served for the time of a test. */
export interface CheckedServer {
  /** Ask here: every request and every reply is checked against the description. */
  proxyUrl: string;
  stop(): Promise<void>;
}

/**
 * Serves a handler on loopback and puts `prism proxy --errors` in front of it: what breaks the API description comes back
 * as a problem instead of the reply.
 * @param description path of the OpenAPI document
 */
export async function serveChecked(
  description: string,
  handler: (request: Request) => Promise<Response>,
): Promise<CheckedServer> {
  const upstream = await listen(handler);
  const port = await freePort();
  const args = [CLI, 'proxy', '--errors', '--host', '127.0.0.1', '--port', String(port), description, upstream.url];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    await listening(child);
  } catch (error) {
    child.kill();
    upstream.server.close();
    throw error;
  }
  return {
    proxyUrl: `http://127.0.0.1:${port}`,
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
      await new Promise<void>((resolve) => upstream.server.close(() => resolve()));
    },
  };
}

function listen(handler: (request: Request) => Promise<Response>): Promise<{ server: ServerType; url: string }> {
  return new Promise((resolve) => {
    const server = serve({ overrideGlobalObjects: false, fetch: handler, hostname: '127.0.0.1', port: 0 }, (address) =>
      resolve({ server, url: `http://127.0.0.1:${address.port}` }),
    );
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Resolves when Prism says that it listens; rejects with what it printed when it ends or takes too long. */
function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const giveUp = setTimeout(
      () => reject(new Error(`prism did not start in ${START_LIMIT_MS} ms: ${output.slice(-2_000)}`)),
      START_LIMIT_MS,
    );
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!output.includes('Prism is listening')) return;
      clearTimeout(giveUp);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => {
      clearTimeout(giveUp);
      reject(new Error(`prism ended with ${code}: ${output.slice(-2_000)}`));
    });
  });
}
