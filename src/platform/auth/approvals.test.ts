import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ApprovalProof, ApprovalVerifier } from '../../response/ports.ts';
import { startTestEdge, type TestEdge } from '../http/test-edge.ts';
import { authApi } from './api.ts';
import { firstAdministrator, invited, signIn } from './test-sign-in.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const challengeOf = (options: Record<string, unknown> | null): string => String(options?.['challenge']);

let edge: TestEdge;
let approvals: ApprovalVerifier & ApprovalProof;
beforeEach(async () => {
  edge = await startTestEdge();
  // The port of the response capability, as app.ts wires it.
  approvals = edge.auth.approvals;
});
afterEach(() => edge.stop());

it('asks for no passkey before the first one exists', async () => {
  expect(await approvals.begin(null, 'plan')).toMatchObject({ publicKey: null });
});

it('verifies the approver’s passkey over exactly the statement, once', async () => {
  const { client, key } = await firstAdministrator(edge);
  const accountId = (await client.getMe({})).accountId ?? '';
  const { publicKey, nonce } = await approvals.begin(accountId, 'digest-1 actions a,b');
  expect(publicKey).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  const assertion = key.assert(challengeOf(publicKey));
  const done = await approvals.verify(accountId, 'digest-1 actions a,b', nonce, assertion);
  const [me] = (await client.listAccounts({})).items;
  expect(done.passkeyId).toBe(me?.passkeys[0]?.passkeyId);
  await expect(approvals.verify(accountId, 'digest-1 actions a,b', nonce, assertion)).rejects.toEqual(
    code('auth.ceremony_over'),
  );

  // The hand that writes asks again, as often as it likes, also after the key was used for something else.
  await signIn(edge, key);
  for (let i = 0; i < 2; i += 1) {
    expect(await approvals.recheck(accountId, 'digest-1 actions a,b', nonce, assertion)).toEqual(done);
  }
  const altered = approvals.recheck(accountId, 'digest-1 actions a,b,c', nonce, assertion);
  await expect(altered).rejects.toEqual(code('auth.assertion_invalid'));
  await expect(approvals.recheck('somebody else', 'digest-1 actions a,b', nonce, assertion)).rejects.toEqual(
    code('auth.assertion_invalid'),
  );
});

it('refuses another statement, another person, an old challenge, and a sign-in’s assertion', async () => {
  const { client, key } = await firstAdministrator(edge);
  const accountId = (await client.getMe({})).accountId ?? '';
  const bob = await invited(edge, client, 'Bob', 'responder');

  const other = await approvals.begin(accountId, 'digest-1');
  await expect(
    approvals.verify(accountId, 'digest-2', other.nonce, key.assert(challengeOf(other.publicKey))),
  ).rejects.toEqual(code('auth.assertion_invalid'));

  const theirs = await approvals.begin(accountId, 'digest-1');
  await expect(
    approvals.verify(bob.accountId, 'digest-1', theirs.nonce, bob.key.assert(challengeOf(theirs.publicKey))),
  ).rejects.toEqual(code('auth.ceremony_over'));
  await expect(
    approvals.verify(accountId, 'digest-1', theirs.nonce, bob.key.assert(challengeOf(theirs.publicKey))),
  ).rejects.toEqual(code('auth.passkey_unknown'));

  const begun = await edge.browser().client(authApi).beginSignIn({});
  const mixed = await approvals.begin(accountId, 'digest-1');
  await expect(
    approvals.verify(accountId, 'digest-1', mixed.nonce, key.assert(challengeOf(begun.options))),
  ).rejects.toEqual(code('auth.assertion_invalid'));

  const old = await approvals.begin(accountId, 'digest-1');
  edge.clock.advance(5 * 60_000 + 1);
  await expect(
    approvals.verify(accountId, 'digest-1', old.nonce, key.assert(challengeOf(old.publicKey))),
  ).rejects.toEqual(code('auth.ceremony_over'));
});

it('lets nobody without a passkey approve once somebody has one', async () => {
  const { client } = await firstAdministrator(edge);
  await expect(approvals.begin(null, 'plan')).rejects.toEqual(code('auth.passkey_needed'));
  const { accountId } = await client.inviteAccount({ body: { name: 'Carol', role: 'responder' } });
  await expect(approvals.begin(accountId, 'plan')).rejects.toEqual(code('auth.passkey_needed'));
});

it('checks a kept approval again as often as asked, for its own statement and an enrolled key only', async () => {
  const { client, key } = await firstAdministrator(edge);
  const accountId = (await client.getMe({})).accountId ?? '';
  const { publicKey, nonce } = await approvals.begin(accountId, 'digest-1');
  const assertion = key.assert(challengeOf(publicKey));
  const { passkeyId } = await approvals.verify(accountId, 'digest-1', nonce, assertion);
  const { approvals: proof } = edge.auth;
  expect(await proof.recheck(accountId, 'digest-1', nonce, assertion)).toEqual({ passkeyId });
  expect(await proof.recheck(accountId, 'digest-1', nonce, assertion)).toEqual({ passkeyId });
  await expect(proof.recheck(accountId, 'digest-2', nonce, assertion)).rejects.toEqual(code('auth.assertion_invalid'));
  const bob = await invited(edge, client, 'Bob', 'responder');
  await expect(proof.recheck(bob.accountId, 'digest-1', nonce, assertion)).rejects.toEqual(
    code('auth.assertion_invalid'),
  );
});
