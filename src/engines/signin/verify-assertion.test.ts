import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestAuthenticator, type TestAlgorithm, type TestLies } from './test-authenticator.ts';
import { verifyAssertion, type KnownPasskey } from './verify-assertion.ts';
import { verifyRegistration } from './verify-registration.ts';

const rpId = 'localhost';
const origin = 'http://localhost:4480';
const challenge = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA';
const expectation = { challenge, origins: [origin], rpId };

async function enrolled(algorithm: TestAlgorithm = 'ES256', synced = false) {
  const key = createTestAuthenticator({ rpId, origin, algorithm, synced });
  const made = await verifyRegistration(key.register(challenge), expectation);
  if (!made.ok) throw new Error(made.detail);
  const known: KnownPasskey = { ...made, userHandle: key.userHandle };
  return { key, known };
}

describe('verifyAssertion', () => {
  it.each<TestAlgorithm>(['ES256', 'EdDSA', 'RS256'])('accepts an assertion of a %s key', async (algorithm) => {
    const { key, known } = await enrolled(algorithm);
    const verdict = await verifyAssertion(key.assert(challenge), known, expectation, true);
    expect(verdict).toEqual({ ok: true, credentialId: key.credentialId, counter: 1, backedUp: false });
  });

  it('accepts a synced key whose counter stays at zero', async () => {
    const { key, known } = await enrolled('ES256', true);
    for (let i = 0; i < 2; i += 1) {
      expect(await verifyAssertion(key.assert(challenge), known, expectation, true)).toMatchObject({ counter: 0 });
    }
  });

  it.each<[string, TestLies]>([
    ['type', { type: 'webauthn.create' }],
    ['type', { type: 'payment.get' }],
    ['challenge', { challenge: 'another' }],
    ['origin', { origin: 'http://localhost:4481' }],
    ['origin', { origin: 'http://127.0.0.1:4480' }],
    ['cross-origin', { crossOrigin: true }],
    ['cross-origin', { topOrigin: 'https://acme-okta.example' }],
    ['rp-id', { rpId: 'acme-okta.example' }],
    ['user-presence', { userPresent: false }],
    ['user-verification', { userVerified: false }],
    ['backup-flags', { backedUp: true }],
    ['backup-eligibility', { backupEligible: true }],
    ['id-mismatch', { id: 'AAAA' }],
    ['id-mismatch', { rawId: 'AAAA' }],
    ['user-handle', { userHandle: 'c29tZWJvZHk' }],
    ['user-handle', { userHandle: null }],
    ['signature', { breakSignature: true }],
  ])('refuses for %s: %j', async (reason, lies) => {
    const { key, known } = await enrolled();
    const verdict = await verifyAssertion(key.assert(challenge, lies), known, expectation, true);
    expect(verdict).toMatchObject({ ok: false, reason });
  });

  it('takes a missing user handle only where the person was known before', async () => {
    const { key, known } = await enrolled();
    const reply = key.assert(challenge, { userHandle: null });
    expect(await verifyAssertion(reply, known, expectation, false)).toMatchObject({ ok: true });
  });

  it('refuses a counter that stood still or went back, but only when it is signed', async () => {
    const { key, known } = await enrolled();
    const last = { ...known, counter: 9 };
    for (const counter of [0, 8, 9]) {
      const verdict = await verifyAssertion(key.assert(challenge, { counter }), last, expectation, true);
      expect(verdict).toMatchObject({ ok: false, reason: 'counter' });
    }
    expect(await verifyAssertion(key.assert(challenge, { counter: 10 }), last, expectation, true)).toMatchObject({
      ok: true,
      counter: 10,
    });
    const forged = key.assert(challenge, { counter: 3, breakSignature: true });
    expect(await verifyAssertion(forged, last, expectation, true)).toMatchObject({ reason: 'signature' });
  });

  it("refuses another key's assertion under this key's id", async () => {
    const { known } = await enrolled();
    const other = createTestAuthenticator({ rpId, origin, userHandle: known.userHandle });
    const verdict = await verifyAssertion(
      other.assert(challenge, { id: known.credentialId }),
      known,
      expectation,
      true,
    );
    expect(verdict).toMatchObject({ ok: false, reason: 'signature' });
  });

  it('never throws and never accepts whatever is sent', async () => {
    const { key, known } = await enrolled();
    const real = key.assert(challenge) as { response: Record<string, unknown> };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('clientDataJSON', 'authenticatorData', 'signature'),
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
          fc.anything(),
        ),
        async (field, value) => {
          const reply = { ...real, response: { ...real.response, [field]: value } };
          expect((await verifyAssertion(reply, known, expectation, true)).ok).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});
