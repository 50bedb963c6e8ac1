import type { Finding } from './finding.ts';

/**
 * How far a person's sign-in is in other hands. `signed-in`: a session of hers was used by somebody else · `password-known`:
 * her password was accepted and the second step was not passed · `self-reported`: she told us that she typed it.
 */
export type Exposure = 'signed-in' | 'password-known' | 'self-reported';

/** Strongest first. */
export const EXPOSURES: readonly Exposure[] = ['signed-in', 'password-known', 'self-reported'];

/**
 * The facts of findings that later steps read, by name: what detectors write so that incidents and responses need not know
 * the detector. All are optional; times are integer milliseconds UTC.
 */
export interface KnownFacts {
  /** Beside a principal in the role `victim`: how far it went. */
  exposure?: Exposure;
  /** The vendor's id of that principal (`00u…`). */
  principalVendorId?: string | null;
  /** The authenticator an attacker enrolled: the vendor's id where a record gave it, its kind, when. */
  authenticatorVendorId?: string | null;
  authenticatorKind?: string | null;
  enrolledAtMs?: number;
  /** When a certificate for the look-alike named in this finding was first logged. */
  certifiedAtMs?: number;
  /** When a reported message came, by the reporter's word or ours. */
  messageAtMs?: number;
}

/** Reads the known facts of a finding; a fact of another type than it should have is left out. */
export function knownFacts(finding: Pick<Finding, 'facts'>): KnownFacts {
  const { facts } = finding;
  const out: KnownFacts = {};
  const exposure = EXPOSURES.find((name) => name === facts['exposure']);
  if (exposure !== undefined) out.exposure = exposure;
  for (const name of ['principalVendorId', 'authenticatorVendorId', 'authenticatorKind'] as const) {
    const value = facts[name];
    if (typeof value === 'string' && value !== '') out[name] = value;
  }
  for (const name of ['enrolledAtMs', 'certifiedAtMs', 'messageAtMs'] as const) {
    const value = facts[name];
    if (typeof value === 'number' && Number.isSafeInteger(value)) out[name] = value;
  }
  return out;
}
