import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { approvalChallenge, verifyApprovalAssertion } from './approval.ts';
import { createTestAuthenticator } from './test-authenticator.ts';
import { verifyRegistration } from './verify-registration.ts';

const rpId = 'localhost';
const origin = 'http://localhost:4480';
const relyingParty = { rpId, origins: [origin] };

it('binds an approval to its statement and nonce', async () => {
  const key = createTestAuthenticator({ rpId, origin });
  const made = await verifyRegistration(key.register('Y2hhbGxlbmdl'), { challenge: 'Y2hhbGxlbmdl', ...relyingParty });
  if (!made.ok) throw new Error(made.detail);
  const known = { ...made, userHandle: key.userHandle };
  const nonce = randomBytes(32).toString('base64url');
  const challenge = (await approvalChallenge('end sessions of emp012', nonce)) ?? '';
  const assertion = key.assert(challenge);

  expect(await verifyApprovalAssertion(known, 'end sessions of emp012', nonce, assertion, relyingParty)).toMatchObject({
    ok: true,
    counter: 1,
  });
  expect(await verifyApprovalAssertion(known, 'end sessions of emp013', nonce, assertion, relyingParty)).toMatchObject({
    reason: 'challenge',
  });
  const other = randomBytes(32).toString('base64url');
  expect(await verifyApprovalAssertion(known, 'end sessions of emp012', other, assertion, relyingParty)).toMatchObject({
    reason: 'challenge',
  });
});

it('hashes the statement and then exactly 32 bytes of nonce', async () => {
  const nonce = randomBytes(32);
  const expected = createHash('sha256').update('häkchen').update(nonce).digest('base64url');
  expect(await approvalChallenge('häkchen', nonce.toString('base64url'))).toBe(expected);
  expect(await approvalChallenge('x', randomBytes(31).toString('base64url'))).toBeNull();
  expect(await approvalChallenge('x', '')).toBeNull();
});
