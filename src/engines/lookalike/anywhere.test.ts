import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { createMatcher, predictLookAlikes, type Verdict } from './index.ts';

const ENTRY = new URL('./index.ts', import.meta.url);
const CHROMIUM = process.env['BREAKWATER_CHROMIUM'] ?? '/usr/bin/chromium';
const BRANDS = [{ name: 'Acme', domains: ['acme.com'], aliases: ['acmecorp'] }];
const HOSTS = [
  'acme-okta.com',
  'it.acme.support',
  'acme.com.login-x.net',
  'acrne-hr.com',
  'аcme-sso.com',
  'mfapasskeysetup.com',
  'mail.acme.com',
  'acme.nl',
  'pacmeal.com',
  '192.0.2.1',
  'not a host',
];
const PREDICTED = 20;

/** What another place of execution gave. */
interface Answers {
  verdicts: Verdict[];
  predicted: string[];
}

function answersHere(): Answers {
  const matcher = createMatcher(BRANDS);
  return {
    verdicts: HOSTS.map((host) => matcher.match(host)),
    predicted: predictLookAlikes(matcher, 'Acme', PREDICTED).map(({ host }) => host),
  };
}

/** Code that answers, given the engine's exports as `engine`. */
const QUESTIONS = `
  const matcher = engine.createMatcher(${JSON.stringify(BRANDS)});
  const verdicts = ${JSON.stringify(HOSTS)}.map((host) => matcher.match(host));
  const predicted = engine.predictLookAlikes(matcher, 'Acme', ${PREDICTED}).map(({ host }) => host);
`;

/** The engine as one script for browsers, as a bundler makes it from the public entry alone. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      minify: false,
      lib: { entry: ENTRY.pathname, formats: ['iife'], name: 'engine' },
      rollupOptions: { onwarn: (warning) => expect.fail(warning.message) },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (result === undefined || !('output' in result)) throw new Error('no bundle');
  expect(result.output).toHaveLength(1);
  return result.output[0].code;
}

describe('the engine elsewhere', () => {
  it('answers in a worker thread as it does here', async () => {
    const code = `
      import { parentPort } from 'node:worker_threads';
      import * as engine from ${JSON.stringify(ENTRY.href)};
      ${QUESTIONS}
      parentPort.postMessage({ verdicts, predicted });
    `;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    try {
      const answers = await new Promise<unknown>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
      expect(answers).toEqual(answersHere());
    } finally {
      await worker.terminate();
    }
  });

  it.skipIf(!existsSync(CHROMIUM))('answers in Chromium, in a page and in a web worker, as it does here', async () => {
    const code = await bundle();
    expect(code).not.toMatch(/\brequire\(|\bfrom ['"]node:|\bprocess\./);
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    });
    try {
      const page = await browser.newPage();
      const inPage = await page.evaluate<unknown>(
        `(() => { ${code}; ${QUESTIONS}; return { verdicts, predicted }; })()`,
      );
      expect(inPage).toEqual(answersHere());
      const script = `${code}; ${QUESTIONS}; postMessage({ verdicts, predicted });`;
      const inWorker = await page.evaluate<unknown>(`new Promise((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(script)}])));
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = (event) => reject(new Error(event.message));
      })`);
      expect(inWorker).toEqual(answersHere());
    } finally {
      await browser.close();
    }
  });
});
