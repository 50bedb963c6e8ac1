import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { silentLog } from '../../platform/log/log.ts';
import type { IdentitySource } from '../../identity/ports.ts';
import { createOktaLogSource } from './okta-log-source.ts';
import { scriptedServer, type ScriptedReply, type ScriptedServer, type SeenRequest } from './test-server.ts';

const SIGNAL = new AbortController().signal;
const SINCE = Date.UTC(2026, 10, 1);

let servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function reading(
  answer: (request: SeenRequest) => ScriptedReply,
): Promise<{ source: IdentitySource; server: ScriptedServer }> {
  const server = await scriptedServer(answer);
  servers.push(server);
  const source = createOktaLogSource({
    orgUrl: server.url,
    credential: { kind: 'token', token: new Secret('00token-of-a-read-only-admin') },
    clock: systemClock,
    log: silentLog,
    timeoutMs: 2000,
  });
  return { source, server };
}

/** A System Log of `size` records behind polling links. */
function logOf(size: number, url: () => string) {
  return (request: SeenRequest): ScriptedReply => {
    const after = Number(request.query.get('after') ?? 0);
    const limit = Number(request.query.get('limit'));
    const records = Array.from({ length: Math.min(limit, size - after) }, (_record, index) => ({
      uuid: `u${after + index}`,
      published: new Date(SINCE + (after + index) * 1000).toISOString(),
      eventType: 'user.session.start',
    }));
    return {
      json: records,
      headers: { link: `<${url()}/api/v1/logs?after=${after + records.length}&limit=${limit}>; rel="next"` },
    };
  };
}

const limits = (remaining: number): Record<string, string> => ({
  'x-rate-limit-limit': '60',
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + 40),
});

describe('the Okta System Log', () => {
  it('is read page by page without a gap or a double, from where it stopped', async () => {
    const { source, server } = await reading((request) => logOf(2500, () => server.url)(request));
    const ids: (string | null)[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 4; page += 1) {
      const read = await source.readPage(cursor, SINCE, SIGNAL);
      ids.push(...read.records.map((record) => record.vendorId));
      cursor = read.cursor;
      expect(read.more).toBe(page < 2);
    }
    expect(ids).toEqual(Array.from({ length: 2500 }, (_id, index) => `u${index}`));
    expect(server.seen[0]?.query.get('since')).toBe(new Date(SINCE).toISOString());
    expect(server.seen[0]?.query.get('until')).toBeNull();
  });

  it('leaves the last tenth of the rate limit to others', async () => {
    let remaining = 7;
    const { source } = await reading(() => ({ json: [], headers: limits(remaining) }));
    expect((await source.readPage(null, SINCE, SIGNAL)).waitMs).toBeNull();
    remaining = 6;
    expect((await source.readPage(null, SINCE, SIGNAL)).waitMs).toBeGreaterThan(20_000);
  });

  it('starts again before the newest record when Okta no longer takes the position', async () => {
    const { source, server } = await reading((request) =>
      request.query.has('after') && request.query.get('after') !== '0'
        ? { status: 400, json: { errorCode: 'E0000031', errorSummary: 'Invalid search criteria.' } }
        : logOf(3, () => server.url)(request),
    );
    const first = await source.readPage(null, SINCE, SIGNAL);
    const second = await source.readPage(first.cursor, SINCE, SIGNAL);
    expect(second.records).toHaveLength(3);
    expect(server.seen.at(-1)?.query.get('since')).toBe(new Date(SINCE + 2000 - 900_000).toISOString());
  });

  it('goes on by time when something between drops the next link', async () => {
    const { source, server } = await reading((request) => {
      const reply = logOf(3, () => server.url)(request);
      return { json: reply.json };
    });
    const first = await source.readPage(null, SINCE, SIGNAL);
    await source.readPage(first.cursor, SINCE, SIGNAL);
    expect(server.seen.at(-1)?.query.get('since')).toBe(new Date(SINCE + 2000).toISOString());
  });

  it('does not follow a next link that is not the log', async () => {
    const { source, server } = await reading(() => ({
      json: [{ uuid: 'a', published: new Date(SINCE).toISOString() }],
      headers: { link: `<${server.url}/api/v1/users/me>; rel="next"` },
    }));
    const first = await source.readPage(null, SINCE, SIGNAL);
    expect(JSON.parse(first.cursor).next).toMatch(/^\/api\/v1\/logs\?since=/u);
    await expect(source.readPage(JSON.stringify({ next: '/api/v1/users' }), SINCE, SIGNAL)).rejects.toThrow(
      /position/u,
    );
  });

  it('keeps records it does not understand, and refuses a page that is no list', async () => {
    let json: unknown = ['text', null, { uuid: 7 }];
    const { source } = await reading(() => ({ json }));
    const page = await source.readPage(null, SINCE, SIGNAL);
    expect(page.records).toEqual([
      { vendorId: null, raw: '"text"' },
      { vendorId: null, raw: 'null' },
      { vendorId: null, raw: '{"uuid":7}' },
    ]);
    json = { errorSummary: 'no' };
    await expect(source.readPage(null, SINCE, SIGNAL)).rejects.toMatchObject({ code: 'okta.garbage' });
  });
});

describe('trying an Okta credential', () => {
  it('tells that a token can do more than read', async () => {
    const { source, server } = await reading((request) => {
      if (request.path === '/api/v1/users/me') return { json: { id: '00u1' } };
      if (request.path === '/api/v1/users/00u1/roles')
        return { json: [{ type: 'SUPER_ADMIN' }, { type: 'READ_ONLY_ADMIN' }] };
      return { json: [] };
    });
    expect(await source.probe(SIGNAL)).toEqual({ ok: true, scopes: [], excessScopes: ['role:SUPER_ADMIN'] });
    expect(server.seen.every((request) => request.method === 'GET')).toBe(true);
  });

  it('says why it does not work, and what to do', async () => {
    const { source } = await reading(() => ({
      status: 401,
      json: { errorCode: 'E0000011', errorSummary: 'Invalid token provided' },
    }));
    expect(await source.probe(SIGNAL)).toMatchObject({
      ok: false,
      code: 'okta.credential_invalid',
      remedy: expect.stringContaining('30 days'),
    });
  });

  it('works where the roles of the token cannot be read', async () => {
    const { source } = await reading((request) =>
      request.path === '/api/v1/logs' ? { json: [] } : { status: 403, json: { errorCode: 'E0000006' } },
    );
    expect(await source.probe(SIGNAL)).toEqual({ ok: true, scopes: [], excessScopes: [] });
  });
});
