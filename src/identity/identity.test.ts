import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import type { Finding } from '../base/finding.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import type { Secret } from '../base/secret.ts';
import { Activity } from '../platform/clock/activity.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { testContext } from '../platform/http/test-context.ts';
import { Loops } from '../platform/jobs/loops.ts';
import { silentLog } from '../platform/log/log.ts';
import { sourceMigrations } from '../platform/sources/migrations.ts';
import { createSources, type Sources } from '../platform/sources/sources.ts';
import type { SourceTables } from '../platform/sources/tables.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { createIdentity, type Identity } from './identity.ts';
import { importedAt } from './imports.ts';
import { identityMigrations } from './migrations.ts';
import type { IdentitySource, SourcePage } from './ports.ts';
import {
  ATTACKER,
  DAY,
  historyOf,
  homeOf,
  LOOK_ALIKE,
  memoryEvents,
  namedAddresses,
  oktaRecord,
  signIn,
  T0,
  TENANT,
} from './test-support.ts';

interface Scripted extends IdentitySource {
  pages: (SourcePage | AppError | Promise<SourcePage>)[];
  asked: (string | null)[];
  answer: Awaited<ReturnType<IdentitySource['probe']>>;
}

let test: TestDb;
let clock: VirtualClock;
let activity: Activity;
let loops: Loops;
let sources: Sources;
let identity: Identity;
let events: ReturnType<typeof memoryEvents>;
let found: Finding[];
let secrets: Map<string, string>;
let okta: Scripted;

beforeEach(async () => {
  test = await openTestDb([sourceMigrations, identityMigrations]);
  activity = new Activity();
  clock = new VirtualClock(T0, [activity]);
  loops = new Loops(clock, activity, silentLog);
  events = memoryEvents();
  found = [];
  secrets = new Map();
  const findings = {
    record: async (_tx: unknown, more: readonly Finding[]) => {
      for (const finding of more) if (!found.some((one) => one.id === finding.id)) found.push(finding);
    },
  };
  const live = { publish: async () => undefined };
  sources = createSources({ db: test.db, live, findings });
  okta = {
    format: 'okta',
    pages: [],
    asked: [],
    answer: { ok: true, scopes: ['okta.logs.read'], excessScopes: [] },
    readPage: async (cursor) => {
      okta.asked.push(cursor);
      const page = okta.pages.shift() ?? { records: [], cursor: cursor ?? 'start', more: false, waitMs: null };
      if (page instanceof AppError) throw page;
      return page;
    },
    probe: async () => okta.answer,
  };
  const place = (at: { tenantId: string; row: string; field: string }): string =>
    `${at.tenantId}/${at.row}/${at.field}`;
  identity = createIdentity({
    db: test.db,
    events,
    sources,
    findings,
    live,
    log: silentLog,
    named: namedAddresses(),
    hosts: LOOK_ALIKE,
    secrets: {
      put: async (_tx, at, secret: Secret) => void secrets.set(place(at), secret.reveal()),
      get: async () => null,
      delete: async (_tx, at) => void secrets.delete(place(at)),
    },
    oktaSource: () => okta,
  });
});

afterEach(async () => {
  await loops.stopAll();
  await test.close();
});

const start = (): Promise<void> => identity.startSpace({ tenantId: TENANT, clock, loops });
const CREDENTIAL = { kind: 'token', token: '00read-only-token' } as const;
const CONNECT = {
  params: undefined,
  query: undefined,
  body: { orgUrl: 'https://acme.okta.com', credential: CREDENTIAL },
};
const NOTHING = { params: undefined, query: undefined, body: undefined };

function posted(body: string | Uint8Array<ArrayBuffer>): Request {
  return new Request('http://localhost/', { method: 'POST', body });
}

const page = (records: unknown[], cursor: string, more = false): SourcePage => ({
  records: records.map((record) => ({ vendorId: null, raw: JSON.stringify(record) })),
  cursor,
  more,
  waitMs: null,
});

async function oktaHealth(): Promise<Awaited<ReturnType<Sources['list']>>[number]> {
  const source = (await sources.list(TENANT, clock.now())).find((one) => one.id === 'okta');
  if (source === undefined) throw new Error('no source');
  return source;
}

describe('a connected Okta organisation', () => {
  it('is tried first, sealed, read at once and judged', async () => {
    await start();
    const history = historyOf(['emp012']).map((event): unknown => JSON.parse(event.raw));
    okta.pages = [
      page(history, 'c1', true),
      page([oktaRecord({ at: T0, type: 'user.session.start', user: 'emp012', place: ATTACKER, session: 'r1' })], 'c2'),
    ];
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.settle();
    expect(okta.asked).toEqual([null, 'c1']);
    expect(found.map((finding) => finding.detector)).toEqual(['identity.new-context-sign-in']);
    expect([...secrets.values()]).toEqual([JSON.stringify(CREDENTIAL)]);
    expect(await oktaHealth()).toMatchObject({
      state: 'healthy',
      label: 'Okta acme.okta.com',
      recordsTotal: history.length + 1,
    });
    expect((await oktaHealth()).blindDetections.map((one) => one.detector)).toContain('identity.new-context-sign-in');
    await clock.advanceTo(T0 + 5000);
    expect(okta.asked.at(-1)).toBe('c2');
  });

  it('writes down only now and then that a poll brought nothing, and at once that one failed and that the next did not', async () => {
    await start();
    okta.pages = [page([], 'c1')];
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.settle();
    const row = (): Promise<{ last_poll_at: number | null; faults: number } | undefined> =>
      test.db
        .read<SourceTables>()
        .selectFrom('source')
        .select(['last_poll_at', 'faults'])
        .where('source_id', '=', 'okta')
        .executeTakeFirst();
    const written = new Set<number | null>();
    for (let atMs = T0 + 5000; atMs <= T0 + 60_000; atMs += 5000) {
      await clock.advanceTo(atMs);
      written.add((await row())?.last_poll_at ?? null);
    }
    expect(okta.asked).toHaveLength(13);
    expect([...written].map((at) => (at ?? 0) - T0)).toEqual([0, 30_000, 60_000]);
    okta.pages = [new AppError('okta.unreachable', 'no answer', { retryable: true })];
    await clock.advanceTo(T0 + 65_000);
    expect(await row()).toEqual({ last_poll_at: T0 + 65_000, faults: 1 });
    await clock.advanceTo(T0 + 80_000);
    expect(await row()).toEqual({ last_poll_at: T0 + 75_000, faults: 0 });
    okta.pages = [page([], 'c2')];
    await clock.advanceTo(T0 + 85_000);
    expect(await sources.cursorOf(TENANT, 'okta')).toBe('c2');
  });

  it('keeps nothing of a credential that does not work', async () => {
    await start();
    okta.answer = { ok: false, code: 'okta.scope_missing', message: 'lacks okta.logs.read', remedy: 'grant it' };
    await expect(identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT)).rejects.toMatchObject({
      code: 'okta.scope_missing',
      status: 422,
      remedy: 'grant it',
    });
    expect(secrets.size).toBe(0);
    expect(await sources.list(TENANT, clock.now())).toEqual([]);
  });

  it('cannot be a real one in a rehearsal, nor one in the clear', async () => {
    await start();
    await expect(identity.handlers.connectOkta(testContext(REHEARSAL_TENANT, clock), CONNECT)).rejects.toMatchObject({
      status: 403,
    });
    const body = { ...CONNECT.body, orgUrl: 'http://acme.okta.com' };
    await expect(identity.handlers.connectOkta(testContext(TENANT, clock), { ...CONNECT, body })).rejects.toMatchObject(
      {
        code: 'okta.insecure_url',
      },
    );
  });

  it('says so when the credential could write', async () => {
    await start();
    okta.answer = { ok: true, scopes: [], excessScopes: ['role:SUPER_ADMIN'] };
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.settle();
    expect((await oktaHealth()).lastError).toMatchObject({ code: 'okta.excess_scopes' });
    expect((await oktaHealth()).state).toBe('waiting');
  });

  it('waits as long as Okta asks, tells why, and goes on from the same place', async () => {
    await start();
    okta.pages = [
      page([oktaRecord({ at: T0, type: 'user.session.start', user: 'emp012', place: homeOf('emp012') })], 'c1'),
      new AppError('okta.rate_limited', 'used up', { retryable: true, retryAfterMs: 40_000 }),
    ];
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.advanceTo(T0 + 6000);
    expect((await oktaHealth()).lastError?.code).toBe('okta.rate_limited');
    const asked = okta.asked.length;
    await clock.advanceTo(T0 + 40_000);
    expect(okta.asked).toHaveLength(asked);
    await clock.advanceTo(T0 + 46_000);
    expect(okta.asked.at(-1)).toBe('c1');
    expect((await oktaHealth()).lastError).toBeNull();
  });

  it('counts and shows records that cannot be read', async () => {
    await start();
    okta.pages = [page([{ no: 'event type' }, 'text'], 'c1')];
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.advanceTo(T0 + 30_000);
    expect((await oktaHealth()).lastError).toMatchObject({
      code: 'identity.records_unreadable',
      message: expect.stringContaining('2 record(s)'),
    });
  });

  it('stops while paused and reads on when resumed', async () => {
    await start();
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.settle();
    const input = { params: { sourceId: 'okta' }, query: undefined, body: undefined };
    await sources.handlers.pauseSource(testContext(TENANT, clock), input);
    const asked = okta.asked.length;
    await clock.advanceTo(T0 + 60_000);
    expect(okta.asked).toHaveLength(asked);
    await sources.handlers.resumeSource(testContext(TENANT, clock), input);
    await clock.settle();
    expect(okta.asked.length).toBeGreaterThan(asked);
  });

  it('is read from its beginning when it is another organisation, even while the old one is being read', async () => {
    await start();
    okta.pages = [
      page([oktaRecord({ at: T0, type: 'user.session.start', user: 'emp012', place: homeOf('emp012') })], 'old-1'),
    ];
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.settle();
    const slow = Promise.withResolvers<SourcePage>();
    okta.pages = [slow.promise];
    const reading = clock.advanceTo(T0 + 5000);
    while (okta.asked.at(-1) !== 'old-1') await new Promise((resolve) => setImmediate(resolve));
    const body = { ...CONNECT.body, orgUrl: 'https://other.okta.com' };
    const connecting = identity.handlers.connectOkta(testContext(TENANT, clock), { ...CONNECT, body });
    slow.resolve(page([], 'old-2'));
    await connecting;
    await reading;
    await clock.settle();
    expect(okta.asked.at(-1)).toBeNull();
    expect((await oktaHealth()).label).toBe('Okta other.okta.com');
  });

  it('is forgotten with its credential when disconnected; its events stay', async () => {
    await start();
    okta.pages = [
      page([oktaRecord({ at: T0, type: 'user.session.start', user: 'emp012', place: homeOf('emp012') })], 'c1'),
    ];
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.settle();
    await identity.handlers.disconnectOkta(testContext(TENANT, clock), NOTHING);
    expect(secrets.size).toBe(0);
    expect(await sources.list(TENANT, clock.now())).toEqual([]);
    expect(events.all).toHaveLength(1);
    expect(loops.names()).not.toContain('identity.collect.okta');
  });

  it('cannot be changed in the console when breakwater.yaml sets it', async () => {
    await identity.startSpace(
      { tenantId: TENANT, clock, loops },
      { okta: { orgUrl: 'https://acme.okta.com', credential: CREDENTIAL, readOnly: true } },
    );
    await clock.settle();
    expect((await oktaHealth()).readOnly).toBe(true);
    await expect(identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT)).rejects.toMatchObject({
      status: 409,
    });
    await expect(identity.handlers.disconnectOkta(testContext(TENANT, clock), NOTHING)).rejects.toMatchObject({
      status: 409,
    });
  });
});

describe('the ingest endpoint', () => {
  const send = (body: string, format: 'okta' | 'dns'): ReturnType<Identity['handlers']['ingest']> =>
    identity.handlers.ingest(testContext(TENANT, clock, posted(body)), {
      params: { format },
      query: undefined,
      body: undefined,
    });

  it('takes records, names the lines it refuses, and takes the same records only once', async () => {
    await start();
    const good = JSON.stringify({ id: 'q1', time: T0, qname: 'login.acme-okta.com', user: 'emp007@acme.example' });
    const body = `${good}\n{"qname":\n\n{"no":"name"}\n`;
    expect(await send(body, 'dns')).toMatchObject({
      accepted: 1,
      duplicates: 0,
      rejected: 2,
      rejections: [
        { line: 2, reason: expect.stringContaining('not JSON') },
        { line: 4, reason: expect.stringContaining('qname') },
      ],
    });
    expect(await send(good, 'dns')).toMatchObject({ accepted: 0, duplicates: 1, rejected: 0 });
    await clock.settle();
    expect(found.map((finding) => finding.detector)).toEqual(['identity.exposure']);
    const [source] = await sources.list(TENANT, clock.now());
    expect(source).toMatchObject({ id: 'ingest:dns', kind: 'ingest', recordsTotal: 1 });
  });

  it('shows a record as it came and as it was read', async () => {
    await start();
    await send(JSON.stringify({ id: 'q1', time: T0, qname: 'Login.acme.example' }), 'dns');
    const context = testContext(TENANT, clock);
    const shown = await identity.handlers.getEvent(context, {
      params: { eventId: events.all[0]?.id ?? '' },
      query: undefined,
      body: undefined,
    });
    expect(shown).toMatchObject({
      seq: 1,
      sourceId: 'ingest:dns',
      raw: expect.stringContaining('Login.acme'),
      fields: { domain: 'login.acme.example' },
    });
    expect(context.audited).toEqual([shown.eventId]);
    const input = { params: { eventId: '0'.repeat(64) }, query: undefined, body: undefined };
    await expect(identity.handlers.getEvent(context, input)).rejects.toMatchObject({ status: 404 });
  });
});

describe('importing a file of logs', () => {
  const LAST_QUARTER = T0 - 60 * DAY;
  const shift = (record: Record<string, unknown>, byMs: number): Record<string, unknown> => ({
    ...record,
    published: new Date(Date.parse(String(record['published'])) + byMs).toISOString(),
  });
  const importFile = (body: string | Uint8Array<ArrayBuffer>): ReturnType<Identity['handlers']['startImport']> =>
    identity.handlers.startImport(testContext(TENANT, clock, posted(body)), {
      params: undefined,
      query: { fileName: 'okta.json', format: 'auto' },
      body: undefined,
    });

  function attackedQuarter(): Record<string, unknown>[] {
    const attack = signIn('emp012', ATTACKER, T0);
    return [...historyOf(['emp012']), ...attack].map((event) => {
      const record: Record<string, unknown> = JSON.parse(event.raw);
      return shift(record, LAST_QUARTER - T0);
    });
  }

  it('finds what happened then, whatever the order in the file, and keeps each record under its own day', async () => {
    await start();
    const records = attackedQuarter().toReversed();
    const file = new Uint8Array(gzipSync(JSON.stringify({ events: records })));
    const started = await importFile(file);
    expect(started).toMatchObject({ state: 'judging', format: 'okta', records: records.length, rejected: 0 });
    await clock.settle();
    const { items } = await identity.handlers.listImports(testContext(TENANT, clock), NOTHING);
    expect(items[0]).toMatchObject({ state: 'done', findings: 2, error: null });
    expect(found.map((finding) => [finding.severity, finding.facts['hasBaseline']])).toEqual([
      ['high', true],
      ['high', true],
    ]);
    expect(events.all.every((event) => event.receivedAt === event.occurredAt && !event.misdated)).toBe(true);
  });

  it('holds few records at a time where they are long, and takes all of them', async () => {
    await start();
    const sizes: number[] = [];
    const append = events.append.bind(events);
    events.append = (tenantId, batch) => {
      sizes.push(batch.reduce((sum, event) => sum + event.raw.length, 0));
      return append(tenantId, batch);
    };
    const long = (i: number): string =>
      JSON.stringify({ id: `q${i}`, time: T0 - DAY, qname: 'login.acme.example', notes: 'x'.repeat(1_000_000) });
    const file = Array.from({ length: 20 }, (_, i) => long(i)).join('\n');
    expect(await importFile(file)).toMatchObject({ records: 20, rejected: 0 });
    const context = testContext(TENANT, clock, posted(file));
    const sent = { params: { format: 'dns' as const }, query: undefined, body: undefined };
    expect(await identity.handlers.ingest(context, sent)).toMatchObject({ accepted: 20 });
    expect(Math.max(...sizes)).toBeLessThan(10_000_000);
    expect(sizes).toHaveLength(6);
  });

  it('does not double a file imported twice', async () => {
    await start();
    const file = attackedQuarter()
      .map((record) => JSON.stringify(record))
      .join('\n');
    await importFile(file);
    await clock.settle();
    const again = await importFile(file);
    expect(again).toMatchObject({ records: 0, duplicates: attackedQuarter().length });
    await clock.settle();
    expect(found).toHaveLength(2);
    expect(await sources.list(TENANT, clock.now())).toMatchObject([
      { id: 'import:okta', recordsTotal: attackedQuarter().length },
    ]);
  });

  it('keeps and judges what could be read of a broken file, and says what was wrong', async () => {
    await start();
    const packed = gzipSync(
      `${attackedQuarter()
        .map((record) => JSON.stringify(record))
        .join('\n')}\nnot json\n${'x'.repeat(300_000)}`,
    );
    await importFile(new Uint8Array(packed.subarray(0, packed.length - 8)));
    await clock.settle();
    const { items } = await identity.handlers.listImports(testContext(TENANT, clock), NOTHING);
    expect(items[0]).toMatchObject({ state: 'failed', error: expect.stringContaining('gzip'), findings: 2 });
  });

  it('names refused records by their line', async () => {
    await start();
    const imported = await importFile(`{"eventType":"user.session.start"}\n{"what":"is this"}\n`);
    expect(imported).toMatchObject({ records: 1, rejected: 1, rejections: [{ line: 2 }] });
  });

  it('is judged after a stop in the middle of reading, and marked as cut off', async () => {
    const { db } = test;
    await db.transaction(async (tx) => {
      const row = {
        tenant_id: TENANT,
        import_id: 'i1',
        file_name: 'f',
        format: 'auto',
        found: 'okta',
        state: 'reading',
      };
      const counts = {
        bytes_read: 1,
        records: 3,
        duplicates: 0,
        rejected: 0,
        findings: 0,
        first_seq: 0,
        last_seq: 0,
        judged_seq: 0,
      };
      const rest = { rejections: '[]', error: null, started_at: T0, finished_at: null };
      await tx
        .tables<import('./tables.ts').IdentityTables>()
        .insertInto('identity_import')
        .values({ ...row, ...counts, ...rest })
        .execute();
    });
    const attack = [...historyOf(['emp012']), ...signIn('emp012', ATTACKER, T0)];
    await events.append(
      TENANT,
      attack.map((event) => ({ ...event, sourceId: 'import:okta' })),
    );
    await start();
    await clock.settle();
    const { items } = await identity.handlers.listImports(testContext(TENANT, clock), NOTHING);
    expect(items[0]).toMatchObject({ state: 'failed', findings: 2, error: expect.stringContaining('Import it again') });
  });

  it('keeps records of the future and of long ago under today', () => {
    expect(importedAt(T0 - DAY, T0)).toBe(T0 - DAY);
    expect(importedAt(T0 + DAY, T0)).toBe(T0);
    expect(importedAt(0, T0)).toBe(T0);
  });
});

describe('removing a rehearsal', () => {
  it('leaves nothing of it in any table of this room', async () => {
    await start();
    okta.pages = [
      page(
        historyOf(['emp012']).map((event): unknown => JSON.parse(event.raw)),
        'c1',
      ),
    ];
    await identity.handlers.connectOkta(testContext(TENANT, clock), CONNECT);
    await clock.settle();
    await test.db.transaction((tx) => identity.removeTenant(tx, TENANT));
    const left = await test.db
      .read<import('./tables.ts').IdentityTables>()
      .selectFrom('first_seen')
      .selectAll()
      .execute();
    expect(left).toEqual([]);
  });
});
