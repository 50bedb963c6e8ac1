import { quoted, RuleFault } from './problem.ts';
import type { Expression } from './types.ts';

const PATH = ['detection', 'condition'];
const MAX_TOKENS = 2000;
const MAX_DEPTH = 100;
const SPELLING = 'Use search identifiers with and, or, not, brackets, "1 of NAME*", "all of NAME*" or "1 of them".';

/**
 * Reads a condition: `or` binds least, then `and`, `not`, `x of y`, brackets (specification, "Operator Precedence").
 * @param selections the search identifiers, by name
 * @throws RuleFault `sigma.condition`
 */
export function parseCondition(text: string, selections: ReadonlyMap<string, Expression>): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  let depth = 0;
  const peek = (): string => (tokens[at] ?? '').toLowerCase();

  const parseOr = (): Expression => {
    const args = [parseAnd()];
    while (peek() === 'or') {
      at++;
      args.push(parseAnd());
    }
    return joined('or', args);
  };
  const parseAnd = (): Expression => {
    const args = [parseNot()];
    while (peek() === 'and') {
      at++;
      args.push(parseNot());
    }
    return joined('and', args);
  };
  const parseNot = (): Expression => {
    if (++depth > MAX_DEPTH) throw fault(`the condition is nested more than ${MAX_DEPTH} deep`);
    try {
      if (peek() !== 'not') return parseOperand();
      at++;
      return { op: 'not', arg: parseNot() };
    } finally {
      depth--;
    }
  };
  const parseOperand = (): Expression => {
    const token = tokens[at++];
    if (token === undefined) throw fault(`the condition ${quoted(text)} ends where a search identifier is wanted`);
    if (token === '(') {
      const inner = parseOr();
      if (tokens[at++] !== ')') throw fault(`a bracket of the condition ${quoted(text)} is not closed`);
      return inner;
    }
    const word = token.toLowerCase();
    if (peek() === 'of' && (word === 'all' || word === 'any' || /^\d+$/.test(word))) {
      at++;
      return someOf(word, tokens[at++], selections);
    }
    const found = selections.get(token);
    if (found !== undefined) return found;
    if (['and', 'or', 'not', 'of', 'them', ')'].includes(word))
      throw fault(`${quoted(token)} stands where a search identifier is wanted`);
    throw fault(`there is no search identifier ${quoted(token)}`, namesOf(selections));
  };

  const whole = parseOr();
  if (at < tokens.length)
    throw fault(`${quoted(tokens[at] ?? '')} is one word too many in the condition ${quoted(text)}`);
  return whole;
}

function tokensOf(text: string): string[] {
  if (text.includes('|'))
    throw fault(
      `the condition ${quoted(text)} aggregates with "|", which Sigma 2 has no longer`,
      'Write a correlation (event_count, value_count, temporal) instead.',
    );
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.length === 0) throw fault('the condition is empty');
  if (tokens.length > MAX_TOKENS) throw fault(`the condition has more than ${MAX_TOKENS} words`);
  return tokens;
}

function someOf(count: string, pattern: string | undefined, selections: ReadonlyMap<string, Expression>): Expression {
  if (pattern === undefined) throw fault(`"${count} of" names nothing`);
  const isThem = pattern.toLowerCase() === 'them';
  const names = [...selections.keys()].filter((name) => !name.startsWith('_') || (!isThem && pattern.startsWith('_')));
  const chosen = isThem ? names : names.filter((name) => isNamed(name, pattern));
  if (chosen.length === 0) throw fault(`no search identifier is named like ${quoted(pattern)}`, namesOf(selections));
  const args = chosen.map((name) => selections.get(name) as Expression);
  if (count === 'all') return joined('and', args);
  const least = count === 'any' ? 1 : Number(count);
  if (least === 1) return joined('or', args);
  if (least < 1 || least > args.length) throw fault(`"${count} of ${pattern}" wants ${count} of ${args.length}`);
  return joined(
    'or',
    combinations(args, least).map((some) => joined('and', some)),
  );
}

/** `*` stands for any number of characters, anywhere. */
function isNamed(name: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return name === pattern;
  const [first = ''] = pieces;
  const last = pieces.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= name.length - last.length;
}

const MAX_COMBINATIONS = 1000;

function combinations(args: readonly Expression[], size: number): Expression[][] {
  let found: Expression[][] = [[]];
  for (const [index, arg] of args.entries()) {
    const left = args.length - index - 1;
    found = found.flatMap((some) => {
      const next = some.length < size ? [[...some, arg]] : [];
      return some.length + left >= size ? [...next, some] : next;
    });
    if (found.length > MAX_COMBINATIONS) throw fault(`"${size} of" has more than ${MAX_COMBINATIONS} combinations`);
  }
  return found.filter((some) => some.length === size);
}

/** One operation over several operands; a single one is itself. */
export function joined(op: 'and' | 'or', args: readonly Expression[]): Expression {
  const [only] = args;
  return args.length === 1 && only !== undefined ? only : { op, args };
}

function namesOf(selections: ReadonlyMap<string, Expression>): string {
  const names = [...selections.keys()].slice(0, 12).join(', ');
  return `The rule has ${names === '' ? 'none' : names}.`;
}

function fault(message: string, remedy: string = SPELLING): RuleFault {
  return new RuleFault('condition', message, PATH, remedy);
}
