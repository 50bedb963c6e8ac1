import { ByteMemo, JsonWalk, RecordText, skipSpace } from '../events/index.ts';
import { childOf, type FieldNode, readFields, type ValueSink } from './field-tree.ts';
import { NOTHING, type Said, type Witnesses } from './witness-says.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The bytes are no JSON, or unusual: `JSON.parse` decides. */
const LEAVE = -1;

/** Keys remembered for one place of records; hostile records bring any number of them. */
const MAX_KEYS = 4096;
const MAX_KEY_BYTES = 96;
/** Values remembered for one place. */
const MAX_VALUES = 2000;
const MAX_VALUE_BYTES = 160;
/** Objects deeper than this are read by {@link readFields}, which bounds depth its own way. */
const MAX_STEPS = 32;

/** A place of records: an object on the way to fields, or a value that fields are in. */
interface Place {
  /** Fields of conditions that are here or below. */
  readonly all: FieldNode;
  /** Fields of witnesses that are here or below; null for none. */
  readonly first: FieldNode | null;
  /** Steps from the record. */
  readonly depth: number;
  /** Slots of the fields. */
  readonly slots: readonly number[];
  /** Members as records spell them. */
  readonly keys: ByteMemo<Member>;
  /** Which member, by its number, came last after which (by its number and 1): records of a kind are all alike. */
  readonly nextKey: number[];
  readonly inner: Place[];
  /** What values say; null where they are ever new ones. */
  values: ByteMemo<Said> | null;
}

interface Member {
  /** Null where no field is below. */
  readonly place: Place | null;
  /** The object in which it was met last: to meet it there again is a repetition. */
  metIn: number;
}

const NOT_MADE = Symbol('not made');

const UNWANTED: Member = { place: null, metIn: 0 };

/** Roots of what is read of records. */
export interface ScanRoots {
  /** The fields of conditions. */
  all: FieldNode;
  /** Those of them that witnesses are in. */
  first: FieldNode;
}

/**
 * Hears what a record's bytes say to witnesses, and keeps in mind where other fields of conditions are, without making anything of
 * them. All bytes are checked as strictly as `JSON.parse` would.
 */
export class ByteScan {
  readonly #root: Place;
  readonly #witnesses: Witnesses;
  readonly #hear: (said: Said) => void;
  readonly #walk = new JsonWalk();
  readonly #text = new RecordText();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #bytes: Uint8Array = new Uint8Array();
  #objects = 0;
  /** Values met: their places, and for each its first byte, the byte after its last, and 1 for a string with escapes. */
  readonly #places: Place[] = [];
  readonly #ranges: number[] = [];
  /** The values themselves, where they were made already; {@link NOT_MADE} otherwise. */
  readonly #made: unknown[] = [];
  #met = 0;

  /** @param hear is told what each place of the record says, where that is anything */
  constructor(roots: ScanRoots, witnesses: Witnesses, hear: (said: Said) => void) {
    this.#root = placeAt(roots.all, roots.first, 0);
    this.#witnesses = witnesses;
    this.#hear = hear;
  }

  /** The record scanned last is nothing but ASCII. */
  get isAscii(): boolean {
    return this.#walk.isAscii;
  }

  /** An escape in the record scanned last stands for a letter or may do. */
  get hidesLetters(): boolean {
    return this.#walk.hidesLetters;
  }

  /**
   * Scans a record. Of bytes beyond ASCII it is not checked whether they are UTF-8.
   * @returns false where the bytes must be left to `JSON.parse`: they are no JSON, no object, nested very deeply, or a wanted
   * member is repeated or spelt with escapes
   */
  scan(bytes: Uint8Array): boolean {
    const walk = this.#walk;
    const end = bytes.length;
    this.#met = 0;
    if (!walk.begin(bytes, 0, end)) return false;
    this.#bytes = bytes;
    this.#text.begin(bytes, 0, end, walk.isAscii);
    const from = skipSpace(bytes, 0, end);
    if (bytes[from] !== OPEN_OBJECT) return false;
    const after = this.#root.all.children.size === 0 ? walk.value(from, 0) : this.#object(from, this.#root);
    return after >= 0 && skipSpace(bytes, after, end) === end;
  }

  /** Gives the values of the record scanned last, as {@link readFields} does, where one of their slots is wanted. */
  read(isWanted: (slot: number) => boolean, sink: ValueSink): void {
    const ranges = this.#ranges;
    for (let met = 0; met < this.#met; met += 1) {
      const place = this.#places[met] as Place;
      if (!place.slots.some(isWanted)) continue;
      const made = this.#made[met];
      const value =
        made === NOT_MADE
          ? this.#text.valueOf(ranges[met * 3] as number, ranges[met * 3 + 1] as number, ranges[met * 3 + 2] === 1)
          : made;
      readFields(place.all, value, sink, place.depth);
    }
  }

  #object(from: number, place: Place): number {
    const walk = this.#walk;
    const bytes = this.#bytes;
    const end = bytes.length;
    let at = skipSpace(bytes, from + 1, end);
    if (at < end && bytes[at] === CLOSE_OBJECT) return at + 1;
    this.#objects += 1;
    const object = this.#objects;
    const { keys, nextKey } = place;
    let key = -1;
    for (;;) {
      if (at >= end || bytes[at] !== QUOTE) return LEAVE;
      const keyFrom = at + 1;
      const afterKey = walk.string(at);
      if (afterKey < 0 || walk.hasEscapes) return LEAVE;
      at = walk.colon(afterKey);
      if (at < 0) return LEAVE;
      const guess = nextKey[key + 1] ?? -1;
      const found = keys.find(bytes, keyFrom, afterKey - 1, guess);
      if (found !== guess && found >= 0) nextKey[key + 1] = found;
      key = found;
      const member = found < 0 ? this.#learn(place, keyFrom, afterKey - 1) : keys.valueOf(found);
      if (member === null) return LEAVE;
      if (member.place === null) at = walk.value(at, place.depth + 1);
      else {
        if (member.metIn === object) return LEAVE;
        member.metIn = object;
        at = this.#value(at, member.place);
      }
      if (at < 0) return LEAVE;
      at = skipSpace(bytes, at, end);
      if (at >= end) return LEAVE;
      const next = bytes[at];
      if (next === CLOSE_OBJECT) return at + 1;
      if (next !== COMMA) return LEAVE;
      at = skipSpace(bytes, at + 1, end);
    }
  }

  #value(from: number, place: Place): number {
    const bytes = this.#bytes;
    const { first } = place;
    // an object without witnesses is not looked into before it is read
    if (bytes[from] === OPEN_OBJECT && first !== null && place.all.ends.length === 0 && place.depth < MAX_STEPS)
      return this.#object(from, place);
    const after = this.#walk.value(from, place.depth);
    if (after < 0) return LEAVE;
    const isEscaped = bytes[from] === QUOTE && this.#walk.hasEscapes;
    const met = this.#met;
    this.#met = met + 1;
    this.#places[met] = place;
    this.#ranges[met * 3] = from;
    this.#ranges[met * 3 + 1] = after;
    this.#ranges[met * 3 + 2] = isEscaped ? 1 : 0;
    this.#made[met] = NOT_MADE;
    if (first === null) return after;
    const { values } = place;
    const known = values === null ? -1 : values.find(bytes, from, after);
    const said = values === null || known < 0 ? this.#ask(from, after, isEscaped, place, first) : values.valueOf(known);
    if (said !== NOTHING) this.#hear(said);
    return after;
  }

  #ask(from: number, to: number, isEscaped: boolean, place: Place, first: FieldNode): Said {
    const value = this.#text.valueOf(from, to, isEscaped);
    this.#made[this.#met - 1] = value;
    const said = this.#witnesses.within(first, value, place.depth);
    if (place.values?.isFull === true) place.values = null;
    else place.values?.add(this.#bytes, from, to, said);
    return said;
  }

  /**
   * Learns how records spell a member. Null for a wanted one: its first record is left to `JSON.parse`, so that what is met in a
   * scan is known from before and repetitions are never missed.
   */
  #learn(place: Place, from: number, to: number): Member | null {
    const name = this.#decoder.decode(this.#bytes.subarray(from, to));
    const all = childOf(place.all, name);
    if (all === null) {
      place.keys.add(this.#bytes, from, to, UNWANTED);
      return UNWANTED;
    }
    const first = place.first === null ? null : childOf(place.first, name);
    let inner = place.inner.find((one) => one.all === all && one.first === first);
    if (inner === undefined) {
      inner = placeAt(all, first, place.depth + 1);
      place.inner.push(inner);
    }
    // an object's members that are numbers come first, whatever their place in the text
    if (!/^\d/.test(name)) place.keys.add(this.#bytes, from, to, { place: inner, metIn: 0 });
    return null;
  }
}

function placeAt(all: FieldNode, first: FieldNode | null, depth: number): Place {
  return {
    all,
    first,
    depth,
    slots: [...slotsWithin(all)],
    keys: new ByteMemo(MAX_KEYS, MAX_KEY_BYTES),
    nextKey: [-1],
    inner: [],
    values: new ByteMemo(MAX_VALUES, MAX_VALUE_BYTES),
  };
}

function slotsWithin(node: FieldNode, slots = new Set<number>()): Set<number> {
  for (const { slot } of node.ends) slots.add(slot);
  for (const child of node.children.values()) slotsWithin(child, slots);
  return slots;
}
