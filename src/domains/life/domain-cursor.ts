import { AppError } from '../../base/errors.ts';
import type { DOMAIN_SORTS } from './api.ts';
import type { DomainRow } from './list-domains.ts';

/** Where a page ended: the value it is sorted by, and the domain that tells equal ones apart. */
interface Place {
  value: number | string;
  registrable: string;
}

export interface Sorting {
  sort: (typeof DOMAIN_SORTS)[number];
  order: 'asc' | 'desc';
}

/** An opaque cursor: the sort it belongs to is in it, so that one of another sort is refused. */
export function cursorOf(sorting: Sorting, last: DomainRow): string {
  const value = {
    'first-seen': last.first_seen_at,
    'last-seen': last.last_seen_at,
    score: last.score,
    name: last.registrable,
  }[sorting.sort];
  return Buffer.from(JSON.stringify([sorting.sort, sorting.order, value, last.registrable])).toString('base64url');
}

/** @throws AppError `domains.bad_cursor` */
export function placeOf(cursor: string, sorting: Sorting): Place {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (thrown) {
    throw badCursor(thrown);
  }
  const [sort, order, value, registrable]: unknown[] = Array.isArray(parsed) ? parsed : [];
  const wanted = sorting.sort === 'name' ? 'string' : 'number';
  if (sort !== sorting.sort || order !== sorting.order || typeof registrable !== 'string') throw badCursor(undefined);
  const isNumber = sorting.sort === 'score' ? Number.isFinite : Number.isSafeInteger;
  if (typeof value !== wanted || (typeof value === 'number' && !isNumber(value))) throw badCursor(undefined);
  // PostgreSQL takes no NUL in a text
  if (`${value as string | number}${registrable}`.includes('\0')) throw badCursor(undefined);
  return { value: value as number | string, registrable };
}

function badCursor(cause: unknown): AppError {
  return new AppError('domains.bad_cursor', 'The cursor is not one that this list gave', {
    status: 400,
    remedy: 'Begin again without a cursor.',
    ...(cause === undefined ? {} : { cause }),
  });
}
