/** Longer lines hold no name that is worth reading. */
const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * The names of a list as it comes, in batches, in lower case and without a final dot: plain names or addresses one a
 * line, the first cell of a table's row that can be a name, or the owners of a zone file (RFC 1035, absolute or relative to
 * $ORIGIN). Holds one chunk and one line; what follows itself is given once. Text that is none of these gives nothing.
 * @param chunks UTF-8
 */
export async function* namesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let origin: string | null = null;
  let last = '';
  for await (const lines of linesOf(chunks)) {
    const names: string[] = [];
    for (const line of lines) {
      if (/^\$ORIGIN[ \t]/i.test(line)) {
        // A whole top-level domain is an origin, too.
        origin = (line.split(/[ \t]+/, 2)[1] ?? '').trim().toLowerCase().replace(/\.$/, '');
        continue;
      }
      const name = nameIn(line, origin);
      if (name === null || name === last) continue;
      last = name;
      names.push(name);
    }
    if (names.length > 0) yield names;
  }
}

/** The lines that end in each chunk. What is cut by its end is held, up to a line's length. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end >= 0) {
      const whole = chunk.subarray(0, end);
      const first = chunk.indexOf(NEWLINE);
      const isTooLong = heldBytes + first > MAX_LINE_BYTES;
      const bytes = isTooLong ? whole.subarray(Math.min(first + 1, whole.length)) : Buffer.concat([...held, whole]);
      held = [];
      heldBytes = 0;
      yield decoder.decode(bytes).split('\n').filter(isShort);
    }
    const rest = chunk.subarray(end + 1);
    heldBytes += rest.length;
    // What is too long already is not gathered further.
    if (heldBytes <= MAX_LINE_BYTES) held.push(rest);
    else held = [];
  }
  if (heldBytes > 0 && heldBytes <= MAX_LINE_BYTES) yield [decoder.decode(Buffer.concat(held))];
}

function isShort(line: string): boolean {
  return line.length <= MAX_LINE_BYTES;
}

const COMMENT = /^[ \t\uFEFF]*(?:[#;$]|\/\/|$)/;
const PLAIN = /^[a-z0-9.-]{1,254}\r?$/;
/** A record type behind an owner, time and class before it in either order: what tells a zone's line from words. */
const RECORD =
  /^\S+[ \t]+(?:(?:in|\d[\dsmhdw]*)[ \t]+){0,2}(?:ns|a|aaaa|soa|ds|mx|txt|cname|dnskey|rrsig|nsec3?|caa)[ \t]/i;

function nameIn(line: string, origin: string | null): string | null {
  // Most lines are a name and nothing else.
  if (PLAIN.test(line)) return hostOf(line);
  if (COMMENT.test(line)) return null;
  if (RECORD.test(line)) {
    const owner = line.slice(0, line.search(/[ \t]/));
    if (owner.endsWith('.')) return hostOf(owner);
    if (origin === null) return hostOf(owner);
    return hostOf(owner === '@' ? origin : `${owner}.${origin}`);
  }
  // A blank owner is the one before; a continued record is none.
  if (line.startsWith(' ') || line.startsWith('\t')) return null;
  for (const cell of line.split(/[,;\t| ]/, 8)) {
    const host = hostOf(cell);
    if (host !== null) return host;
  }
  return null;
}

/** A host name of a registered domain: no number last, nothing to take away. */
const ORDINARY = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.[a-z][a-z0-9-]{1,62}$/;

/** A host name with a dot and a last label that is no number; of an address its host. Null for everything else. */
function hostOf(cell: string): string | null {
  let text = cell.trim().toLowerCase();
  if (ORDINARY.test(text) && text.length <= 253) return text;
  text = text.replaceAll('"', '');
  const scheme = text.indexOf('://');
  if (scheme >= 0) text = text.slice(scheme + 3);
  text = text
    .replace(/[/?#:].*$/, '')
    .replace(/^\*\./, '')
    .replace(/\.$/, '');
  if (text.length > 253 || !/^[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63})+$/u.test(text)) return null;
  return /\.\d+$/.test(text) ? null : text;
}
