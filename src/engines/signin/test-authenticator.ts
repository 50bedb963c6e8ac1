import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A passkey in software, for tests: makes what a browser and an authenticator would send, and lies on request. */
export type TestAlgorithm = 'ES256' | 'EdDSA' | 'RS256' | 'ES384';

export interface TestLies {
  type?: string;
  challenge?: string;
  origin?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  rpId?: string;
  id?: string;
  rawId?: string;
  userHandle?: string | null;
  userPresent?: boolean;
  userVerified?: boolean;
  backupEligible?: boolean;
  backedUp?: boolean;
  counter?: number;
  attestation?: 'none' | 'self' | 'chain' | 'none-with-statement' | 'self-other-algorithm';
  /** Flips a bit of the signature. */
  breakSignature?: boolean;
  extraClientData?: Record<string, unknown>;
}

export interface TestAuthenticator {
  readonly credentialId: string;
  readonly userHandle: string;
  register(challenge: string, lies?: TestLies): Record<string, unknown>;
  assert(challenge: string, lies?: TestLies): Record<string, unknown>;
}

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

type Cbor = number | string | Uint8Array | Map<Cbor, Cbor> | readonly Cbor[];

function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([major * 32 + n]);
  if (n < 256) return Buffer.from([major * 32 + 24, n]);
  if (n < 65_536) return Buffer.from([major * 32 + 25, Math.floor(n / 256), n % 256]);
  const out = Buffer.alloc(5);
  out[0] = major * 32 + 26;
  out.writeUInt32BE(n, 1);
  return out;
}

/** Deterministic CBOR (RFC 8949 §4.2), as much as WebAuthn needs. */
export function encodeCbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.byteLength), value]);
  if (value instanceof Map) {
    const parts = [...value].flatMap(([key, item]) => [encodeCbor(key), encodeCbor(item)]);
    return Buffer.concat([head(5, value.size), ...parts]);
  }
  return Buffer.concat([head(4, value.length), ...value.map(encodeCbor)]);
}

const bytes = (jwk: JsonWebKey, field: 'x' | 'y' | 'n' | 'e'): Buffer => Buffer.from(jwk[field] ?? '', 'base64url');

function makeKey(algorithm: TestAlgorithm): { privateKey: KeyObject; cose: Buffer; alg: number } {
  if (algorithm === 'RS256') {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = publicKey.export({ format: 'jwk' });
    const cose = new Map<Cbor, Cbor>([
      [1, 3],
      [3, -257],
      [-1, bytes(jwk, 'n')],
      [-2, bytes(jwk, 'e')],
    ]);
    return { privateKey, cose: encodeCbor(cose), alg: -257 };
  }
  if (algorithm === 'EdDSA') {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const jwk = publicKey.export({ format: 'jwk' });
    const cose = new Map<Cbor, Cbor>([
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(jwk, 'x')],
    ]);
    return { privateKey, cose: encodeCbor(cose), alg: -8 };
  }
  const p384 = algorithm === 'ES384';
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: p384 ? 'P-384' : 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const alg = p384 ? -35 : -7;
  const cose = new Map<Cbor, Cbor>([
    [1, 2],
    [3, alg],
    [-1, p384 ? 2 : 1],
    [-2, bytes(jwk, 'x')],
    [-3, bytes(jwk, 'y')],
  ]);
  return { privateKey, cose: encodeCbor(cose), alg };
}

/** A new software passkey for a relying party and a user. */
export function createTestAuthenticator(options: {
  rpId: string;
  origin: string;
  userHandle?: string;
  algorithm?: TestAlgorithm;
  synced?: boolean;
}): TestAuthenticator {
  const { privateKey, cose, alg } = makeKey(options.algorithm ?? 'ES256');
  const credentialId = randomBytes(32);
  const userHandle = options.userHandle ?? b64(randomBytes(32));
  let counter = 0;

  const signed = (data: Uint8Array): Buffer =>
    sign(alg === -8 ? null : alg === -35 ? 'sha384' : 'sha256', data, privateKey);
  const clientData = (type: string, challenge: string, lies: TestLies): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? options.origin,
        crossOrigin: lies.crossOrigin ?? false,
        ...(lies.topOrigin === undefined ? {} : { topOrigin: lies.topOrigin }),
        ...lies.extraClientData,
      }),
    );
  const authData = (lies: TestLies, attested: boolean): Buffer => {
    const synced = options.synced ?? false;
    const flags =
      ((lies.userPresent ?? true) ? 0x01 : 0) |
      ((lies.userVerified ?? true) ? 0x04 : 0) |
      ((lies.backupEligible ?? synced) ? 0x08 : 0) |
      ((lies.backedUp ?? synced) ? 0x10 : 0) |
      (attested ? 0x40 : 0);
    const count = Buffer.alloc(4);
    if (!attested && !synced) counter += 1;
    count.writeUInt32BE(lies.counter ?? counter);
    const idLength = Buffer.from([0, credentialId.length]);
    const inside = attested ? [Buffer.alloc(16), idLength, credentialId, cose] : [];
    return Buffer.concat([sha256(lies.rpId ?? options.rpId), Buffer.from([flags]), count, ...inside]);
  };

  return {
    credentialId: b64(credentialId),
    userHandle,
    register(challenge, lies = {}) {
      const client = clientData('webauthn.create', challenge, lies);
      const auth = authData(lies, true);
      const signature = signed(Buffer.concat([auth, sha256(client)]));
      if (lies.breakSignature) signature[signature.length - 1] = (signature[signature.length - 1] ?? 0) ^ 1;
      const kind = lies.attestation ?? 'none';
      const statement =
        kind === 'none'
          ? new Map<Cbor, Cbor>()
          : kind === 'chain'
            ? new Map<Cbor, Cbor>([
                ['alg', alg],
                ['sig', signature],
                ['x5c', [Buffer.from('30030101ff', 'hex')]],
              ])
            : new Map<Cbor, Cbor>([
                ['alg', kind === 'self-other-algorithm' ? -65_535 : alg],
                ['sig', signature],
              ]);
      const attestationObject = encodeCbor(
        new Map<Cbor, Cbor>([
          ['fmt', kind === 'none' || kind === 'none-with-statement' ? 'none' : 'packed'],
          ['attStmt', statement],
          ['authData', auth],
        ]),
      );
      const id = lies.id ?? b64(credentialId);
      return {
        id,
        rawId: lies.rawId ?? id,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON: b64(client), attestationObject: b64(attestationObject), transports: ['usb'] },
      };
    },
    assert(challenge, lies = {}) {
      const client = clientData('webauthn.get', challenge, lies);
      const auth = authData(lies, false);
      const signature = signed(Buffer.concat([auth, sha256(client)]));
      if (lies.breakSignature) signature[signature.length - 1] = (signature[signature.length - 1] ?? 0) ^ 1;
      const id = lies.id ?? b64(credentialId);
      return {
        id,
        rawId: lies.rawId ?? id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: b64(client),
          authenticatorData: b64(auth),
          signature: b64(signature),
          userHandle: lies.userHandle === undefined ? userHandle : lies.userHandle,
        },
      };
    },
  };
}
