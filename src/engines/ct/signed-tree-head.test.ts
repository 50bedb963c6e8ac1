import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CtCrypto } from './crypto.ts';
import { parseSignedTreeHead, verifySignedTreeHead } from './signed-tree-head.ts';
import { sha256 } from './test-corpus.ts';
import { treeHeadSignedBytes } from './tree-head.ts';

const crypto: CtCrypto = {
  sha256,
  verify: ({ publicKeySpki, signature, message }) =>
    verify('sha256', message, { key: Buffer.from(publicKeySpki), format: 'der', type: 'spki' }, signature),
};
const head = { size: 5, rootHash: new Uint8Array(32).fill(3), timestampMs: 1_700_000_000_000 };

function answer(kind: 'ec' | 'rsa'): { spki: Uint8Array; value: Record<string, unknown> } {
  const pair =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signature = sign('sha256', treeHeadSignedBytes(head), pair.privateKey);
  const signed = Buffer.concat([
    Buffer.from([4, kind === 'ec' ? 3 : 1, signature.length >> 8, signature.length & 255]),
    signature,
  ]);
  const value = {
    tree_size: 5,
    timestamp: head.timestampMs,
    sha256_root_hash: Buffer.from(head.rootHash).toString('base64'),
    tree_head_signature: signed.toString('base64'),
  };
  return { spki: pair.publicKey.export({ format: 'der', type: 'spki' }), value };
}

describe.each(['ec', 'rsa'] as const)('a signed tree head (%s)', (kind) => {
  const { spki, value } = answer(kind);

  it('holds under the key that signed it', async () => {
    const parsed = parseSignedTreeHead({ ...value, more: 1 });
    expect(parsed?.head).toEqual(head);
    expect(parsed && (await verifySignedTreeHead(parsed, spki, crypto))).toBe(true);
  });

  it.each([
    ['another size', { tree_size: 6 }],
    ['another time', { timestamp: head.timestampMs + 1 }],
    ['another root', { sha256_root_hash: Buffer.alloc(32).toString('base64') }],
    ['a signature of another kind', { tree_head_signature: 'BAIAAQA=' }],
    ['a cut-off signature', { tree_head_signature: 'BAMARw==' }],
  ])('does not hold for %s', async (_what, change) => {
    const parsed = parseSignedTreeHead({ ...value, ...change });
    expect(parsed && (await verifySignedTreeHead(parsed, spki, crypto))).toBe(false);
  });
});

it.each([
  ['nothing', null],
  ['no size', { tree_size: '5' }],
  ['a size below zero', { tree_size: -1 }],
  ['a short root', { sha256_root_hash: 'AAAA' }],
  ['a signature that is no base64', { tree_head_signature: '!' }],
])('is not read from %s', (_what, change) => {
  const { value } = answer('ec');
  expect(parseSignedTreeHead(change === null ? null : { ...value, ...change })).toBeNull();
});
