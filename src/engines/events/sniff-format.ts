import { ByteMemo } from './byte-memo.ts';
import { FORMAT_SIGNS, MAX_KEYS } from './detect-format.ts';
import type { RecordFormat } from './map-result.ts';
import { skipSpace } from './project-skip.ts';
import { JsonWalk } from './project-walk.ts';
import { CONTAINERS } from './records-in.ts';

/** The document is one record, of no known format. */
export const NO_FORMAT = 'none';
/** The bytes do not tell: the document may hold other records, is unusual, or is no JSON. Parse it. */
export const LOOK_WITHIN = 'look';

/**
 * Tells the format of a document from its bytes: what {@link detectFormat} says of it parsed, where {@link recordsIn} would give
 * nothing but the document itself; {@link LOOK_WITHIN} otherwise. What it reads over is checked only as far as reading over takes.
 * One document at a time.
 */
export type FormatSniffer = (bytes: Uint8Array, start?: number, end?: number) => RecordFormat | 'none' | 'look';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Spellings remembered; hostile records bring any number of them. */
const MAX_NAMES = 4096;
const MAX_NAME_BYTES = 96;

/** What the name of a member says. */
interface NameSays {
  /** Number of the sign, or -1. */
  readonly sign: number;
  /** Signs within the member's object; null for none. */
  readonly inner: Names | null;
  /** Pages of an API keep their records under this name. */
  readonly isContainer: boolean;
}

/** The names that count at one place. */
interface Names {
  readonly memo: ByteMemo<NameSays>;
  /** By the lower-case name. */
  readonly signs: ReadonlyMap<string, number>;
  readonly inner: ReadonlyMap<string, Names>;
  /** Only a document's own members hold records. */
  readonly isRoot: boolean;
}

/** A sign by its number: a member's name, or those of several steps with dots between; the steps before count as well. */
const NUMBERS: ReadonlyMap<string, number> = new Map(
  [
    ...new Set(
      FORMAT_SIGNS.flatMap(([, ...signs]) => signs.flat()).flatMap((name) =>
        name.split('.').map((_, index, steps) => steps.slice(0, index + 1).join('.')),
      ),
    ),
  ].map((name, number) => [name, number]),
);

/** What is needed of each format, by numbers: all of one list. */
const FORMATS = FORMAT_SIGNS.map(([format, ...signs]) => ({
  format,
  lists: signs.map((names) => names.map((name) => NUMBERS.get(name) ?? -1)),
}));

/** The names that count within the member of this name, itself of several steps; '' for the document. */
function namesWithin(outer: string): Names {
  const signs = new Map<string, number>();
  const inner = new Map<string, Names>();
  for (const [name, number] of NUMBERS) {
    if (outer !== '' && !name.startsWith(`${outer}.`)) continue;
    const step = outer === '' ? name : name.slice(outer.length + 1);
    if (step.includes('.')) continue;
    signs.set(step, number);
    const own = namesWithin(name);
    if (own.signs.size > 0) inner.set(step, own);
  }
  return { memo: new ByteMemo(MAX_NAMES, MAX_NAME_BYTES), signs, inner, isRoot: outer === '' };
}

/** Makes a sniffer; it learns how records spell their members. */
export function createFormatSniffer(): FormatSniffer {
  const sniffer = new Sniffer();
  return (bytes, start = 0, end = bytes.length) => sniffer.sniff(bytes, start, end);
}

class Sniffer {
  readonly #walk = new JsonWalk();
  readonly #root = namesWithin('');
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** The document in which a sign was met last. */
  readonly #metIn = new Float64Array(NUMBERS.size);
  #documents = 0;
  #hasContainer = false;

  sniff(bytes: Uint8Array, start: number, end: number): ReturnType<FormatSniffer> {
    const walk = this.#walk;
    this.#documents += 1;
    this.#hasContainer = false;
    if (!walk.begin(bytes, start, end)) return LOOK_WITHIN;
    const from = skipSpace(bytes, start, end);
    if (bytes[from] !== OPEN_OBJECT) return LOOK_WITHIN;
    const after = this.#object(from, this.#root);
    if (after < 0 || skipSpace(bytes, after, end) !== end) return LOOK_WITHIN;
    const none = this.#hasContainer ? LOOK_WITHIN : NO_FORMAT;
    for (const { format, lists } of FORMATS) for (const list of lists) if (this.#hasAll(list)) return format ?? none;
    return none;
  }

  #hasAll(list: readonly number[]): boolean {
    for (const sign of list) if (this.#metIn[sign] !== this.#documents) return false;
    return true;
  }

  /** The place after an object, -1 where it takes the parsed record to tell. */
  #object(from: number, names: Names): number {
    const walk = this.#walk;
    const { bytes, end } = walk;
    let at = skipSpace(bytes, from + 1, end);
    if (at < end && bytes[at] === CLOSE_OBJECT) return at + 1;
    for (let members = 0; members < MAX_KEYS; members += 1) {
      const afterKey = walk.string(at);
      if (afterKey < 0 || walk.hasEscapes) return -1;
      const found = names.memo.find(bytes, at + 1, afterKey - 1);
      const says = found < 0 ? this.#learn(names, at + 1, afterKey - 1) : names.memo.valueOf(found);
      at = walk.colon(afterKey);
      if (at < 0) return -1;
      if (says.isContainer) this.#hasContainer = true;
      if (says.sign >= 0) {
        // of two spellings of an object that is looked into, one counts
        if (says.inner !== null && this.#metIn[says.sign] === this.#documents) return -1;
        this.#metIn[says.sign] = this.#documents;
      }
      at = says.inner !== null && bytes[at] === OPEN_OBJECT ? this.#object(at, says.inner) : walk.value(at, 1);
      if (at < 0) return -1;
      at = skipSpace(bytes, at, end);
      if (at >= end) return -1;
      if (bytes[at] === CLOSE_OBJECT) return at + 1;
      if (bytes[at] !== COMMA) return -1;
      at = skipSpace(bytes, at + 1, end);
      if (at >= end || bytes[at] !== QUOTE) return -1;
    }
    return -1;
  }

  #learn(names: Names, from: number, to: number): NameSays {
    const { bytes } = this.#walk;
    const name = this.#decoder.decode(bytes.subarray(from, to));
    const lower = name.toLowerCase();
    const says: NameSays = {
      sign: names.signs.get(lower) ?? -1,
      inner: names.inner.get(lower) ?? null,
      isContainer: names.isRoot && CONTAINERS.includes(name),
    };
    names.memo.add(bytes, from, to, says);
    return says;
  }
}
