import { classesOf, endsAuthority, endsUrl, spacedParts } from './characters.ts';
import { isDoubtful } from './doubtful.ts';
import { joinLines } from './join-lines.ts';
import { readHost, type ReadHost } from './read-host.ts';
import { DEFANGED, refang, SPACED, type Refanged } from './refang.ts';
import { type Certainty, type Link, MAX_CHARS, MAX_LINKS } from './types.ts';

const SCHEME = /(?:https?|wss?|ftp)$/i;
/** Longest scheme that {@link SCHEME} takes. */
const MAX_SCHEME = 5;
const MAX_SLASHES = 6;
/** `%2f` */
const ENCODED_CHARS = 3;
/** After a link: what belongs to the sentence and not to the link. */
const CLOSING = ".,;:!?)]}'’”*_";

/**
 * The links of a message: with scheme or bare, defanged or not, wrapped over lines or not. Each host once, in the order of the
 * text. Reads the first {@link MAX_CHARS} characters and gives at most {@link MAX_LINKS} hosts. Takes any text, never throws,
 * takes time linear in its length. Hosts are read as browsers do (WHATWG URL); bare words count as hosts only where they end in
 * a suffix of the Public Suffix List.
 */
export function extractLinks(text: string): Link[] {
  const message = text.slice(0, MAX_CHARS);
  const meant = refang(message);
  const found = new Map<string, Link>();
  /** Parts of hosts that a line break cut: by themselves no more than mentions. */
  const tails = new Set<number>();

  function add(read: ReadHost, from: number, to: number, certainty: Certainty): void {
    const before = found.get(read.host);
    if (before?.certainty === 'link' || (before !== undefined && certainty === 'mention')) return;
    if (before === undefined && found.size >= MAX_LINKS && !(certainty === 'link' && dropMention(found))) return;
    const start = meant.starts[from] ?? 0;
    const end = meant.ends[to - 1] ?? start;
    const { host, registrable, isAddress } = read;
    found.set(host, {
      host,
      registrable,
      isAddress,
      text: message.slice(start, end),
      start,
      end,
      defanged: hasMark(meant, from, to, DEFANGED),
      certainty,
    });
  }

  scan(meant, tails, add);
  return [...found.values()].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Makes room for a link where mentions have filled the list: padding must not push the lure out. */
function dropMention(found: Map<string, Link>): boolean {
  const mention = [...found.values()].findLast((link) => link.certainty === 'mention');
  return mention !== undefined && found.delete(mention.host);
}

type Add = (read: ReadHost, from: number, to: number, certainty: Certainty) => void;

function scan(meant: Refanged, tails: Set<number>, add: Add): void {
  const { text } = meant;
  const classes = classesOf(text);
  const reading: Reading = { meant, classes, urlEnds: urlEndsOf(text), userEnds: userEndsOf(meant), tails, add };
  let urlEnd = 0;
  for (let at = 0; at < text.length;) {
    if (classes[at] === 0) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < text.length && classes[at] !== 0) at += 1;
    const scheme = schemeBefore(text, start, at);
    if (scheme !== null) {
      const from = at - scheme.length;
      const authority = afterSlashes(text, at);
      let end = authority;
      while (!endsAuthority(text.charAt(end))) end += 1;
      // A URL within another's path or query does not end the outer one.
      urlEnd = Math.max(urlEnd, urlEndFrom(reading, end));
      const hasSlashes = authority > at + 1;
      readAuthority(reading, from, authority, end, hasSlashes);
      const userEnd = reading.userEnds[end] ?? -1;
      if (userEnd > end) {
        end = userEnd + 1;
        while (!endsAuthority(text.charAt(end))) end += 1;
        readAuthority(reading, from, authority, end, hasSlashes);
      }
      at = Math.max(at, end);
    } else if (start >= urlEnd) {
      urlEnd = Math.max(urlEnd, readBare(reading, start, at));
    }
  }
}

interface Reading {
  meant: Refanged;
  classes: Uint8Array;
  /** For each place, where a URL going on there would end. */
  urlEnds: Int32Array;
  userEnds: Int32Array;
  tails: Set<number>;
  add: Add;
}

/** The scheme that a run ends in, when a colon follows and what stands behind it can be an authority. */
function schemeBefore(text: string, start: number, end: number): string | null {
  if (text.charAt(end) !== ':') return null;
  const match = SCHEME.exec(text.slice(Math.max(start, end - MAX_SCHEME), end));
  if (match === null) return null;
  const next = text.charAt(end + 1);
  // Browsers also take `https:acme.com` and `https:\\acme.com`; `http: see below` is prose.
  return next === '/' || next === '\\' || (match[0].length === end - start && !endsAuthority(next)) ? match[0] : null;
}

function afterSlashes(text: string, colon: number): number {
  let at = colon + 1;
  while (at <= colon + MAX_SLASHES && (text.charAt(at) === '/' || text.charAt(at) === '\\')) at += 1;
  return at;
}

function urlEndsOf(text: string): Int32Array {
  const ends = new Int32Array(text.length + 1);
  ends[text.length] = text.length;
  for (let at = text.length - 1; at >= 0; at -= 1) ends[at] = endsUrl(text.charAt(at)) ? at : (ends[at + 1] ?? at);
  return ends;
}

/**
 * For each slash that was written `%2f`, the last `@` before the authority ends for a browser, -1 for none and at any other place.
 * In `https://acme.com%2f@evil.example` it opens evil.example; within the query of another link, the same means acme.com.
 */
function userEndsOf({ text, starts, ends, marks }: Refanged): Int32Array {
  const userEnds = new Int32Array(text.length + 1).fill(-1);
  let userEnd = -1;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const char = text.charAt(at);
    const isEncoded = char === '/' && marks[at] === 0 && (ends[at] ?? 0) - (starts[at] ?? 0) === ENCODED_CHARS;
    if (isEncoded) userEnds[at] = userEnd;
    else if (endsAuthority(char)) userEnd = -1;
    else if (char === '@' && userEnd < 0) userEnd = at;
  }
  return userEnds;
}

function urlEndFrom(reading: Reading, from: number): number {
  return reading.urlEnds[from] ?? from;
}

/** `user@host:port` between `from` and `end`: the host is what stands behind the last `@`, whatever stands before it. */
function readAuthority(reading: Reading, linkStart: number, from: number, end: number, hasSlashes: boolean): void {
  const { meant, classes } = reading;
  const { text } = meant;
  const userEnd = from + text.slice(from, end).lastIndexOf('@');
  const hostStart = userEnd >= from ? userEnd + 1 : from;
  if (hostStart > from) {
    // `https://acme.com,more@evil.example`: a browser opens evil.example, some phones link acme.com.
    const disguise = readHost(text.slice(from, runEnd(classes, from, userEnd)));
    if (disguise?.isPublic) reading.add(disguise, linkStart, end, 'mention');
  }
  const hostEnd = trimRight(text, hostStart, runEnd(classes, hostStart, end));
  if (hostEnd === hostStart) return;
  const linkEnd = trimClosing(text, hostEnd, urlEndFrom(reading, hostEnd));
  const head = text.slice(hostStart, hostEnd);
  let read = readHost(head);
  if (read !== null && !read.isPublic && !read.isAddress) {
    for (const part of spacedParts(head)) {
      const inner = readHost(head.slice(part.from, part.to));
      if (inner?.isPublic) {
        read = inner;
        break;
      }
    }
  }
  const isWrapped = addWrapped(reading, linkStart, head, hostStart, true);
  // What names nobody's domain is given as it stands only where it cannot be half of one.
  if (read !== null && (read.isPublic || (hasSlashes && !isWrapped))) {
    reading.add(read, linkStart, linkEnd, read.isPublic || read.isAddress ? 'link' : 'mention');
  }
}

/** A run without scheme. Gives where the link ends, so that its path is not read as further hosts. */
function readBare(reading: Reading, start: number, end: number): number {
  const { text } = reading.meant;
  const isMail = text.charAt(start - 1) === '@';
  // What stands before an `@` is a person.
  if (text.charAt(end) === '@') return 0;
  let linkEnd = 0;
  for (const [from, to] of piecesOf(text, start, end)) {
    const run = text.slice(from, to);
    const parts = spacedParts(run);
    const added = parts.filter((part) => addBare(reading, from + part.from, from + part.to, isMail, false));
    const whole = addBare(reading, from, to, isMail, added.length > 0);
    if ((whole || added.length > 0) && to === end) linkEnd = urlEndFrom(reading, to);
    if (to === end) addWrapped(reading, from, run, from, false);
  }
  return linkEnd;
}

function addBare(reading: Reading, from: number, to: number, isMail: boolean, isSecondReading: boolean): boolean {
  const { meant, tails, add } = reading;
  const start = trimLeft(meant.text, from, to);
  const end = trimRight(meant.text, start, to);
  const name = meant.text.slice(start, end);
  const read = name.includes('.') ? readHost(name) : null;
  if (read === null || !read.isPublic) return false;
  const after = meant.text.charAt(end);
  const hasPath =
    end === to && (after === '/' || after === '?' || after === '#' || /^:\d/.test(meant.text.slice(end, end + 2)));
  const doubtful =
    isSecondReading ||
    tails.has(start) ||
    (isMail && !hasPath) ||
    (!hasPath && isDoubtful(name)) ||
    hasMark(meant, start, end, SPACED);
  const linkEnd = hasPath ? trimClosing(meant.text, end, urlEndFrom(reading, end)) : end;
  add(read, start, linkEnd, doubtful ? 'mention' : 'link');
  return true;
}

/** Adds the readings of a host that goes on in the next line. Gives whether there is one. */
function addWrapped(reading: Reading, linkStart: number, head: string, from: number, hasScheme: boolean): boolean {
  const { meant, classes, tails, add } = reading;
  const isOpen = (host: string): boolean => readHost(host)?.isPublic !== true;
  // The run as it stands, with the hyphen or dot it ends in.
  const end = runEnd(classes, from, meant.text.length);
  const full = meant.text.slice(from, end);
  const start = hasScheme ? linkStart : trimLeft(meant.text, linkStart, end);
  const name = hasScheme ? full : full.slice(start - linkStart);
  if (!full.startsWith(head) || name === '') return false;
  const wrapped = joinLines(meant.text, classes, name, end, hasScheme, isOpen);
  let isAny = false;
  for (const variant of wrapped.variants) {
    const trimmed = variant.text.replace(/[-._]{1,8}$/, '');
    const read = trimmed.includes('.') ? readHost(trimmed) : null;
    if (!read?.isPublic) continue;
    isAny = true;
    add(read, start, variant.end, variant.certainty);
    if (variant.certainty === 'link') for (const tail of wrapped.tails) tails.add(tail);
  }
  return isAny;
}

/** A run cut at `..`: what an ellipsis separates are two things. */
function piecesOf(text: string, start: number, end: number): [number, number][] {
  const pieces: [number, number][] = [];
  let from = start;
  while (from < end) {
    // Looked for in the run only: to the end of the text it would be looked for again from every run.
    const gap = text.slice(from, end).indexOf('..');
    const to = gap < 0 ? end : from + gap;
    if (to > from) pieces.push([from, to]);
    from = to;
    while (from < end && text.charAt(from) === '.') from += 1;
  }
  return pieces;
}

function runEnd(classes: Uint8Array, from: number, limit: number): number {
  let end = from;
  while (end < limit && classes[end] !== 0) end += 1;
  return end;
}

function trimLeft(text: string, from: number, to: number): number {
  let start = from;
  while (start < to && '-._'.includes(text.charAt(start))) start += 1;
  return start;
}

function trimRight(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && '-._'.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

function trimClosing(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && CLOSING.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

function hasMark(meant: Refanged, from: number, to: number, mark: number): boolean {
  for (let at = from; at < to; at += 1) if (((meant.marks[at] ?? 0) & mark) !== 0) return true;
  return false;
}
