import { ANYWHERE, AT_END, AT_START, type Automaton, buildAutomata, type Needle } from './automaton.ts';
import { isNothing } from './event-value.ts';
import { foldCase } from './fold.ts';
import { compileTest, type EventReader, type ValuePredicate } from './match-value.ts';
import { MANY, type TextPart, type ValueTest } from './types.ts';

/** How the truth of an item becomes known. */
export type ItemMode =
  /** Found by the index of its field, and then true. */
  | 'indexed'
  /** Only events in which the index finds a part of it, or the field at all, are tested. */
  | 'checked'
  /** Can hold where nothing is found: tested whenever a rule asks. */
  | 'free';

/** A field and its tests, one of which some value must meet. */
export interface CompiledItem {
  readonly id: number;
  readonly slot: number;
  readonly mode: ItemMode;
  readonly tests: readonly ValueTest[];
  /** Judges all values of the field. */
  readonly holds: (values: readonly unknown[], event: EventReader) => boolean;
  /** Judges one value, to tell which one it was; null where a field without values may do. */
  readonly holdsFor: (value: unknown, event: EventReader) => boolean;
  /** A guess of how seldom it is: short needles and mere presence are common. */
  readonly commonness: number;
}

/** What one field of an event is looked up in. */
export interface SlotIndex {
  /** Folded whole text → items. */
  readonly exact: ReadonlyMap<string, readonly number[]>;
  /** No longer text can be in `exact`. */
  readonly longestExact: number;
  readonly automata: readonly Automaton[];
  /** Items to test when the field is there at all. */
  readonly whenPresent: readonly number[];
}

/** Compiles an item. */
export function compileItem(id: number, slot: number, tests: readonly ValueTest[]): CompiledItem {
  const predicates: ValuePredicate[] = [];
  const wanted = tests.flatMap((test) => (test.kind === 'exists' ? [test.wanted] : []));
  let mayBeAbsent = wanted.includes(false);
  for (const test of tests) {
    if (test.kind === 'exists') continue;
    predicates.push(compileTest(test));
    if (test.kind === 'null') mayBeAbsent = true;
  }
  const holdsFor = (value: unknown, event: EventReader): boolean =>
    predicates.some((predicate) => predicate(value, event));
  const hasNull = tests.some(({ kind }) => kind === 'null');
  return {
    id,
    slot,
    mode: mayBeAbsent ? 'free' : tests.every((test) => needleOf(test)?.isWhole === true) ? 'indexed' : 'checked',
    tests,
    holds(values, event) {
      if (values.length === 0) return hasNull || wanted.includes(false);
      if (wanted.includes(true)) return true;
      if (hasNull && !values.every(isNothing))
        return values.some((value) => !isNothing(value) && holdsFor(value, event));
      return values.some((value) => holdsFor(value, event));
    },
    holdsFor: (value, event) => wanted.includes(true) || holdsFor(value, event),
    // to search a whole event is dear
    commonness: tests.reduce((sum, test) => sum + commonnessOf(test), slot === 0 ? 200 : 0),
  };
}

function commonnessOf(test: ValueTest): number {
  const needle = needleOf(test);
  if (needle === null) return 500;
  if (needle.exact) return 1;
  return needle.text.length >= 6 ? 1 : needle.text.length >= 4 ? 4 : needle.text.length >= 3 ? 20 : 100;
}

interface FoundNeedle {
  text: string;
  exact: boolean;
  place: Needle['place'];
  /** The needle is all there is to the test. */
  isWhole: boolean;
}

/** A text without which a test cannot be met, folded; null where there is none. */
export function needleOf(test: ValueTest): FoundNeedle | null {
  if (test.kind !== 'text') return null;
  const { parts } = test;
  const letters = parts.filter((part) => typeof part === 'string').toSorted((a, b) => b.length - a.length);
  const [longest] = letters;
  if (parts.length === 0) return { text: '', exact: true, place: ANYWHERE, isWhole: true };
  if (longest === undefined) return null;
  const text = foldCase(longest);
  const whole = !test.cased && letters.length === 1 ? placeOf(parts) : null;
  if (whole === 'exact') return { text, exact: true, place: ANYWHERE, isWhole: true };
  return { text, exact: false, place: whole ?? ANYWHERE, isWhole: whole !== null };
}

function placeOf(parts: readonly TextPart[]): 'exact' | Needle['place'] | null {
  const [first, second, third] = parts;
  if (parts.length === 1) return 'exact';
  if (parts.length === 2) return first === MANY ? AT_END : second === MANY ? AT_START : null;
  return parts.length === 3 && first === MANY && third === MANY ? ANYWHERE : null;
}

/** Builds the index of each field over the items that are found by one. */
export function indexItems(items: readonly CompiledItem[], slots: number): SlotIndex[] {
  const bySlot: CompiledItem[][] = Array.from({ length: slots }, () => []);
  for (const item of items) if (item.mode !== 'free') bySlot[item.slot]?.push(item);
  return bySlot.map(indexOf);
}

function indexOf(items: readonly CompiledItem[]): SlotIndex {
  const exact = new Map<string, number[]>();
  const needles = new Map<string, Needle>();
  const whenPresent: number[] = [];
  let longestExact = -1;
  for (const { id, tests } of items) {
    const found = tests.map(needleOf);
    if (found.includes(null)) {
      whenPresent.push(id);
      continue;
    }
    for (const needle of found) {
      if (needle === null) continue;
      if (needle.exact) {
        longestExact = Math.max(longestExact, needle.text.length);
        const same = exact.get(needle.text);
        if (same === undefined) exact.set(needle.text, [id]);
        else if (!same.includes(id)) same.push(id);
      } else needles.set(`${needle.place} ${id} ${needle.text}`, { text: needle.text, place: needle.place, item: id });
    }
  }
  return { exact, longestExact, automata: buildAutomata([...needles.values()]), whenPresent };
}
