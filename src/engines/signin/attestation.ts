import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers';
import { refused, type Verdict } from './verdict.ts';

/**
 * How much a registration's attestation says. We ask for none and hold no manufacturers' roots, so nothing here is ever
 * reported as trusted: `self` proves only that the new key signed, `unchecked-chain` was neither read nor believed.
 */
export type AttestationKind = 'none' | 'self' | 'unchecked-chain';

export interface AttestationFacts {
  kind: AttestationKind;
  /** The format the authenticator named: `none`, `packed`, `tpm`… Hostile text, at most 32 characters. */
  format: string;
  /** The attestation object to hand to the verifier, base64url. */
  toVerify: string;
  /** The algorithm a self-attestation says it is signed with; null for the others. */
  selfAlgorithm: unknown;
}

/**
 * Decides what of an attestation is verified. `none` must be empty; packed self-attestation is verified as it is; a statement
 * with a certificate chain is replaced by `none`: without roots its signature proves nothing about the maker, and reading it
 * would only hand an attacker a certificate parser.
 */
export function assessAttestation(attestationObject: string): Verdict<AttestationFacts> {
  let format: unknown;
  let statement: unknown;
  let authenticatorData: unknown;
  try {
    const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject)) as unknown;
    if (!(decoded instanceof Map)) return refused('malformed', 'attestation object is not a map');
    format = decoded.get('fmt');
    statement = decoded.get('attStmt');
    authenticatorData = decoded.get('authData');
  } catch (thrown) {
    return refused('malformed', `attestation object is not CBOR: ${String(thrown)}`);
  }
  if (typeof format !== 'string' || !(statement instanceof Map) || !(authenticatorData instanceof Uint8Array)) {
    return refused('malformed', 'attestation object lacks fmt, attStmt or authData');
  }
  const name = format.slice(0, 32);
  if (format === 'none') {
    if (statement.size > 0) return refused('attestation', 'format "none" came with a statement');
    return { ok: true, kind: 'none', format: name, toVerify: attestationObject, selfAlgorithm: null };
  }
  if (format === 'packed' && !statement.has('x5c')) {
    return { ok: true, kind: 'self', format: name, toVerify: attestationObject, selfAlgorithm: statement.get('alg') };
  }
  return {
    ok: true,
    kind: 'unchecked-chain',
    format: name,
    toVerify: withoutStatement(authenticatorData),
    selfAlgorithm: null,
  };
}

/** CBOR of {"fmt": "none", "attStmt": {}, "authData": bytes} (WebAuthn Level 3 §6.5.4, §8.7). */
function withoutStatement(authenticatorData: Uint8Array): string {
  const size = authenticatorData.byteLength;
  const head = [0xa3, ...cborText('fmt'), ...cborText('none'), ...cborText('attStmt'), 0xa0, ...cborText('authData')];
  const length = size < 256 ? [0x58, size] : [0x59, Math.floor(size / 256), size % 256];
  const out = new Uint8Array(head.length + length.length + size);
  out.set(head);
  out.set(length, head.length);
  out.set(authenticatorData, head.length + length.length);
  return isoBase64URL.fromBuffer(out);
}

function cborText(value: string): number[] {
  return [0x60 + value.length, ...new TextEncoder().encode(value)];
}
