import type { IndexedFields } from '../engines/events/index.ts';
import { clientOf, type FirstSeen } from './first-seen.ts';
import { neighbourhoodOf, networkClassOf, type NetworkClass } from './networks.ts';
import type { SignInStep } from './sign-in-step.ts';

/** A neighbourhood in which so many other people are known is the company's own (an office, its VPN). */
const COMPANY_PEOPLE = 5;

/** Until so long after the first thing learned, everybody is new to us, and being new says little. */
export const LEARNING_MS = 7 * 86_400_000;

/** What an event's circumstances are to the person, as of its own time. */
export interface SignInContext {
  /** `known` also where only the access provider is the same, and in the company's own networks; `unknown` without address. */
  network: 'known' | 'new' | 'unknown';
  /** True when the very neighbourhood (/24) is known: what is left to say when the address is named by an incident. */
  neighbourhoodKnown: boolean;
  networkClass: NetworkClass | null;
  /** `unknown`: the record names no device and the kind of client is one the person uses. */
  device: 'known' | 'new' | 'unknown';
  /** False until the person was first learned a day before. */
  hasBaseline: boolean;
  /** True in the first week of a data space. */
  learning: boolean;
}

/** One event of a sign-in or an enrolment with its circumstances: all that is needed to judge it again later. */
export interface JudgedStep {
  eventId: string;
  sourceId: string;
  at: number;
  receivedAt: number;
  raw: string;
  step: SignInStep | 'enrolled';
  principal: string;
  fields: IndexedFields;
  context: SignInContext;
}

/**
 * Compares an event with what its person was known by at its time.
 * @param atMs event time; nothing learned later than a day before it counts
 */
export async function contextOf(
  seen: FirstSeen,
  principal: string,
  fields: IndexedFields,
  atMs: number,
): Promise<SignInContext> {
  const networkClass = networkClassOf(fields.asn, fields.isProxy);
  const prefix = neighbourhoodOf(fields.ip, fields.asn);
  const prefixKnown = seen.known(principal, 'prefix', prefix, atMs) === true;
  // The same access provider with another address is an ordinary day; the same server host with another address is not.
  const asn = fields.asn === null ? null : String(fields.asn);
  const providerKnown = networkClass === null && seen.known(principal, 'asn', asn, atMs) === true;
  const ours = prefix !== null && (await seen.peopleKnownIn(prefix, atMs, COMPANY_PEOPLE + 1)) >= COMPANY_PEOPLE;
  const hasBaseline = seen.known(principal, 'any', '', atMs) === true;
  const earliest = hasBaseline ? 0 : await seen.earliest();
  return {
    network: prefix === null ? 'unknown' : prefixKnown || providerKnown || ours ? 'known' : 'new',
    neighbourhoodKnown: prefixKnown || ours,
    networkClass,
    device: deviceOf(seen, principal, fields, atMs),
    hasBaseline,
    learning: earliest === null || earliest > atMs - LEARNING_MS,
  };
}

function deviceOf(seen: FirstSeen, principal: string, fields: IndexedFields, atMs: number): SignInContext['device'] {
  const known = seen.deviceKnown(principal, fields, atMs);
  if (known !== null) return known ? 'known' : 'new';
  return seen.known(principal, 'client', clientOf(fields), atMs) === false ? 'new' : 'unknown';
}

/** True when it could be somebody else's: neither network nor device vouches for the person. Worth keeping for a day. */
export function isForeign(context: SignInContext): boolean {
  return context.device !== 'known' && !context.neighbourhoodKnown && context.network !== 'unknown';
}
