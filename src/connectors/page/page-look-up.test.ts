import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, type TestContext } from 'vitest';
import { createEgress } from '../../platform/http/egress.ts';
import { createPageLookUp } from './page-look-up.ts';
import { OWN_PAGE } from './test-pages.ts';

const signal = new AbortController().signal;
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** A self-signed certificate of a host, or the test is skipped with a line. */
function makeCertificate(context: TestContext, host: string): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-page-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', `/O=Night Holdings/CN=${host}`, '-addext', `subjectAltName=DNS:${host},DNS:*.${host}`];
  const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')];
  if (spawnSync('openssl', [...kind, ...subject, ...files]).status !== 0) {
    console.log('skipped: pages over https (making a certificate needs openssl)');
    context.skip();
  }
  return { key: readFileSync(join(folder, 'key')), cert: readFileSync(join(folder, 'cert')) };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve()))));
  return (server.address() as AddressInfo).port;
}

function open(ports: { https: number; http: number }, ca?: string): ReturnType<typeof createPageLookUp> {
  return createPageLookUp({
    egress: createEgress({
      resolve: async (host) => (host === 'inside.example' ? ['10.0.0.1'] : ['127.0.0.1']),
      proxy: null,
      allow: [{ range: '127.0.0.0/8', ports: [ports.https, ports.http] }],
    }),
    userAgent: 'Mozilla/5.0 (test)',
    takePicture: null,
    httpsPort: ports.https,
    httpPort: ports.http,
    ...(ca === undefined ? {} : { ca }),
  });
}

const agents: (string | undefined)[] = [];
const site: RequestListener = (request, reply) => {
  agents.push(request.headers['user-agent']);
  const page = (html: string): unknown =>
    reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8', server: 'nginx' }).end(html);
  switch (request.url) {
    case '/':
      return void reply.writeHead(302, { location: '/login' }).end();
    case '/login':
      return void page(OWN_PAGE);
    case '/img/acme.png':
      return void reply.writeHead(200, { 'content-type': 'image/png' }).end('icon');
    case '/refresh':
      return void page('<meta http-equiv=refresh content="0;url=/login">');
    case '/inside':
      return void reply.writeHead(302, { location: 'http://inside.example/' }).end();
    case '/fault':
      return void reply.writeHead(502).end('bad gateway');
    case '/file':
      return void reply.writeHead(200, { 'content-type': 'application/zip' }).end('PK');
    case '/long':
      return void reply.writeHead(200, { 'content-type': 'text/html' }).end('x'.repeat(3_000_000));
    default:
      return void reply.writeHead(404).end();
  }
};

it('reads a page behind a certificate that nobody vouches for', async (context) => {
  const pair = makeCertificate(context, 'acme-okta.example');
  const https = await listen(createHttps(pair, site));
  const pages = open({ https, http: 1 });
  const page = await pages.page('acme-okta.example', signal);
  expect(page).toMatchObject({
    state: 'up',
    url: `https://acme-okta.example:${https}/login`,
    redirects: [`https://acme-okta.example:${https}/`],
    status: 200,
    title: 'Acme - Sign In',
    server: 'nginx',
    passwordFields: 1,
    forSale: false,
  });
  expect(page.faviconHash).toMatch(/^sha256:[0-9a-f]{64} mmh3:-?\d+$/);
  expect(page.bodySha256).toMatch(/^[0-9a-f]{64}$/);
  expect(page.fingerprint?.text.length).toBeGreaterThan(20);
  expect(new Set(agents)).toEqual(new Set(['Mozilla/5.0 (test)']));

  const shown = new X509Certificate(pair.cert);
  expect(await pages.certificate('acme-okta.example', signal)).toEqual({
    state: 'shown',
    issuer: 'Night Holdings',
    // Whoever makes his own certificate writes any company into it.
    subjectOrganization: null,
    notBefore: Date.parse(shown.validFrom),
    notAfter: Date.parse(shown.validTo),
    names: ['acme-okta.example', '*.acme-okta.example'],
    sha256: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
  });
});

it('tells the organisation of a certificate that an authority vouches for', async (context) => {
  const pair = makeCertificate(context, 'acme-okta.example');
  const https = await listen(createHttps(pair, site));
  const pages = open({ https, http: 1 }, pair.cert.toString());
  expect(await pages.certificate('acme-okta.example', signal)).toMatchObject({ subjectOrganization: 'Night Holdings' });
  // The same certificate, shown by a host that it does not name.
  expect(await pages.certificate('acme-sso.example', signal)).toMatchObject({
    state: 'shown',
    subjectOrganization: null,
  });
});

it('falls back to http, follows what pages say themselves, and never goes inside', async () => {
  const http = await listen(createHttp(site));
  const pages = open({ https: 1, http });
  const url = (path: string): string => `http://acme-okta.example:${http}${path}`;
  expect(await pages.page('acme-okta.example', signal)).toMatchObject({ state: 'up', url: url('/login') });
  expect(await pages.page(url('/refresh'), signal)).toMatchObject({
    state: 'up',
    url: url('/login'),
    redirects: [url('/refresh')],
  });
  expect(await pages.page(url('/inside'), signal)).toMatchObject({ state: 'refused', fingerprint: null });
  expect(await pages.page('inside.example', signal)).toMatchObject({ state: 'refused' });
  expect(await pages.page(url('/fault'), signal)).toMatchObject({ state: 'down', status: 502 });
  expect(await pages.page(url('/long'), signal)).toMatchObject({ state: 'too-large' });
  expect(await pages.page(url('/file'), signal)).toMatchObject({ state: 'up', title: null, passwordFields: 0 });
  expect(await pages.certificate('acme-okta.example', signal)).toMatchObject({ state: 'none', sha256: null });
  expect(await pages.certificate('inside.example', signal)).toMatchObject({ state: 'refused' });
});

it('says what a host does that speaks something else', async () => {
  const http = await listen(createHttp(site));
  const pages = open({ https: http, http: 1 });
  expect(await pages.certificate('acme-okta.example', signal)).toMatchObject({ state: 'failed' });
  expect((await pages.page('acme-okta.example', signal)).state).toBe('tls-error');
});
