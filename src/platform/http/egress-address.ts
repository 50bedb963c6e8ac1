import { isIPv4, isIPv6 } from 'node:net';

/** What an address is for. Only `public` ones are contacted for names that come from outside. */
export type AddressKind =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'shared'
  | 'link-local'
  | 'metadata'
  | 'multicast'
  | 'reserved'
  | 'embedded'
  | 'not-an-address';

interface Range {
  base: readonly number[];
  bits: number;
  kind: AddressKind;
}

/** IANA's IPv4 Special-Purpose Address Registry (RFC 6890 and its updates): what is not globally reachable, first match wins. */
const IPV4: readonly Range[] = [
  range4('0.0.0.0', 8, 'unspecified'),
  range4('10.0.0.0', 8, 'private'),
  range4('100.64.0.0', 10, 'shared'),
  range4('127.0.0.0', 8, 'loopback'),
  range4('169.254.169.254', 32, 'metadata'),
  range4('169.254.0.0', 16, 'link-local'),
  range4('172.16.0.0', 12, 'private'),
  range4('192.0.0.0', 24, 'reserved'),
  range4('192.0.2.0', 24, 'reserved'),
  range4('192.88.99.0', 24, 'reserved'),
  range4('192.168.0.0', 16, 'private'),
  range4('198.18.0.0', 15, 'reserved'),
  range4('198.51.100.0', 24, 'reserved'),
  range4('203.0.113.0', 24, 'reserved'),
  // A cloud's own wire server answers guests on this address, which looks public from everywhere else.
  range4('168.63.129.16', 32, 'metadata'),
  range4('224.0.0.0', 4, 'multicast'),
  range4('240.0.0.0', 4, 'reserved'),
];

/** IANA's IPv6 Special-Purpose Address Registry: what lies within global unicast and is not globally reachable by itself. */
const IPV6: readonly Range[] = [
  range6([0, 0, 0, 0, 0, 0, 0, 0], 128, 'unspecified'),
  range6([0, 0, 0, 0, 0, 0, 0, 1], 128, 'loopback'),
  range6([0, 0, 0, 0, 0, 0xff_ff, 0, 0], 96, 'embedded'),
  range6([0, 0, 0, 0, 0, 0, 0, 0], 96, 'embedded'),
  range6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, 'link-local'),
  range6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, 'private'),
  range6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, 'private'),
  range6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, 'multicast'),
  // Teredo, benchmarking, ORCHID and the other protocol assignments.
  range6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, 'embedded'),
  range6([0x2001, 0x0db8, 0, 0, 0, 0, 0, 0], 32, 'reserved'),
  // 6to4 (withdrawn by RFC 7526): an IPv4 address inside, private ones among them.
  range6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, 'embedded'),
  range6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, 'reserved'),
];

const NAT64_PREFIX = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

/**
 * What an address in text is for, by the IANA special-purpose registries. Names and odd spellings (octal, one number) are
 * `not-an-address`. Addresses that carry an IPv4 address inside (mapped, 6to4, Teredo) are `embedded` whatever they carry, since
 * no server needs them; those of the well-known NAT64 prefix (RFC 6052) are judged by what they carry, since networks without
 * IPv4 reach everything through it.
 */
export function addressKind(address: string): AddressKind {
  const bytes = addressBytes(address);
  if (bytes === null) return 'not-an-address';
  if (bytes.length === 4) return IPV4.find((range) => lies(bytes, range))?.kind ?? 'public';
  if (NAT64_PREFIX.every((byte, index) => bytes[index] === byte)) return addressKind(bytes.slice(12).join('.'));
  const special = IPV6.find((range) => lies(bytes, range));
  if (special !== undefined) return special.kind;
  // Nothing outside 2000::/3 is global unicast.
  return ((bytes[0] ?? 0) & 0xe0) === 0x20 ? 'public' : 'reserved';
}

/** The 4 or 16 bytes of an address in text; null for anything else, zone indexes (`fe80::1%eth0`) included. */
export function addressBytes(address: string): number[] | null {
  if (isIPv4(address)) return address.split('.').map(Number);
  if (!isIPv6(address) || address.includes('%')) return null;
  const lastColon = address.lastIndexOf(':');
  const tail = address.slice(lastColon + 1);
  const tail4 = isIPv4(tail) ? tail.split('.').map(Number) : null;
  const text =
    tail4 === null
      ? address
      : `${address.slice(0, lastColon + 1)}${hexPair(tail4[0], tail4[1])}:${hexPair(tail4[2], tail4[3])}`;
  const [before = '', after] = text.split('::');
  const head = groups(before);
  const rest = after === undefined ? [] : groups(after);
  const zeros: number[] = Array.from({ length: 8 - head.length - rest.length }, () => 0);
  return [...head, ...(after === undefined ? [] : zeros), ...rest].flatMap((group) => [group >> 8, group & 0xff]);
}

/** Whether an address lies in a range written as CIDR (`127.0.0.0/8`, `::1/128`). False for what cannot be read. */
export function liesInCidr(address: string, cidr: string): boolean {
  const [base = '', bits = ''] = cidr.split('/');
  const bytes = addressBytes(address);
  const baseBytes = addressBytes(base);
  if (bytes === null || baseBytes === null || bytes.length !== baseBytes.length) return false;
  return lies(bytes, { base: baseBytes, bits: bits === '' ? bytes.length * 8 : Number(bits), kind: 'private' });
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function hexPair(high = 0, low = 0): string {
  return ((high << 8) | low).toString(16);
}

function lies(bytes: readonly number[], { base, bits }: Range): boolean {
  for (let index = 0; index * 8 < bits; index += 1) {
    const mask = (0xff << Math.max(0, 8 - (bits - index * 8))) & 0xff;
    if (((bytes[index] ?? 0) & mask) !== ((base[index] ?? 0) & mask)) return false;
  }
  return true;
}

function range4(base: string, bits: number, kind: AddressKind): Range {
  return { base: base.split('.').map(Number), bits, kind };
}

function range6(base: readonly number[], bits: number, kind: AddressKind): Range {
  return { base: base.flatMap((group) => [group >> 8, group & 0xff]), bits, kind };
}
