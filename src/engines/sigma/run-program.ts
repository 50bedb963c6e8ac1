import { type CompiledRule, KEYWORDS, type Program } from './compile-program.ts';
import type { SlotIndex } from './compile-items.ts';
import { textOf } from './event-value.ts';
import { eachEnd, type FieldNode, readFields, readScalars } from './field-tree.ts';
import { lookUp } from './look-up.ts';
import type { EventReader } from './match-value.ts';
import { type BytesToPick, createPicker } from './pick-rules.ts';
import { type ConditionNode, eachItem } from './select-witness.ts';

/** A rule that an event meets. */
export interface RuleMatch {
  /** The rule's key: its id, else its name. */
  rule: string;
  /** The values that met it, by the rule's spelling of the field; `*` for keywords. */
  fields: Readonly<Record<string, unknown>>;
}

/** What an event is judged by. */
export interface EventView {
  /** The vendor's record, parsed. */
  raw: unknown;
  /** The same event in OCSF, or null. */
  ocsf: unknown;
}

/** Judges one event after the other; not to be used by two callers at once. */
export interface ProgramRunner {
  run(event: EventView): RuleMatch[];
  /** From a record's bytes. @throws SyntaxError, or TypeError for what is not UTF-8 */
  runBytes(bytes: Uint8Array): RuleMatch[];
}

/** Rules of an event, and tests of the values of one field, that are few. */
const FEW_RULES = 4;
const FEW_TESTS = 24;

/** The stamps are 32 bits wide. */
const LAST_TURN = 0xffff_ffff;

/** Makes a program ready to run: all memory it needs for any event of ordinary size is taken here. */
export function createRunner(program: Program): ProgramRunner {
  const { items, indexes, rules, slotOfField } = program;
  const picker = createPicker(program);
  const values: unknown[][] = Array.from({ length: program.slots }, () => []);
  const touched: number[] = [];
  /** Of lists and objects among the values. */
  const texts = new Map<object, string | null>();
  const foundAt = new Uint32Array(items.length);
  const knownAt = new Uint32Array(items.length);
  const truth = new Uint8Array(items.length);
  const lookedAt = new Uint32Array(program.slots);
  const fromRecord = new Uint32Array(program.slots);
  const wantedAt = new Uint32Array(program.slots);
  const slotsOfRule = rules.map((rule) => slotsOf(rule, slotOfField));
  let turn = 0;
  let isOcsf = false;
  /** So few rules are judged that their tests are cheaper than the look-up that all rules share. */
  let areFew = false;

  const put = (slot: number, value: unknown): void => {
    if (wantedAt[slot] !== turn || (isOcsf && fromRecord[slot] === turn)) return;
    if (!isOcsf) fromRecord[slot] = turn;
    const own = values[slot] as unknown[];
    if (own.length === 0) touched.push(slot);
    own.push(value);
  };
  const sink = { take: (node: FieldNode, value: unknown): void => eachEnd(node, value, put) };
  const found = (item: number): void => {
    foundAt[item] = turn;
  };

  const isWanted = (slot: number): boolean => wantedAt[slot] === turn;

  /** Takes the values of every wanted field. */
  const read = ({ raw, ocsf }: EventView): void => {
    readFields(program.raw, raw, sink);
    if (program.hasOcsf && ocsf !== null && ocsf !== undefined) {
      isOcsf = true;
      readFields(program.ocsf, ocsf, sink);
      isOcsf = false;
    }
    if (isWanted(KEYWORDS)) readScalars(raw, (value) => put(KEYWORDS, value));
  };

  const reader: EventReader = {
    field: (key) => values[slotOfField.get(key) ?? -1] ?? [],
    text(value) {
      if (typeof value !== 'object' || value === null) return textOf(value);
      const known = texts.get(value) ?? textOf(value);
      texts.set(value, known);
      return known;
    },
  };

  /** Finds what the index of a field finds in its values, when the first condition asks for it. */
  const look = (slot: number): void => {
    lookedAt[slot] = turn;
    const own = values[slot] as unknown[];
    if (own.length === 0) return;
    const index = indexes[slot] as SlotIndex;
    for (const item of index.whenPresent) found(item);
    if (index.longestExact < 0 && index.automata.length === 0) return;
    for (const value of own) {
      const text = typeof value === 'string' ? value : reader.text(value);
      if (text !== null) lookUp(index, text, found);
    }
  };

  const holds = (node: ConditionNode): boolean => {
    switch (node.op) {
      case 'item': {
        const { item } = node;
        const { id, mode, slot, tests } = item;
        const own = values[slot] as readonly unknown[];
        if (!areFew || tests.length * own.length > FEW_TESTS) {
          if (lookedAt[slot] !== turn) look(slot);
          if (mode === 'indexed') return foundAt[id] === turn;
          if (mode === 'checked' && foundAt[id] !== turn) return false;
        }
        if (knownAt[id] !== turn) {
          knownAt[id] = turn;
          truth[id] = item.holds(own, reader) ? 1 : 0;
        }
        return truth[id] === 1;
      }
      case 'not':
        return !holds(node.arg);
      case 'and':
        for (const arg of node.args) if (!holds(arg)) return false;
        return true;
      case 'or':
        for (const arg of node.args) if (holds(arg)) return true;
        return false;
    }
  };

  const fieldsOf = (rule: CompiledRule): Record<string, unknown> => {
    const fields = new Map<string, unknown>();
    for (const { name, node } of rule.positive) {
      const { item } = node;
      if (fields.has(name) || !holds(node)) continue;
      fields.set(name, (values[item.slot] ?? []).find((one) => item.holdsFor(one, reader)) ?? null);
    }
    return Object.fromEntries(fields);
  };

  /** Turns to an event of which these rules want fields. */
  const begin = (picked: readonly number[]): void => {
    turn += 1;
    if (turn > LAST_TURN) {
      for (const stamps of [foundAt, knownAt, lookedAt, fromRecord, wantedAt]) stamps.fill(0);
      turn = 1;
    }
    for (const slot of touched) (values[slot] as unknown[]).length = 0;
    touched.length = 0;
    if (texts.size > 0) texts.clear();
    isOcsf = false;
    areFew = picked.length <= FEW_RULES;
    for (const rule of picked) for (const slot of slotsOfRule[rule] as readonly number[]) wantedAt[slot] = turn;
  };

  const judge = (picked: readonly number[]): RuleMatch[] =>
    picked
      .filter((index) => holds((rules[index] as CompiledRule).condition))
      .sort((a, b) => a - b)
      .map((index) => {
        const rule = rules[index] as CompiledRule;
        return { rule: rule.rule.key, fields: fieldsOf(rule) };
      });

  const run = (event: EventView): RuleMatch[] => {
    const picked = picker.pick(event.raw, event.ocsf);
    if (picked.length === 0) return [];
    begin(picked);
    read(event);
    return judge(picked);
  };

  return {
    run,
    runBytes(bytes) {
      const record = new RecordBytes(bytes);
      const picked = picker.pickBytes(record);
      if (picked === null) return run({ raw: record.parsed, ocsf: null });
      if (picked.length === 0) return [];
      begin(picked);
      picker.read(isWanted, sink);
      if (isWanted(KEYWORDS)) readScalars(record.parsed, (value) => put(KEYWORDS, value));
      return judge(picked);
    },
  };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A record's bytes, made into a text and parsed when asked for. */
class RecordBytes implements BytesToPick {
  readonly bytes: Uint8Array;
  #text: string | null = null;
  #parsed: unknown;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get text(): string {
    this.#text ??= decoder.decode(this.bytes);
    return this.#text;
  }

  get parsed(): unknown {
    this.#parsed ??= JSON.parse(this.text) as unknown;
    return this.#parsed;
  }
}

/** The slots of all fields that a rule's condition names. */
function slotsOf(rule: CompiledRule, slotOfField: ReadonlyMap<string, number>): readonly number[] {
  const slots = new Set<number>();
  eachItem(rule.condition, ({ slot, tests }) => {
    slots.add(slot);
    for (const test of tests) if (test.kind === 'field') slots.add(slotOfField.get(test.field) ?? slot);
  });
  return [...slots];
}
