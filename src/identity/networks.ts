import { ANONYMISER_ASNS, HOSTING_ASNS, VPN_ASNS, type NetworkClass } from './data/networks.data.ts';

export type { NetworkClass } from './data/networks.data.ts';

const CLASSES: ReadonlyMap<number, NetworkClass> = new Map([
  ...HOSTING_ASNS.map((asn) => [asn, 'hosting'] as const),
  ...VPN_ASNS.map((asn) => [asn, 'vpn'] as const),
  ...ANONYMISER_ASNS.map((asn) => [asn, 'anonymiser'] as const),
]);

/**
 * What kind of network that no home, phone or office has; null for all others and where nothing is known.
 * @param isProxy the vendor's own verdict (Okta's `isProxy`, or a tunnel it calls anonymous), which counts whatever the number
 */
export function networkClassOf(asn: number | null, isProxy: boolean | null): NetworkClass | null {
  const listed = asn === null ? null : (CLASSES.get(asn) ?? null);
  return listed ?? (isProxy === true ? 'anonymiser' : null);
}

/**
 * The neighbourhood of an address: /24 for IPv4, /48 for IPv6 (what a household or a site is given). Null for no address.
 * @param ip in lower case, as engines/events gives it
 */
export function prefixOf(ip: string | null): string | null {
  if (ip === null) return null;
  if (!ip.includes(':')) {
    const parts = ip.split('.');
    return parts.length === 4 ? `${parts.slice(0, 3).join('.')}.0/24` : null;
  }
  const mapped = /^::ffff:(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/u.exec(ip);
  if (mapped?.[1] !== undefined) return `${mapped[1]}.0/24`;
  const [head = '', tail] = ip.split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  if (groups.length < 3) return null;
  return `${groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/u, ''))
    .join(':')}::/48`;
}

/**
 * The neighbourhood together with who runs it: what a person is known by. Addresses that have changed hands are another
 * neighbourhood. Null without an address.
 */
export function neighbourhoodOf(ip: string | null, asn: number | null): string | null {
  const prefix = prefixOf(ip);
  return prefix === null || asn === null ? prefix : `${prefix} AS${asn}`;
}
