import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { enrol, firstAdministrator, openLink } from '../auth/test-sign-in.ts';
import { authApi } from '../auth/api.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { createClient, type Client } from './client.ts';
import { defineApi } from './contract.ts';
import type { Handlers } from './context.ts';
import { pageOf, pageQuery } from './paging.ts';
import { serveApi } from './serve-api.ts';
import type { HttpTables } from './tables.ts';
import { startTestEdge, type TestEdge } from './test-edge.ts';

const thing = z.object({ id: z.string(), note: z.string() });
const testApi = defineApi({
  listThings: {
    method: 'GET',
    path: '/api/v1/test/things',
    summary: 'Lists.',
    access: 'incidents:read',
    query: pageQuery.extend({ kind: z.enum(['a', 'b']).optional() }),
    response: pageOf(thing),
  },
  makeThing: {
    method: 'POST',
    path: '/api/v1/test/things',
    summary: 'Makes.',
    access: 'incidents:write',
    body: z.object({ note: z.string().min(3), count: z.number().int().min(1) }),
    response: thing,
    audit: 'thing.make',
  },
  breakThing: {
    method: 'POST',
    path: '/api/v1/test/things/:thingId/break',
    summary: 'Fails.',
    access: 'incidents:write',
    params: z.object({ thingId: z.string().max(20) }),
    body: z.object({ how: z.enum(['app', 'unknown', 'bad-reply', 'slow']) }),
    response: thing,
    audit: 'thing.break',
  },
  upload: {
    method: 'POST',
    path: '/api/v1/test/upload',
    summary: 'Takes bytes.',
    access: 'incidents:write',
    bodyKind: 'raw',
    response: z.object({ sizeBytes: z.number() }),
    audit: 'thing.upload',
  },
  where: {
    method: 'GET',
    path: '/api/v1/test/where',
    summary: 'Says which data space and clock.',
    access: 'incidents:read',
    response: z.object({ tenantId: z.string(), now: z.number() }),
  },
  operate: {
    method: 'POST',
    path: '/api/v1/test/operate',
    summary: 'For the operator.',
    access: 'operator',
    response: z.object({ done: z.boolean() }),
    audit: 'thing.operate',
  },
});

const code = (expected: string) => expect.objectContaining({ code: expected });
const REHEARSAL_NOW = Date.UTC(2022, 6, 20, 22, 50);

let edge: TestEdge;
let client: Client<typeof testApi>;
let browser: Awaited<ReturnType<typeof firstAdministrator>>['browser'];
let made: string[];
let slowEnded: Promise<void>;

beforeEach(async () => {
  made = [];
  let endSlow: () => void = () => undefined;
  slowEnded = new Promise((resolve) => {
    endSlow = resolve;
  });
  const handlers: Handlers<typeof testApi> = {
    listThings: async (_, { query }) => {
      const rows = [{ id: '1', note: query.kind ?? 'none', secret: 'undeclared' }];
      return { items: rows, nextCursor: query.cursor ?? null };
    },
    makeThing: async (context, { body }) => {
      made.push(body.note);
      context.audit(`thing-${made.length}`);
      return { id: String(made.length), note: body.note };
    },
    breakThing: async (context, { body }) => {
      if (body.how === 'app') {
        throw new AppError('incidents.gone', 'The thing is gone.', { status: 409, remedy: 'Take another.' });
      }
      if (body.how === 'unknown') throw new Error('password=hunter2 in a stack');
      if (body.how === 'slow') {
        await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve(), { once: true }));
        endSlow();
      }
      return { id: 1 } as never;
    },
    upload: async (context) => {
      let sizeBytes = 0;
      for await (const chunk of context.request.body ?? []) sizeBytes += chunk.byteLength;
      return { sizeBytes };
    },
    where: async (context) => ({ tenantId: context.tenantId, now: context.clock.now() }),
    operate: async () => ({ done: true }),
  };
  edge = await startTestEdge({
    operatorToken: 'operator-token-of-this-run-0123456789',
    limits: { jsonBodyBytes: 2000, rawBodyBytes: 100_000, requestTimeoutMs: 200, rawIdleMs: 200, bodyTimeoutMs: 300 },
    rehearsalClock: new VirtualClock(REHEARSAL_NOW, []),
    serve: (app, on) => serveApi(app, testApi, handlers, on),
  });
  ({ browser } = await firstAdministrator(edge));
  client = browser.client(testApi);
});
afterEach(() => edge.stop());

const ageReplies = (set: Partial<HttpTables['http_reply']>) =>
  edge.db.transaction((tx) => tx.tables<HttpTables>().updateTable('http_reply').set(set).execute());
const lastAudit = async () => (await edge.audit.page(null, 1)).items[0];

describe('a call', () => {
  it('goes there and back through the typed client', async () => {
    expect(await client.makeThing({ body: { note: 'one', count: 1 } })).toEqual({ id: '1', note: 'one' });
    const page = await client.listThings({ query: { kind: 'b', cursor: 'next page' } });
    expect(page).toEqual({ items: [{ id: '1', note: 'b' }], nextCursor: 'next page' });
  });

  it('answers nothing that its description does not name', async () => {
    const reply = await browser.fetch(`${edge.url}/api/v1/test/things`);
    expect(await reply.text()).not.toContain('undeclared');
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  it('says everything that is wrong with the input at once', async () => {
    const reply = await browser.fetch(`${edge.url}/api/v1/test/things?limit=0&kind=c`);
    expect(reply.status).toBe(400);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(await reply.json()).toMatchObject({
      type: 'urn:breakwater:problem:http.bad_input',
      code: 'http.bad_input',
      status: 400,
      issues: [{ path: 'query.limit' }, { path: 'query.kind' }],
    });
    const wrong = client.makeThing({ body: { note: 'x', count: 0.5 } });
    await expect(wrong).rejects.toMatchObject({
      code: 'http.bad_input',
      details: { issues: [{ path: 'body.note' }, { path: 'body.count' }] },
    });
    expect(made).toEqual([]);
  });

  it.each([
    ['{"note":', 'application/json', 400, 'http.bad_input'],
    ['{"note":"abc","count":1}', 'text/plain', 415, 'http.body_not_json'],
    ['note=abc', 'application/x-www-form-urlencoded', 415, 'http.body_not_json'],
    [`{"note":"${'x'.repeat(3000)}","count":1}`, 'application/json', 413, 'http.body_too_large'],
    ['"text"', 'application/json', 400, 'http.bad_input'],
    ['', 'application/json', 400, 'http.bad_input'],
    ['{"note":"a\\u0000c","count":1}', 'application/json', 400, 'http.bad_input'],
    [`{"note":${'['.repeat(500)}${']'.repeat(500)},"count":1}`, 'application/json', 400, 'http.bad_input'],
  ])('refuses the body %.20s as %s', async (body, type, status, problem) => {
    const headers = { 'content-type': type };
    const reply = await browser.fetch(`${edge.url}/api/v1/test/things`, { method: 'POST', body, headers });
    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject({ code: problem });
    expect(made).toEqual([]);
  });

  it('does not wait for a body that never comes', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"note":')),
    });
    const headers = { 'content-type': 'application/json' };
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, headers, duplex: 'half' };
    const reply = await browser.fetch(`${edge.url}/api/v1/test/things`, init);
    expect(reply.status).toBe(408);
  });

  it('tells nothing of what nobody planned for, but its request id', async () => {
    const params = { thingId: 't1' };
    const reply = client.breakThing({ params, body: { how: 'unknown' } });
    await expect(reply).rejects.toMatchObject({ code: 'http.internal', status: 500 });
    await expect(reply).rejects.not.toThrow(/hunter2/);
    await expect(client.breakThing({ params, body: { how: 'bad-reply' } })).rejects.toMatchObject({
      code: 'http.bad_reply',
    });
    await expect(client.breakThing({ params, body: { how: 'app' } })).rejects.toMatchObject({
      code: 'incidents.gone',
      status: 409,
      remedy: 'Take another.',
    });
  });

  it('is answered in time, done or not, and its handler is told', async () => {
    const call = client.breakThing({ params: { thingId: 't1' }, body: { how: 'slow' } });
    await expect(call).rejects.toMatchObject({ code: 'http.timeout', status: 503, retryable: true });
    await slowEnded;
  });

  it('gets a problem for an address where nothing is', async () => {
    const reply = await browser.fetch(`${edge.url}/api/v1/nothing`);
    expect(reply.status).toBe(404);
    expect(await reply.json()).toMatchObject({
      code: 'http.not_found',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('is told apart from a server that is not there, or is not ours', async () => {
    await expect(createClient(testApi, { baseUrl: 'http://127.0.0.1:1' }).where({})).rejects.toMatchObject({
      code: 'http.unreachable',
      retryable: true,
    });
    const notOurs = createClient(testApi, {
      baseUrl: 'http://x',
      fetch: async () => new Response('<html>', { status: 200 }),
    });
    await expect(notOurs.where({})).rejects.toEqual(code('http.unreadable_reply'));
  });
});

describe('streams of bytes', () => {
  const upload = (body: BodyInit) => client.upload({ body });
  const streamOf = (chunks: number, sizeBytes: number, closes = true) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < chunks; i += 1) controller.enqueue(new Uint8Array(sizeBytes));
        if (closes) controller.close();
      },
    });

  it('are handed over unparsed', async () => {
    expect(await upload(streamOf(5, 1000))).toEqual({ sizeBytes: 5000 });
    expect(await upload('abc')).toEqual({ sizeBytes: 3 });
  });

  it('are cut at their limit, said in advance or not', async () => {
    await expect(upload(streamOf(200, 1000))).rejects.toEqual(code('http.body_too_large'));
    await expect(upload(new Uint8Array(100_001))).rejects.toEqual(code('http.body_too_large'));
  });

  it('are cut when they fall silent', async () => {
    await expect(upload(streamOf(3, 1000, false))).rejects.toEqual(code('http.body_timeout'));
  });
});

describe('a repeated write', () => {
  const body = { note: 'once', count: 1 };

  it('is answered and not carried out again', async () => {
    const options = { idempotencyKey: 'key-00001' };
    const first = await client.makeThing({ body }, options);
    expect(await client.makeThing({ body }, options)).toEqual(first);
    expect(made).toEqual(['once']);
  });

  it('is another write after a day, or from another person', async () => {
    const options = { idempotencyKey: 'key-00001' };
    await client.makeThing({ body }, options);
    const other = edge.browser();
    const { link } = await browser.client(authApi).inviteAccount({ body: { name: 'Bob', role: 'responder' } });
    await openLink(other, link);
    await enrol(edge, other.client(authApi));
    await other.client(testApi).makeThing({ body }, options);
    expect(made).toHaveLength(2);
    await ageReplies({ created_at: edge.clock.now() - 24 * 3_600_000 - 1 });
    await client.makeThing({ body }, options);
    expect(made).toHaveLength(3);
  });

  it('is refused with another body', async () => {
    await client.makeThing({ body }, { idempotencyKey: 'key-00002' });
    const other = client.makeThing({ body: { note: 'other', count: 1 } }, { idempotencyKey: 'key-00002' });
    await expect(other).rejects.toMatchObject({ code: 'http.idempotency_other_body', status: 422 });
    expect(made).toEqual(['once']);
  });

  it('may be made again when the first one failed', async () => {
    const options = { idempotencyKey: 'key-00003' };
    const call = () => client.breakThing({ params: { thingId: 't' }, body: { how: 'app' } }, options);
    await expect(call()).rejects.toEqual(code('incidents.gone'));
    await expect(call()).rejects.toEqual(code('incidents.gone'));
  });

  it('waits for the first, and is not guessed after a stop in between', async () => {
    const slow = client.breakThing(
      { params: { thingId: 't' }, body: { how: 'slow' } },
      { idempotencyKey: 'key-00004' },
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const again = client.breakThing(
      { params: { thingId: 't' }, body: { how: 'slow' } },
      { idempotencyKey: 'key-00004' },
    );
    await expect(again).rejects.toMatchObject({ code: 'http.idempotency_running', retryable: true });
    await expect(slow).rejects.toEqual(code('http.timeout'));

    await client.makeThing({ body }, { idempotencyKey: 'key-00005' });
    await ageReplies({ state: 'running', run_id: 'the run before' });
    await expect(client.makeThing({ body }, { idempotencyKey: 'key-00005' })).rejects.toEqual(
      code('http.idempotency_unknown'),
    );
  });

  it.each(['short', 'has space in it', 'ümlaut-key-1'])('is refused with the key "%s"', async (idempotencyKey) => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': Buffer.from(idempotencyKey).toString('latin1'),
    };
    const reply = await browser.fetch(`${edge.url}/api/v1/test/things`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(await reply.json()).toMatchObject({ code: 'http.idempotency_key' });
  });
});

describe('data spaces', () => {
  it('choose the tenant and its clock, by header or query', async () => {
    expect((await client.where({})).tenantId).toBe('live');
    const rehearsal = browser.client(testApi, 'rehearsal');
    expect(await rehearsal.where({})).toEqual({ tenantId: 'rehearsal', now: REHEARSAL_NOW });
    const reply = await browser.fetch(`${edge.url}/api/v1/test/where?space=rehearsal`);
    expect(await reply.json()).toMatchObject({ tenantId: 'rehearsal' });
  });

  it('that do not run are not there', async () => {
    await expect(browser.client(testApi, 'other').where({})).rejects.toMatchObject({
      code: 'http.space_not_running',
      status: 404,
    });
  });
});

describe('the audit log', () => {
  it('has each write with what the handler named, done or denied', async () => {
    await client.makeThing({ body: { note: 'one', count: 1 } });
    expect(await lastAudit()).toMatchObject({
      verb: 'thing.make',
      outcome: 'done',
      objects: '["thing-1"]',
      actor_kind: 'account',
    });
    await client.breakThing({ params: { thingId: 't9' }, body: { how: 'app' } }).catch(() => undefined);
    expect(await lastAudit()).toMatchObject({
      verb: 'thing.break',
      outcome: 'denied:incidents.gone',
      objects: '["t9"]',
    });
    await client.breakThing({ params: { thingId: 't9' }, body: { how: 'unknown' } }).catch(() => undefined);
    expect(await lastAudit()).toMatchObject({ outcome: 'failed:http.internal' });
    const anonymous = edge.browser().client(testApi);
    await anonymous.makeThing({ body: { note: 'one', count: 1 } }).catch(() => undefined);
    expect(await lastAudit()).toMatchObject({ outcome: 'denied:auth.sign_in_needed', actor_kind: 'anonymous' });
    await browser.client(testApi, 'rehearsal').makeThing({ body: { note: 'two', count: 1 } });
    expect(await lastAudit()).toMatchObject({ outcome: 'done', space: 'rehearsal' });
    expect(await edge.audit.verify()).toMatchObject({ whole: true });
  });

  it('has no line for reading', async () => {
    const before = await lastAudit();
    await client.listThings({ query: {} });
    expect(await lastAudit()).toEqual(before);
  });
});

it('lets only the operator do what is the operator’s', async () => {
  await expect(client.operate({})).rejects.toEqual(code('auth.not_allowed'));
  const operator = createClient(testApi, { baseUrl: edge.url, token: 'operator-token-of-this-run-0123456789' });
  expect(await operator.operate({})).toEqual({ done: true });
  expect(await lastAudit()).toMatchObject({ verb: 'thing.operate', actor_kind: 'system', actor_id: 'operator' });
});

it('counts calls by route, not by address', async () => {
  await client.breakThing({ params: { thingId: 'secret-id' }, body: { how: 'app' } }).catch(() => undefined);
  const text = edge.edge.metrics.render();
  expect(text).toContain('route="/api/v1/test/things/:thingId/break",status="409"} 1');
  expect(text).not.toContain('secret-id');
});
