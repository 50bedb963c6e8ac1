import { MAX_FIELD_LENGTH } from './indexed-fields.ts';

/** A JSON object of unknown make. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** More keys than any real record has; beyond it a key is found only in its usual spelling. */
const MAX_KEYS_SCANNED = 256;

/** More elements than any real record lists. */
const MAX_ITEMS = 64;

/** The value as an object, or an empty one: arrays and scalars are not objects here. */
function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** True for a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A member by name, in any letter case: pipelines between the vendor and us lower-case keys. The usual spelling wins.
 * Only own members count.
 */
export function member(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = name.toLowerCase();
  let scanned = 0;
  for (const key of Object.keys(object)) {
    if (key.length === name.length && key.toLowerCase() === wanted) return object[key];
    scanned += 1;
    if (scanned >= MAX_KEYS_SCANNED) break;
  }
  return undefined;
}

/** A member as an object (empty where it is none). */
export function objectMember(object: JsonObject, name: string): JsonObject {
  return objectOf(member(object, name));
}

/** A member as a list of objects, at most 64; other elements are left out. */
export function objectsMember(object: JsonObject, name: string): JsonObject[] {
  const value = member(object, name);
  return Array.isArray(value) ? value.slice(0, MAX_ITEMS).filter(isObject) : [];
}

/** A member as bounded text. Numbers become text; empty, "null" and "unknown" mean that the source does not know. */
export function textMember(object: JsonObject, name: string, maxLength: number = MAX_FIELD_LENGTH): string | null {
  return textOf(member(object, name), maxLength);
}

/** Bounded, well-formed text without NUL (which databases cut strings at), or null when there is nothing to say. */
export function textOf(value: unknown, maxLength: number = MAX_FIELD_LENGTH): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  const text = cleanText(value, maxLength);
  if (text === '' || text === 'null') return null;
  return text.length === 7 && text.toLowerCase() === 'unknown' ? null : text;
}

/** Text cut to length, trimmed, lone surrogates and NUL replaced. */
function cleanText(value: string, maxLength: number = MAX_FIELD_LENGTH): string {
  const cut = value.length > maxLength ? value.slice(0, maxLength) : value;
  return cut.replaceAll('\0', '\u{FFFD}').toWellFormed().trim();
}

/** A member as a finite number, also from text that is nothing but one. */
export function numberMember(object: JsonObject, name: string): number | null {
  const value = member(object, name);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' && value.length <= 32 && /^-?\d{1,15}(?:\.\d{1,15})?$/u.test(value))
    return Number(value);
  return null;
}

/** A member as a whole number from 0, or null. */
export function countMember(object: JsonObject, name: string): number | null {
  const value = numberMember(object, name);
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** A member as a truth value; the texts `true` and `false` count, whatever their case. */
export function booleanMember(object: JsonObject, name: string): boolean | null {
  const value = member(object, name);
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || value.length > 5) return null;
  const text = value.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : null;
}

/** The object with members that are undefined, null, or empty objects or lists left out. */
export function compact<T extends object>(object: { [K in keyof T]: T[K] | null | undefined }): T {
  const out: Record<string, unknown> = {};
  const given = object as Record<string, unknown>;
  for (const key in given) {
    if (!Object.hasOwn(given, key)) continue;
    const value = given[key];
    if (value === null || value === undefined) continue;
    if (typeof value === 'object' && isEmpty(value)) continue;
    out[key] = value;
  }
  return out as T;
}

function isEmpty(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}
