const OTHER = 0;
const ASCII_HOST = 1;
const WIDE_HOST = 2;

const LETTER_OR_NUMBER = /[\p{L}\p{M}\p{N}]/u;
/** Scripts that are written without spaces: a host in such a text has the sentence glued to it. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** What each UTF-16 unit of a text is: part of a host or not. */
export function classesOf(text: string): Uint8Array {
  const classes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      classes[at] = isAsciiHost(code) ? ASCII_HOST : OTHER;
      continue;
    }
    const point = text.codePointAt(at) ?? 0;
    const kind = LETTER_OR_NUMBER.test(String.fromCodePoint(point)) ? WIDE_HOST : OTHER;
    classes[at] = kind;
    if (point > 0xffff) {
      at += 1;
      classes[at] = kind;
    }
  }
  return classes;
}

function isAsciiHost(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f
  );
}

/** The stretches of a run between characters of unspaced scripts; none where it holds no such character. */
export function spacedParts(run: string): { from: number; to: number }[] {
  const parts: { from: number; to: number }[] = [];
  let from = 0;
  for (let at = 0; at <= run.length; at += 1) {
    if (at < run.length && !UNSPACED.test(run.charAt(at))) continue;
    if (at > from) parts.push({ from, to: at });
    from = at + 1;
  }
  return parts.length === 1 && parts[0]?.to === run.length && parts[0].from === 0 ? [] : parts;
}

/** True for what ends the authority of a URL (RFC 3986 §3.2, and what browsers and quoting add). */
export function endsAuthority(char: string): boolean {
  return char === '' || char <= ' ' || '/\\?#"<>`'.includes(char);
}

/** True for what ends a URL in running text. */
export function endsUrl(char: string): boolean {
  return char === '' || char <= ' ' || '"<>`'.includes(char);
}
