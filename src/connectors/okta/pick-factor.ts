import { timeOf } from './responder-hand.ts';
import type { OktaFactor } from './wire.ts';

/** What the findings know of the authenticator that the attacker enrolled. */
export interface AskedFactor {
  vendorId: string | null;
  /** The kind as engines/events names it. */
  kind: string | null;
  enrolledAtMs: number;
}

export type Picked =
  | { kind: 'one'; factor: OktaFactor }
  /** Nothing fits: gone, or hidden by the enrolment policy. */
  | { kind: 'none' }
  | { kind: 'several'; count: number }
  /** The id is of no factor, and another factor fits the time: the two may or may not be the same. */
  | { kind: 'id' }
  /** The log's kind is none of Okta's factors, and something was enrolled then: time alone does not tell that it is this. */
  | { kind: 'unknown-kind' };

/**
 * Record of the enrolment and `created` of the factor are two clocks and two moments of one act: within this they are the same.
 */
export const SAME_MOMENT_MS = 120_000;

/** Okta's factor types of each kind. A kind that is not here is never picked by time. */
const TYPES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    push: ['push'],
    fastpass: ['signed_nonce'],
    totp: ['token:software:totp', 'token:hotp'],
    sms: ['sms'],
    voice: ['call'],
    email: ['email'],
    webauthn: ['webauthn', 'u2f'],
  }),
);

/** Prefixes of ids in Okta's log that are no factor's: an Okta Verify enrolment (`pfd`), a device (`guo`). */
const OTHER_NAMESPACES = ['pfd', 'guo'];

/**
 * Picks exactly the factor that was enrolled, or none. By Okta's id where the log gave it; else by kind and moment: Okta's record
 * of an enrolment does not name the factor. Two that fit are never guessed between. Where the log names no kind, only a factor
 * that nothing else can be mistaken for is picked; a kind that Okta's factors do not have picks nothing.
 */
export function pickFactor(factors: readonly OktaFactor[], asked: AskedFactor): Picked {
  if (asked.vendorId !== null) {
    const named = factors.find((factor) => factor.id === asked.vendorId);
    if (named !== undefined) return isKnowledge(named) ? { kind: 'none' } : { kind: 'one', factor: named };
  }
  const picked = asked.kind === null ? pickAlone(factors, asked) : pickOfKind(factors, asked.kind, asked);
  const ofAnotherName = asked.vendorId !== null && !OTHER_NAMESPACES.includes(asked.vendorId.slice(0, 3));
  return picked.kind === 'one' && ofAnotherName ? { kind: 'id' } : picked;
}

function pickOfKind(factors: readonly OktaFactor[], kind: string, asked: AskedFactor): Picked {
  const types = TYPES.get(kind);
  const near = factors.filter((factor) => !isKnowledge(factor) && isSameMoment(factor, asked));
  if (types === undefined) return near.length > 0 ? { kind: 'unknown-kind' } : { kind: 'none' };
  return onlyOne(near.filter((factor) => types.includes(factor.factorType)));
}

/** Time alone decides: whatever was created then counts, and so does what Okta gives no date for. */
function pickAlone(factors: readonly OktaFactor[], asked: AskedFactor): Picked {
  const near = factors.filter((factor) => isSameMoment(factor, asked));
  if (!near.some((factor) => !isKnowledge(factor))) return { kind: 'none' };
  return onlyOne([...near, ...factors.filter((factor) => timeOf(factor.created) === null)]);
}

function onlyOne(fitting: readonly OktaFactor[]): Picked {
  const [factor] = fitting;
  if (factor === undefined) return { kind: 'none' };
  return fitting.length === 1 ? { kind: 'one', factor } : { kind: 'several', count: fitting.length };
}

/** Something the person knows: nobody enrols a device with it, and it is not for this hand to remove. */
function isKnowledge(factor: OktaFactor): boolean {
  return factor.factorType === 'password' || factor.factorType === 'question';
}

function isSameMoment(factor: OktaFactor, asked: AskedFactor): boolean {
  const created = timeOf(factor.created);
  return created !== null && Math.abs(created - asked.enrolledAtMs) <= SAME_MOMENT_MS;
}
