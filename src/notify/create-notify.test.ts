import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import { renderMessage } from '../base/messages.ts';
import { Secret } from '../base/secret.ts';
import { createWebhookNotifier } from '../connectors/webhook/webhook-notifier.ts';
import { createIncidents, type Incidents } from '../incidents/create-incidents.ts';
import { incidentMessages } from '../incidents/messages.ts';
import { incidentMigrations } from '../incidents/migrations.ts';
import { attackFindings } from '../incidents/test-findings.ts';
import { testContext } from '../incidents/test-incidents.ts';
import { silentLog } from '../platform/log/log.ts';
import { createOutbox, type OutboxWorker } from '../platform/outbox/create-outbox.ts';
import { outboxMigrations } from '../platform/outbox/migrations.ts';
import { createSecrets } from '../platform/secrets/create-secrets.ts';
import { secretMigrations } from '../platform/secrets/migrations.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { createNotify, type Notify } from './create-notify.ts';
import { notifyMigrations } from './migrations.ts';
import type { NotifyTables } from './tables.ts';

let store: TestDb;
let server: Server;
let outbox: OutboxWorker;
let notify: Notify;
let incidents: Incidents;
let url: string;
let received: { headers: IncomingHttpHeaders; body: string }[];
let status: number;
let now: number;

beforeEach(async () => {
  received = [];
  status = 204;
  now = Date.UTC(2026, 10, 21, 23);
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  store = await openTestDb([incidentMigrations, notifyMigrations, outboxMigrations, secretMigrations]);
  const clock = { now: () => now, steadyMs: () => now, sleep: () => Promise.resolve() };
  const { db } = store;
  outbox = createOutbox({ db, clock, log: silentLog, held: () => false });
  notify = createNotify({
    db,
    clock,
    log: silentLog,
    outbox,
    secrets: createSecrets({ db, clock, key: () => ({ id: 'k1', bytes: Buffer.alloc(32, 1) }) }),
    configured: [],
    openNotifier: (settings, secret) => {
      if (settings.kind !== 'webhook') throw new Error('only webhooks here');
      return createWebhookNotifier({ url: settings.url, secret: secret ?? new Secret(''), now: () => now });
    },
    render: (message) => renderMessage(incidentMessages, message),
    incidentUrl: (number) => `https://b.acme.example/incidents/${number}`,
  });
  incidents = createIncidents({
    db,
    live: { publish: () => Promise.resolve() },
    log: silentLog,
    notifyOpened: (tx, told) => notify.incidentTold(tx, told),
    changed: () => Promise.resolve(),
  });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await store.close();
});

const call = { params: undefined, query: undefined, body: undefined };

function add(minSeverity: 'low' | 'high' | 'critical', label: string = minSeverity) {
  const body = { kind: 'webhook' as const, label, url, minSeverity };
  return notify.handlers.addChannel(testContext(), { ...call, body });
}

async function channel() {
  const { items } = await notify.handlers.listChannels(testContext(), call);
  return items[0];
}

async function attack(tenantId = 'live'): Promise<void> {
  for (const finding of attackFindings()) {
    await store.db.transaction((tx) => incidents.sink.record(tx, [{ ...finding, tenantId }]));
  }
}

const deliver = () => outbox.turn(new AbortController().signal);
const subjects = () => received.map((one) => (JSON.parse(one.body) as { data: { subject: string } }).data.subject);

describe('telling people', () => {
  it('tells once when an incident opens and once when it gets graver, signed, in words', async () => {
    const { signingSecret } = await add('high');
    await attack();
    await attack();
    await deliver();
    await deliver();
    expect(subjects()).toEqual([
      '[Breakwater] BW-1 high: acme-okta.com, a look-alike, was certified',
      expect.stringMatching(/^\[Breakwater\] BW-1 is now critical: acme-okta\.com was certified 35 minutes before/u),
    ]);
    for (const { headers, body } of received) {
      const key = Buffer.from((signingSecret ?? '').slice('whsec_'.length), 'base64');
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      const expected = Buffer.from(createHmac('sha256', key).update(signed).digest('base64'));
      const given = Buffer.from(String(headers['webhook-signature']).slice('v1,'.length));
      expect(timingSafeEqual(expected, given)).toBe(true);
      expect(body).toContain('https://b.acme.example/incidents/BW-1');
      // The notice goes to other systems: no raw record may leave with it.
      expect(body).not.toContain('"k"');
    }
  });

  it('tells each channel what is grave enough for it', async () => {
    await add('critical');
    await attack();
    await deliver();
    expect(subjects()).toHaveLength(1);
  });

  it('tells nobody outside of a rehearsal, and takes no channel there', async () => {
    await add('low');
    await attack(REHEARSAL_TENANT);
    await deliver();
    expect(received).toEqual([]);
    const there = notify.handlers.addChannel(testContext({ tenantId: REHEARSAL_TENANT }), {
      ...call,
      body: { kind: 'webhook', label: 'x', url, minSeverity: 'low' },
    });
    await expect(there).rejects.toMatchObject({ code: 'notify.rehearsal' });
  });

  it('takes no webhook on another machine without https, for incidents would cross the network in clear', async () => {
    const body = {
      kind: 'webhook' as const,
      label: 'x',
      url: 'http://chat.acme.example/hook',
      minSeverity: 'low' as const,
    };
    await expect(notify.handlers.addChannel(testContext(), { ...call, body })).rejects.toMatchObject({
      code: 'notify.webhook_in_clear',
      status: 400,
      remedy: expect.stringContaining('https') as string,
    });
    expect(await channel()).toBeUndefined();
  });

  it('sends nothing more to a webhook that was stored without https, and says so', async () => {
    await add('low');
    await store.db.transaction((tx) =>
      tx
        .tables<NotifyTables>()
        .updateTable('channel')
        .set({ settings: JSON.stringify({ kind: 'webhook', url: 'http://chat.acme.example/hook' }) })
        .execute(),
    );
    await attack();
    await deliver();
    expect(received).toEqual([]);
    expect(await channel()).toMatchObject({ waiting: 0, lastError: { code: 'notify.webhook_in_clear' } });
    const [health] = await notify.health('live');
    expect(health?.failing).toContain('in clear');
    const params = { channelId: (await channel())?.channelId ?? '' };
    const tried = await notify.handlers.testChannel(testContext(), { ...call, params });
    expect(tried).toMatchObject({ delivered: false, answer: expect.stringContaining('https') as string });
  });

  it('keeps what could not be delivered, says why, and delivers it later under the same id', async () => {
    await add('critical');
    await attack();
    status = 503;
    await deliver();
    expect(await channel()).toMatchObject({
      waiting: 1,
      lastDeliveredAt: null,
      lastError: { code: 'notify.webhook_failed' },
    });
    expect(await notify.health('live')).toEqual([
      { label: 'critical', failing: expect.stringContaining('503') as string },
    ]);
    status = 204;
    now += 60_000;
    await deliver();
    expect(await channel()).toMatchObject({ waiting: 0, lastDeliveredAt: now, lastError: null });
    expect(new Set(received.map((one) => one.headers['webhook-id'])).size).toBe(1);
  });

  it('sends nothing more to a channel that was removed', async () => {
    const { channelId } = await add('critical');
    await attack();
    await notify.handlers.removeChannel(testContext(), { ...call, params: { channelId } });
    await deliver();
    expect(received).toEqual([]);
    expect(await outbox.counts()).toMatchObject({ waiting: 0 });
  });

  it('sends a test at once and says what was answered', async () => {
    const { channelId } = await add('low');
    const test = () => notify.handlers.testChannel(testContext(), { ...call, params: { channelId } });
    expect(await test()).toEqual({ delivered: true, answer: 'HTTP 204' });
    status = 401;
    expect(await test()).toMatchObject({ delivered: false, answer: expect.stringContaining('401') as string });
  });

  it('shows the signing secret once, and keeps it sealed', async () => {
    const { signingSecret } = await add('low');
    expect(signingSecret).toMatch(/^whsec_/u);
    expect(JSON.stringify(await channel())).not.toContain('whsec_');
    const rows = await store.db
      .read<{ channel: Record<string, unknown> }>()
      .selectFrom('channel')
      .selectAll()
      .execute();
    expect(JSON.stringify(rows)).not.toContain((signingSecret ?? '').slice(6));
  });
});
