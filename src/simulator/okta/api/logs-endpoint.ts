import type { OktaOrg } from '../org.ts';
import { parseFilter } from '../scim-filter.ts';
import type { LogCursor, LogRecord } from '../system-log.ts';
import type { Replies } from './reply.ts';

const WEEK_MS = 7 * 86_400_000;
const MAX_KEYWORDS = 10;

/**
 * Answers `GET /api/v1/logs`. Without `until` and ascending it is a poll: in order of persistence, always with a next link,
 * also from an empty page. With `until`, or descending, it is a bounded query by time of publication.
 */
export function listLogEvents(org: OktaOrg, url: URL, replies: Replies): Response {
  const query = url.searchParams;
  const nowMs = org.clock.now();
  const limit = limitOf(query.get('limit'));
  if (limit === null) return replies.invalid('limit', 'The limit must be an integer between 0 and 1000.');
  const sinceMs = timeOf(query.get('since'));
  const untilMs = timeOf(query.get('until'));
  if (sinceMs === 'bad') return replies.invalid('since', 'The since parameter must be an ISO 8601 timestamp.');
  if (untilMs === 'bad') return replies.invalid('until', 'The until parameter must be an ISO 8601 timestamp.');
  const order = query.get('sortOrder') ?? 'ASCENDING';
  if (order !== 'ASCENDING' && order !== 'DESCENDING')
    return replies.invalid('sortOrder', 'The sort order must be ASCENDING or DESCENDING.');
  const matches = matcherOf(query.get('filter'), query.get('q'));
  if (matches === null) return replies.invalid('filter', 'The filter expression cannot be read.');
  const after = query.get('after');
  if (untilMs === null && order === 'ASCENDING') {
    const cursor = after === null ? { persistedMs: sinceMs ?? nowMs - WEEK_MS, number: 0 } : cursorOf(after);
    if (cursor === null) return replies.invalid('after', 'The after parameter is not a cursor of this log.');
    const page = org.systemLog.poll(cursor, nowMs, limit, matches);
    return answer(replies, url, page.records, `${page.next.persistedMs}_${page.next.number}`);
  }
  const skip = after === null ? 0 : offsetOf(after);
  if (skip === null) return replies.invalid('after', 'The after parameter is not a cursor of this log.');
  const until = untilMs ?? nowMs + 1;
  const found = org.systemLog.between(sinceMs ?? until - WEEK_MS, until, nowMs, order === 'DESCENDING', matches);
  const page = found.slice(skip, skip + limit);
  return answer(replies, url, page, skip + page.length < found.length ? `b${skip + page.length}` : null);
}

function answer(replies: Replies, url: URL, records: readonly LogRecord[], next: string | null): Response {
  const links = [`<${url.href}>; rel="self"`];
  if (next !== null) {
    const target = new URL(url);
    target.searchParams.set('after', next);
    links.push(`<${target.href}>; rel="next"`);
  }
  // One header with two links. Okta sends two headers; a reader of HTTP sees the same either way.
  return replies.json(records, { headers: { link: links.join(', ') } });
}

function limitOf(text: string | null): number | null {
  if (text === null) return 100;
  return /^\d{1,4}$/u.test(text) && Number(text) <= 1_000 ? Number(text) : null;
}

function timeOf(text: string | null): number | null | 'bad' {
  if (text === null) return null;
  const parsed = /^\d{4}-\d{2}-\d{2}/u.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(parsed) ? 'bad' : parsed;
}

function cursorOf(text: string): LogCursor | null {
  const match = /^(\d{1,15})_(\d{1,12})$/u.exec(text);
  return match === null ? null : { persistedMs: Number(match[1]), number: Number(match[2]) };
}

function offsetOf(text: string): number | null {
  const match = /^b(\d{1,9})$/u.exec(text);
  return match === null ? null : Number(match[1]);
}

function matcherOf(filter: string | null, keywords: string | null): ((record: LogRecord) => boolean) | null {
  const byFilter = filter === null ? (): boolean => true : parseFilter(filter);
  if (byFilter === null) return null;
  const words = (keywords ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_KEYWORDS);
  if (words.length === 0) return byFilter;
  return (record) => {
    const text = JSON.stringify(record).toLowerCase();
    return words.every((word) => text.includes(word)) && byFilter(record);
  };
}
