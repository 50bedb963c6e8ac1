import { ALL_KINDS, type CompiledRule, KEYWORDS, type Program } from './compile-program.ts';
import type { SlotIndex } from './compile-items.ts';
import { textOf } from './event-value.ts';
import { readFields, readScalars, type ValueSink } from './field-tree.ts';
import { createKeywordSieve } from './keyword-sieve.ts';
import { lookUp } from './look-up.ts';
import { ByteScan } from './scan-bytes.ts';
import { createWitnesses, NO_SIGN, type Said } from './witness-says.ts';

/** A record as it came. */
export interface BytesToPick {
  readonly bytes: Uint8Array;
  /** @throws TypeError where the bytes are no UTF-8 */
  readonly text: string;
  readonly parsed: unknown;
}

/** Finds the rules that an event may meet. */
export interface Picker {
  /** From a parsed event. */
  pick(raw: unknown, ocsf: unknown): readonly number[];
  /**
   * From the bytes of a record, of which most is not made into anything. Null where it takes the parsed record to tell, or to tell
   * what is wrong with it.
   */
  pickBytes(record: BytesToPick): readonly number[] | null;
  /** Gives the values of the record whose bytes were picked for last, where their slots are wanted; keywords are none of them. */
  read(isWanted: (slot: number) => boolean, sink: ValueSink): void;
}

/**
 * Picks rules by their witnesses: reads only the fields of these, and asks for each place and text once what it says, however many
 * fields of rules lie there. Most events end here.
 */
export function createPicker(program: Program): Picker {
  const { indexes, rules, rulesOfItem, always, signs } = program;
  const witnesses = createWitnesses(program);
  const pickedIn = new Uint32Array(rules.length);
  let turn = 0;
  let picked: number[] = [];
  let firstSign = NO_SIGN;

  const begin = (): void => {
    turn += 1;
    if (turn > LAST_TURN) {
      pickedIn.fill(0);
      turn = 1;
    }
    picked = [];
    firstSign = NO_SIGN;
  };

  const foundRules = (found: readonly number[]): void => {
    for (const rule of found) {
      if (pickedIn[rule] === turn) continue;
      pickedIn[rule] = turn;
      picked.push(rule);
    }
  };

  const hear = ({ rules: found, sign }: Said): void => {
    if (sign < firstSign) firstSign = sign;
    foundRules(found);
  };

  const keywords = indexes[KEYWORDS] as SlotIndex;
  const foundKeyword = (item: number): void => foundRules(rulesOfItem[item] as readonly number[]);
  const searchAll = (value: unknown): void => {
    for (const item of keywords.whenPresent) foundKeyword(item);
    const text = textOf(value);
    if (text !== null) lookUp(keywords, text, foundKeyword);
  };

  const kindsNow = (): number => signs[firstSign]?.kind ?? ALL_KINDS;

  const finish = (kinds: number): readonly number[] => {
    for (const rule of always) picked.push(rule);
    return picked.length === 0 ? picked : picked.filter((rule) => ((rules[rule] as CompiledRule).kinds & kinds) !== 0);
  };

  const sink = {
    take: (node: Parameters<typeof witnesses.at>[0], value: unknown): void => hear(witnesses.at(node, value)),
  };
  const scan = new ByteScan({ all: program.raw, first: program.firstRaw }, witnesses, hear);
  const sieve = createKeywordSieve(program);

  return {
    pick(raw, ocsf) {
      begin();
      readFields(program.firstRaw, raw, sink);
      if (program.hasOcsf && ocsf !== null && ocsf !== undefined) readFields(program.firstOcsf, ocsf, sink);
      const kinds = kindsNow();
      if ((program.firstKeywordKinds & kinds) !== 0) readScalars(raw, searchAll);
      return finish(kinds);
    },
    pickBytes(record) {
      if (always.length > 0) return null;
      begin();
      if (!scan.scan(record.bytes)) return null;
      // bytes that are no UTF-8 throw
      const isPlain = scan.isAscii || record.text.length === 0;
      const kinds = kindsNow();
      if ((program.firstKeywordKinds & kinds) !== 0 && (scan.hidesLetters || !isPlain || sieve(record.bytes)))
        readScalars(record.parsed, searchAll);
      return finish(kinds);
    },
    read: (isWanted, to) => scan.read(isWanted, to),
  };
}

/** The stamps are 32 bits wide. */
const LAST_TURN = 0xffff_ffff;
