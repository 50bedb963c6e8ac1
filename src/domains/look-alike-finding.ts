import { hash } from 'node:crypto';
import type { AppError } from '../base/errors.ts';
import type { FindingDraft, Severity } from '../base/finding.ts';
import type { KnownFacts } from '../base/finding-facts.ts';
import type { LookAlike } from '../engines/lookalike/index.ts';
import type { CertificateEntry } from './ports.ts';

export const LOOK_ALIKE_CERTIFIED = 'domains.look-alike-certified';
export const LOG_INCONSISTENT = 'domains.log-inconsistent';

/** From this score on, a name with a lure word is an attack being prepared rather than a coincidence. */
const HIGH_FROM_SCORE = 90;
/** Lure words told of one name. */
const MAX_LURES = 5;

/**
 * How grave a look-alike is on its own; null where it is worth keeping and not worth telling. A bare brand under another suffix
 * may be the brand's own or a namesake's; sign-in words without a brand may be aimed at anybody.
 */
export function severityOf(verdict: LookAlike): Severity | null {
  if (!verdict.reported || verdict.class === 'unverified-use') return null;
  if (verdict.class === 'idp-lure') return 'low';
  return verdict.score >= HIGH_FROM_SCORE && verdict.lure.length > 0 ? 'high' : 'medium';
}

export interface LogName {
  sourceId: string;
  origin: string;
}

/** The finding that a certificate names a look-alike. @param receivedAt when its page reached us, milliseconds UTC */
export function lookAlikeFinding(
  verdict: LookAlike,
  severity: Severity,
  entry: CertificateEntry,
  log: LogName,
  receivedAt: number,
): FindingDraft {
  const { host, registrable, brand, score } = verdict;
  const lure = verdict.lure.slice(0, MAX_LURES);
  const shape = brand === null ? 'no-brand' : lure.length > 0 ? 'brand-lure' : 'brand';
  const known: KnownFacts = { certifiedAtMs: entry.timestampMs };
  return {
    detector: LOOK_ALIKE_CERTIFIED,
    detectorVersion: 1,
    key: registrable,
    severity,
    occurredAt: entry.timestampMs,
    receivedAt,
    message: {
      key: `domains.finding.look-alike-certified.${shape}`,
      params: { host, registrable, brand, lure, class: verdict.class, score },
    },
    entities: [{ kind: 'domain', value: registrable, label: registrable, role: 'attacker', joins: true }],
    evidence: [
      {
        id: `ct:${log.sourceId}:${entry.leafIndex}`,
        sourceId: log.sourceId,
        occurredAt: entry.timestampMs,
        receivedAt,
        raw: JSON.stringify(entry),
      },
    ],
    techniques: ['T1583.001', 'T1566'],
    facts: {
      ...known,
      host,
      brand,
      class: verdict.class,
      score,
      lure: lure.join(' '),
      log: log.origin,
      verified: entry.verified,
    },
  };
}

/** The finding that a log has contradicted what it signed before. What it said is the evidence. */
export function inconsistentFinding(fault: AppError, log: LogName, at: number): FindingDraft {
  const raw = JSON.stringify({ code: fault.code, message: fault.message, details: fault.details });
  return logFinding('log-inconsistent', fault.code, fault.message, raw, log, at);
}

/** The finding that a log's unsigned list of names does not say what its certificates say. It is read on, by its certificates. */
export function suspectFinding(suspect: { code: string; message: string }, log: LogName, at: number): FindingDraft {
  const raw = JSON.stringify({ ...suspect, at });
  return logFinding('log-suspect', suspect.code, suspect.message, raw, log, at);
}

function logFinding(
  what: 'log-inconsistent' | 'log-suspect',
  fault: string,
  text: string,
  raw: string,
  log: LogName,
  at: number,
): FindingDraft {
  return {
    detector: LOG_INCONSISTENT,
    detectorVersion: 1,
    key: log.sourceId,
    severity: what === 'log-inconsistent' ? 'medium' : 'low',
    occurredAt: at,
    receivedAt: at,
    message: { key: `domains.finding.${what}`, params: { log: log.origin, what: text } },
    entities: [{ kind: 'source', value: log.sourceId, label: log.origin, role: 'subject', joins: false }],
    evidence: [
      {
        id: `ct:${log.sourceId}:fault:${hash('sha256', raw).slice(0, 16)}`,
        sourceId: log.sourceId,
        occurredAt: at,
        receivedAt: at,
        raw,
      },
    ],
    techniques: [],
    facts: { log: log.origin, fault },
  };
}
