/** A DNS name of a certificate. */
export interface CertificateName {
  /** Lower case, without final dot and without the leading `*.` of a wildcard. */
  host: string;
  /** True where the certificate covers every name one label below `host`. */
  wildcard: boolean;
}

const REFUSED = 0;
const DOT = 46;
const ASTERISK = 42;
const MAX_NAME_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

/** What each byte becomes in a host name: letters in lower case, digits, hyphen and underscore; 0 refuses the name. */
const BYTES = new Uint8Array(256);
for (const char of 'abcdefghijklmnopqrstuvwxyz0123456789-_') BYTES[char.charCodeAt(0)] = char.charCodeAt(0);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') BYTES[char.charCodeAt(0)] = char.charCodeAt(0) + 32;

/**
 * The host name in `bytes[start, end)`, or null where it is none: an empty or over-long label (63) or name (253), or any
 * byte but letters, digits, hyphen, underscore and dot. So a NUL, a slash, a space or raw Unicode never gets further.
 * Underscores and hyphens at a label's edge are kept, because certificates in the wild have both.
 */
export function readHostName(bytes: Uint8Array, start: number, end: number): CertificateName | null {
  let from = start;
  let to = end;
  const wildcard = to - from >= 2 && bytes[from] === ASTERISK && bytes[from + 1] === DOT;
  if (wildcard) from += 2;
  if (to > from && bytes[to - 1] === DOT) to -= 1;
  const length = to - from;
  if (length < 1 || length > MAX_NAME_LENGTH) return null;

  const codes: number[] = Array(length);
  let labelLength = 0;
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[from + i] ?? 0;
    if (byte === DOT) {
      if (labelLength === 0) return null;
      labelLength = 0;
      codes[i] = DOT;
      continue;
    }
    const code = BYTES[byte] ?? REFUSED;
    labelLength += 1;
    if (code === REFUSED || labelLength > MAX_LABEL_LENGTH) return null;
    codes[i] = code;
  }
  if (labelLength === 0) return null;
  return { host: String.fromCharCode.apply(null, codes), wildcard };
}

/** Longest text that can be a name: 253 characters, the wildcard's two and the final dot. */
const MAX_TEXT_LENGTH = MAX_NAME_LENGTH + 3;

/** Written and read within one call of {@link parseHostName}; spares an allocation for every name. */
const SCRATCH = new Uint8Array(MAX_TEXT_LENGTH);

/** {@link readHostName} of a text: names tiles, and common names standing in for missing alternative names. */
export function parseHostName(text: string): CertificateName | null {
  if (text.length > MAX_TEXT_LENGTH) return null;
  const wildcard = text.startsWith('*.');
  let labelLength = 0;
  let isPlain = text.length - (wildcard ? 2 : 0) <= MAX_NAME_LENGTH;
  for (let i = wildcard ? 2 : 0; isPlain && i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      isPlain = labelLength > 0;
      labelLength = 0;
      continue;
    }
    labelLength += 1;
    isPlain = code > REFUSED && code < 128 && BYTES[code] === code && labelLength <= MAX_LABEL_LENGTH;
  }
  // Nearly all names are written as we want them already; the others, and what is no name, take the long way.
  if (isPlain && labelLength > 0) return { host: wildcard ? text.slice(2) : text, wildcard };
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return null;
    SCRATCH[i] = code;
  }
  return readHostName(SCRATCH, 0, text.length);
}
