import type { TermOwner } from './brand-terms.ts';
import type { Candidate } from './candidates.ts';
import { type HostContext, type SureBrand, tokensOfLabel } from './host-context.ts';
import type { Place } from './rule-out.ts';
import type { NameText } from './name-text.ts';
import type { Token } from './segment.ts';
import type { Piece, PieceRole } from './types.ts';

/** The candidate that won, for the drawing. */
export interface DrawnCandidate {
  candidate: Candidate;
  place: Place;
  owner: TermOwner;
  secondBrand: SureBrand | null;
}

function roleOf(token: Token, second: SureBrand | null): PieceRole {
  if (second !== null && token.kind === 'unknown' && token.start >= second.start && token.end <= second.end)
    return 'brand';
  if (token.word === null) return 'other';
  return token.word.tier === 'affix' ? 'affix' : 'lure';
}

/** Adds the part [from, to) of what is shown, and before it, as a separator, what lies between it and the pieces so far. */
function addPart(pieces: Piece[], display: string, from: number, to: number, role: PieceRole): void {
  const last = pieces.length === 0 ? undefined : pieces[pieces.length - 1];
  const at = last === undefined ? 0 : last.end;
  // a letter that looks like two may belong to two parts; the first keeps it
  const start = from > at ? from : at;
  if (start > at) pieces.push({ text: display.slice(at, start), role: 'separator', start: at, end: start });
  if (to > start) pieces.push({ text: display.slice(start, to), role, start, end: to });
}

function addTokens(pieces: Piece[], text: NameText, tokens: readonly Token[], second: SureBrand | null): void {
  for (const token of tokens) {
    const from = text.rawStart[token.start] ?? 0;
    addPart(pieces, text.display, from, text.rawEnd[token.end - 1] ?? 0, roleOf(token, second));
  }
}

/** Cuts the whole host into pieces without gap or overlap: parts of labels, separators between them, the suffix. */
export function drawPieces(context: HostContext, drawn: DrawnCandidate | null): Piece[] {
  const { text } = context;
  const { display } = text;
  const pieces: Piece[] = [];
  for (let label = 0; label < text.labelCount; label++) {
    if (drawn === null) {
      addTokens(pieces, text, tokensOfLabel(context, label), null);
      continue;
    }
    const { candidate, place, owner, secondBrand } = drawn;
    if (candidate.label === label) {
      addTokens(pieces, text, place.left, secondBrand);
      const from = text.rawStart[candidate.start] ?? 0;
      const role = owner.role === 'alias' ? 'alias' : 'brand';
      addPart(pieces, display, from, text.rawEnd[candidate.end - 1] ?? 0, role);
      addTokens(pieces, text, place.right, secondBrand);
      continue;
    }
    // labels that the name runs through (a dot put inside it) are part of the name
    const isInside = label < candidate.label && (text.labelEnd[label] ?? 0) > candidate.start;
    if (!isInside) addTokens(pieces, text, tokensOfLabel(context, label), secondBrand);
  }
  addPart(pieces, display, text.suffixStart, display.length, 'tld');
  return pieces;
}
