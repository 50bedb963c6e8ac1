import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { findPrograms } from '../programs/find-programs.ts';
import { tryRun } from '../programs/run.ts';

/** The oldest Node that is supported, from the same packages as our own. */
const NODE_22 = '22.18.0';

interface Installed {
  folder: string;
  node22: string;
}

function installInto(archive: string): Installed {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-install-'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'probe', private: true, type: 'module' }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder];
  const installed = tryRun('npm', ['install', archive, ...flags], 300_000);
  if (!installed.ok) throw new Error(`npm install failed: ${installed.output.slice(0, 600)}`);
  const nodeFolder = path.join(tmpdir(), `breakwater-node-${NODE_22}`);
  mkdirSync(nodeFolder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}`;
  const node = tryRun(
    'npm',
    [
      'install',
      `${name}@${NODE_22}`,
      '--no-save',
      '--force',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--prefix',
      nodeFolder,
    ],
    300_000,
  );
  if (!node.ok) throw new Error(`Node ${NODE_22} could not be had: ${node.output.slice(0, 300)}`);
  return { folder, node22: path.join(nodeFolder, 'node_modules', name, 'bin/node') };
}

/** Installs the product into an empty folder and uses its command on Node 22. */
export async function verifyProduct(archive: string): Promise<string> {
  const { folder, node22 } = installInto(archive);
  try {
    const command = path.join(folder, 'node_modules/breakwater/bin/breakwater');
    const version = tryRun(node22, [command, 'version', '--json'], 60_000);
    if (!version.ok) throw new Error(`version: ${version.output.slice(0, 500)}`);
    const check = tryRun(node22, [command, 'check', 'acme-okta.com', '--brand', 'acme=acme.com', '--json'], 60_000);
    if (!check.output.includes('"look-alike"')) throw new Error(`check: ${check.output.slice(0, 500)}`);
    return version.output.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Installs an engine into an empty folder, imports it on Node 22, and bundles and loads it in Chromium. */
export async function verifyEngine(engine: string, archive: string): Promise<string> {
  const { folder, node22 } = installInto(archive);
  try {
    const probe = path.join(folder, 'probe.js');
    writeFileSync(
      probe,
      `import * as engine from '@breakwater/${engine}';\nexport const names = Object.keys(engine).length;\nglobalThis.breakwaterNames = names;\n`,
    );
    const run = tryRun(
      node22,
      ['--input-type=module', '-e', `const { names } = await import(${JSON.stringify(probe)}); console.log(names);`],
      60_000,
    );
    const names = Number(run.output.trim());
    if (!(names > 0)) throw new Error(`Node 22: ${run.output.slice(0, 500)}`);
    return `${names} exports on Node ${NODE_22}, ${await inChromium(folder, names)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function inChromium(folder: string, names: number): Promise<string> {
  const { chromium: executablePath } = await findPrograms((line) => console.error(`pack: ${line}`));
  if (executablePath === null) return 'not run in Chromium';
  const { build } = await import('vite');
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { outDir: 'out', lib: { entry: 'probe.js', formats: ['es'], fileName: 'probe' }, emptyOutDir: true },
  });
  const script = readFileSync(path.join(folder, 'out/probe.js'));
  const server = createServer((request, response) => {
    const isScript = request.url === '/probe.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? script : '<!doctype html><title>probe</title><script type="module" src="/probe.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.breakwaterNames > 0', undefined, { timeout: 10_000 });
    const seen = await page.evaluate('globalThis.breakwaterNames');
    if (seen !== names) throw new Error(`Chromium sees ${String(seen)} exports, Node ${names}`);
    return `${names} in Chromium`;
  } finally {
    await browser.close();
    server.close();
  }
}
