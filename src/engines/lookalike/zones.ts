import { TENANT_DOMAINS } from './data/lures.data.ts';
import {
  DELIVERY_NETWORKS,
  LURE_SUFFIXES_STRONG,
  LURE_SUFFIXES_WEAK,
  OPEN_DELIVERY_NETWORKS,
} from './data/suffixes.data.ts';
import type { MatcherOptions } from './types.ts';

/** What is known of a suffix or a registrable domain as such, as bits that may be joined. */
export const ZONE = { strongLure: 1, weakLure: 2, deliveryNetwork: 4, openNetwork: 8, tenants: 16 } as const;

/** Bits of {@link ZONE} by ASCII name: all tables in one, so that a host name costs two look-ups. */
export function zonesWith(options: MatcherOptions): ReadonlyMap<string, number> {
  const zones = new Map<string, number>();
  const mark = (names: readonly string[], bit: number): void => {
    for (const name of names) zones.set(name, (zones.get(name) ?? 0) | bit);
  };
  mark(LURE_SUFFIXES_STRONG, ZONE.strongLure);
  mark(LURE_SUFFIXES_WEAK, ZONE.weakLure);
  mark(DELIVERY_NETWORKS, ZONE.deliveryNetwork);
  mark(options.deliveryNetworks ?? [], ZONE.deliveryNetwork);
  mark(OPEN_DELIVERY_NETWORKS, ZONE.openNetwork);
  mark(TENANT_DOMAINS, ZONE.tenants);
  for (const { suffix, strength } of options.suffixes ?? [])
    mark([suffix.toLowerCase().replace(/^\./, '')], strength === 'strong' ? ZONE.strongLure : ZONE.weakLure);
  return zones;
}

/** A suffix, and what is known of it as such. */
export interface Suffix {
  text: string;
  /** Bits of {@link ZONE}. */
  zone: number;
}

const REMEMBERED = 256;

/**
 * Gives the suffix of a registrable domain. Names share few suffixes, so that the last ones are remembered: comparing a few letters
 * costs less than a new text and its look-up.
 */
export function createSuffixReader(zones: ReadonlyMap<string, number>): (registrable: string) => Suffix {
  const remembered: Suffix[] = Array.from({ length: REMEMBERED }, () => ({ text: '', zone: 0 }));
  return (registrable) => {
    const start = registrable.indexOf('.') + 1;
    const { length } = registrable;
    const mixed = Math.imul(registrable.charCodeAt(start), 7) + registrable.charCodeAt(length - 1);
    const at = (Math.imul(mixed, 5) + length - start) & (REMEMBERED - 1);
    const known = remembered[at];
    if (known !== undefined && isEnd(registrable, start, known.text)) return known;
    const text = registrable.slice(start);
    const suffix = { text, zone: zones.get(text) ?? 0 };
    remembered[at] = suffix;
    return suffix;
  };
}

function isEnd(name: string, start: number, end: string): boolean {
  if (name.length - start !== end.length) return false;
  for (let index = 0; index < end.length; index++)
    if (name.charCodeAt(start + index) !== end.charCodeAt(index)) return false;
  return true;
}
