import type { Program } from './compile-program.ts';
import type { SlotIndex } from './compile-items.ts';
import { textOf } from './event-value.ts';
import { eachEnd, type FieldNode, readFields } from './field-tree.ts';
import { lookUp, MAX_MEMO_CHARS, MAX_MEMOS } from './look-up.ts';

/** What a value at a place of an event says: rules whose witness it is, and the kind of the record. */
export interface Said {
  rules: readonly number[];
  /** Position of the first sign in {@link Program.signs}, or {@link NO_SIGN}. */
  sign: number;
}

export const NO_SIGN = 0x7fff_ffff;
export const NOTHING: Said = { rules: [], sign: NO_SIGN };

/** Tells what values say to a program. */
export interface Witnesses {
  /** What a value says to the fields that end at a node. */
  at(node: FieldNode, value: unknown): Said;
  /** What a value and all within it say to the fields at a node and below. @param depth of the value in its record */
  within(node: FieldNode, value: unknown, depth: number): Said;
}

/** Asks for each place and text once what it says, however many fields of rules lie there. */
export function createWitnesses(program: Program): Witnesses {
  const { indexes, rulesOfItem, signs } = program;
  const memos = new Map<FieldNode, Map<string, Said> | null>();
  const signOf = new Map<number, number>();
  for (const [position, { slot }] of signs.entries()) if (!signOf.has(slot)) signOf.set(slot, position);

  const signAt = (slot: number, value: unknown): number => {
    if (!signOf.has(slot)) return NO_SIGN;
    for (const [position, { slot: own, values }] of signs.entries())
      if (own === slot && (values === null || (typeof value === 'string' && values.includes(value.toLowerCase()))))
        return position;
    return NO_SIGN;
  };

  const ask = (node: FieldNode, value: unknown): Said => {
    const found = new Set<number>();
    let sign = NO_SIGN;
    let own: string | null | undefined;
    const add = (item: number): void => {
      for (const rule of rulesOfItem[item] as readonly number[]) found.add(rule);
    };
    eachEnd(node, value, (slot, mapped) => {
      sign = Math.min(sign, signAt(slot, mapped));
      const index = indexes[slot] as SlotIndex;
      for (const item of index.whenPresent) add(item);
      if (index.longestExact < 0 && index.automata.length === 0) return;
      let text = typeof mapped === 'string' ? mapped : mapped === value ? own : textOf(mapped);
      // an object is put into a text once for all fields that end here
      if (text === undefined) own = text = textOf(mapped);
      if (text !== null) lookUp(index, text, add);
    });
    return saidOf(found, sign);
  };

  const at = (node: FieldNode, value: unknown): Said => {
    if (typeof value !== 'string' || value.length > MAX_MEMO_CHARS) return ask(node, value);
    let memo = memos.get(node);
    if (memo === undefined) {
      memo = new Map();
      memos.set(node, memo);
    }
    const known = memo?.get(value);
    if (known !== undefined) return known;
    const said = ask(node, value);
    // a place of ever new values is not worth remembering
    if (memo !== null && memo.size >= MAX_MEMOS) memos.set(node, null);
    else memo?.set(value, said);
    return said;
  };

  return {
    at,
    within(node, value, depth) {
      const found = new Set<number>();
      let sign = NO_SIGN;
      readFields(
        node,
        value,
        {
          take(end, one) {
            const said = at(end, one);
            if (said.sign < sign) ({ sign } = said);
            for (const rule of said.rules) found.add(rule);
          },
        },
        depth,
      );
      return saidOf(found, sign);
    },
  };
}

function saidOf(rules: ReadonlySet<number>, sign: number): Said {
  return rules.size === 0 && sign === NO_SIGN ? NOTHING : { rules: [...rules], sign };
}
