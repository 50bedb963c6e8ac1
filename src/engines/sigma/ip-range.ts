/** An address as 16 bytes; IPv4 as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2), so that both spellings are one address. */
export type IpBytes = Uint8Array;

export interface IpRange {
  bytes: IpBytes;
  /** Of 128. */
  bits: number;
}

const MAPPED = 96;

/** Reads an IPv4 (dotted, no leading zeros beyond one digit) or IPv6 address (RFC 4291), also in brackets or with a zone. */
export function parseIp(text: string): IpBytes | null {
  if (text.length > 64) return null;
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const address = bare.includes('%') ? bare.slice(0, bare.indexOf('%')) : bare;
  if (!address.includes(':')) {
    const four = parseFour(address);
    if (four === null) return null;
    const bytes = new Uint8Array(16);
    bytes[10] = 0xff;
    bytes[11] = 0xff;
    bytes.set(four, 12);
    return bytes;
  }
  return parseSix(address);
}

function parseFour(text: string): number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const numbers = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return numbers.every((number) => number < 256) ? numbers : null;
}

function parseSix(text: string): IpBytes | null {
  let address = text;
  const lastColon = address.lastIndexOf(':');
  if (address.includes('.', lastColon)) {
    const four = parseFour(address.slice(lastColon + 1));
    if (four === null) return null;
    const [a = 0, b = 0, c = 0, d = 0] = four;
    address = `${address.slice(0, lastColon + 1)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const halves = address.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [left = [], right = []] = groups;
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = halves.length === 2 ? [...left, ...Array<string>(missing).fill('0'), ...right] : left;
  const bytes = new Uint8Array(16);
  for (const [index, group] of all.entries()) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
    const number = Number.parseInt(group, 16);
    bytes[index * 2] = number >> 8;
    bytes[index * 2 + 1] = number & 0xff;
  }
  return bytes;
}

/** Reads `ADDRESS/BITS` (RFC 4632, RFC 4291 section 2.3); bits beyond the prefix are ignored. A bare address is a range of one. */
export function parseIpRange(text: string): IpRange | null {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const bytes = parseIp(address);
  if (bytes === null) return null;
  const most = address.includes(':') ? 128 : 32;
  const given = slash < 0 ? String(most) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(given) || Number(given) > most) return null;
  return { bytes, bits: most === 32 ? Number(given) + MAPPED : Number(given) };
}

/** Whether an address lies within a range. */
export function isInRange(address: IpBytes, range: IpRange): boolean {
  const whole = range.bits >> 3;
  for (let index = 0; index < whole; index++) if (address[index] !== range.bytes[index]) return false;
  const rest = range.bits & 7;
  if (rest === 0) return true;
  const mask = (0xff << (8 - rest)) & 0xff;
  return ((address[whole] ?? 0) & mask) === ((range.bytes[whole] ?? 0) & mask);
}
