import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../base/secret.ts';
import type { Notice } from '../../notify/ports.ts';
import { createWebhookNotifier } from './webhook-notifier.ts';

const KEY = Buffer.alloc(32, 7);
const notice: Notice = {
  id: 'inc-1:high:ch-1',
  severity: 'high',
  subject: 'BW-1 high',
  text: 'acme-okta.com …',
  url: 'https://b.acme.example/incidents/BW-1',
  incidentNumber: 'BW-1',
  at: 1_658_357_340_000,
};

let server: Server | null = null;
afterEach(() => server?.close());

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

async function receiver(
  answer: (n: number) => { status: number; headers?: Record<string, string> },
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const { status, headers } = answer(received.length);
      response.writeHead(status, headers).end('thanks');
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=x`, received };
}

function notifier(url: string): ReturnType<typeof createWebhookNotifier> {
  return createWebhookNotifier({
    url,
    secret: new Secret(`whsec_${KEY.toString('base64')}`),
    now: () => 1_658_357_341_234,
  });
}

const signal = new AbortController().signal;

describe('webhook notifier', () => {
  it('signs what it sends, as Standard Webhooks 1.0 says', async () => {
    const { url, received } = await receiver(() => ({ status: 204 }));
    expect(await notifier(url).send(notice, signal)).toEqual({ answer: 'HTTP 204' });
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(headers['webhook-id']).toBe(notice.id);
    expect(headers['webhook-timestamp']).toBe('1658357341');
    const signed = createHmac('sha256', KEY).update(`${notice.id}.1658357341.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed}`);
    expect(JSON.parse(body)).toMatchObject({ type: 'incident', data: { incident: 'BW-1', severity: 'high' } });
  });

  it('gives up on a refusal, tries later on a fault, and obeys Retry-After', async () => {
    const { url } = await receiver((n) =>
      n === 1 ? { status: 403 } : { status: 503, headers: { 'retry-after': '7' } },
    );
    await expect(notifier(url).send(notice, signal)).rejects.toMatchObject({
      code: 'notify.webhook_refused',
      retryable: false,
    });
    await expect(notifier(url).send(notice, signal)).rejects.toMatchObject({
      code: 'notify.webhook_failed',
      retryable: true,
      retryAfterMs: 7000,
    });
  });

  it('does not follow a redirect with the notice', async () => {
    const { url, received } = await receiver(() => ({
      status: 307,
      headers: { location: 'http://127.0.0.1:1/elsewhere' },
    }));
    await expect(notifier(url).send(notice, signal)).rejects.toMatchObject({ code: 'notify.webhook_refused' });
    expect(received).toHaveLength(1);
  });

  it('says that nobody answers, and that it may be tried again', async () => {
    await expect(notifier('http://127.0.0.1:1/').send(notice, signal)).rejects.toMatchObject({
      code: 'notify.webhook_failed',
      retryable: true,
    });
  });

  it('refuses a secret that is too short to protect anything', () => {
    expect(() =>
      createWebhookNotifier({ url: 'http://127.0.0.1:1/', secret: new Secret('whsec_abcd'), now: () => 0 }),
    ).toThrow(/whsec_/);
  });
});
