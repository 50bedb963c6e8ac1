import type { CoverageWire, LogStateWire } from '../../src/domains/logs/api.ts';
import type { Answers } from './fixture-answers.ts';
import { NOW } from './fixture.data.ts';

const MINUTES = 60;
const POINTS = 360;

const log = (name: string, more: Partial<LogStateWire>): LogStateWire => ({
  sourceId: `ct:${name}`,
  name,
  origin: `${name}.example/2026h2`,
  operator: 'Let’s Encrypt',
  kind: 'static-ct',
  url: `https://mon.${name}.example/2026h2/`,
  from: 'list',
  state: 'usable',
  interval: { startMs: NOW - 1e10, endMs: NOW + 1e10 },
  choice: 'read',
  health: 'healthy',
  size: 1_234_567_890,
  position: 'entry 1,234,567,890 of 1,234,567,890',
  behindBy: 0,
  gapEntries: 0,
  unproven: 120,
  readPerS: 94.2,
  grownPerS: 94.2,
  lag: { p50Ms: 800, p95Ms: 1900, p99Ms: 4200, samples: 512 },
  faultsLastHour: 0,
  throttledLastHour: 0,
  fault: null,
  spark: {
    read: Array.from({ length: MINUTES }, (_, i) => 5000 + 400 * Math.sin(i)),
    behind: Array.from({ length: MINUTES }, (_, i) => (i % 9) * 20),
  },
  ...more,
});

const LOGS: readonly LogStateWire[] = [
  log('sycamore', {}),
  log('willow', { choice: 'off', health: null, spark: null, lag: null, readPerS: 0, position: null, behindBy: null }),
  log('wyvern', {
    operator: 'Certificates & Co',
    kind: 'rfc6962',
    health: 'failing',
    behindBy: 182_000,
    gapEntries: 180_000,
    faultsLastHour: 41,
    throttledLastHour: 41,
    fault: {
      code: 'ct_log.rate_limited',
      message: 'https://wyvern.example/2026h2/ct/v1/get-entries: answered 429',
      remedy: 'Nothing to do: reading slows down and resumes where it stopped.',
      at: NOW - 20_000,
    },
  }),
  log('a'.repeat(120), { operator: '\u202eevil', choice: 'past', health: null, spark: null, state: 'retired' }),
];

const COVERAGE: CoverageWire = {
  share: 0.914,
  grown: 1_482_113,
  read: 1_354_651,
  logs: 3,
  logsRead: 2,
  windowMs: 3_600_000,
  unknown: [],
  behind: ['wyvern'],
  throttled: ['wyvern'],
  failing: ['wyvern'],
  unread: ['willow'],
  lag: { p50Ms: 900, p95Ms: 2100, p99Ms: 8800, samples: 4096 },
};

/** What the fixture answers about certificate logs, names seen and lists. */
export function logAnswers(): Answers {
  const points = (of: (i: number) => number): number[] => Array.from({ length: POINTS }, (_, i) => of(i));
  return {
    getLogs: () => ({
      list: {
        url: 'https://lists.example/log_list.json',
        file: null,
        readOnly: false,
        refreshHours: 24,
        signed: false,
        version: '52.7',
        madeAt: NOW - 3e7,
        fetchedAt: NOW - 2e7,
        checkedAt: NOW - 1e7,
        fault: {
          code: 'domains.list_garbage',
          message: 'The new copy of the log list is not used: it is no JSON',
          remedy: 'The last good copy stays in use.',
          at: NOW - 1e7,
        },
        problems: [{ path: 'operators[0].logs[1]', reason: 'no key' }],
        logs: LOGS.length,
      },
      publicListUrl: 'https://lists.example/log_list.json',
      coverage: COVERAGE,
      logs: LOGS,
      asOf: NOW,
    }),
    getCoverage: () => COVERAGE,
    getLogSeries: () => ({
      fromMs: NOW - POINTS * 10_000,
      slotMs: 10_000,
      read: points((i) => 900 + 50 * Math.sin(i / 9)),
      grown: points((i) => 920 + 50 * Math.sin(i / 9)),
      behind: points((i) => (i % 40) * 30),
      lagMs: points((i) => 800 + (i % 20) * 90),
      faults: points((i) => (i % 50 === 0 ? 1 : 0)),
    }),
    putLogList: () => ({ logs: 4, reading: 2 }),
    refreshLogList: () => ({ logs: 4, reading: 2 }),
    deleteLogList: () => ({ ok: true }),
    chooseLogs: () => ({ ok: true }),
    getNamesSeen: () => ({
      maxGiB: 5,
      readOnly: false,
      sizeBytes: 1_204_000_000,
      fromAt: NOW - 4e8,
      scans: [
        {
          scanId: 'scan-1',
          because: 'brand',
          subject: 'Globex',
          state: 'running',
          fromAt: NOW - 2e9,
          askedAt: NOW - 60_000,
          finishedAt: null,
          share: 0.4,
          names: 18_200_411,
          found: 3,
          error: null,
        },
      ],
    }),
    listNameLists: () => ({
      items: [
        {
          listId: 'name-list:1',
          label: 'Daily registrations',
          url: 'https://lists.example/new.txt.gz',
          folder: null,
          kind: 'registrations',
          everyHours: 24,
          readOnly: false,
          checkedAt: NOW - 1e7,
          names: 212_480,
          added: 212_480,
          removed: 0,
          found: 2,
        },
      ],
    }),
  };
}
