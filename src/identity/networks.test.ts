import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANONYMISER_ASNS, HOSTING_ASNS, VPN_ASNS } from './data/networks.data.ts';
import { neighbourhoodOf, networkClassOf, prefixOf } from './networks.ts';

describe('the neighbourhood of an address', () => {
  it.each([
    ['203.0.113.88', '203.0.113.0/24'],
    ['::ffff:203.0.113.88', '203.0.113.0/24'],
    ['2001:db8:1:2::3', '2001:db8:1::/48'],
    ['2001:0db8:0001:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    [null, null],
  ])('%s lies in %s', (ip, prefix) => {
    expect(prefixOf(ip)).toBe(prefix);
  });

  it('is the same for every address of it, and another under another provider', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 255 }), (ip, last) => {
        const neighbour = `${ip.slice(0, ip.lastIndexOf('.'))}.${last}`;
        expect(neighbourhoodOf(neighbour, 7)).toBe(neighbourhoodOf(ip, 7));
        expect(neighbourhoodOf(ip, 8)).not.toBe(neighbourhoodOf(ip, 7));
      }),
    );
  });
});

describe('the class of a network', () => {
  it('is known by number, or by the vendor’s word', () => {
    expect(networkClassOf(11_878, null)).toBe('hosting');
    expect(networkClassOf(9009, false)).toBe('vpn');
    expect(networkClassOf(60_729, null)).toBe('anonymiser');
    expect(networkClassOf(7922, false)).toBeNull();
    expect(networkClassOf(7922, true)).toBe('anonymiser');
    expect(networkClassOf(null, null)).toBeNull();
  });

  it('lists no number twice, and none that ordinary people sign in from', () => {
    const all = [...HOSTING_ASNS, ...VPN_ASNS, ...ANONYMISER_ASNS];
    expect(new Set(all).size).toBe(all.length);
    for (const asn of [7922, 7018, 701, 21_928, 3320, 15_169, 13_335, 36_183, 54_113, 174, 6939])
      expect(all).not.toContain(asn);
  });
});
