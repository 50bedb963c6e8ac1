import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import { ACCEPTED_ALGORITHMS, refused, type Verdict } from './verdict.ts';

/** COSE key parameters (RFC 9053 §7, RFC 8230 §4). */
const KTY = 1;
const ALG = 3;
const CRV_OR_N = -1;
const X_OR_E = -2;
const Y = -3;

const MIN_RSA_BITS = 2048;

/**
 * The public key fits its algorithm and is strong enough: ES256 on P-256, EdDSA on Ed25519, RS256 with at least 2048 bits and
 * an odd exponent above 2^16. Libraries import what they are given, so a key that lies about its curve is refused here.
 * @param coseKey the CBOR-encoded COSE_Key of the credential
 */
export function checkPublicKey(coseKey: Uint8Array): Verdict<{ algorithm: number }> {
  let key: Map<number, unknown>;
  try {
    const decoded: unknown = decodeCredentialPublicKey(new Uint8Array(coseKey));
    if (!(decoded instanceof Map)) return refused('key', 'not a COSE key map');
    key = decoded as Map<number, unknown>;
  } catch (thrown) {
    return refused('key', `unreadable: ${String(thrown)}`);
  }
  const algorithm = key.get(ALG);
  if (typeof algorithm !== 'number' || !ACCEPTED_ALGORITHMS.includes(algorithm)) {
    return refused('algorithm', `got ${String(algorithm)}, expected one of: ${ACCEPTED_ALGORITHMS.join(', ')}`);
  }
  const fits =
    algorithm === -7
      ? key.get(KTY) === 2 && key.get(CRV_OR_N) === 1 && bytesOf(key.get(X_OR_E)) === 32 && bytesOf(key.get(Y)) === 32
      : algorithm === -8
        ? key.get(KTY) === 1 && key.get(CRV_OR_N) === 6 && bytesOf(key.get(X_OR_E)) === 32
        : key.get(KTY) === 3 && rsaIsStrong(key.get(CRV_OR_N), key.get(X_OR_E));
  if (!fits) return refused('key', `the key does not fit algorithm ${algorithm}, or is too weak`);
  return { ok: true, algorithm };
}

function bytesOf(value: unknown): number {
  return value instanceof Uint8Array ? value.byteLength : -1;
}

function rsaIsStrong(modulus: unknown, exponent: unknown): boolean {
  if (!(modulus instanceof Uint8Array) || !(exponent instanceof Uint8Array)) return false;
  const firstSet = modulus.findIndex((byte) => byte !== 0);
  const bits = firstSet < 0 ? 0 : (modulus.byteLength - firstSet) * 8 - Math.clz32(modulus[firstSet] ?? 0) + 24;
  if (bits < MIN_RSA_BITS || bits > 8192 || exponent.byteLength > 8) return false;
  let e = 0;
  for (const byte of exponent) e = e * 256 + byte;
  return e > 65_536 && e % 2 === 1;
}
