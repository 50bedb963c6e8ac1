/** Reads parsed JSON of strangers: what is not of the expected shape is as if it were not there. */

/** The first members of a list; empty for anything else. */
export function listOf(value: unknown, most: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

/** A member of an object. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** A text without control characters, cut; null where there is none. */
export function textOf(value: unknown, maxCharacters: number): string | null {
  if (typeof value !== 'string') return null;
  const clean = value
    .slice(0, maxCharacters * 4)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return clean === '' ? null : clean.slice(0, maxCharacters);
}

/** The texts of a list. */
export function textsOf(value: unknown, most: number, maxCharacters: number): string[] {
  return listOf(value, most)
    .map((one) => textOf(one, maxCharacters))
    .filter((text) => text !== null);
}
