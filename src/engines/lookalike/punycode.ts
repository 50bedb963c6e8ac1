/** Punycode of RFC 3492 with the parameters of section 5, for single labels without the `xn--` prefix. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const MAX_CODE_POINT = 0x10ffff;

/** Section 6.1. */
function adaptBias(delta: number, pointCount: number, isFirst: boolean): number {
  let left = isFirst ? Math.floor(delta / DAMP) : delta >> 1;
  left += Math.floor(left / pointCount);
  let k = 0;
  while (left > ((BASE - T_MIN) * T_MAX) >> 1) {
    left = Math.floor(left / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * left) / (left + SKEW));
}

function digitValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  return -1;
}

function digitChar(value: number): string {
  return String.fromCharCode(value < 26 ? value + 0x61 : value - 26 + 0x30);
}

/**
 * Decodes the part of an A-label after `xn--` (section 6.2). Null when it is not valid punycode, names a surrogate or
 * code point beyond Unicode, or is longer than 63 characters.
 */
export function decodePunycode(input: string): string | null {
  if (input.length > 63) return null;
  const lastDelimiter = input.lastIndexOf('-');
  const points: number[] = [];
  for (let index = 0; index < lastDelimiter; index++) {
    const code = input.charCodeAt(index);
    if (code >= 0x80) return null;
    points.push(code);
  }
  let n = INITIAL_N;
  let bias = INITIAL_BIAS;
  let i = 0;
  let at = lastDelimiter > 0 ? lastDelimiter + 1 : 0;
  if (lastDelimiter === 0) at = 1;
  while (at < input.length) {
    const before = i;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      if (at >= input.length) return null;
      const digit = digitValue(input.charCodeAt(at++));
      if (digit < 0) return null;
      i += digit * weight;
      if (i > 0x7fffffff) return null;
      const t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
      if (digit < t) break;
      weight *= BASE - t;
      if (weight > 0x7fffffff) return null;
    }
    const count = points.length + 1;
    bias = adaptBias(i - before, count, before === 0);
    n += Math.floor(i / count);
    i %= count;
    if (n > MAX_CODE_POINT || (n >= 0xd800 && n <= 0xdfff)) return null;
    points.splice(i++, 0, n);
  }
  return String.fromCodePoint(...points);
}

/** Encodes a label (section 6.3) without the `xn--` prefix. Takes well-formed text of at most a few hundred code points. */
export function encodePunycode(input: string): string {
  const points = Array.from(input, (character) => character.codePointAt(0) ?? 0);
  let output = '';
  for (const point of points) if (point < 0x80) output += String.fromCharCode(point);
  const basicCount = output.length;
  let handled = basicCount;
  if (basicCount > 0) output += '-';
  let n = INITIAL_N;
  let bias = INITIAL_BIAS;
  let delta = 0;
  while (handled < points.length) {
    let next = MAX_CODE_POINT + 1;
    for (const point of points) if (point >= n && point < next) next = point;
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      let q = delta;
      for (let k = BASE; ; k += BASE) {
        const t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (q < t) break;
        output += digitChar(t + ((q - t) % (BASE - t)));
        q = Math.floor((q - t) / (BASE - t));
      }
      output += digitChar(q);
      bias = adaptBias(delta, handled + 1, handled === basicCount);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}
