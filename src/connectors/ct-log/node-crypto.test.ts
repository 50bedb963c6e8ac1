import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type TreeHead, treeHeadSignedBytes, type SignatureAlgorithm } from '../../engines/ct/index.ts';
import { nodeCtCrypto, readSpki } from './node-crypto.ts';

const head: TreeHead = { size: 7, rootHash: new Uint8Array(32).fill(9), timestampMs: 1_700_000_000_000 };
const message = treeHeadSignedBytes(head);

const spkiOf = (key: KeyObject): Uint8Array => key.export({ format: 'der', type: 'spki' });
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

function verified(algorithm: SignatureAlgorithm, key: KeyObject, signature: Uint8Array): unknown {
  return nodeCtCrypto.verify({ algorithm, publicKeySpki: spkiOf(key), signature, message });
}

describe("a log's signature", () => {
  const byEc = sign('sha256', message, ec.privateKey);
  const byRsa = sign('sha256', message, rsa.privateKey);

  it('holds by its own key and algorithm, ECDSA or RSA', () => {
    expect(verified('ecdsa-sha256', ec.publicKey, byEc)).toBe(true);
    expect(verified('rsa-sha256', rsa.publicKey, byRsa)).toBe(true);
  });

  it('does not hold by another key, under another algorithm or when malformed', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    expect(verified('ecdsa-sha256', other.publicKey, byEc)).toBe(false);
    expect(verified('rsa-sha256', ec.publicKey, byEc)).toBe(false);
    expect(verified('ecdsa-sha256', rsa.publicKey, byRsa)).toBe(false);
    expect(verified('ecdsa-sha256', ec.publicKey, new Uint8Array(70))).toBe(false);
    expect(verified('ecdsa-sha256', ec.publicKey, byEc.subarray(0, 20))).toBe(false);
    expect(verified('rsa-sha256', rsa.publicKey, new Uint8Array(0))).toBe(false);
  });
});

it('reads only keys a log may have (RFC 6962 §2.1.4)', () => {
  expect(readSpki(spkiOf(ec.publicKey))).not.toBeNull();
  expect(readSpki(spkiOf(rsa.publicKey))).not.toBeNull();
  expect(readSpki(spkiOf(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey))).toBeNull();
  expect(readSpki(spkiOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey))).toBeNull();
  expect(readSpki(spkiOf(generateKeyPairSync('ed25519').publicKey))).toBeNull();
  expect(readSpki(new Uint8Array(91))).toBeNull();
});
