import { createECDH, createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto';

export interface SeededKey {
  privateKey: KeyObject;
  /** SubjectPublicKeyInfo in DER. */
  spki: Uint8Array;
}

/**
 * A P-256 key pair that is the same for the same label, so that a rehearsal's log is the same log after a restart.
 * For simulations only: anybody who knows the label has the key.
 */
export function seededKey(label: string): SeededKey {
  const scalar = hash('sha256', `breakwater simulator key ${label}`, 'buffer');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: scalar.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  return { privateKey, spki: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }) };
}

/** 32 bytes that are the same for the same label. */
export function seededBytes(label: string): Uint8Array {
  return hash('sha256', `breakwater simulator bytes ${label}`, 'buffer');
}
