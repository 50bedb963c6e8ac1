import { describe, expect, it } from 'vitest';
import { createTestAuthenticator, type TestAlgorithm, type TestLies } from './test-authenticator.ts';
import { verifyRegistration } from './verify-registration.ts';

const rpId = 'breakwater.acme.example';
const origin = 'https://breakwater.acme.example';
const challenge = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA';
const expectation = { challenge, origins: [origin], rpId };

describe('verifyRegistration', () => {
  it.each<TestAlgorithm>(['ES256', 'EdDSA', 'RS256'])('accepts a %s key', async (algorithm) => {
    const key = createTestAuthenticator({ rpId, origin, algorithm });
    const verdict = await verifyRegistration(key.register(challenge), expectation);
    expect(verdict).toMatchObject({ ok: true, credentialId: key.credentialId, counter: 0, transports: ['usb'] });
    expect(verdict).toMatchObject({ attestation: { kind: 'none', trusted: false } });
  });

  it.each<[string, TestLies]>([
    ['type', { type: 'webauthn.get' }],
    ['challenge', { challenge: 'another' }],
    ['origin', { origin: 'https://breakwater-acme.example' }],
    ['origin', { origin: 'http://breakwater.acme.example' }],
    ['origin', { origin: `${origin}:8443` }],
    ['origin', { origin: `${origin}/` }],
    ['cross-origin', { crossOrigin: true }],
    ['cross-origin', { topOrigin: origin }],
    ['cross-origin', { extraClientData: { topOrigin: null } }],
    ['rp-id', { rpId: 'acme.example' }],
    ['user-presence', { userPresent: false }],
    ['user-verification', { userVerified: false }],
    ['backup-flags', { backupEligible: false, backedUp: true }],
    ['id-mismatch', { id: 'AAAA' }],
    ['id-mismatch', { rawId: 'AAAA' }],
    ['attestation', { attestation: 'none-with-statement' }],
    ['attestation', { attestation: 'self', breakSignature: true }],
    ['attestation', { attestation: 'self-other-algorithm' }],
    ['malformed', { extraClientData: { origin: 7 } }],
  ])('refuses for %s: %j', async (reason, lies) => {
    const key = createTestAuthenticator({ rpId, origin });
    expect(await verifyRegistration(key.register(challenge, lies), expectation)).toMatchObject({ ok: false, reason });
  });

  it('refuses an algorithm that was not offered', async () => {
    const key = createTestAuthenticator({ rpId, origin, algorithm: 'ES384' });
    const verdict = await verifyRegistration(key.register(challenge), expectation);
    expect(verdict).toMatchObject({ ok: false, reason: 'algorithm' });
  });

  it('never reports a self-attestation or a certificate chain as trusted', async () => {
    const key = createTestAuthenticator({ rpId, origin });
    expect(await verifyRegistration(key.register(challenge, { attestation: 'self' }), expectation)).toMatchObject({
      ok: true,
      attestation: { kind: 'self', trusted: false },
    });
    // The chain is not even a certificate: it is neither read nor believed.
    expect(await verifyRegistration(key.register(challenge, { attestation: 'chain' }), expectation)).toMatchObject({
      ok: true,
      attestation: { kind: 'unchecked-chain', format: 'packed', trusted: false },
    });
  });

  it.each([null, 7, 'text', {}, { id: '' }, { id: 'A'.repeat(5000) }, []])('refuses %j as malformed', async (reply) => {
    expect(await verifyRegistration(reply, expectation)).toMatchObject({ ok: false, reason: 'malformed' });
  });
});
