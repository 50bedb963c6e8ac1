import { X509Certificate } from 'node:crypto';
import type { CertificateAnswer } from '../../domains/enrich/ports.ts';

const MAX_NAMES = 100;

/**
 * What a certificate says of itself. Anybody can write one: whom it was issued to is told only where somebody vouches for it.
 * @param der as shown
 * @param isVouchedFor whether it is valid for the host that showed it, by an authority that is trusted
 */
export function readCertificate(der: Uint8Array, isVouchedFor: boolean): CertificateAnswer {
  const certificate = new X509Certificate(der);
  return {
    state: 'shown',
    issuer: field(certificate.issuer, 'O') ?? field(certificate.issuer, 'CN'),
    subjectOrganization: isVouchedFor ? field(certificate.subject, 'O') : null,
    notBefore: timeOf(certificate.validFrom),
    notAfter: timeOf(certificate.validTo),
    names: (certificate.subjectAltName ?? '')
      .slice(0, 65_536)
      .split(', ')
      .filter((name) => name.startsWith('DNS:'))
      .slice(0, MAX_NAMES)
      .map((name) => name.slice(4).toLowerCase().slice(0, 253)),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

function field(name: string, attribute: string): string | null {
  const line = name.split('\n').find((one) => one.startsWith(`${attribute}=`));
  const text = line
    ?.slice(attribute.length + 1)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200);
  return text === undefined || text === '' ? null : text;
}

function timeOf(text: string): number | null {
  const at = Date.parse(text);
  return Number.isSafeInteger(at) ? at : null;
}
