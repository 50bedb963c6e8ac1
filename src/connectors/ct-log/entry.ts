import type { CertificateEntry } from '../../domains/ports.ts';
import {
  type CertificateName,
  encodeHex,
  type LogLeaf,
  type NamesTileEntry,
  readCertificateNames,
} from '../../engines/ct/index.ts';

/** One certificate of a log. All text in it is hostile. */
export interface CtLogEntry extends CertificateEntry {
  /** Host names in lower case without a wildcard's `*.`, each once, in the certificate's order. */
  names: string[];
  /** Those of `names` that the certificate holds as wildcards. */
  wildcards: string[];
  /** Common name of the issuer; null where it has none or it is not known. */
  issuer: string | null;
  /** Logged before issuance, as authorities do; false for a final certificate; null where only its names are known. */
  precertificate: boolean | null;
  /** Hash of the leaf in the log's tree, lower-case hex: proof of inclusion starts here. Null until it is verified. */
  leafHash: string | null;
}

/** Something odd that did not stop the reading. */
export interface CtLogWarning {
  code: 'names_tile_differs' | 'names_tile_unreadable' | 'certificate_unreadable' | 'names_left_out' | 'stale_head';
  /** First leaf it is about. */
  leafIndex: number;
  /** What was found, one sentence. Hostile text may be in it. */
  message: string;
}

/** A leaf and its hash, by which it is shown to be under the signed tree. */
export interface ProvenLeaf {
  leaf: LogLeaf;
  hash: Uint8Array;
}

/** What a proven leaf says, its names with repeats, and what was odd about it. */
export function readProvenLeaf({ leaf, hash }: ProvenLeaf): {
  entry: CtLogEntry;
  names: readonly CertificateName[];
  warnings: CtLogWarning[];
} {
  const { leafIndex, timestampMs, precertificate } = leaf;
  const warnings: CtLogWarning[] = [];
  const warn = (code: CtLogWarning['code'], message: string): void => {
    warnings.push({ code, leafIndex, message: `leaf ${leafIndex}: ${message}` });
  };
  const read = readCertificateNames(leaf.source, leaf.certificateStart, leaf.certificateEnd);
  if (!read.ok) warn('certificate_unreadable', `${read.reason} (byte ${read.offset})`);
  const names = read.ok ? read.names : [];
  if (read.ok && read.leftOut > 0) warn('names_left_out', `${read.leftOut} DNS names that are no host names`);
  const entry: CtLogEntry = {
    leafIndex,
    timestampMs,
    ...hostsOf(names),
    verified: true,
    issuer: read.ok ? read.issuerCommonName : null,
    precertificate,
    leafHash: encodeHex(hash),
  };
  return { entry, names, warnings };
}

/** What is kept of a leaf until it is proven: no bytes of it. */
export interface ReadLeaf {
  /** With its hash; told only when that was shown to be under the signed tree. */
  entry: CtLogEntry;
  warnings: readonly CtLogWarning[];
  /** How many bytes the leaf had. */
  bytes: number;
}

/** What a names tile says of a leaf. */
export function entryOfNames(claimed: NamesTileEntry): CtLogEntry {
  return {
    leafIndex: claimed.leafIndex,
    timestampMs: claimed.timestampMs,
    ...hostsOf(claimed.names),
    verified: false,
    issuer: claimed.issuerCommonName,
    precertificate: null,
    leafHash: null,
  };
}

function hostsOf(names: readonly CertificateName[]): { names: string[]; wildcards: string[] } {
  const [only] = names;
  // Most certificates name one host or two: sets are for the others.
  if (only !== undefined && names.length === 1)
    return { names: [only.host], wildcards: only.wildcard ? [only.host] : [] };
  const hosts = new Set<string>();
  const wildcards = new Set<string>();
  for (const { host, wildcard } of names) {
    hosts.add(host);
    if (wildcard) wildcards.add(host);
  }
  return { names: [...hosts], wildcards: [...wildcards] };
}

/** Gravest first: a names tile that differs may be a log hiding a name. */
const WARNING_ORDER: readonly CtLogWarning['code'][] = [
  'names_tile_differs',
  'stale_head',
  'certificate_unreadable',
  'names_left_out',
  'names_tile_unreadable',
];

const MAX_WARNINGS = 50;

/** The part of a batch that tells of warnings. */
export function tellWarnings(warnings: readonly CtLogWarning[]): {
  warning: { code: string; message: string } | null;
  warnings: CtLogWarning[];
  warningCount: number;
} {
  const told = { warning: null, warnings: warnings.slice(0, MAX_WARNINGS), warningCount: warnings.length };
  for (const code of WARNING_ORDER) {
    const first = warnings.find((warning) => warning.code === code);
    if (first === undefined) continue;
    const more = warnings.length - 1;
    const message = more === 0 ? first.message : `${first.message}; and ${more} more`;
    return { ...told, warning: { code: `ct_log.${code}`, message } };
  }
  return told;
}

const HOUR_MS = 3_600_000;

/** What is odd about a log whose newest tree head is older than it promises, by an hour's grace: it may stand still. */
export function staleHead(
  head: { size: number; timestampMs: number },
  mmdMs: number,
  nowMs: number,
): CtLogWarning | null {
  const ageMs = nowMs - head.timestampMs;
  if (ageMs <= mmdMs + HOUR_MS) return null;
  const minutes = Math.floor(ageMs / 60_000);
  const message = `the log has signed no tree head for ${minutes} minutes: what is certified meanwhile is not seen here, unless the clock of this machine is ahead`;
  return { code: 'stale_head', leafIndex: Math.max(0, head.size - 1), message };
}
