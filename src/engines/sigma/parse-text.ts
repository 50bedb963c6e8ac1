import { MANY, ONE, type TextPart } from './types.ts';

/**
 * Reads a Sigma string into its parts: `*` and `?` are wildcards unless a backslash stands before them; `\\` before a wildcard is a
 * backslash; two backslashes in a row are one, a single one elsewhere is itself (specification, "Escape Character").
 */
export function parseText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  for (let index = 0; index < text.length; index++) {
    const letter = text.charAt(index);
    const next = text.charAt(index + 1);
    if (letter === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      index++;
    } else if (letter === '*') {
      flush();
      if (parts.at(-1) !== MANY) parts.push(MANY);
    } else if (letter === '?') {
      flush();
      parts.push(ONE);
    } else literal += letter;
  }
  flush();
  return parts;
}

/** The text itself where it holds no wildcard, else null. */
export function plainText(parts: readonly TextPart[]): string | null {
  if (parts.length === 0) return '';
  return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : null;
}

/** Parts with letters joined and repeated `*` dropped. */
export function joinParts(parts: readonly TextPart[]): TextPart[] {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '' && !(part === MANY && last === MANY)) joined.push(part);
  }
  return joined;
}
