import type { EntityKind, EntityRef, Message } from '../base/finding.ts';

const DAY_MS = 86_400_000;

/**
 * What can hold two findings together, strongest first: an authenticator or a session belongs to one attacker's act, a network
 * address to whoever has it today. Brand, time, ASN, app and customer never join.
 */
export const THREAD_KINDS = ['authenticator', 'session', 'device', 'domain', 'principal', 'network'] as const;
export type ThreadKind = (typeof THREAD_KINDS)[number];

/**
 * How far apart two findings may lie and still be joined by a thread of this kind. Addresses change hands, so they join within
 * two weeks; the other kinds name the same thing for as long as the incident is open. It holds between two findings and not
 * between a finding and an incident, so that the order of arrival does not matter.
 */
export const THREAD_WINDOW_MS: Readonly<Partial<Record<ThreadKind, number>>> = { network: 14 * DAY_MS };

/** Longer values would be cut by an index, and cut values would join what is not the same. */
const MAX_VALUE_CHARS = 500;

/** The kind of thread an entity is, or null when it may not join whatever the detector says. */
export function threadKind(entity: Pick<EntityRef, 'kind' | 'value' | 'role' | 'joins'>): ThreadKind | null {
  if (!entity.joins || entity.role === 'reporter') return null;
  if (entity.value === '' || entity.value.length > MAX_VALUE_CHARS) return null;
  if (entity.kind === 'network' && !entity.value.startsWith('ip:')) return null;
  return THREAD_KINDS.find((kind) => kind === entity.kind) ?? null;
}

/** 0 for the strongest. */
export function threadRank(kind: ThreadKind): number {
  return THREAD_KINDS.indexOf(kind);
}

/** One thing that a finding shares with another finding. */
export interface Thread {
  kind: ThreadKind;
  value: string;
  label: string;
  /** The other finding. */
  withFindingId: string;
}

/** Why a finding was joined, naming the shared thing and the other finding. */
export function joinReason(thread: Thread): Message {
  return {
    key: `incidents.joined.${thread.kind}`,
    params: { label: thread.label, value: thread.value, withFinding: thread.withFindingId },
  };
}

/** Rank of the roles of one thing in one incident: what a reader must know first. */
const ROLE_ORDER = ['victim', 'attacker', 'exposed', 'target', 'subject', 'reporter'];

/** The role to show for a thing that findings name in several. */
export function strongerRole(a: string, b: string): string {
  const rank = (role: string): number => (ROLE_ORDER.includes(role) ? ROLE_ORDER.indexOf(role) : ROLE_ORDER.length);
  return rank(a) <= rank(b) ? a : b;
}

/** Which kinds of thread open a closed incident again. */
export function reopens(kind: EntityKind): boolean {
  return kind === 'session' || kind === 'authenticator';
}
