import { decodePunycode, encodePunycode } from './punycode.ts';
import type { InvalidCode, Why } from './types.ts';

/** A host name in its two spellings. */
export interface NormalHost {
  /** A-labels, lower case, no trailing dot. */
  ascii: string;
  /** U-labels where they decode, else the A-label. */
  display: string;
}

const MAX_INPUT_LENGTH = 2000;
const MAX_HOST_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;
/** A Unicode label can be longer than its punycode; beyond this it cannot fit. */
const MAX_INPUT_LABEL_LENGTH = 255;
/** Zero-width and other characters that UTS #46 maps to nothing. */
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;
const NON_ASCII = /\P{ASCII}/u;
const IDEOGRAPHIC_DOTS = /[\u3002\uff0e\uff61]/g;

/** What `readHostname` gives for a text that is no host name. */
export interface InvalidHost {
  invalid: Why<InvalidCode>;
}

function invalid(code: InvalidCode, params: Record<string, string | number> = {}): InvalidHost {
  return { invalid: { code, params } };
}

/**
 * One scan for the ordinary case: 0 nothing to do, 1 lower-case it, 2 has non-ASCII or punycode, 3 has a character that no
 * host name has. Underscores are let through, as service records use them.
 */
function scan(text: string): 0 | 1 | 2 | 3 {
  let result: 0 | 1 | 2 = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x61 && code <= 0x7a) continue;
    if (code === 0x2d) {
      // "--" at the third place of a label is what punycode looks like; the exact test is done later
      if (text.charCodeAt(index + 1) === 0x2d) result = 2;
      continue;
    }
    if (code === 0x2e || (code >= 0x30 && code <= 0x39) || code === 0x5f) continue;
    if (code >= 0x41 && code <= 0x5a) {
      if (result === 0) result = 1;
      continue;
    }
    if (code >= 0x80) {
      result = 2;
      continue;
    }
    return 3;
  }
  return result;
}

/** True for dotted IPv4; everything else that is all digits and dots is still a (strange) name. */
function isIpv4(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  if (last < 0x30 || last > 0x39) return false;
  return /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text);
}

/** UTS #46 mapping as far as this engine needs it: NFKC, lower case, ignorable characters dropped. */
function mapText(text: string): string {
  return text.replace(IDEOGRAPHIC_DOTS, '.').normalize('NFKC').toLowerCase().replace(IGNORED, '').normalize('NFKC');
}

/** What a label in punycode shows; the label itself when it does not decode or would show nothing or several labels. */
function displayOf(label: string): string {
  const decoded = decodePunycode(label.slice(4));
  if (decoded === null) return label;
  const mapped = mapText(decoded);
  return mapped === '' || mapped.includes('.') ? label : mapped;
}

function normalizeUnicode(text: string): NormalHost | InvalidHost {
  const asciiLabels: string[] = [];
  const displayLabels: string[] = [];
  for (const label of mapText(text).split('.')) {
    if (label.length > MAX_INPUT_LABEL_LENGTH) return invalid('bad-label', { length: label.length });
    if (NON_ASCII.test(label)) {
      if (!label.isWellFormed()) return invalid('bad-character');
      asciiLabels.push(`xn--${encodePunycode(label)}`);
      displayLabels.push(label);
    } else {
      asciiLabels.push(label);
      displayLabels.push(label.startsWith('xn--') ? displayOf(label) : label);
    }
  }
  return { ascii: asciiLabels.join('.'), display: displayLabels.join('.') };
}

/**
 * Reads a host name in any spelling: upper case, trailing dot, leading `*.` of a certificate, Unicode or punycode.
 * Follows RFC 1035 lengths (253 and 63 octets) and the mapping of UTS #46. Takes any text; longer than 2,000 characters
 * is refused unread.
 */
export function readHostname(input: string): NormalHost | InvalidHost {
  if (input.length > MAX_INPUT_LENGTH) return invalid('too-long', { length: input.length });
  let text = input;
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  if (!(first > 0x20) || !(last > 0x20) || first >= 0x80 || last >= 0x80) text = text.trim();
  if (text.startsWith('*.')) text = text.slice(2);
  const kind = scan(text);
  if (kind === 3) return invalid('bad-character');
  let host: NormalHost;
  if (kind === 2) {
    const normal = normalizeUnicode(text);
    if ('invalid' in normal) return normal;
    if (scan(normal.ascii) === 3) return invalid('bad-character');
    host = normal;
  } else {
    const lower = kind === 1 ? text.toLowerCase() : text;
    host = { ascii: lower, display: lower };
  }
  if (host.ascii.endsWith('.')) host = { ascii: host.ascii.slice(0, -1), display: host.display.slice(0, -1) };
  const { ascii } = host;
  if (ascii.length === 0) return invalid('empty');
  if (ascii.length > MAX_HOST_LENGTH) return invalid('too-long', { length: ascii.length });
  let labelStart = 0;
  for (let index = 0; index <= ascii.length; index++) {
    if (index < ascii.length && ascii.charCodeAt(index) !== 0x2e) continue;
    const length = index - labelStart;
    if (length === 0 || length > MAX_LABEL_LENGTH) return invalid('bad-label', { length });
    labelStart = index + 1;
  }
  if (isIpv4(ascii)) return invalid('ip-address');
  return host;
}
