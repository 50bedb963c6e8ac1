import { ROW_SHIFT, SYMBOL_COUNT } from './alphabet.ts';

/**
 * Aho-Corasick (1975) over the 32-symbol alphabet, as one dense transition table: a column of all states for each symbol. The numbers
 * of the states are chosen for the cache: those most often walked through side by side, and those where nothing ends before those
 * where something does, so that this needs no look into another table.
 */
export interface Automaton {
  /** `next[symbol * stride + state]`. Two bytes each as long as that suffices. */
  next: Uint16Array | Int32Array;
  /** Entries from one column to the next: the number of states, rounded up. */
  stride: number;
  /** Something ends at this state and at all after it. */
  firstSpeaking: number;
  /** First entry of the outputs of a state in `outputs`, 0 for none. Outputs of suffixes are included. */
  firstOutput: Int32Array;
  /** Values ended by -1. */
  outputs: Int32Array;
  /** Length of the pattern of each output. */
  outputLengths: Int32Array;
}

/** A pattern and the value to report where it ends. */
export interface Pattern {
  symbols: Uint8Array;
  value: number;
}

/** Builds the automaton in time and memory linear in the patterns' total length. Patterns must not be empty, values not negative. */
export function buildAutomaton(patterns: readonly Pattern[]): Automaton {
  let capacity = 1;
  for (const pattern of patterns) capacity += pattern.symbols.length;
  const next = new Int32Array(capacity << ROW_SHIFT);
  const own: (number[] | undefined)[] = [undefined];
  const depth = new Int32Array(capacity);
  let stateCount = 1;
  for (const { symbols, value } of patterns) {
    let state = 0;
    for (const symbol of symbols) {
      const at = (state << ROW_SHIFT) + symbol;
      let target = next[at] ?? 0;
      if (target === 0) {
        target = stateCount++;
        own[target] = undefined;
        depth[target] = (depth[state] ?? 0) + 1;
        next[at] = target;
      }
      state = target;
    }
    const values = own[state];
    if (values === undefined) own[state] = [value];
    else if (!values.includes(value)) values.push(value);
  }

  const order = linkBreadthFirst(next, stateCount);
  const { firstOutput, outputs, lengths } = gatherOutputs(own, depth, order);
  return {
    ...renumber(next, walkOrder(next, patterns, stateCount), firstOutput),
    outputs: Int32Array.from(outputs),
    outputLengths: Int32Array.from(lengths),
  };
}

/** States in breadth-first order, and for each the state of its longest proper suffix. */
interface Order {
  queue: Int32Array;
  fail: Int32Array;
}

/** Completes the trie to an automaton in place: missing transitions become those of the longest suffix. */
function linkBreadthFirst(next: Int32Array, stateCount: number): Order {
  const fail = new Int32Array(stateCount);
  const queue = new Int32Array(stateCount);
  let tail = 1;
  for (let head = 0; head < tail; head++) {
    const state = queue[head] ?? 0;
    const row = state << ROW_SHIFT;
    const failRow = (fail[state] ?? 0) << ROW_SHIFT;
    for (let symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
      const child = next[row + symbol] ?? 0;
      const viaFail = state === 0 ? 0 : (next[failRow + symbol] ?? 0);
      if (child === 0) {
        next[row + symbol] = viaFail;
      } else {
        fail[child] = viaFail;
        queue[tail++] = child;
      }
    }
  }
  return { queue, fail };
}

/** What ends at each state, that of its suffixes included. */
function gatherOutputs(
  own: readonly (readonly number[] | undefined)[],
  depth: Int32Array,
  { queue, fail }: Order,
): { firstOutput: Int32Array; outputs: number[]; lengths: number[] } {
  const firstOutput = new Int32Array(queue.length);
  const outputs: number[] = [-1];
  const lengths: number[] = [0];
  for (const state of queue) {
    const inherited = firstOutput[fail[state] ?? 0] ?? 0;
    const values = own[state];
    if (values === undefined) {
      firstOutput[state] = inherited;
      continue;
    }
    firstOutput[state] = outputs.length;
    for (const value of values) {
      outputs.push(value);
      lengths.push(depth[state] ?? 0);
    }
    for (let at = inherited; at > 0 && (outputs[at] ?? -1) >= 0; at++) {
      outputs.push(outputs[at] ?? 0);
      lengths.push(lengths[at] ?? 0);
    }
    outputs.push(-1);
    lengths.push(0);
  }
  return { firstOutput, outputs, lengths };
}

/**
 * The states most often walked through first, as far as the patterns tell: each is read from its second symbol on, as a text that other
 * patterns may be in.
 */
function walkOrder(next: Int32Array, patterns: readonly Pattern[], stateCount: number): Int32Array {
  const visits = new Int32Array(stateCount);
  for (const { symbols } of patterns) {
    let state = 0;
    for (let index = 1; index < symbols.length; index++) {
      state = next[(state << ROW_SHIFT) + (symbols[index] ?? 0)] ?? 0;
      visits[state] = (visits[state] ?? 0) + 1;
    }
  }
  const others = Int32Array.from({ length: stateCount - 1 }, (_, index) => index + 1);
  others.sort((a, b) => (visits[b] ?? 0) - (visits[a] ?? 0) || a - b);
  return Int32Array.from([0, ...others]);
}

/** Gives the states their final numbers: silent ones first, each group in the given order. The root stays 0. */
function renumber(
  next: Int32Array,
  order: Int32Array,
  firstOutput: Int32Array,
): Pick<Automaton, 'next' | 'stride' | 'firstSpeaking' | 'firstOutput'> {
  const numberOf = new Int32Array(order.length);
  let count = 0;
  for (const state of order) if ((firstOutput[state] ?? 0) === 0) numberOf[state] = count++;
  const firstSpeaking = count;
  for (const state of order) if ((firstOutput[state] ?? 0) !== 0) numberOf[state] = count++;
  // an odd number of cache lines, so that columns do not compete for the same places in the cache
  const stride = (Math.ceil(order.length / 32) | 1) * 32;
  const size = stride * SYMBOL_COUNT;
  const table = order.length <= 0x10000 ? new Uint16Array(size) : new Int32Array(size);
  const outputAt = new Int32Array(order.length);
  for (const state of order) {
    const to = numberOf[state] ?? 0;
    outputAt[to] = firstOutput[state] ?? 0;
    for (let symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
      table[symbol * stride + to] = numberOf[next[(state << ROW_SHIFT) + symbol] ?? 0] ?? 0;
    }
  }
  return { next: table, stride, firstSpeaking, firstOutput: outputAt };
}
