import { countryCodeOf } from './countries.ts';
import { booleanMember, countMember, isObject, member, numberMember, textOf, type JsonObject } from './json.ts';
import { endpointOf } from './network.ts';
import { parseTimestamp } from './time.ts';
import type { Party, Reading } from './reading.ts';

/** JSON within text that is longer is left as text. */
const MAX_INNER_JSON = 65_536;
const MAX_ITEMS = 64;

/** The object that holds the last step of a dotted path, and that step. */
function holderOf(record: JsonObject, path: string): [holder: JsonObject, name: string] {
  if (!path.includes('.')) return [record, path];
  const steps = path.split('.');
  const name = steps.pop() ?? '';
  let holder = record;
  for (const step of steps) holder = objectIn(member(holder, step));
  return [holder, name];
}

/** An object, also one that a pipeline left as JSON in text; empty where it is neither. */
export function objectIn(value: unknown): JsonObject {
  const inner = unpackJson(value);
  return isObject(inner) ? inner : {};
}

function unpackJson(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > MAX_INNER_JSON || !/^\s{0,8}[{[]/u.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // Text that only begins like JSON is text.
    return value;
  }
}

/** The first of the dotted paths that leads to text or a number, as bounded text. Names match in any letter case. */
export function textAt(record: JsonObject, ...paths: string[]): string | null {
  return shortTextAt(record, 1_024, ...paths);
}

/** The same, cut at `maxLength` UTF-16 units. */
export function shortTextAt(record: JsonObject, maxLength: number, ...paths: string[]): string | null {
  for (const path of paths) {
    const [holder, name] = holderOf(record, path);
    const text = textOf(member(holder, name), maxLength);
    if (text !== null) return text;
  }
  return null;
}

/** An id: text of at most 256 units, zero and all-zero UUIDs being none. */
export function idAt(record: JsonObject, ...paths: string[]): string | null {
  for (const path of paths) {
    const id = shortTextAt(record, 256, path);
    if (id !== null && id !== '0' && !/^0{8}-0{4}-0{4}-0{4}-0{12}$/u.test(id)) return id;
  }
  return null;
}

/** The value at a dotted path. */
export function valueAt(record: JsonObject, path: string): unknown {
  const [holder, name] = holderOf(record, path);
  return member(holder, name);
}

/** The object at a dotted path, empty where there is none. */
export function objectAt(record: JsonObject, path: string): JsonObject {
  return objectIn(valueAt(record, path));
}

/** The objects in the list at a dotted path, at most 64; also from a list left as JSON in text. */
export function objectsAt(record: JsonObject, path: string): JsonObject[] {
  const list = unpackJson(valueAt(record, path));
  return Array.isArray(list) ? list.slice(0, MAX_ITEMS).filter(isObject) : [];
}

/** The texts in the list at a dotted path, at most 64; a text alone is a list of one. */
export function textsAt(record: JsonObject, path: string): string[] {
  const list = unpackJson(valueAt(record, path));
  const items = Array.isArray(list) ? list.slice(0, MAX_ITEMS) : [list];
  return items.flatMap((item) => textOf(item, 256) ?? []);
}

/** A truth value at a dotted path; `yes` and `no` count. */
export function flagAt(record: JsonObject, ...paths: string[]): boolean | null {
  for (const path of paths) {
    const [holder, name] = holderOf(record, path);
    const flag = booleanMember(holder, name);
    if (flag !== null) return flag;
    const text = textOf(member(holder, name), 4)?.toLowerCase();
    if (text === 'yes') return true;
    if (text === 'no') return false;
  }
  return null;
}

/** A whole number from 0 at a dotted path. */
export function countAt(record: JsonObject, ...paths: string[]): number | null {
  for (const path of paths) {
    const count = countMember(...holderOf(record, path));
    if (count !== null) return count;
  }
  return null;
}

function numberAt(record: JsonObject, path: string): number | null {
  return numberMember(...holderOf(record, path));
}

/** When it happened: RFC 3339 text, or seconds or milliseconds since 1970, at the first of the paths that has any. */
export function timeAt(record: JsonObject, ...paths: string[]): Pick<Reading, 'occurredAt' | 'originalTime'> {
  for (const path of paths) {
    const value = valueAt(record, path);
    const parsed = parseTimestamp(value) ?? sinceEpoch(value);
    if (parsed !== null) return { occurredAt: parsed, originalTime: textOf(value, 64) };
  }
  return { occurredAt: 0, originalTime: shortTextAt(record, 64, ...paths) };
}

function sinceEpoch(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{9,13}(?:\.\d{1,9})?$/u.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(number > 0) || number >= 8.64e15) return null;
  // Seconds until the year 2286 have at most ten digits; more digits are milliseconds.
  return Math.floor(number < 1e10 ? number * 1_000 : number);
}

/** The address and port at the first of the paths that has one. */
export function addressAt(record: JsonObject, ...paths: string[]): Pick<Reading, 'ip' | 'port'> {
  for (const path of paths) {
    const found = endpointOf(shortTextAt(record, 64, path));
    if (found !== null) return found;
  }
  return { ip: null, port: null };
}

/** City, region, country (ISO 3166-1 alpha-2 where the name is known) and point from an object of any of the usual makes. */
export function placeOnEarth(
  location: JsonObject,
): Pick<Reading, 'city' | 'region' | 'country' | 'latitude' | 'longitude'> {
  return {
    city: shortTextAt(location, 128, 'city', 'city_name'),
    region: shortTextAt(location, 128, 'state', 'region', 'regionCode', 'subdivision_name'),
    country: countryCodeOf(
      shortTextAt(location, 128, 'countryOrRegion', 'country_code', 'country', 'country_name', 'countryCode'),
    ),
    latitude: numberAt(location, 'geoCoordinates.latitude') ?? numberAt(location, 'latitude'),
    longitude: numberAt(location, 'geoCoordinates.longitude') ?? numberAt(location, 'longitude'),
  };
}

/** A person or service, or null where the record names none. */
export function partyOf(
  id: string | null,
  login: string | null,
  label: string | null,
  kind: Party['kind'] = 'user',
): Party | null {
  if (id === null && login === null && label === null) return null;
  return { id, login: login?.toLowerCase().slice(0, 256) ?? null, label: label?.slice(0, 256) ?? null, kind };
}

/** The value of `key` in a list of pairs, e.g. `[{Name: …, Value: …}]`. */
export function pairAt(record: JsonObject, path: string, key: string): string | null {
  const wanted = key.toLowerCase();
  const pair = objectsAt(record, path).find((item) => textAt(item, 'name', 'key')?.toLowerCase() === wanted);
  return pair === undefined ? null : textAt(pair, 'value', 'intValue', 'boolValue', 'multiValue');
}
