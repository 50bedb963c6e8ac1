import {
  DER_BOOLEAN,
  DER_INTEGER,
  DER_OCTET_STRING,
  DER_SEQUENCE,
  DER_SET,
  derElement,
  isOid,
  readDer,
  readDerText,
  valueEnd,
  valueStart,
} from './der.ts';
import { type CertificateName, parseHostName, readHostName } from './host-name.ts';

export type CertificateNames =
  | {
      ok: true;
      /** In the certificate's order, repeats kept. */
      names: readonly CertificateName[];
      /** `common-name`: there was no DNS alternative name, so the subject's common name stands in, if it is a host name. */
      from: 'alternative-names' | 'common-name';
      /** DNS names left out because they are no host names (see {@link readHostName}) or beyond the limit. */
      leftOut: number;
      /** Hostile text, as are all names: escape where shown. Read from the bytes when asked for. */
      readonly subjectCommonName: string | null;
      readonly issuerCommonName: string | null;
    }
  | { ok: false; reason: string; offset: number };

/** DNS names read from one certificate. Public authorities stop at some hundreds; the rest is counted, not kept. */
export const MAX_NAMES = 5_000;

const OID_COMMON_NAME = [0x55, 0x04, 0x03];
const OID_SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
const TAG_VERSION = 0xa0;
const TAG_EXTENSIONS = 0xa3;
const TAG_DNS_NAME = 0x82;
const NO_NAMES: readonly CertificateName[] = [];

/** Most certificates are only asked for their DNS names, so the rest is read when somebody asks. */
class ReadNames {
  readonly ok = true;
  readonly names: readonly CertificateName[];
  readonly from: 'alternative-names' | 'common-name';
  readonly leftOut: number;
  readonly #der: Uint8Array;
  readonly #subject: number;
  readonly #issuer: number;

  constructor(der: Uint8Array, issuer: number, subject: number, found: Found | null) {
    this.#der = der;
    this.#issuer = issuer;
    this.#subject = subject;
    if (found !== null && found.dnsNames > 0) {
      this.names = found.names;
      this.from = 'alternative-names';
      this.leftOut = found.leftOut;
      return;
    }
    const text = this.subjectCommonName;
    const stand = text === null ? null : parseHostName(text);
    this.names = stand === null ? NO_NAMES : [stand];
    this.from = 'common-name';
    this.leftOut = 0;
  }

  get subjectCommonName(): string | null {
    return commonNameAt(this.#der, this.#subject);
  }

  get issuerCommonName(): string | null {
    return commonNameAt(this.#der, this.#issuer);
  }
}

/**
 * The DNS names in a certificate, a precertificate, or a bare TBSCertificate (what a precertificate's log entry holds):
 * RFC 5280 §4.1, §4.2.1.6. Walks the DER without building anything but the names; takes linear time, accepts any bytes
 * and never throws. Nothing is verified: a log's tree says that it was logged, and logs accept only chains to known roots.
 * @param der the bytes that hold it, from `begin` to `limit`; they must not change while the result is used
 */
export function readCertificateNames(der: Uint8Array, begin = 0, limit: number = der.length): CertificateNames {
  // 1. SEQUENCE of either a TBSCertificate first (a certificate) or a version or serial number first (a bare one).
  const outerEnd = valueEnd(der, begin, limit);
  if (outerEnd < 0 || der[begin] !== DER_SEQUENCE) return broken('no sequence at its start', 0);
  let next = valueStart(der, begin);
  let end = outerEnd;
  const firstEnd = valueEnd(der, next, outerEnd);
  if (firstEnd < 0) return broken('nothing in it', next - begin);
  if (der[next] !== TAG_VERSION && der[next] !== DER_INTEGER) {
    if (der[next] !== DER_SEQUENCE) return broken('no TBSCertificate', next - begin);
    next = valueStart(der, next);
    end = firstEnd;
  }

  // 2. version (absent in version 1), serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo.
  let after = valueEnd(der, next, end);
  if (after < 0) return broken('no version or serial number', next - begin);
  if (der[next] === TAG_VERSION) {
    next = after;
    after = valueEnd(der, next, end);
  }
  if (after < 0 || der[next] !== DER_INTEGER) return broken('no serial number', next - begin);
  next = after;
  after = valueEnd(der, next, end);
  if (after < 0 || der[next] !== DER_SEQUENCE) return broken('no signature algorithm', next - begin);
  const issuer = after;
  after = valueEnd(der, issuer, end);
  if (after < 0 || der[issuer] !== DER_SEQUENCE) return broken('no issuer', issuer - begin);
  next = after;
  after = valueEnd(der, next, end);
  if (after < 0 || der[next] !== DER_SEQUENCE) return broken('no validity', next - begin);
  const subject = after;
  after = valueEnd(der, subject, end);
  if (after < 0 || der[subject] !== DER_SEQUENCE) return broken('no subject', subject - begin);
  next = after;
  after = valueEnd(der, next, end);
  if (after < 0 || der[next] !== DER_SEQUENCE) return broken('no public key', next - begin);
  next = after;

  // 3. Optional unique ids, then [3] extensions. Every subjectAltName is read, should a certificate have two.
  let found: Found | null = null;
  while (next < end) {
    after = valueEnd(der, next, end);
    if (after < 0) return broken('a cut-off field after the public key', next - begin);
    if (der[next] === TAG_EXTENSIONS) {
      found ??= { names: [], leftOut: 0, dnsNames: 0, fault: '', faultAt: 0 };
      if (!readExtensions(der, valueStart(der, next), after, found)) return broken(found.fault, found.faultAt - begin);
    }
    next = after;
  }
  return new ReadNames(der, issuer, subject, found);
}

function broken(found: string, offset: number): CertificateNames {
  return { ok: false, reason: `certificate has ${found}`, offset };
}

interface Found {
  names: CertificateName[];
  leftOut: number;
  dnsNames: number;
  fault: string;
  faultAt: number;
}

function fail(found: Found, what: string, at: number): false {
  found.fault = what;
  found.faultAt = at;
  return false;
}

/** Extensions ::= SEQUENCE OF SEQUENCE { extnID, critical DEFAULT FALSE, extnValue OCTET STRING }. */
function readExtensions(der: Uint8Array, begin: number, limit: number, found: Found): boolean {
  const end = valueEnd(der, begin, limit);
  if (end < 0 || der[begin] !== DER_SEQUENCE) return fail(found, 'no list in the extensions field', begin);
  const id = derElement();
  for (let at = valueStart(der, begin); at < end;) {
    const extensionEnd = valueEnd(der, at, end);
    if (extensionEnd < 0 || der[at] !== DER_SEQUENCE) return fail(found, 'a cut-off extension', at);
    const idAt = valueStart(der, at);
    at = extensionEnd;
    if (!readDer(der, idAt, extensionEnd, id)) return fail(found, 'an extension without id', idAt);
    if (!isOid(der, id, OID_SUBJECT_ALT_NAME)) continue;
    let value = id.end;
    let valueAfter = valueEnd(der, value, extensionEnd);
    if (valueAfter >= 0 && der[value] === DER_BOOLEAN) {
      value = valueAfter;
      valueAfter = valueEnd(der, value, extensionEnd);
    }
    if (valueAfter < 0 || der[value] !== DER_OCTET_STRING) return fail(found, 'an extension without value', value);
    if (!readAlternativeNames(der, valueStart(der, value), valueAfter, found)) return false;
  }
  return true;
}

/** GeneralNames ::= SEQUENCE OF GeneralName; dNSName is [2] IA5String. Other kinds, IP addresses among them, are passed over. */
function readAlternativeNames(der: Uint8Array, begin: number, limit: number, found: Found): boolean {
  const end = valueEnd(der, begin, limit);
  if (end < 0 || der[begin] !== DER_SEQUENCE) return fail(found, 'no list in the alternative names', begin);
  for (let at = valueStart(der, begin); at < end;) {
    const after = valueEnd(der, at, end);
    if (after < 0) return fail(found, 'a cut-off alternative name', at);
    if (der[at] === TAG_DNS_NAME) {
      found.dnsNames += 1;
      const host = found.names.length < MAX_NAMES ? readHostName(der, valueStart(der, at), after) : null;
      if (host === null) found.leftOut += 1;
      else found.names.push(host);
    }
    at = after;
  }
  return true;
}

/**
 * The last common name of a distinguished name in DER (the value of `RDNSequence`, without its header), the most specific
 * one; null where there is none that can be read.
 */
function commonName(der: Uint8Array, start: number, end: number): string | null {
  let text: string | null = null;
  const set = derElement();
  const pair = derElement();
  const field = derElement();
  for (let next = start; next < end && readDer(der, next, end, set); next = set.end) {
    if (set.tag !== DER_SET) continue;
    for (let inSet = set.start; inSet < set.end && readDer(der, inSet, set.end, pair); inSet = pair.end) {
      if (pair.tag !== DER_SEQUENCE || !readDer(der, pair.start, pair.end, field)) continue;
      if (!isOid(der, field, OID_COMMON_NAME) || !readDer(der, field.end, pair.end, field)) continue;
      text = readDerText(der, field) ?? text;
    }
  }
  return text;
}

/** The common name in the RDNSequence whose element begins at `at`, already found to be whole. */
function commonNameAt(der: Uint8Array, at: number): string | null {
  return commonName(der, valueStart(der, at), valueEnd(der, at, der.length));
}

/** The common name in a whole RDNSequence, as newer names tiles carry the subject; null where there is none. */
export function readDistinguishedNameCommonName(der: Uint8Array): string | null {
  const end = valueEnd(der, 0, der.length);
  return end < 0 || der[0] !== DER_SEQUENCE ? null : commonName(der, valueStart(der, 0), end);
}
