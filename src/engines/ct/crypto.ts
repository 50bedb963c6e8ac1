/** SHA-256 of bytes, 32 bytes. Synchronous, because a tile takes hundreds of them. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** The two signature schemes RFC 6962 §2.1.4 allows a log. */
export type SignatureAlgorithm = 'ecdsa-sha256' | 'rsa-sha256';

/**
 * The cryptography this engine is given, so that it stays free of any platform. In Node: `hash` and `verify` of
 * `node:crypto`; in a browser: any synchronous SHA-256, and Web Crypto behind `verify`.
 */
export interface CtCrypto {
  sha256: Sha256;
  /**
   * Whether `signature` (DER for ECDSA, PKCS#1 v1.5 for RSA) over `message` is by the key.
   * Gives false, and does not throw, for a key of another kind and for malformed signatures.
   */
  verify(input: {
    algorithm: SignatureAlgorithm;
    /** SubjectPublicKeyInfo in DER. */
    publicKeySpki: Uint8Array;
    signature: Uint8Array;
    message: Uint8Array;
  }): boolean | Promise<boolean>;
}
