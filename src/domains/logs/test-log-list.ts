import { hash } from 'node:crypto';

/** One log as a list names it. For tests only. */
export interface TestListedLog {
  operator?: string;
  description?: string;
  kind?: 'static-ct' | 'rfc6962';
  url: string;
  /** First line of a tiled log's checkpoint. */
  origin?: string;
  publicKey: string;
  state?: string;
  interval?: [start: string, end: string];
  mmd?: number;
}

/** The text of a log list of version 3. @param madeAt RFC 3339 */
export function logListText(logs: readonly TestListedLog[], madeAt = '2026-11-20T12:00:00Z'): string {
  const operators = [...new Set(logs.map((log) => log.operator ?? 'Acme Trust'))].map((name) => {
    const own = logs.filter((log) => (log.operator ?? 'Acme Trust') === name);
    return {
      name,
      email: [],
      logs: own.filter((log) => log.kind === 'rfc6962').map((log) => entryOf(log, { url: log.url })),
      tiled_logs: own
        .filter((log) => log.kind !== 'rfc6962')
        .map((log) => entryOf(log, { submission_url: `https://${log.origin}/`, monitoring_url: log.url })),
    };
  });
  return JSON.stringify({ version: '60.1', log_list_timestamp: madeAt, operators });
}

function entryOf(log: TestListedLog, urls: Record<string, string>): Record<string, unknown> {
  const key = Buffer.from(log.publicKey, 'base64');
  const [start, end] = log.interval ?? ['2026-07-01T00:00:00Z', '2027-01-01T00:00:00Z'];
  return {
    description: log.description ?? log.origin ?? log.url,
    log_id: hash('sha256', key, 'base64'),
    key: log.publicKey,
    mmd: log.mmd ?? 60,
    ...urls,
    state: { [log.state ?? 'usable']: { timestamp: '2025-01-01T00:00:00Z' } },
    temporal_interval: { start_inclusive: start, end_exclusive: end },
  };
}
