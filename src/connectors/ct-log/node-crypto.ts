import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import type { CtCrypto, SignatureAlgorithm } from '../../engines/ct/index.ts';

const KEY_TYPES: Readonly<Record<SignatureAlgorithm, string>> = { 'ecdsa-sha256': 'ec', 'rsa-sha256': 'rsa' };

/** RFC 6962 §2.1.4 asks for at least this. */
const MIN_RSA_BITS = 2048;

/** The cryptography of the `ct` engine on `node:crypto`. */
export const nodeCtCrypto: CtCrypto = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  verify: ({ algorithm, publicKeySpki, signature, message }) => {
    const key = readSpki(publicKeySpki);
    if (key === null || key.asymmetricKeyType !== KEY_TYPES[algorithm]) return false;
    return verify('sha256', message, { key, dsaEncoding: 'der' }, signature);
  },
};

/** The public key in a SubjectPublicKeyInfo, or null unless it is one a log may have: P-256, or RSA of 2048 bits or more. */
export function readSpki(spki: Uint8Array): KeyObject | null {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return key;
  return type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS ? key : null;
}
