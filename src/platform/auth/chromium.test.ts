import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { securityHeaders } from '../http/security-headers.ts';
import { startTestEdge, type TestEdge } from '../http/test-edge.ts';
import { authApi } from './api.ts';

const CHROMIUM = process.env['BREAKWATER_CHROMIUM'] ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page as small as can be, under the console's own content policy: its script is a file. */
const SCRIPT = `
async function call(path, body) {
  const reply = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  const json = await reply.json();
  if (!reply.ok) throw new Error(json.code);
  return json;
}
window.link = (token) => call('/api/v1/auth/link', { token });
window.enrol = async () => {
  const { ceremonyId, options } = await call('/api/v1/auth/register/begin', { name: 'Ada' });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  return call('/api/v1/auth/register/finish', { ceremonyId, credential: credential.toJSON() });
};
window.assertion = async (options) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({ publicKey })).toJSON();
};
window.signIn = async () => {
  const { ceremonyId, options } = await call('/api/v1/auth/sign-in/begin');
  return call('/api/v1/auth/sign-in/finish', { ceremonyId, credential: await window.assertion(options) });
};
window.verify = async () => {
  const { ceremonyId, options } = await call('/api/v1/auth/verify/begin');
  return call('/api/v1/auth/verify/finish', { ceremonyId, credential: await window.assertion(options) });
};
window.heard = [];
window.listen = () => new Promise((resolve, reject) => {
  const source = new EventSource('/api/v1/live');
  source.addEventListener('hello', resolve);
  source.addEventListener('change', (event) => window.heard.push(JSON.parse(event.data)));
  source.addEventListener('error', () => reject(new Error('stream refused')));
});
`;

const reply = (type: string, body: string) =>
  new Response(body, { headers: { ...securityHeaders('page', false), 'content-type': type } });
const HTML = '<!doctype html><title>Breakwater</title><script src="/page.js"></script>';

describe('a real browser', () => {
  if (!existsSync(CHROMIUM)) {
    console.log(`skipped: there is no Chromium at ${CHROMIUM} (set BREAKWATER_CHROMIUM)`);
    it.skip('enrols and signs in', () => undefined);
    return;
  }

  let edge: TestEdge;
  let browser: Browser;
  let page: Page;
  let lookAlike: Server;
  let home: string;

  beforeAll(async () => {
    edge = await startTestEdge({
      serve: (app) => {
        app.get('/page', () => reply('text/html', HTML));
        app.get('/page.js', () => reply('text/javascript', SCRIPT));
      },
    });
    lookAlike = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      const frame = `<!doctype html><iframe src="${edge.origin}/page" allow="publickey-credentials-get *"></iframe>`;
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? SCRIPT : request.url === '/frame' ? frame : HTML);
    });
    await new Promise<void>((resolve) => lookAlike.listen(0, '127.0.0.1', resolve));
    home = mkdtempSync(path.join(tmpdir(), 'breakwater-chromium-'));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS, env: { ...process.env, HOME: home } });
    page = await browser.newPage();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    lookAlike?.close();
    await edge?.stop();
    if (home) rmSync(home, { recursive: true, force: true });
  });

  const run = <T>(expression: string): Promise<T> => page.evaluate<T>(expression);

  it('enrols the first passkey by the link, signs out, and signs in again', async () => {
    await page.goto(`${edge.origin}/page`);
    const token = new URL((await edge.auth.operator.issueBootstrapLink()) ?? '').hash.slice(1);
    expect(await run(`link(${JSON.stringify(token)})`)).toEqual({ next: 'console' });
    expect(await run('enrol()')).toMatchObject({ kind: 'account', name: 'Ada', role: 'administrator' });
    await run("fetch('/api/v1/auth/sign-out', { method: 'POST' })");
    expect(await run("fetch('/api/v1/me').then((r) => r.status)")).toBe(401);
    expect(await run('signIn()')).toMatchObject({ kind: 'account', name: 'Ada' });
    expect(await run('verify()')).toMatchObject({ kind: 'account' });
    expect(await run('document.cookie')).toBe('');
  });

  it('hears what changes', async () => {
    await run('listen().then(() => true)');
    await edge.db.transaction((tx) => edge.live.publish(tx, 'live', 'incident', 'i1'));
    // Not waitForFunction: it evaluates strings in the page, which the content policy forbids.
    await expect.poll(() => run('window.heard'), { timeout: 5000 }).toEqual([{ kind: 'incident', id: 'i1' }]);
  });

  it('gets in nowhere from a page of another origin, even when its assertion is relayed', async () => {
    const { port } = lookAlike.address() as AddressInfo;
    // Another port of localhost: the browser lets it use the relying party id, so only the origin tells them apart.
    await page.goto(`http://localhost:${port}/`);
    const relay = edge.browser().client(authApi);
    const { ceremonyId, options } = await relay.beginSignIn({});
    const credential = await run<Record<string, unknown>>(`assertion(${JSON.stringify(options)})`);
    await expect(relay.finishSignIn({ body: { ceremonyId, credential } })).rejects.toMatchObject({
      code: 'auth.assertion_invalid',
      remedy: expect.stringContaining(edge.origin),
    });
    const entry = (await edge.audit.page(null, 1)).items[0];
    expect(JSON.parse(entry?.objects ?? '')).toContain('reason:origin');
  });

  it('does not let that page call the API, nor read from it', async () => {
    const call = (init: string) =>
      run<string>(`fetch('${edge.origin}/api/v1/me', ${init}).then((r) => 'read ' + r.status, () => 'refused')`);
    expect(await call("{ credentials: 'include' }")).toBe('refused');
    const before = (await edge.audit.page(null, 1)).items[0]?.seq;
    await run(
      `fetch('${edge.origin}/api/v1/auth/sign-out', { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => true)`,
    );
    expect((await edge.audit.page(null, 1)).items[0]?.seq).toBe(before);
    await page.goto(`${edge.origin}/page`);
    expect(await run("fetch('/api/v1/me').then((r) => r.status)")).toBe(200);
  });

  it('does not show ours in a frame', async () => {
    const { port } = lookAlike.address() as AddressInfo;
    await page.goto(`http://localhost:${port}/frame`);
    await page.waitForLoadState();
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(await framed?.evaluate('typeof signIn').catch(() => 'undefined')).toBe('undefined');
  });

  it('cannot use passkeys at an IP address', async () => {
    await page.goto(`http://127.0.0.1:${edge.port}/page`);
    expect(await run('signIn().then(() => "in", (error) => error.name)')).toBe('SecurityError');
  });
});
