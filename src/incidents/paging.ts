import { AppError } from '../base/errors.ts';

/** A place in a list ordered by time, then by id. */
export interface Place {
  at: number;
  id: string;
}

/** The cursor that leads to what follows a place; opaque to callers. */
export function cursorOf(place: Place): string {
  return Buffer.from(JSON.stringify([place.at, place.id])).toString('base64url');
}

/** The place of a cursor, or null for the beginning. @throws AppError `incidents.bad_cursor` */
export function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined || cursor === '') return null;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (typeof at === 'number' && Number.isSafeInteger(at) && typeof id === 'string' && !id.includes('\0'))
      return { at, id };
  } catch (thrown) {
    throw badCursor(thrown);
  }
  throw badCursor(undefined);
}

function badCursor(cause: unknown): AppError {
  return new AppError('incidents.bad_cursor', 'The cursor is not one that this list gave', {
    status: 400,
    remedy: 'Begin again without a cursor.',
    ...(cause === undefined ? {} : { cause }),
  });
}
