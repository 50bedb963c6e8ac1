import { sign } from 'node:crypto';
import {
  bitString,
  der,
  derTrue,
  octetString,
  oid,
  sequence,
  set,
  time,
  unsignedInteger,
  utf8String,
} from './der-writer.ts';
import type { SeededKey } from './seeded-key.ts';

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const DAY_MS = 86_400_000;
const VERSION_3 = der(0xa0, unsignedInteger(Uint8Array.of(2)));
const POISON = extension('1.3.6.1.4.1.11129.2.4.3', der(0x05), true);
const SERVER_EXTENSIONS = [
  keyUsage(0b1000_0000, 7),
  extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1')), false),
  extension('2.5.29.19', sequence(), true),
];
const UTF8 = new TextEncoder();
/** As long as a true one, and none: to be asked for where many certificates are made and nobody verifies them. */
const NO_SIGNATURE = sequence(unsignedInteger(new Uint8Array(32).fill(1)), unsignedInteger(new Uint8Array(32).fill(1)));

export interface CertificateRequest {
  names: readonly string[];
  /** Common name of the issuer. */
  issuer: string;
  issuerKey: SeededKey;
  /** False: with a signature that does not hold, which logs' readers never look at. */
  isSigned: boolean;
  /** The subject's key. */
  subjectSpki: Uint8Array;
  /** Big-endian; 19 bytes are used, so that it stays within the 20 octets of RFC 5280 §4.1.2.2. */
  serial: Uint8Array;
  notBeforeMs: number;
}

export interface IssuedCertificate {
  /** TBSCertificate without the poison: what a log's tree covers for a precertificate. */
  tbs: Uint8Array;
  /** The precertificate, with the poison extension (RFC 6962 §3.1), signed. */
  precertificate: Uint8Array;
}

/** A 90-day domain-validated server certificate as a public authority would submit it before issuance (RFC 5280, RFC 6962 §3.1). */
export function issuePrecertificate(request: CertificateRequest): IssuedCertificate {
  const { tbs, poisoned } = tbsCertificates(request);
  return { tbs, precertificate: signedCertificate(poisoned, request.isSigned ? request.issuerKey : null) };
}

/** The self-signed certificate of an issuer. */
export function issuerCertificate(issuer: string, key: SeededKey, notBeforeMs: number): Uint8Array {
  const tbs = sequence(
    VERSION_3,
    unsignedInteger(Uint8Array.of(1)),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(time(notBeforeMs), time(notBeforeMs + 3650 * DAY_MS)),
    distinguishedName(issuer),
    key.spki,
    der(0xa3, sequence(extension('2.5.29.19', sequence(derTrue()), true), keyUsage(0b0000_0110, 1))),
  );
  return signedCertificate(tbs, key);
}

/** With and without the poison; all the rest is the same. */
function tbsCertificates(request: CertificateRequest): { tbs: Uint8Array; poisoned: Uint8Array } {
  const alternativeNames = request.names.map((name) => der(0x82, UTF8.encode(name)));
  const notAfterMs = request.notBeforeMs + 90 * DAY_MS - 1000;
  const parts = [
    VERSION_3,
    unsignedInteger(request.serial.subarray(0, 19)),
    ECDSA_WITH_SHA256,
    distinguishedName(request.issuer),
    sequence(time(request.notBeforeMs), time(notAfterMs)),
    // Authorities put the first name here when it fits the 64 characters X.520 allows, and nothing otherwise.
    distinguishedName((request.names[0] ?? '').length <= 64 ? request.names[0] : undefined),
    request.subjectSpki,
  ];
  const extensions = [...SERVER_EXTENSIONS, extension('2.5.29.17', sequence(...alternativeNames), false)];
  return {
    tbs: sequence(...parts, der(0xa3, sequence(...extensions))),
    poisoned: sequence(...parts, der(0xa3, sequence(...extensions, POISON))),
  };
}

function signedCertificate(tbs: Uint8Array, issuerKey: SeededKey | null): Uint8Array {
  const signature =
    issuerKey === null ? NO_SIGNATURE : sign('sha256', tbs, { key: issuerKey.privateKey, dsaEncoding: 'der' });
  return sequence(tbs, ECDSA_WITH_SHA256, bitString(signature));
}

function distinguishedName(commonName: string | undefined): Uint8Array {
  return commonName === undefined ? sequence() : sequence(set(sequence(oid('2.5.4.3'), utf8String(commonName))));
}

function keyUsage(bits: number, unusedBits: number): Uint8Array {
  return extension('2.5.29.15', bitString(Uint8Array.of(bits), unusedBits), true);
}

function extension(id: string, value: Uint8Array, critical: boolean): Uint8Array {
  return critical ? sequence(oid(id), derTrue(), octetString(value)) : sequence(oid(id), octetString(value));
}
