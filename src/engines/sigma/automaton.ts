import { foldCase } from './fold.ts';

/** Where in the text a needle must stand. */
export const ANYWHERE = 0;
export const AT_START = 1;
export const AT_END = 2;
export type NeedlePlace = typeof ANYWHERE | typeof AT_START | typeof AT_END;

export interface Needle {
  /** Folded, not empty. */
  text: string;
  place: NeedlePlace;
  /** Told when the needle is found. */
  item: number;
}

/** Finds many needles in one pass over a text (Aho and Corasick, 1975), without regard to case. */
export interface Automaton {
  /** Calls `found` for each needle in the text, perhaps more than once. */
  scan(text: string, found: (item: number) => void): void;
}

/** Table entries of one automaton; more needles are spread over several. */
const MAX_ENTRIES = 8_000_000;
const ASCII = 128;

/** Builds automata for needles, as few as fit the bound of memory. */
export function buildAutomata(needles: readonly Needle[]): Automaton[] {
  const letters = new Set<number>();
  let length = 0;
  for (const { text } of needles) {
    length += text.length;
    for (let index = 0; index < text.length; index++) letters.add(text.charCodeAt(index));
  }
  if (needles.length > 1 && (length + 1) * (letters.size + 1) > MAX_ENTRIES) {
    const half = needles.length >> 1;
    const sorted = needles.toSorted((a, b) => (a.text < b.text ? -1 : 1));
    return [...buildAutomata(sorted.slice(0, half)), ...buildAutomata(sorted.slice(half))];
  }
  return needles.length === 0 ? [] : [build(needles, letters)];
}

function build(needles: readonly Needle[], letters: ReadonlySet<number>): Automaton {
  const classes = new Map<number, number>();
  for (const letter of [...letters].toSorted((a, b) => a - b)) classes.set(letter, classes.size + 1);
  const width = classes.size + 1;
  const asciiClass = new Uint16Array(ASCII);
  for (let code = 0; code < ASCII; code++)
    asciiClass[code] = classes.get(foldCase(String.fromCharCode(code)).charCodeAt(0)) ?? 0;

  // the trie of the needles, a row of the table for each state
  const total = needles.reduce((sum, { text }) => sum + text.length, 1);
  const rows = new Int32Array(total * width);
  const firstNeedle = new Int32Array(total).fill(-1);
  const sameNeedle = new Int32Array(needles.length).fill(-1);
  let states = 1;
  for (const [number, { text }] of needles.entries()) {
    let state = 0;
    for (let index = 0; index < text.length; index++) {
      const at = state * width + (classes.get(text.charCodeAt(index)) ?? 0);
      let next = rows[at] ?? 0;
      if (next === 0) {
        next = states++;
        rows[at] = next;
      }
      state = next;
    }
    sameNeedle[number] = firstNeedle[state] ?? -1;
    firstNeedle[state] = number;
  }

  // failure links, breadth first; the rows become those of a complete automaton
  const table = new Int32Array(states * width);
  const fail = new Int32Array(states);
  const suffix = new Int32Array(states);
  const queue: number[] = [];
  for (let letter = 1; letter < width; letter++) {
    const next = rows[letter] ?? 0;
    table[letter] = next;
    if (next !== 0) queue.push(next);
  }
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0;
    const back = fail[state] ?? 0;
    suffix[state] = (firstNeedle[back] ?? -1) >= 0 ? back : (suffix[back] ?? 0);
    for (let letter = 1; letter < width; letter++) {
      const next = rows[state * width + letter] ?? 0;
      const missed = table[back * width + letter] ?? 0;
      table[state * width + letter] = next === 0 ? missed : next;
      if (next !== 0) {
        fail[next] = missed;
        queue.push(next);
      }
    }
  }

  // an entry is the row of the next state, doubled, and one more where a needle ends
  const tells = Uint8Array.from({ length: states }, (_, state) =>
    (firstNeedle[state] ?? -1) >= 0 || (suffix[state] ?? 0) !== 0 ? 1 : 0,
  );
  for (let index = 0; index < table.length; index++) {
    const next = table[index] ?? 0;
    table[index] = next * width * 2 + (tells[next] ?? 0);
  }
  const items = Int32Array.from(needles, ({ item }) => item);
  const places = Uint8Array.from(needles, ({ place }) => place);
  const lengths = Int32Array.from(needles, ({ text }) => text.length);

  const tell = (entry: number, end: number, length: number, found: (item: number) => void): void => {
    for (let state = (entry >> 1) / width; state !== 0; state = suffix[state] ?? 0)
      for (let needle = firstNeedle[state] ?? -1; needle >= 0; needle = sameNeedle[needle] ?? -1) {
        const place = places[needle] ?? 0;
        if (place === ANYWHERE || (place === AT_END ? end === length : end === lengths[needle]))
          found(items[needle] ?? 0);
      }
  };

  const scanFolded = (text: string, found: (item: number) => void): void => {
    let row = 0;
    for (let index = 0; index < text.length; index++) {
      const entry = table[row + (classes.get(text.charCodeAt(index)) ?? 0)] ?? 0;
      row = entry >> 1;
      if ((entry & 1) === 1) tell(entry, index + 1, text.length, found);
    }
  };

  const shortest = lengths.reduce((least, length) => Math.min(least, length), Infinity);

  return {
    scan(text, found) {
      const length = text.length;
      if (length < shortest) return;
      let row = 0;
      for (let index = 0; index < length; index++) {
        const code = text.charCodeAt(index);
        if (code >= ASCII) {
          scanFolded(foldCase(text), found);
          return;
        }
        const entry = table[row + (asciiClass[code] as number)] as number;
        row = entry >> 1;
        if ((entry & 1) === 1) tell(entry, index + 1, length, found);
      }
    },
  };
}
