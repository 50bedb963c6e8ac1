import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authApi } from '../auth/api.ts';
import { firstAdministrator, invited } from '../auth/test-sign-in.ts';
import { startTestEdge, type TestBrowser, type TestEdge } from '../http/test-edge.ts';
import type { LiveKind } from './live.ts';
import type { LiveTables } from './tables.ts';
import { openStream, type TestStream } from './test-stream.ts';

let edge: TestEdge;
let admin: Awaited<ReturnType<typeof firstAdministrator>>;
const streams: TestStream[] = [];

beforeEach(async () => {
  edge = await startTestEdge();
  admin = await firstAdministrator(edge);
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.end();
  await edge.stop();
});

const publish = (kind: LiveKind, id: string, tenantId = 'live') =>
  edge.db.transaction((tx) => edge.live.publish(tx, tenantId, kind, id));
const listen = async (browser: TestBrowser, extra: Record<string, string> = {}, path?: string) => {
  const headers = {
    host: `localhost:${edge.port}`,
    cookie: browser.cookieHeader(),
    'sec-fetch-site': 'same-origin',
    ...extra,
  };
  const stream = await openStream(edge.port, headers, path);
  streams.push(stream);
  return stream;
};
const change = (kind: LiveKind, id: string) => ({ event: 'change', data: { kind, id } });

describe('the live stream', () => {
  it('tells what changed, with its position, after the commit and not after a rollback', async () => {
    const stream = await listen(admin.browser);
    expect(stream.status).toBe(200);
    const hello = await stream.next();
    expect(hello.event).toBe('hello');
    await edge.db
      .transaction(async (tx) => {
        await edge.live.publish(tx, 'live', 'incident', 'undone');
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await publish('incident', 'i1');
    const event = await stream.next();
    expect(event).toMatchObject(change('incident', 'i1'));
    expect(Number(event.id)).toBe(Number(hello.id) + 1);
  });

  it('names each changed thing once however often it changed', async () => {
    const stream = await listen(admin.browser);
    await stream.next();
    await edge.db.transaction(async (tx) => {
      for (let i = 0; i < 300; i += 1) await edge.live.publish(tx, 'live', 'action', `a${i % 3}`);
    });
    const seen = [await stream.next(), await stream.next(), await stream.next()];
    expect(seen.map((event) => (event.data as { id: string }).id)).toEqual(['a0', 'a1', 'a2']);
    await publish('incident', 'last');
    expect(await stream.next()).toMatchObject(change('incident', 'last'));
  });

  it('goes on where the reader stopped', async () => {
    const first = await listen(admin.browser);
    const hello = await first.next();
    first.end();
    await first.closed;
    await publish('incident', 'i1');
    await publish('report', 'r1');
    const second = await listen(admin.browser, { 'last-event-id': hello.id });
    expect((await second.next()).event).toBe('hello');
    expect(await second.next()).toMatchObject(change('incident', 'i1'));
    expect(await second.next()).toMatchObject(change('report', 'r1'));
  });

  it('says reset when that is no longer kept, or lies in the future', async () => {
    for (let i = 0; i < 5; i += 1) await publish('incident', `i${i}`);
    await edge.db.transaction((tx) => tx.tables<LiveTables>().deleteFrom('live_event').where('seq', '<', 5).execute());
    const old = await listen(admin.browser, { 'last-event-id': '2' });
    const reset = await old.next();
    expect(reset.event).toBe('reset');
    await publish('incident', 'after');
    expect(await old.next()).toMatchObject(change('incident', 'after'));
    const future = await listen(admin.browser, { 'last-event-id': '999999' });
    expect((await future.next()).event).toBe('reset');
  });

  it('keeps ten thousand events', async () => {
    const before = await edge.live.headSeq('live');
    for (let batch = 0; batch < 21; batch += 1) {
      await edge.db.transaction(async (tx) => {
        for (let i = 0; i < 500; i += 1) await edge.live.publish(tx, 'live', 'source', 's1');
      });
    }
    const head = await edge.live.headSeq('live');
    expect(head).toBe(before + 10_500);
    const oldest = (await edge.live.oldestSeq('live')) ?? 0;
    expect(head - oldest).toBeGreaterThanOrEqual(10_000 - 500);
    expect(head - oldest).toBeLessThanOrEqual(10_500);
  });

  it('tells nobody what he may not see', async () => {
    const viewer = await invited(edge, admin.client, 'Vic', 'viewer');
    const stream = await listen(viewer.browser);
    await stream.next();
    await publish('account', 'secret');
    await publish('incident', 'open');
    expect(await stream.next()).toMatchObject(change('incident', 'open'));
  });

  it('keeps data spaces apart', async () => {
    const rehearsal = await listen(admin.browser, {}, '/api/v1/live?space=rehearsal');
    await rehearsal.next();
    await publish('incident', 'live one');
    await publish('incident', 'rehearsed', 'rehearsal');
    expect(await rehearsal.next()).toMatchObject(change('incident', 'rehearsed'));
    expect((await listen(admin.browser, {}, '/api/v1/live?space=other')).status).toBe(404);
  });

  it('is one per browser session and data space: a newer one replaces the older', async () => {
    const first = await listen(admin.browser);
    await first.next();
    const other = await listen(admin.browser, {}, '/api/v1/live?space=rehearsal');
    await other.next();
    const second = await listen(admin.browser);
    expect((await first.next()).event).toBe('replaced');
    await first.closed;
    // Its hello says from where on it tells: what is published before that is not told to it.
    expect((await second.next()).event).toBe('hello');
    await publish('incident', 'i1');
    expect(await second.next()).toMatchObject(change('incident', 'i1'));
    expect(edge.hub.open).toBe(2);
  });

  it('ends at once when the session is revoked, by whatever way', async () => {
    const bob = await invited(edge, admin.client, 'Bob', 'viewer');
    const stream = await listen(bob.browser);
    await stream.next();
    await admin.client.removeAccount({ params: { accountId: bob.accountId } });
    expect((await stream.next()).event).toBe('ended');
    await stream.closed;

    const own = await listen(admin.browser);
    await own.next();
    await admin.client.signOut({});
    const events = [(await own.next()).event];
    // What signing out changed may come first.
    while (events.at(-1) !== 'ended') events.push((await own.next()).event);
    expect((await listen(admin.browser)).status).toBe(401);
  });

  it('ends with an API token, and takes one without a browser’s signs', async () => {
    const made = await admin.client.createToken({
      body: { label: 'x', permissions: ['incidents:read'], expiresInDays: 1 },
    });
    const headers = { host: `localhost:${edge.port}`, authorization: `Bearer ${made.token}` };
    const stream = await openStream(edge.port, headers);
    streams.push(stream);
    await stream.next();
    await publish('source', 'hidden');
    await publish('incident', 'i1');
    expect(await stream.next()).toMatchObject(change('incident', 'i1'));
    await admin.client.revokeToken({ params: { tokenId: made.tokenId } });
    expect((await stream.next()).event).toBe('ended');
  });

  it('holds a reader that does not read in bounded memory, and gives him everything later', async () => {
    const stream = await listen(admin.browser);
    await stream.next();
    stream.pause();
    for (let batch = 0; batch < 8; batch += 1) {
      await edge.db.transaction(async (tx) => {
        for (let i = 0; i < 1000; i += 1)
          await edge.live.publish(tx, 'live', 'incident', `${batch}-${i}-${'x'.repeat(200)}`);
      });
    }
    stream.resume();
    let last = '';
    while (!last.startsWith('7-999-')) last = ((await stream.next()).data as { id: string }).id;
    expect(stream.waiting()).toEqual([]);
  });

  it('ends when the program stops', async () => {
    const stream = await listen(admin.browser);
    await stream.next();
    edge.hub.stop();
    expect((await stream.next()).event).toBe('stopping');
    await stream.closed;
    expect(edge.hub.open).toBe(0);
    expect(await admin.browser.client(authApi).getMe({})).toMatchObject({ name: 'Ada' });
  });
});
