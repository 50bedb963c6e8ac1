import type { Certainty } from './types.ts';

/** One reading of a host that a line break has cut. */
export interface JoinedHost {
  text: string;
  /** Where its last line's part ends. */
  end: number;
  certainty: Certainty;
}

export interface Wrapped {
  variants: JoinedHost[];
  /** Where the parts on following lines begin: by themselves they are no more than a mention. */
  tails: number[];
}

const MAX_BREAKS = 2;
const MAX_HEAD = 253;

/**
 * Readings of a host that ends at a line's end and may go on in the next: `acme.sso-⏎helpdesk.net` is acme.sso-helpdesk.net or
 * acme.ssohelpdesk.net. At most four.
 * @param head the host so far, ending at `end`
 * @param isOpen whether the head cannot be a whole host: then the next line is joined whatever it begins with
 */
export function joinLines(
  text: string,
  classes: Uint8Array,
  head: string,
  end: number,
  hasScheme: boolean,
  isOpen: (head: string) => boolean,
): Wrapped {
  const wrapped: Wrapped = { variants: [], tails: [] };
  let heads: JoinedHost[] = [{ text: head, end, certainty: 'link' }];
  for (let breaks = 0; breaks < MAX_BREAKS; breaks += 1) {
    const next: JoinedHost[] = [];
    for (const one of heads) {
      const from = nextLineStart(text, classes, one.end);
      if (from === null || one.text.length > MAX_HEAD) continue;
      let to = from;
      while (to < text.length && classes[to] !== 0) to += 1;
      const tail = text.slice(from, to);
      const joined = join(one, tail, to, hasScheme, isOpen);
      if (joined.length > 0) wrapped.tails.push(from);
      next.push(...joined);
    }
    wrapped.variants.push(...next);
    heads = next.slice(0, 2);
  }
  return wrapped;
}

function join(
  head: JoinedHost,
  tail: string,
  end: number,
  hasScheme: boolean,
  isOpen: (head: string) => boolean,
): JoinedHost[] {
  const sure = (condition: boolean): Certainty => (condition && head.certainty === 'link' ? 'link' : 'mention');
  if (head.text.endsWith('-')) {
    return [
      { text: head.text + tail, end, certainty: sure(hasScheme || head.text.includes('.')) },
      { text: head.text.slice(0, -1) + tail, end, certainty: 'mention' },
    ];
  }
  if (head.text.endsWith('.') || tail.startsWith('-')) {
    return [{ text: head.text + tail, end, certainty: sure(hasScheme) }];
  }
  if (tail.startsWith('.')) return [{ text: head.text + tail, end, certainty: sure(true) }];
  if (hasScheme && isOpen(head.text)) return [{ text: head.text + tail, end, certainty: sure(true) }];
  return [];
}

/** Where the next line's first host character is, when nothing but blanks (and a quote mark) stands between. */
function nextLineStart(text: string, classes: Uint8Array, end: number): number | null {
  const match = /[ \t]{0,3}\n[ \t>]{0,3}/y;
  match.lastIndex = end;
  const gap = match.exec(text);
  if (gap === null) return null;
  const at = end + gap[0].length;
  return at < text.length && classes[at] !== 0 ? at : null;
}
