import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes, addressKind, liesInCidr } from './egress-address.ts';

const NOT_PUBLIC: [string, string][] = [
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'shared'],
  ['100.100.100.200', 'shared'],
  ['169.254.169.254', 'metadata'],
  ['169.254.0.1', 'link-local'],
  ['168.63.129.16', 'metadata'],
  ['192.0.0.192', 'reserved'],
  ['198.18.0.1', 'reserved'],
  ['203.0.113.9', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['255.255.255.255', 'reserved'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['::ffff:10.0.0.1', 'embedded'],
  ['::ffff:7f00:1', 'embedded'],
  ['::127.0.0.1', 'embedded'],
  ['64:ff9b::7f00:1', 'loopback'],
  ['64:ff9b::169.254.169.254', 'metadata'],
  ['64:ff9b:1::1', 'reserved'],
  ['2002:7f00:1::', 'embedded'],
  ['2002:0a00:0001::1', 'embedded'],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'embedded'],
  ['2001:db8::1', 'reserved'],
  ['fe80::1', 'link-local'],
  ['febf::1', 'link-local'],
  ['fec0::1', 'private'],
  ['fc00::1', 'private'],
  ['fd00:ec2::254', 'private'],
  ['ff02::1', 'multicast'],
  ['100::1', 'reserved'],
  ['5f00::1', 'reserved'],
  ['fe80::1%eth0', 'not-an-address'],
  ['0177.0.0.1', 'not-an-address'],
  ['2130706433', 'not-an-address'],
  ['0x7f.1', 'not-an-address'],
  ['localhost', 'not-an-address'],
  ['', 'not-an-address'],
];

describe('what an address is for', () => {
  it.each(NOT_PUBLIC)('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it.each(['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1'])(
    '%s is public',
    (address) => {
      expect(addressKind(address)).toBe('public');
    },
  );

  it.each(['2606:4700:4700::1111', '2a00:1450::1', '2001:4860:4860::8888', '64:ff9b::8.8.8.8'])(
    '%s is public',
    (address) => {
      expect(addressKind(address)).toBe('public');
    },
  );

  it('reads every way of writing an IPv6 address alike', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        const full = groups.map((group) => group.toString(16)).join(':');
        const short = new URL(`http://[${full}]/`).hostname.slice(1, -1);
        expect(addressBytes(short)).toEqual(addressBytes(full));
        expect(addressBytes(full)).toEqual(groups.flatMap((group) => [group >> 8, group & 0xff]));
      }),
    );
  });

  it('knows whether an address lies in a range', () => {
    expect(liesInCidr('127.0.0.9', '127.0.0.0/8')).toBe(true);
    expect(liesInCidr('128.0.0.9', '127.0.0.0/8')).toBe(false);
    expect(liesInCidr('::1', '::1/128')).toBe(true);
    expect(liesInCidr('::1', '127.0.0.0/8')).toBe(false);
    expect(liesInCidr('10.0.0.5', '10.0.0.4/30')).toBe(true);
    expect(liesInCidr('10.0.0.8', '10.0.0.4/30')).toBe(false);
  });
});
