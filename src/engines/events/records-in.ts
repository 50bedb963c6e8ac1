import { isObject } from './json.ts';
import { detectFormat } from './detect-format.ts';

/** Where APIs and exports keep their list of records. */
export const CONTAINERS = [
  'Records',
  'records',
  'value',
  'items',
  'events',
  // as LookupEvents of CloudTrail answers
  'Events',
  'entries',
  'audit_logs',
  'authlogs',
  'logs',
  'data',
  'response',
  'result',
];

/** No document holds more pages within pages. */
const MAX_LEVELS = 3;

/**
 * The records in one JSON document: the document itself where it is a record, else the list that an API's page or an export
 * keeps them in (`{"Records": […]}`, `{"value": […]}`, `{"response": {"authlogs": […]}}`, a list). A document that is neither is
 * given as it is, for the mapper to say what is wrong with it.
 */
export function recordsIn(document: unknown): unknown[] {
  return within(document, 0) ?? [document];
}

function within(document: unknown, level: number): unknown[] | null {
  if (Array.isArray(document)) return document;
  if (!isObject(document) || level >= MAX_LEVELS || detectFormat(document) !== null) return null;
  for (const name of CONTAINERS) {
    const inner = Object.hasOwn(document, name) ? document[name] : undefined;
    const found = Array.isArray(inner) ? inner : within(inner, level + 1);
    if (found !== null) return found;
  }
  return null;
}
