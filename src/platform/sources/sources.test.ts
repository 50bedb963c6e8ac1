import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import type { Finding } from '../../base/finding.ts';
import { Activity } from '../clock/activity.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { openTestDb, type TestDb } from '../store/test-db.ts';
import { renderMessage } from '../../base/messages.ts';
import { quantile } from './measures.ts';
import { testContext } from '../http/test-context.ts';
import { sourcesMessages } from './messages.ts';
import { sourceMigrations } from './migrations.ts';
import { createSources, type Sources, type SourceSpec } from './sources.ts';

const T0 = Date.UTC(2026, 10, 21, 9);
const TENANT = 'live';
const SPEC: SourceSpec = {
  id: 'okta',
  kind: 'okta',
  label: 'Okta acme',
  readOnly: false,
  silentAfterMs: 600_000,
  blindDetections: [{ detector: 'identity.x', nameKey: 'identity.detector.x' }],
};

let test: TestDb;
let clock: VirtualClock;
let sources: Sources;
let found: Finding[];
let told: string[];

beforeEach(async () => {
  found = [];
  told = [];
  clock = new VirtualClock(T0, [new Activity()]);
  test = await openTestDb([sourceMigrations]);
  sources = createSources({
    db: test.db,
    live: { publish: async (_tx, _tenant, kind, id) => void told.push(`${kind}:${id}`) },
    findings: { record: async (_tx, findings) => void found.push(...findings) },
  });
  await test.db.transaction((tx) => sources.register(tx, TENANT, SPEC, clock.now()));
});
afterEach(() => test.close());

async function deliver(lagsMs: number[], cursor = 'c'): Promise<void> {
  const at = clock.now();
  await test.db.transaction((tx) =>
    sources.recordSuccess(tx, TENANT, 'okta', {
      at,
      cursor,
      records: lagsMs.map((lag) => ({ occurredAt: at - lag, receivedAt: at })),
    }),
  );
}

async function only(): Promise<Awaited<ReturnType<Sources['list']>>[number]> {
  const [source] = await sources.list(TENANT, clock.now());
  if (source === undefined) throw new Error('no source');
  return source;
}

describe('sources', () => {
  it('wait until they were heard, then tell lag, counts and position', async () => {
    expect((await only()).state).toBe('waiting');
    await clock.advanceTo(T0 + 60_000);
    await deliver([1000, 2000, 3000, 40_000], 'page-2');
    const source = await only();
    expect(source).toMatchObject({
      state: 'healthy',
      lag: { p50Ms: 2000, p95Ms: 40_000, samples: 4 },
      recordsTotal: 4,
      recordsLastHour: 4,
      lastRecordAt: clock.now() - 1000,
      lastError: null,
    });
    expect(await sources.cursorOf(TENANT, 'okta')).toBe('page-2');
    expect(await sources.received(TENANT, ['okta'], clock.now() - 1000)).toBe(4);
    await clock.advanceTo(T0 + 3 * 3_600_000);
    expect((await only()).recordsLastHour).toBe(0);
  });

  it('do not count what happened before they were connected as lag', async () => {
    await deliver([86_400_000, 86_300_000]);
    expect((await only()).lag).toBeNull();
  });

  it('call a source lagging when its records come late', async () => {
    await clock.advanceTo(T0 + 3_600_000);
    await deliver([400_000, 500_000]);
    expect((await only()).state).toBe('lagging');
  });

  it('show an error in words, and forget it after the next success', async () => {
    await deliver([10]);
    await sources.recordFailure(
      TENANT,
      'okta',
      new AppError('okta.timeout', 'no answer', { retryable: true, remedy: 'wait' }),
      clock.now(),
    );
    expect(await only()).toMatchObject({ state: 'healthy', lastError: { code: 'okta.timeout', remedy: 'wait' } });
    await sources.recordFailure(TENANT, 'okta', new AppError('okta.credential_invalid', 'expired'), clock.now());
    expect((await only()).state).toBe('failing');
    await deliver([10]);
    expect(await only()).toMatchObject({ state: 'healthy', lastError: null });
  });

  it('stop when paused and are woken when resumed, at their old position', async () => {
    await deliver([10], 'kept');
    const woken: string[] = [];
    sources.onResumed((tenant, id) => woken.push(`${tenant}/${id}`));
    const context = testContext(TENANT, clock);
    const input = { params: { sourceId: 'okta' }, query: undefined, body: undefined };
    await sources.handlers.pauseSource(context, input);
    expect(await sources.isPaused(TENANT, 'okta')).toBe(true);
    expect((await only()).state).toBe('paused');
    await sources.handlers.resumeSource(context, input);
    expect(woken).toEqual(['live/okta']);
    expect(await sources.cursorOf(TENANT, 'okta')).toBe('kept');
    await expect(sources.handlers.pauseSource(context, { ...input, params: { sourceId: 'none' } })).rejects.toThrow(
      /no source/u,
    );
  });

  it('keep position and measures when they are registered again', async () => {
    await deliver([10], 'kept');
    await test.db.transaction((tx) => sources.register(tx, TENANT, { ...SPEC, label: 'renamed' }, clock.now()));
    expect(await only()).toMatchObject({ label: 'renamed', recordsTotal: 1 });
    expect(await sources.cursorOf(TENANT, 'okta')).toBe('kept');
  });

  it('tell consoles of a change of state at once and of deliveries at most every two seconds', async () => {
    told = [];
    await deliver([1]);
    await deliver([1]);
    await deliver([1]);
    expect(told).toHaveLength(1);
    await clock.advanceTo(clock.now() + 2000);
    await deliver([1]);
    expect(told).toHaveLength(2);
  });
});

const turn = async (loop: ReturnType<Sources['silenceLoop']>): Promise<void> => {
  await loop.turn(new AbortController().signal);
};

describe('silence', () => {
  it('is one finding for each silence, and ends with the next record', async () => {
    const loop = sources.silenceLoop(TENANT, clock);
    await deliver([10]);
    await clock.advanceTo(T0 + 599_000);
    await turn(loop);
    expect(found).toHaveLength(0);
    await clock.advanceTo(T0 + 660_000);
    await turn(loop);
    await turn(loop);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ detector: 'sources.silent', severity: 'medium', occurredAt: T0 });
    expect(renderMessage(sourcesMessages, found[0]!.message)).toBe(
      'Okta acme has sent nothing for 11 minutes: 1 detection is blind',
    );
    expect((await only()).state).toBe('silent');
    await deliver([10]);
    expect((await only()).state).toBe('healthy');
    await clock.advanceTo(T0 + 3_600_000);
    await turn(loop);
    expect(new Set(found.map((finding) => finding.id)).size).toBe(2);
  });

  it('follows the rhythm of a source that is slower than what was set', async () => {
    const loop = sources.silenceLoop(TENANT, clock);
    for (let hour = 0; hour < 6; hour += 1) {
      await clock.advanceTo(T0 + hour * 3_600_000);
      await deliver([10]);
    }
    await clock.advanceTo(T0 + 9 * 3_600_000);
    await turn(loop);
    expect(found).toHaveLength(0);
    expect((await only()).silentAfterMs).toBe(5 * 3_600_000);
    await clock.advanceTo(T0 + 11 * 3_600_000);
    await turn(loop);
    expect(found).toHaveLength(1);
  });

  it('takes a quiet night for a night once it has seen one, and a quiet noon for an alarm', async () => {
    const loop = sources.silenceLoop(TENANT, clock);
    const days = async (count: number, from: number): Promise<void> => {
      for (let day = from; day < from + count; day += 1) {
        for (let minute = 7 * 60; minute <= 21 * 60; minute += 5) {
          await clock.advanceTo(Date.UTC(2026, 10, 22 + day) + minute * 60_000);
          await deliver([10]);
          await turn(loop);
        }
        for (const hour of [23, 26, 30]) {
          await clock.advanceTo(Date.UTC(2026, 10, 22 + day) + hour * 3_600_000);
          await turn(loop);
        }
      }
    };
    await days(1, 0);
    expect(found).toHaveLength(1);
    await days(3, 1);
    expect(found).toHaveLength(1);
    await clock.advanceTo(Date.UTC(2026, 10, 26, 7));
    for (let minute = 0; minute < 60; minute += 5) {
      await clock.advanceTo(Date.UTC(2026, 10, 26, 7) + minute * 60_000);
      await deliver([10]);
    }
    await clock.advanceTo(Date.UTC(2026, 10, 26, 8, 30));
    await turn(loop);
    expect(found).toHaveLength(2);
  });

  it('does not count the time in which Breakwater did not run, nor a leap of the clock', async () => {
    await deliver([10]);
    await clock.advanceTo(T0 + 7_200_000);
    const loop = sources.silenceLoop(TENANT, clock);
    await turn(loop);
    const steady = clock.steadyMs();
    const leapt = { now: () => clock.now() + 86_400_000, steadyMs: () => steady, sleep: clock.sleep.bind(clock) };
    let wrong = false;
    const leaping = sources.silenceLoop(TENANT, {
      now: () => (wrong ? leapt.now() : clock.now()),
      steadyMs: () => steady,
      sleep: leapt.sleep,
    });
    await turn(leaping);
    wrong = true;
    await turn(leaping);
    expect(found).toHaveLength(0);
  });

  it('is not noticed of sources that never are: paused ones and imports', async () => {
    await test.db.transaction((tx) =>
      sources.register(tx, TENANT, { ...SPEC, id: 'import:1', kind: 'import', silentAfterMs: 0 }, clock.now()),
    );
    await sources.handlers.pauseSource(testContext(TENANT, clock), {
      params: { sourceId: 'okta' },
      query: undefined,
      body: undefined,
    });
    const loop = sources.silenceLoop(TENANT, clock);
    await clock.advanceTo(T0 + 86_400_000);
    await turn(loop);
    expect(found).toHaveLength(0);
  });
});

describe('quantile', () => {
  it('is the nearest rank', () => {
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([5], 0.95)).toBe(5);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(quantile([1, 2, 3, 4], 0.95)).toBe(4);
  });
});
