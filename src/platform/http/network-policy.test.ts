import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { createNetworkPolicy, type NetworkOptions, type Peer } from './network-policy.ts';

function judge(
  options: Partial<NetworkOptions>,
  remoteAddress: string,
  headers: Record<string, string>,
): Peer | string {
  const policy = createNetworkPolicy({ publicUrl: null, trustedProxies: [], ...options }, false);
  policy.listening(4480);
  try {
    return policy.judge({ remoteAddress, encrypted: false, header: (name) => headers[name] ?? null });
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : String(thrown);
  }
}
const publicUrl = 'https://breakwater.acme.example';

describe('who calls', () => {
  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.8.9.10'])('believes loopback from %s', (address) => {
    for (const host of ['localhost:4480', '127.0.0.1:4480', '[::1]:4480', 'LOCALHOST']) {
      expect(judge({}, address, { host })).toMatchObject({ isLoopback: true, scheme: 'http' });
    }
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '',
    'a b',
    'localhost@evil',
    'x'.repeat(300),
  ])('refuses the Host "%s" even from loopback: DNS rebinding', (host) => {
    expect(judge({}, '127.0.0.1', { host })).toBe('http.host_refused');
  });

  it('is not loopback when a proxy that nobody configured stands between', () => {
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      expect(judge({}, '127.0.0.1', { host: 'localhost', [header]: '203.0.113.9' })).toMatchObject({
        isLoopback: false,
        peerAddress: '127.0.0.1',
      });
    }
  });

  it('is not loopback from elsewhere, whatever the headers claim', () => {
    const headers = { host: 'localhost:4480', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
    expect(judge({}, '203.0.113.9', headers)).toEqual({
      peerAddress: '203.0.113.9',
      isLoopback: false,
      scheme: 'http',
    });
  });

  it('takes the word of configured proxies only, and the nearest address that is not one of them', () => {
    const options = { publicUrl, trustedProxies: ['10.0.0.0/24', 'fd00::1'] };
    const headers = {
      host: 'breakwater.acme.example',
      'x-forwarded-for': '127.0.0.1, 203.0.113.9, 10.0.0.7',
      'x-forwarded-proto': 'https',
    };
    const seen = { peerAddress: '203.0.113.9', isLoopback: false, scheme: 'https' };
    expect(judge(options, '10.0.0.5', headers)).toEqual(seen);
    expect(judge(options, 'fd00::1', headers)).toEqual(seen);
    expect(judge(options, '10.0.1.5', headers)).toMatchObject({ peerAddress: '10.0.1.5', scheme: 'http' });
    expect(judge(options, '10.0.0.5', { ...headers, 'x-forwarded-for': 'nonsense' })).toMatchObject({
      peerAddress: '10.0.0.5',
    });
  });

  it('tells the proxy on this machine from the operator at it by what the proxy adds', () => {
    const options = { publicUrl, trustedProxies: ['127.0.0.1'] };
    const proxied = { host: 'localhost', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
    expect(judge(options, '127.0.0.1', proxied)).toMatchObject({ isLoopback: false, peerAddress: '203.0.113.9' });
    expect(judge(options, '127.0.0.1', { host: 'localhost' })).toMatchObject({ isLoopback: true });
  });

  it('checks the host a configured proxy forwards', () => {
    const options = { publicUrl, trustedProxies: ['10.0.0.5'] };
    const headers = { host: 'internal', 'x-forwarded-host': 'breakwater.acme.example' };
    expect(judge(options, '10.0.0.5', headers)).toMatchObject({ isLoopback: false });
    expect(judge(options, '10.0.0.6', headers)).toBe('http.host_refused');
  });
});

describe('the public address', () => {
  it.each([
    ['http://breakwater.acme.example', /https only/],
    ['https://10.0.0.5', /IP address/],
    ['https://[2001:db8::1]:8443', /IP address/],
    ['http://127.0.0.1:4480', /IP address/],
    ['https://acme.example/breakwater', /more than a host/],
    ['https://user@acme.example', /more than a host/],
    ['ftp://acme.example', /not an http/],
    ['acme', /not an http/],
  ])('refuses %s and says why', (url, why) => {
    expect(() => createNetworkPolicy({ publicUrl: url, trustedProxies: [] }, false)).toThrow(why);
  });

  it('is localhost on the port listened to when none is set', () => {
    const policy = createNetworkPolicy({ publicUrl: null, trustedProxies: [] }, false);
    policy.listening(5123);
    expect(policy).toMatchObject({ rpId: 'localhost', secure: false, local: true });
    expect(policy.origin()).toBe('http://localhost:5123');
    expect(policy.pageOrigins()).toContain('http://127.0.0.1:5123');
  });

  it('gives its host name to passkeys, and lets no other page call', () => {
    const policy = createNetworkPolicy({ publicUrl: `${publicUrl}:8443/`, trustedProxies: [] }, false);
    policy.listening(4480);
    expect(policy).toMatchObject({ rpId: 'breakwater.acme.example', secure: true, local: false });
    expect(policy.pageOrigins()).toEqual([`${publicUrl}:8443`]);
  });

  it.each(['10.0.0.0/0', '0.0.0.0/0', '::/0', '10.0.0.0/33', 'proxy.example', ''])(
    'refuses the proxy "%s"',
    (entry) => {
      expect(() => createNetworkPolicy({ publicUrl: null, trustedProxies: [entry] }, false)).toThrow(/trustedProxies/);
    },
  );
});
