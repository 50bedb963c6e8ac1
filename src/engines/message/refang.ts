/** The character was written so that it cannot be tapped. */
export const DEFANGED = 1;
/** The dot was a word between spaces. */
export const SPACED = 2;

/** A message as it is meant, each character with its place in the message as written. */
export interface Refanged {
  text: string;
  /** Places in the original, per UTF-16 unit of `text`. */
  starts: Int32Array;
  ends: Int32Array;
  marks: Uint8Array;
}

interface Rule {
  /** Sticky; every repetition in it is bounded, so that a rule costs a constant. */
  pattern: RegExp;
  to: (matched: string) => string;
  mark: number;
  /** Takes one space on either side with it: `acme [.] com`. */
  eatsSpaces?: true;
}

const DOT_WORDS = 'dot|punkt|punto|point';
const always = (text: string) => (): string => text;

const RULES: readonly (readonly [first: string, rule: Rule])[] = [
  ['[({', rule(`[[({] {0,2}(?:\\.|${DOT_WORDS}) {0,2}[\\])}]`, '.', { mark: DEFANGED, eatsSpaces: true })],
  ['[({', rule('[[({] ?:\\/\\/ ?[\\])}]', '://', { mark: DEFANGED })],
  ['[({', rule('[[({] ?: ?[\\])}]', ':', { mark: DEFANGED })],
  ['[({', rule('[[({] ?\\/ ?[\\])}]', '/', { mark: DEFANGED })],
  ['[({', rule('[[({] ?(?:@|at) ?[\\])}]', '@', { mark: DEFANGED, eatsSpaces: true })],
  // halves of it, as people type them: acme[.com, acme.]com
  ['[', rule('\\[\\.(?=[\\p{L}\\p{N}])', '.', { mark: DEFANGED })],
  ['.', rule('\\.\\](?=[\\p{L}\\p{N}])', '.', { mark: DEFANGED })],
  ['\\', rule('\\\\\\.', '.', { mark: DEFANGED })],
  [
    'hH',
    {
      pattern: /h(?:xx|tx|xt|\*\*|__)ps?(?= ?[:[({])/iy,
      to: (matched) => (matched.toLowerCase().endsWith('s') ? 'https' : 'http'),
      mark: DEFANGED,
    },
  ],
  [' ', rule(` {1,2}(?:${DOT_WORDS}) {1,2}(?=[\\p{L}\\p{N}])`, '.', { mark: DEFANGED | SPACED })],
  // what a browser reads as a dot, slash or colon all the same
  ['\u3002\uff0e\uff61\u2024', rule('.', '.', {})],
  ['%', rule('%2e', '.', {})],
  ['%', rule('%2f', '/', {})],
  ['%', rule('%3a', ':', {})],
  ['\u2010\u2011\u2012\u2043\u2212\ufe63\uff0d', rule('.', '-', {})],
  // what nobody sees
  ['\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u2060\u2064\ufeff', rule('.', '', {})],
  ['\r', rule('\\r\\n?', '\n', {})],
];

function rule(source: string, to: string, options: { mark?: number; eatsSpaces?: true }): Rule {
  const { mark = 0, ...rest } = options;
  return { pattern: new RegExp(source, 'iuy'), to: always(to), mark, ...rest };
}

const BY_FIRST: ReadonlyMap<string, readonly Rule[]> = byFirst();

function byFirst(): Map<string, Rule[]> {
  const map = new Map<string, Rule[]>();
  for (const [first, one] of RULES) for (const char of first) map.set(char, [...(map.get(char) ?? []), one]);
  return map;
}

const WORD = /[\p{L}\p{N}]/u;

/** Undoes what people and tools do to make links untappable, and what senders do to hide them. Linear in the text's length. */
export function refang(message: string): Refanged {
  const out: string[] = [];
  // No rule gives more than it takes.
  const starts = new Int32Array(message.length);
  const ends = new Int32Array(starts.length);
  const marks = new Uint8Array(starts.length);

  function put(text: string, start: number, end: number, mark: number): void {
    for (let at = 0; at < text.length; at += 1) {
      starts[out.length] = start;
      ends[out.length] = end;
      marks[out.length] = mark;
      out.push(text.charAt(at));
    }
  }

  for (let at = 0; at < message.length;) {
    const char = message.charAt(at);
    const hit = firstHit(BY_FIRST.get(char), message, at);
    if (hit === null || (hit.rule.mark & SPACED && !WORD.test(out.at(-1) ?? ''))) {
      put(char, at, at + 1, 0);
      at += 1;
      continue;
    }
    let end = at + hit.length;
    if (hit.rule.eatsSpaces) {
      if (out.at(-1) === ' ' && WORD.test(out.at(-2) ?? '')) out.pop();
      if (message.charAt(end) === ' ' && WORD.test(message.charAt(end + 1))) end += 1;
    }
    put(hit.rule.to(message.slice(at, at + hit.length)), at, end, hit.rule.mark);
    at = end;
  }
  return { text: out.join(''), starts, ends, marks };
}

function firstHit(
  rules: readonly Rule[] | undefined,
  message: string,
  at: number,
): { rule: Rule; length: number } | null {
  for (const one of rules ?? []) {
    one.pattern.lastIndex = at;
    const match = one.pattern.exec(message);
    if (match !== null) return { rule: one, length: match[0].length };
  }
  return null;
}
