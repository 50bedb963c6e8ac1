import {
  describeReason,
  describeWhy,
  explainReason,
  type ConsideredCandidate,
  type LookAlike,
  type Matcher,
  type Piece,
  type Reason,
  type Verdict,
} from '../engines/lookalike/index.ts';
import { safeText, wrap, type Style } from './terminal.ts';

/** How a class is called in a sentence. */
const CLASS_WORDS: Readonly<Record<LookAlike['class'], string>> = {
  combo: 'name and lure together',
  'tld-lure': 'the suffix is the lure',
  sublabel: 'the name below a foreign domain',
  'idp-lure': 'sign-in words alone',
  typo: 'a slip of the name',
  homoglyph: 'letters that look the same',
  clipped: 'the name cut short',
  'two-brands': 'two brands in one name',
  'unverified-use': 'the name with little beside it',
};

const ROLE_WORDS: Readonly<Record<Piece['role'], string>> = {
  brand: 'name',
  alias: 'alias',
  lure: 'lure',
  affix: 'affix',
  separator: '',
  tld: 'suffix',
  other: '',
};

/**
 * A verdict for a person: one line, and below a look-alike its name cut into parts and what counted for and against it.
 * @param why true to tell everything that was weighed
 * @param width columns of prose
 */
export function describeVerdict(
  host: string,
  verdict: Verdict,
  matcher: Matcher,
  style: Style,
  { why, width }: { why: boolean; width: number },
): string {
  switch (verdict.kind) {
    case 'invalid':
      return oneLine(host, 'not a host name', style.yellow, describeWhy(verdict.why), style, width);
    case 'own':
      return oneLine(host, 'your own', style.green, `${verdict.domain} belongs to ${verdict.brand}`, style, width);
    case 'silent':
      return [
        oneLine(host, 'nothing to report', style.green, describeWhy(verdict.why), style, width),
        ...(why ? weighed(host, null, matcher, style, width) : []),
      ].join('\n');
    default:
      return [
        ...lookAlike(verdict, matcher, style, { why, width }),
        ...(why ? weighed(host, verdict, matcher, style, width) : []),
        '',
      ].join('\n');
  }
}

/** `host  what: why`, broken at the width of a terminal. */
function oneLine(
  host: string,
  what: string,
  paint: (text: string) => string,
  why: string,
  style: Style,
  width: number,
): string {
  const name = safeText(host);
  const room = width - name.length - what.length - 4;
  const text = safeText(why);
  if (text.length > room) return [`${style.bold(name)}  ${paint(what)}`, ...wrap(text, 2, width)].join('\n');
  return `${style.bold(name)}  ${paint(what)}: ${text}`;
}

function lookAlike(
  verdict: LookAlike,
  matcher: Matcher,
  style: Style,
  { why, width }: { why: boolean; width: number },
): string[] {
  const name = style.bold(safeText(verdict.display));
  const brand = verdict.brand === null ? '' : safeText(verdict.brand);
  const state = verdict.reported
    ? `${style.red('look-alike')}${brand === '' ? '' : ` of ${brand}`}`
    : style.yellow(`${brand === '' ? 'suspicious' : `resembles ${brand}`}, below the alarm`);
  const ascii = verdict.host === verdict.display ? [] : [`  ${style.dim('in DNS')}  ${safeText(verdict.host)}`];
  return [
    `${name}  ${state}`,
    `  ${CLASS_WORDS[verdict.class]} · ${verdict.score} of 100, alarm from ${matcher.threshold}`,
    ...ascii,
    '',
    ...drawPieces(verdict.pieces, style, width),
    '',
    ...reasonLines(verdict.reasons, style, { why, width }),
  ];
}

/** The name cut into its parts, each with what it is written beneath, in as many rows as it takes. */
function drawPieces(pieces: readonly Piece[], style: Style, width: number): string[] {
  const cells = pieces.map((piece) => {
    const text = safeText(piece.text);
    const role = ROLE_WORDS[piece.role];
    return { piece, text, role, columns: Math.max(text.length, role.length) };
  });
  const paint = (role: Piece['role'], text: string): string =>
    role === 'brand' || role === 'alias' ? style.red(text) : role === 'lure' ? style.yellow(text) : text;
  const pad = (text: string, columns: number): string => ' '.repeat(Math.max(0, columns - text.length));
  const rows: (typeof cells)[] = [[]];
  let taken = 4;
  for (const cell of cells) {
    if (taken + cell.columns + 1 > width && rows.at(-1)?.length !== 0) {
      rows.push([]);
      taken = 4;
    }
    rows.at(-1)?.push(cell);
    taken += cell.columns + 1;
  }
  return rows.flatMap((row) => {
    const upper = row.map(({ piece, text, columns }) => `${paint(piece.role, text)}${pad(text, columns)}`);
    const lower = row.map(({ role, columns }) => `${style.dim(role)}${pad(role, columns)}`);
    return [`    ${upper.join(' ').trimEnd()}`, `    ${lower.join(' ').trimEnd()}`];
  });
}

/** What counted, the weightiest first; with the figures measured where it is asked why. */
function reasonLines(
  reasons: readonly Reason[],
  style: Style,
  { why, width }: { why: boolean; width: number },
): string[] {
  return reasons
    .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .flatMap((reason) => {
      const sign = reason.points > 0 ? '+' : reason.points < 0 ? '−' : ' ';
      const points = (reason.points === 0 ? '·' : `${sign}${Math.abs(reason.points)}`).padStart(6);
      const [first = '', ...more] = wrap(safeText(why ? explainReason(reason) : describeReason(reason)), 8, width);
      return [`${reason.points < 0 ? style.green(points) : style.dim(points)}  ${first.trimStart()}`, ...more];
    });
}

/** Every other place where a brand was seen, and what came of it. */
function weighed(host: string, told: LookAlike | null, matcher: Matcher, style: Style, width: number): string[] {
  const { considered } = matcher.explain(host);
  const rest = considered.filter((one) => !isTold(one, told));
  if (considered.length === 0) return [`  ${style.dim('no brand was seen anywhere in it')}`];
  if (rest.length === 0) return ['', `  ${style.dim('nothing else was weighed')}`];
  return [
    '',
    `  ${style.dim(told === null ? 'weighed' : 'also weighed')}`,
    ...rest.flatMap((one) => {
      const outcome =
        one.rejected === null ? `${one.score} of 100` : `put aside, ${safeText(describeWhy(one.rejected))}`;
      const head = `${safeText(one.brand)}, seen in "${safeText(one.text)}": ${outcome}`;
      return [
        ...wrap(head, 4, width),
        ...reasonLines(one.reasons, style, { why: true, width }).map((line) => `  ${line}`),
      ];
    }),
  ];
}

function isTold(one: ConsideredCandidate, told: LookAlike | null): boolean {
  return told !== null && one.rejected === null && one.brand === told.brand && one.score === told.score;
}
