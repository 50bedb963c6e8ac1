import { decodeBase64 } from './bytes.ts';
import { MAX_NAMES, readDistinguishedNameCommonName } from './certificate-names.ts';
import { type CertificateName, parseHostName } from './host-name.ts';
import { TILE_WIDTH } from './tile-path.ts';

/** What a names tile says of one entry. Nothing of it is covered by the log's tree. */
export interface NamesTileEntry {
  leafIndex: number;
  timestampMs: number;
  /** DNS names in the certificate's order; the subject's common name where there are none, as for certificates. */
  names: readonly CertificateName[];
  /** DNS names left out because they are no host names or beyond the limit of a certificate. */
  leftOut: number;
  subjectCommonName: string | null;
  issuerCommonName: string | null;
}

export type NamesTileResult =
  | { ok: true; entries: readonly NamesTileEntry[] }
  | {
      ok: false;
      reason: string;
      /** Counted from 1; 0 where it is about the whole tile. */
      line: number;
    };

/** Longer lines are refused before they are parsed. A line holds the names of one certificate. */
const MAX_LINE_LENGTH = 4 * 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a names tile, uncompressed: one JSON object a line, one line an entry. This is an extension of Sunlight logs,
 * known in two forms: `{Timestamp, Subject: {CommonName}, DNS}` and `{Index, Timestamp, Subject: base64 of an RDNSequence,
 * DNS, IP}`. Unknown members are passed over.
 * @param tileIndex index of the tile, so that its first line is leaf `256 × tileIndex`
 * @param width lines it must have, 1 to 256
 */
export function parseNamesTile(
  tile: Uint8Array | string,
  tileIndex: number,
  width: number = TILE_WIDTH,
): NamesTileResult {
  let text: string;
  try {
    text = typeof tile === 'string' ? tile : UTF8.decode(tile);
  } catch {
    return { ok: false, reason: 'names tile is not UTF-8', line: 0 };
  }
  const entries: NamesTileEntry[] = [];
  let at = 0;
  for (let place = 0; place < width; place += 1) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const parsed = end > at && end - at <= MAX_LINE_LENGTH ? parseLine(text.slice(at, end)) : 'is missing or too long';
    if (typeof parsed === 'string')
      return { ok: false, reason: `names tile line ${place + 1} ${parsed}`, line: place + 1 };
    const leafIndex = tileIndex * TILE_WIDTH + place;
    if (parsed.index !== null && parsed.index !== leafIndex) {
      const reason = `names tile line ${place + 1} says it is leaf ${parsed.index}, expected ${leafIndex}`;
      return { ok: false, reason, line: place + 1 };
    }
    entries.push({ leafIndex, ...parsed.entry });
    at = end + 1;
  }
  if (at < text.length) return { ok: false, reason: `names tile has more than ${width} lines`, line: width + 1 };
  return { ok: true, entries };
}

function parseLine(line: string): { index: number | null; entry: Omit<NamesTileEntry, 'leafIndex'> } | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  if (!isRecord(value)) return 'is not an object';
  const { Index: index = null, Timestamp: timestampMs, Subject: subject, Issuer: issuer, DNS: dns = [] } = value;
  if (index !== null && !isCount(index)) return 'has a malformed Index';
  if (!isCount(timestampMs)) return 'has no Timestamp';
  if (!Array.isArray(dns)) return 'has a malformed DNS list';

  const names: CertificateName[] = [];
  let leftOut = 0;
  for (const item of dns as readonly unknown[]) {
    if (typeof item !== 'string') return 'has a DNS name that is no text';
    const name = names.length < MAX_NAMES ? parseHostName(item) : null;
    if (name === null) leftOut += 1;
    else names.push(name);
  }
  const subjectCommonName = commonNameOf(subject);
  if (dns.length === 0 && subjectCommonName !== null) {
    const stand = parseHostName(subjectCommonName);
    if (stand !== null) names.push(stand);
  }
  return { index, entry: { timestampMs, names, leftOut, subjectCommonName, issuerCommonName: commonNameOf(issuer) } };
}

function commonNameOf(name: unknown): string | null {
  if (typeof name === 'string') {
    const der = decodeBase64(name);
    return der === null ? null : readDistinguishedNameCommonName(der);
  }
  return isRecord(name) && typeof name['CommonName'] === 'string' ? name['CommonName'] : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
