import { compares, isNothing, numberOf, timePartOf } from './event-value.ts';
import { foldCase } from './fold.ts';
import { isInRange, parseIp, parseIpRange } from './ip-range.ts';
import { compileRegex } from './regex.ts';
import { MANY, ONE, type TextPart, type ValueTest } from './types.ts';

/** What a test may ask of the event that a value is from. */
export interface EventReader {
  /** The values of another field, for `fieldref`. */
  field(name: string): readonly unknown[];
  /** The text of a value, as `textOf` gives it; made once, however many tests ask. */
  text(value: unknown): string | null;
}

/** Whether one value of an event is what a test wants. */
export type ValuePredicate = (value: unknown, event: EventReader) => boolean;

/** Compiles a test of one value. `exists` and `null` also judge a field without values: they are not tests of a value. */
export function compileTest(test: Exclude<ValueTest, { kind: 'exists' }>): ValuePredicate {
  switch (test.kind) {
    case 'text': {
      const matches = compilePattern(test.parts, test.cased);
      return (value, event) => {
        const text = event.text(value);
        return text !== null && matches(text);
      };
    }
    case 'regex': {
      const matches = compileRegex(test.pattern, test.flags);
      return (value, event) => {
        const text = event.text(value);
        return text !== null && matches(text);
      };
    }
    case 'cidr': {
      const range = parseIpRange(test.text);
      return (value) => {
        const address = typeof value === 'string' ? parseIp(value.trim()) : null;
        return address !== null && range !== null && isInRange(address, range);
      };
    }
    case 'compare':
      return (value) => {
        const number = numberOf(value);
        return number !== null && compares(number, test.op, test.number);
      };
    case 'time':
      return (value) => {
        const number = timePartOf(value, test.part);
        return number !== null && compares(number, test.op, test.number);
      };
    case 'field': {
      const fold = test.cased ? (text: string): string => text : foldCase;
      return (value, event) => {
        const text = event.text(value);
        if (text === null) return false;
        const own = fold(text);
        return event.field(test.field).some((other) => {
          const otherText = event.text(other);
          return otherText !== null && stands(own, fold(otherText), test.at);
        });
      };
    }
    case 'null':
      return isNothing;
  }
}

function stands(text: string, other: string, at: 'whole' | 'start' | 'end' | 'inside'): boolean {
  if (at === 'whole') return text === other;
  if (at === 'start') return text.startsWith(other);
  return at === 'end' ? text.endsWith(other) : text.includes(other);
}

/**
 * A test of whole texts against a pattern with wildcards. `*` takes as little as it can: since nothing but `*` may stretch, the
 * first place where a piece fits is as good as any, so no way is tried twice.
 */
export function compilePattern(given: readonly TextPart[], cased: boolean): (text: string) => boolean {
  const parts = cased ? given : given.map((part) => (typeof part === 'string' ? foldCase(part) : part));
  const fold = cased ? (text: string): string => text : foldCase;
  const [first] = parts;
  if (parts.length === 0) return (text) => text === '';
  if (parts.length === 1 && typeof first === 'string')
    return (text) => text.length === first.length && fold(text) === first;
  const pieces = piecesOf(parts);
  return (text) => fits(fold(text), pieces);
}

/** What stands between two `*`: letters and `?`. */
type Piece = readonly (string | typeof ONE)[];

function piecesOf(parts: readonly TextPart[]): Piece[] {
  const pieces: (string | typeof ONE)[][] = [[]];
  for (const part of parts) {
    if (part === MANY) pieces.push([]);
    else pieces.at(-1)?.push(part);
  }
  return pieces;
}

function fits(text: string, pieces: readonly Piece[]): boolean {
  const [head = []] = pieces;
  const tail = pieces.at(-1) ?? [];
  const start = standsAt(text, 0, head);
  if (pieces.length === 1) return start === text.length;
  if (start < 0) return false;
  const tailFrom = text.length - lengthAtEnd(text, tail);
  if (tailFrom < start || tailFrom > text.length || standsAt(text, tailFrom, tail) !== text.length) return false;
  let from = start;
  for (const piece of pieces.slice(1, -1)) {
    const end = firstEnd(text, from, piece);
    if (end < 0) return false;
    from = end;
  }
  return from <= tailFrom;
}

/** `?` is one letter, which may be two code units. */
function lengthAtEnd(text: string, piece: Piece): number {
  let at = text.length;
  for (const part of piece.toReversed()) {
    if (part !== ONE) at -= part.length;
    else at -= isPair(text, at - 2) ? 2 : 1;
  }
  return text.length - at;
}

/** Where a piece that begins at a place ends, or -1. */
function standsAt(text: string, from: number, piece: Piece): number {
  let at = from;
  for (const part of piece) {
    if (part === ONE) {
      if (at >= text.length) return -1;
      at += isPair(text, at) ? 2 : 1;
    } else {
      if (!text.startsWith(part, at)) return -1;
      at += part.length;
    }
  }
  return at;
}

function firstEnd(text: string, from: number, piece: Piece): number {
  const [first] = piece;
  if (first === undefined) return from;
  for (let at = from; at <= text.length; at++) {
    if (typeof first === 'string') {
      at = text.indexOf(first, at);
      if (at < 0) return -1;
    }
    if (first === ONE && isPair(text, at - 1)) continue;
    const end = standsAt(text, at, piece);
    if (end >= 0) return end;
  }
  return -1;
}

function isPair(text: string, at: number): boolean {
  return (
    at >= 0 &&
    at + 1 < text.length &&
    (text.charCodeAt(at) & 0xfc00) === 0xd800 &&
    (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
  );
}
