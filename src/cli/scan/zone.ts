/** Record types by which a zone file is known (RFC 1035 and later). */
const TYPES: ReadonlySet<string> = new Set(
  'A AAAA NS CNAME SOA MX TXT PTR SRV DS DNSKEY RRSIG NSEC NSEC3 NSEC3PARAM CAA TLSA SPF NAPTR DNAME SSHFP HTTPS SVCB CDS CDNSKEY HINFO LOC'.split(
    ' ',
  ),
);

/** What a line of a zone file gives. */
export type ZoneLine = { owner: string } | { problem: string } | null;

/** Reads the owner names of a master file, fed line by line. */
export interface ZoneReader {
  feed(line: string): ZoneLine;
  /** Whether the text so far ends inside a parenthesis. */
  isOpen(): boolean;
}

/**
 * A reader of RFC 1035 master files: owner names relative to $ORIGIN, `@`, blank owners (the one before), comments, quoted
 * strings, groups in parentheses, escapes (section 5.1). Each owner once where its records follow each other. Records are not
 * checked further; $INCLUDE and $GENERATE name other text and are refused.
 * @param origin for names that are relative before any $ORIGIN; null when there is none
 */
export function createZoneReader(origin: string | null): ZoneReader {
  let base = origin === null ? null : absolute(origin);
  let depth = 0;
  let lastOwner: string | null = null;

  const directive = (line: string): ZoneLine => {
    const [word = '', value = ''] = line.split(/[ \t]+/, 2);
    if (word.toUpperCase() === '$ORIGIN') {
      const name = unescapeName(value.replace(/;.*$/, ''));
      if (name === null || name === '') return { problem: 'an $ORIGIN that is no name' };
      base = name.endsWith('.') ? absolute(name) : base === null ? name : join(name, base);
      // the same word is another name from here on
      lastOwner = null;
      return null;
    }
    return word.toUpperCase() === '$TTL' ? null : { problem: `${word.slice(0, 20)} is not followed` };
  };

  return {
    feed(line) {
      const isInside = depth > 0;
      if (isInside || line.includes('(') || line.includes(')')) depth = depthAfter(line, depth);
      if (isInside) return null;
      const first = line.charCodeAt(0);
      // no owner: the one before, which has been given already
      if (Number.isNaN(first) || first === 0x20 || first === 0x09 || first === 0x3b || first === 0x0d) return null;
      if (first === 0x24) return directive(line);
      const written = line.slice(0, ownerEnd(line));
      if (written === lastOwner) return null;
      lastOwner = written;
      if (written === '@') return base === null ? { problem: '@ without an $ORIGIN' } : owner(base);
      const name = written.includes('\\') ? unescapeName(written) : written;
      if (name === null) return { problem: 'an escape that gives no host name' };
      if (name.endsWith('.')) return owner(name);
      if (base === null && !name.includes('.'))
        return { problem: 'a relative name without an $ORIGIN (--origin gives one)' };
      return owner(base === null ? name : join(name, base));
    },
    isOpen: () => depth > 0,
  };
}

/** The root has no name of its own. */
function owner(name: string): ZoneLine {
  const text = absolute(name);
  return text === '' ? null : { owner: text };
}

function absolute(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function join(name: string, base: string): string {
  return base === '' ? name : `${name}.${base}`;
}

function ownerEnd(line: string): number {
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x20 || code === 0x09 || code === 0x3b || code === 0x0d || code === 0x28) return at;
  }
  return line.length;
}

/** How many parentheses are open after the line; those in strings and comments do not count. */
function depthAfter(line: string, before: number): number {
  let depth = before;
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (code === 0x3b) break;
    else if (code === 0x28) depth += 1;
    else if (code === 0x29) depth = Math.max(0, depth - 1);
  }
  return depth;
}

/** `\DDD` and `\X` (section 5.1) as characters; null where that gives a dot or something else that no host label holds. */
function unescapeName(name: string): string | null {
  if (!name.includes('\\')) return name;
  let isBad = false;
  const text = name.replace(/\\(\d{3}|.)?/g, (_, escaped: string | undefined) => {
    const character =
      escaped === undefined ? '' : escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped;
    if (!/^[a-z0-9_*-]$/i.test(character)) isBad = true;
    return character;
  });
  return isBad ? null : text;
}

/** True for a line that looks like a record or a directive of a zone file. */
export function looksLikeZone(line: string): boolean {
  if (/^\$(?:ORIGIN|TTL|INCLUDE|GENERATE)[ \t]/i.test(line)) return true;
  const words = line
    .slice(0, 500)
    .toUpperCase()
    .split(/[ \t]+/);
  if (words.length < 3) return false;
  // owner [ttl] [class] type data: the type stands second to fourth, with only a time and a class before it
  for (let at = 1; at <= 3; at++) {
    const word = words[at] ?? '';
    if (TYPES.has(word)) return words.length > at + 1;
    if (!/^(?:IN|CH|HS|\d[\dSMHDW]*)$/.test(word)) return false;
  }
  return false;
}
