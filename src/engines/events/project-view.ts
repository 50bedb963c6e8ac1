import { RecordText } from './project-text.ts';
import type { PathTree } from './project-tree.ts';

/** What the paths lead to in the record read last. Values are made when asked for, once. */
export interface ProjectedView {
  /**
   * What path number `index` leads to: undefined when nothing is there; a list when it led through a list.
   * @param index of the path, in the order given to createProjector
   */
  get(index: number): unknown;
  /** True when path number `index` leads to something, be it null. */
  has(index: number): boolean;
}

/** The side of a view that the reader of a record writes to. */
export interface ViewWriter extends ProjectedView {
  /** Forgets the record before. */
  begin(bytes: Uint8Array, start: number, end: number, isAscii: boolean): void;
  /**
   * A value was found for a slot, in bytes `from` to `to`.
   * @param isMany a list was met on the way
   * @param hasEscapes where the value is a string: it has escapes
   */
  add(slot: number, from: number, to: number, isMany: boolean, hasEscapes: boolean): void;
  /** The value of a path, known already. */
  setValue(index: number, value: unknown): void;
}

/** A view on records that are read with the paths of `tree`. */
export function createProjectedView(tree: PathTree): ViewWriter {
  return new SlotView(tree);
}

const NONE = undefined;

class SlotView implements ViewWriter {
  readonly #slotOf: Int32Array;
  /** The record in which a slot was last filled, and in which its value was last made. */
  readonly #filledIn: Float64Array;
  readonly #madeIn: Float64Array;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #escaped: Uint8Array;
  /** Spans of further values, for slots that a list leads to. */
  readonly #more: (number[] | null)[];
  readonly #values: unknown[];
  #record = 0;
  readonly #text = new RecordText();

  constructor(tree: PathTree) {
    this.#slotOf = Int32Array.from(tree.slotOf);
    this.#filledIn = new Float64Array(tree.slotCount);
    this.#madeIn = new Float64Array(tree.slotCount);
    this.#from = new Int32Array(tree.slotCount);
    this.#to = new Int32Array(tree.slotCount);
    this.#escaped = new Uint8Array(tree.slotCount);
    this.#more = Array.from({ length: tree.slotCount }, () => null);
    this.#values = Array.from({ length: tree.slotCount }, () => NONE);
  }

  begin(bytes: Uint8Array, start: number, end: number, isAscii: boolean): void {
    this.#record += 1;
    this.#text.begin(bytes, start, end, isAscii);
  }

  add(slot: number, from: number, to: number, isMany: boolean, hasEscapes: boolean): void {
    if (this.#filledIn[slot] !== this.#record) {
      this.#filledIn[slot] = this.#record;
      this.#from[slot] = from;
      this.#to[slot] = to;
      this.#escaped[slot] = hasEscapes ? 1 : 0;
      this.#more[slot] = isMany ? [] : null;
      return;
    }
    this.#more[slot]?.push(from, to, hasEscapes ? 1 : 0);
  }

  setValue(index: number, value: unknown): void {
    const slot = this.#slotOf[index] as number;
    if (value === undefined) return;
    this.#filledIn[slot] = this.#record;
    this.#madeIn[slot] = this.#record;
    this.#values[slot] = value;
  }

  has(index: number): boolean {
    return this.#filledIn[this.#slotOf[index] ?? -1] === this.#record;
  }

  get(index: number): unknown {
    const slot = this.#slotOf[index] ?? -1;
    if (this.#filledIn[slot] !== this.#record) return undefined;
    if (this.#madeIn[slot] === this.#record) return this.#values[slot];
    this.#madeIn[slot] = this.#record;
    const first = this.#text.valueOf(this.#from[slot] as number, this.#to[slot] as number, this.#escaped[slot] === 1);
    const more = this.#more[slot] ?? null;
    let value = first;
    if (more !== null) {
      const list = [first];
      for (let i = 0; i < more.length; i += 3)
        list.push(this.#text.valueOf(more[i] as number, more[i + 1] as number, more[i + 2] === 1));
      value = list;
    }
    this.#values[slot] = value;
    return value;
  }
}
