import type { MatcherOptions } from '../engines/lookalike/index.ts';
import type { Clock } from '../base/clock.ts';

/** One entry of a certificate log, as far as it concerns names. */
export interface CertificateEntry {
  leafIndex: number;
  /** When the log took it, milliseconds UTC. */
  timestampMs: number;
  names: string[];
  /**
   * Whether the certificate was shown to be under the log's signed tree. False while only the log's unsigned list of names
   * says so; the same entry comes once more, in `confirmed`, when it has been proven.
   */
  verified: boolean;
}

/** Leaves [from, to) of a log. */
export interface LeafRange {
  from: number;
  to: number;
}

export interface CertificatePage {
  /** Never handed out before, oldest first. */
  entries: CertificateEntry[];
  /** Handed out unverified before, proven by now; names as certified, which may be others than were told. */
  confirmed: CertificateEntry[];
  /** Where to go on; opaque; saved in the transaction of the findings. */
  position: string;
  treeSize: number;
  /** When the log signed its newest tree head, milliseconds UTC. */
  headAtMs: number;
  /** Entries logged but not handed out yet, those in `gaps` included. */
  behindBy: number;
  /** What was passed over to read the newest first, and is filled behind; ascending. */
  gaps: readonly LeafRange[];
  /** Entries handed out and not proven yet. */
  unproven: number;
  /** Whether there is something to read at once. */
  more: boolean;
  /** Something the reader should be told that did not stop the reading. */
  warning: { code: string; message: string } | null;
  /** What makes the log itself suspect without stopping the reading, such as a list of names that lied; told at most once a day. */
  suspect: { code: string; message: string } | null;
}

/** Reads one certificate log. Implemented by connectors/ct-log. Faults are AppErrors with a remedy. */
export interface CertificateLogReader {
  /**
   * Entries after the position (null: first read). No gap, no double. When the log is far ahead, the newest come first.
   * Entries come verified against the log's signed tree head, or are confirmed later. One call at a time.
   */
  readNext(position: string | null, signal: AbortSignal): Promise<CertificatePage>;
}

/** Which of the two read interfaces a log has: tiles (c2sp.org/static-ct-api) or RFC 6962 §4. */
export type CertificateLogKind = 'static-ct' | 'rfc6962';

/** A certificate log as a person, a log list or the configuration names it. */
export interface CertificateLogSettings {
  /** Default `static-ct`. */
  kind?: CertificateLogKind;
  /** Read path of a static-ct log; the log's URL (the part before `ct/v1/`) of an RFC 6962 log. */
  monitoringUrl: string;
  /** The first line of its checkpoint; of an RFC 6962 log what it is called. */
  origin: string;
  /** Base64 of its SubjectPublicKeyInfo. */
  publicKey: string;
  /** Base64 of SHA-256 of the key; checked against the key where it is given. */
  logId?: string;
  /** Maximum merge delay the log promises, milliseconds. */
  mmdMs?: number;
  /** Where a first read begins. */
  startAt: 'head' | 'beginning';
}

/**
 * Makes the reader of one log; app.ts wires connectors/ct-log. @throws AppError `ct_log.bad_configuration`
 * `isTrusted`: the operator of the machine set the address, which may lie inside; any other must be public.
 */
export type OpenCertificateLog = (
  log: CertificateLogSettings & { tenantId: string; sourceId: string; clock: Clock; isTrusted: boolean },
) => CertificateLogReader;

/** A brand that the configuration sets. */
export interface ConfiguredBrand {
  name: string;
  domains: readonly string[];
  aliases: readonly string[];
}

/** What the configuration (of the live space) or a rehearsal's world sets: shown read-only. */
export interface ConfiguredDomains {
  brands: readonly ConfiguredBrand[];
  /** What is added to the words, suffixes and characters that look-alikes are judged by. */
  lexicon?: MatcherOptions;
  certificateLogs: readonly CertificateLogSettings[];
}
