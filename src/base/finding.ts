/** How much a finding matters on its own, before it is joined with others. */
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';

/** Ascending; the index is the rank. */
export const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];

/**
 * What findings can have in common.
 * principal: person or service, canonical key is the lower-case login · session: root session id ·
 * network: `ip:<address>` or `asn:<number>` · device: vendor's device id or fingerprint · domain: registrable domain in
 * ASCII form · authenticator: vendor's id · app: application name · source: a source's id.
 */
export type EntityKind =
  | 'principal'
  | 'session'
  | 'network'
  | 'device'
  | 'domain'
  | 'authenticator'
  | 'app'
  | 'customer'
  | 'source';

/**
 * What the thing did in this finding. Only `victim` says that a person's sign-in or password is in other hands;
 * a `reporter` told us and is never accused; `exposed` was seen to reach for a look-alike and no more.
 */
export type EntityRole = 'victim' | 'attacker' | 'reporter' | 'exposed' | 'subject' | 'target';

export interface EntityRef {
  kind: EntityKind;
  /** Canonical key, see {@link EntityKind}. */
  value: string;
  /** What to show a reader (a display name, "AS11878 tzulo"). Hostile text: escape where shown. */
  label: string;
  role: EntityRole;
  /** True when sharing this entity is reason enough to join two findings (never: brand, time, ASN, reporter). */
  joins: boolean;
}

/** One raw record a finding rests on, copied so that retention never removes it. */
export interface Evidence {
  /** Event id, report id, or `ct:<log>:<leaf index>`. */
  id: string;
  sourceId: string;
  occurredAt: number;
  receivedAt: number;
  /** The record as received, at most 64 KiB (longer ones are cut and say so). */
  raw: string;
}

export type MessageParams = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** A text to be rendered in the reader's language: key of the message catalogue and its parameters. */
export interface Message {
  key: string;
  params: MessageParams;
}

/** Something judged worth telling. Immutable: a second judgement of the same evidence is the same finding. */
export interface Finding {
  /** SHA-256 (hex) of detector, its version, key and sorted evidence ids. */
  id: string;
  tenantId: string;
  /** Stable detector name, e.g. `identity.new-context-sign-in`. */
  detector: string;
  detectorVersion: number;
  /** What the finding is about, within its detector, e.g. `emp012|rootSession`. */
  key: string;
  severity: Severity;
  /** When it happened by the source's clock, when its last evidence reached us, when we judged. Milliseconds UTC. */
  occurredAt: number;
  receivedAt: number;
  foundAt: number;
  message: Message;
  entities: readonly EntityRef[];
  evidence: readonly Evidence[];
  /** ATT&CK technique ids, e.g. `T1566.002`. */
  techniques: readonly string[];
  /** Facts a later step needs (an authenticator's vendor id, a session id): flat, no prose. */
  facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** A finding before it has been given its id and time of judgement. */
export type FindingDraft = Omit<Finding, 'id' | 'tenantId' | 'foundAt'>;
