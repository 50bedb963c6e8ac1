import { createProjectedView, type ProjectedView, type ViewWriter } from './project-view.ts';
import { readPath } from './project-paths.ts';
import { MAX_DEPTH, skipSpace } from './project-skip.ts';
import { buildPathTree, memberNamed, type PathNode, type PathTree } from './project-tree.ts';
import { JsonWalk } from './project-walk.ts';

/**
 * Reads one record.
 * @param bytes where the record's JSON lies, in UTF-8
 * @param start its first byte (default 0)
 * @param end the byte after its last (default: the end of `bytes`)
 * @returns what the paths lead to, valid until the next record is read; null when the bytes are not one JSON text
 */
export type Project = (bytes: Uint8Array, start?: number, end?: number) => ProjectedView | null;

/** The record is no JSON. */
const INVALID = -1;
/** The record is unusual: it is left to JSON.parse. */
const UNUSUAL = -2;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/**
 * Makes a reader that takes only some members out of a record's bytes and is faster than `JSON.parse` for it: what is not
 * wanted is checked and read over, and what is wanted becomes a value when it is asked for.
 *
 * The whole record is checked: bytes are refused exactly when `JSON.parse` refuses their text (decoded from UTF-8, malformed
 * sequences replaced), and moreover when they nest deeper than 512 levels. What a path leads to is what {@link readPath} finds
 * in the parsed record, `__proto__` and repeated members (the last one counts) included.
 *
 * @param paths names of members from the record inwards; one path, one slot of the view, in their order
 */
export function createProjector(paths: readonly (readonly string[])[]): Project {
  const reader = new RecordReader(paths, buildPathTree(paths));
  return (bytes, start = 0, end = bytes.length) => reader.read(bytes, start, end);
}

class RecordReader {
  readonly #paths: readonly (readonly string[])[];
  readonly #root: PathNode;
  readonly #hasReplacement: boolean;
  readonly #view: ViewWriter;
  /** In which object each node was last met: meeting it there again is a repeated member. */
  readonly #metIn: Float64Array;
  #objects = 0;
  readonly #walk = new JsonWalk();
  #bytes: Uint8Array = new Uint8Array();
  #end = 0;
  /** Open brackets around the place being read. */
  #depth = 0;
  /** Lists among them that a wanted path leads through. */
  #lists = 0;

  constructor(paths: readonly (readonly string[])[], tree: PathTree) {
    this.#paths = paths;
    this.#root = tree.root;
    this.#hasReplacement = paths.some((path) => path.some((name) => name.includes('\u{FFFD}') || !name.isWellFormed()));
    this.#view = createProjectedView(tree);
    this.#metIn = new Float64Array(tree.nodes.length);
  }

  read(bytes: Uint8Array, start: number, end: number): ProjectedView | null {
    this.#bytes = bytes;
    this.#end = end;
    this.#depth = 0;
    this.#lists = 0;
    if (!this.#walk.begin(bytes, start, end)) return null;
    this.#view.begin(bytes, start, end, this.#walk.isAscii);
    const after = this.#value(skipSpace(bytes, start, end), this.#root);
    if (after === UNUSUAL) return this.#readSlowly(bytes, start, end);
    if (after < 0 || skipSpace(bytes, after, end) !== end) return null;
    return this.#view;
  }

  #readSlowly(bytes: Uint8Array, start: number, end: number): ProjectedView | null {
    this.#walk.begin(bytes, start, end);
    const after = this.#walk.value(skipSpace(bytes, start, end), 0);
    if (after < 0 || skipSpace(bytes, after, end) !== end) return null;
    const record: unknown = JSON.parse(
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end)),
    );
    this.#view.begin(bytes, start, end, this.#walk.isAscii);
    this.#paths.forEach((path, index) => this.#view.setValue(index, readPath(record, path)));
    return this.#view;
  }

  /** The value of a wanted member. */
  #value(at: number, node: PathNode): number {
    const after = this.#within(at, node);
    if (after >= 0 && node.slot >= 0) this.#view.add(node.slot, at, after, this.#lists > 0, this.#walk.hasEscapes);
    return after;
  }

  /** A value of which members may be wanted. */
  #within(at: number, node: PathNode): number {
    const bytes = this.#bytes;
    if (at >= this.#end) return INVALID;
    const byte = bytes[at] as number;
    if (byte === QUOTE) return this.#walk.string(at);
    if (node.members.size > 0) {
      if (byte === OPEN_OBJECT) return this.#object(at, node);
      if (byte === OPEN_LIST) return this.#list(at, node);
    }
    return this.#walk.value(at, this.#depth);
  }

  #list(from: number, node: PathNode): number {
    const bytes = this.#bytes;
    const end = this.#end;
    if (this.#depth >= MAX_DEPTH) return INVALID;
    let at = skipSpace(bytes, from + 1, end);
    if (at < end && bytes[at] === CLOSE_LIST) return at + 1;
    this.#depth += 1;
    this.#lists += 1;
    for (;;) {
      // An element is no value of a path that ends at the list: that is the list.
      at = this.#within(skipSpace(bytes, at, end), node);
      if (at < 0) return at;
      at = skipSpace(bytes, at, end);
      if (at >= end) return INVALID;
      const next = bytes[at];
      at += 1;
      if (next === COMMA) continue;
      if (next !== CLOSE_LIST) return INVALID;
      this.#depth -= 1;
      this.#lists -= 1;
      return at;
    }
  }

  #object(from: number, node: PathNode): number {
    const walk = this.#walk;
    const bytes = this.#bytes;
    const end = this.#end;
    if (this.#depth >= MAX_DEPTH) return INVALID;
    let at = skipSpace(bytes, from + 1, end);
    if (at < end && bytes[at] === CLOSE_OBJECT) return at + 1;
    this.#depth += 1;
    this.#objects += 1;
    const object = this.#objects;
    for (;;) {
      if (at >= end || bytes[at] !== QUOTE) return INVALID;
      const keyStart = at + 1;
      const afterKey = walk.string(at);
      if (afterKey < 0) return INVALID;
      if (walk.hasEscapes || (this.#hasReplacement && isBeyondAscii(bytes, keyStart, afterKey))) return UNUSUAL;
      at = walk.colon(afterKey);
      if (at < 0) return INVALID;
      const member = memberNamed(node, bytes, keyStart, afterKey - 1);
      if (member === null) at = walk.value(at, this.#depth);
      else {
        if (this.#metIn[member.index] === object) return UNUSUAL;
        this.#metIn[member.index] = object;
        at = this.#value(at, member);
      }
      if (at < 0) return at;
      at = skipSpace(bytes, at, end);
      if (at >= end) return INVALID;
      const next = bytes[at];
      at += 1;
      if (next === COMMA) {
        at = skipSpace(bytes, at, end);
        continue;
      }
      if (next !== CLOSE_OBJECT) return INVALID;
      this.#depth -= 1;
      return at;
    }
  }
}

/** Malformed UTF-8 in a key becomes U+FFFD, which only matters to paths that have that character. */
function isBeyondAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if ((bytes[at] as number) >= 0x80) return true;
  return false;
}
