/** Colour and width of a terminal; plain text in a pipe, with NO_COLOR, and on dumb terminals. */
export interface Style {
  bold: (text: string) => string;
  dim: (text: string) => string;
  red: (text: string) => string;
  green: (text: string) => string;
  yellow: (text: string) => string;
  cyan: (text: string) => string;
}

const plain: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

/** The style for an output stream. */
export function styleFor(stream: { isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): Style {
  if (!stream.isTTY || env['NO_COLOR'] || env['TERM'] === 'dumb') return plain;
  const sgr = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
  return { bold: sgr(1), dim: sgr(2), red: sgr(31), green: sgr(32), yellow: sgr(33), cyan: sgr(36) };
}

/**
 * Text from outside as a terminal may show it: control characters, escape sequences and direction overrides are spelled out,
 * so that a hostname cannot repaint the screen. At most `maxChars` characters.
 */
export function safeText(text: string, maxChars = 300): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text;
  let out = '';
  for (const char of cut) {
    const code = char.codePointAt(0) ?? 0;
    out += UNSEEN.some(([from, to]) => code >= from && code <= to) ? `\\u${code.toString(16).padStart(4, '0')}` : char;
  }
  return out;
}

/** What moves the cursor, changes direction, breaks lines or cannot be seen: C0, C1, soft hyphen, marks, separators, isolates, BOM, tags. */
const UNSEEN: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xe0000, 0xe007f],
];

/** Text broken at spaces into lines of at most `width` columns, each indented; longer words stay whole. */
export function wrap(text: string, indent: number, width = 80): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && indent + line.length + 1 + word.length > width) {
        lines.push(' '.repeat(indent) + line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(' '.repeat(indent) + line);
  }
  return lines;
}

/** How wide prose may be on an output: the terminal's width up to 100 columns, 80 in a pipe. */
export function proseWidth(stream: { columns?: number; isTTY?: boolean }): number {
  return stream.isTTY && stream.columns !== undefined ? Math.max(40, Math.min(stream.columns, 100)) : 80;
}

/**
 * A message as a sentence: upper case first where it begins with a word, a full stop where it ends without a mark. A command is
 * left as it is typed.
 */
export function sentence(text: string): string {
  if (text.startsWith('breakwater ')) return text;
  // a file's name stays as it is written
  const first =
    /^[a-z]+[ ,]/.test(text) && !/^\S+ cannot be read/.test(text)
      ? `${text.charAt(0).toUpperCase()}${text.slice(1)}`
      : text;
  return /[.!?:…]$/.test(first) || first.includes('\n') ? first : `${first}.`;
}

function same(text: string): string {
  return text;
}
