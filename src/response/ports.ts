import type { Message } from '../base/finding.ts';
import type { Exposure } from '../base/finding-facts.ts';
import type { Tx } from '../platform/store/db.ts';

/** What the responder can do at the identity provider. Each kind is idempotent or settled by reading first. */
export type ActionKind = 'end-sessions' | 'remove-authenticator' | 'expire-password';

export interface ActionSpec {
  kind: ActionKind;
  tenantId: string;
  /** The person acted on: login, and the vendor's id where a record gave it. */
  principal: string;
  principalVendorId: string | null;
  /** For `remove-authenticator`: what the findings know of it, enough to pick exactly that one. */
  authenticator?: { vendorId: string | null; kind: string | null; enrolledAtMs: number };
  /** Sessions and passwords older than this are what we end, milliseconds UTC by the vendor's clock. */
  decidedAtMs: number;
}

/** What reading the vendor's state says about an action's effect. */
export type Observation =
  /** The effect is there, with what shows it. */
  | { kind: 'effective'; evidence: Record<string, unknown> }
  | { kind: 'not-effective'; evidence: Record<string, unknown> }
  /** The target is gone or cannot be told apart: a person must look. */
  | { kind: 'undecidable'; reason: Message };

/** An authenticator as the vendor has it: enough to show an approver, and to tell it from every other. */
export interface PickedAuthenticator {
  vendorId: string;
  /** The vendor's own word for what it is. */
  type: string;
  /** For the reader: "Okta Verify (push) “Android”". */
  label: string;
}

/** What is kept before an irreversible action (the authenticator's record), and what it will act on exactly. */
export interface ActionSnapshot {
  /** Vendor ids the action will touch; empty when the effect is already there. */
  vendorIds: string[];
  /** Of `remove-authenticator`: the one among `vendorIds`, by name. */
  picked?: PickedAuthenticator;
  /** The vendor's records, for the file. */
  kept: unknown;
  /** Things seen and left alone: "emp012's own security key (enrolled 12 March) stays". */
  leftAlone: Message[];
  /** What the vendor takes away together with the target, beyond what was asked. */
  collateral?: Message[];
  /** Whom the vendor's record names: checked against the exclusions once more before anything is written. */
  principal?: { vendorId: string; login: string };
  /** The target cannot be told apart: nothing is carried out, a person must look. */
  undecidable?: Message;
}

/** A writing hand at one vendor, with a credential of its own. Implemented by connectors/okta. */
export interface Responder {
  readonly vendor: 'okta';
  /** Reads what the action would touch. Never writes. */
  snapshot(action: ActionSpec, signal: AbortSignal): Promise<ActionSnapshot>;
  /** Makes the call. Resolves when the vendor took it; throws AppError (retryable or not) when it did not. */
  carryOut(
    action: ActionSpec,
    snapshot: ActionSnapshot,
    signal: AbortSignal,
  ): Promise<{ acceptedDetail: Record<string, unknown> }>;
  /** Reads whether the effect is there. Never writes. */
  observe(action: ActionSpec, snapshot: ActionSnapshot | null, signal: AbortSignal): Promise<Observation>;
  /** Tries the credential without changing anything. */
  probe(
    signal: AbortSignal,
  ): Promise<{ ok: true; scopes: string[] } | { ok: false; code: string; message: string; remedy: string }>;
}

/** One person behind whose sign-in somebody else stands, as the incident knows it. */
export interface ContainmentTarget {
  principal: string;
  principalVendorId: string | null;
  label: string;
  /** signed-in: a session of theirs is in other hands · password-known: the password was accepted, the second factor was not · self-reported: they told us that they typed it. */
  exposure: Exposure;
  /** Authenticators the findings say the attacker enrolled. */
  attackerAuthenticators: {
    vendorId: string | null;
    kind: string | null;
    enrolledAtMs: number;
    findingId: string;
    label: string;
  }[];
  findingIds: string[];
  /** When the last finding that names him as a victim happened: after a containment, it asks for another. */
  lastAtMs: number;
}

/** What an incident asks to be contained, and by whom nothing is asked. */
export interface ContainmentDemand {
  /** The incident itself; of a merged one, the one it went into. */
  incidentId: string;
  number: string;
  targets: ContainmentTarget[];
  /** People named in other roles: how many, and the first few names. Nothing is done to them. */
  bystanders: { role: 'reporter' | 'exposed'; count: number; labels: string[] }[];
  findingMessages: Record<string, Message>;
}

/** What an incident asks to be contained. Implemented by the incidents capability. */
export interface ContainmentSubject {
  /** By id or number; null where there is no such incident. */
  targets(tenantId: string, incidentId: string): Promise<ContainmentDemand | null>;
}

/** Told, in the transaction, what became of an incident's plan. Implemented by the incidents capability. */
export interface ContainmentOutcome {
  /** Every action of the plan is verified or was not needed. */
  contained(tx: Tx, tenantId: string, incidentId: string, at: number): Promise<void>;
  /** An effect that had been read back is gone again. */
  undone(tx: Tx, tenantId: string, incidentId: string, at: number, reason: string): Promise<void>;
  /** One step of the response, for the timeline. The same id again is ignored. */
  step(tx: Tx, tenantId: string, step: { id: string; incidentId: string; at: number; message: Message }): Promise<void>;
}

/** Verifies an approver's passkey assertion over a plan's digest. Implemented by platform/auth. */
export interface ApprovalVerifier {
  /** The WebAuthn request options whose challenge is derived from the statement, or null while no passkey exists. */
  begin(
    accountId: string | null,
    statement: string,
  ): Promise<{ publicKey: Record<string, unknown> | null; nonce: string }>;
  /** Checks the assertion against the statement; throws AppError `auth.assertion_invalid`. Gives the passkey's id. */
  verify(
    accountId: string,
    statement: string,
    nonce: string,
    assertion: Record<string, unknown>,
  ): Promise<{ passkeyId: string }>;
}

/**
 * Checks a stored approval again, at the hand that writes: the assertion's signature over the statement, with the public keys
 * that this hand was given. Stateless: the same answer however often it is asked. Throws AppError `auth.assertion_invalid`.
 */
export interface ApprovalProof {
  recheck(
    accountId: string,
    statement: string,
    nonce: string,
    assertion: Record<string, unknown>,
  ): Promise<{ passkeyId: string }>;
}
