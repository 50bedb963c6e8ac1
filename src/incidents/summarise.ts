import type { EntityRef, Message } from '../base/finding.ts';
import { EXPOSURES, type Exposure, type KnownFacts } from '../base/finding-facts.ts';
import { SEVERITIES } from '../base/finding.ts';
import type { ExposureShape, OpeningShape } from './messages.ts';

/** A finding as far as headline, story and severity are made of it. */
export interface TellingFinding {
  id: string;
  occurredAt: number;
  message: Message;
  entities: readonly EntityRef[];
  facts: KnownFacts;
}

/** What an incident's texts are made of. */
export interface IncidentFacts {
  /** Telling findings, earliest first. */
  telling: readonly TellingFinding[];
  /** Reports: how many, and when the first reported message came. */
  reports: { count: number; firstAt: number | null };
  /** Look-alikes named in any finding, earliest first. */
  domains: readonly { value: string; label: string; firstAt: number }[];
  /** People seen to reach for a look-alike, and no more. */
  exposed: number;
  firstExposedAt: number | null;
  maxSeverityRank: number;
  /** Message of the earliest finding, for incidents of which nothing else is known. */
  earliest: Message;
}

/** One person whose sign-in is in other hands. */
export interface Victim {
  value: string;
  label: string;
  exposure: Exposure | null;
  firstAt: number;
  lastAt: number;
  enrolled: TellingFinding[];
  findingIds: string[];
}

const HIGH = SEVERITIES.indexOf('high');
const CRITICAL = SEVERITIES.indexOf('critical');

/** The people in role `victim`, each with the strongest exposure that a finding states. Reporters are never among them. */
export function victimsOf(telling: readonly TellingFinding[]): Victim[] {
  const byValue = new Map<string, Victim>();
  for (const finding of telling) {
    for (const entity of finding.entities) {
      if (entity.kind !== 'principal' || entity.role !== 'victim') continue;
      const victim = byValue.get(entity.value) ?? {
        value: entity.value,
        label: entity.label,
        exposure: null,
        firstAt: finding.occurredAt,
        lastAt: finding.occurredAt,
        enrolled: [],
        findingIds: [],
      };
      byValue.set(entity.value, victim);
      victim.findingIds.push(finding.id);
      victim.firstAt = Math.min(victim.firstAt, finding.occurredAt);
      victim.lastAt = Math.max(victim.lastAt, finding.occurredAt);
      // Nobody enrols an authenticator without a session.
      const enrols = finding.facts.enrolledAtMs !== undefined;
      victim.exposure = strongerExposure(victim.exposure, enrols ? 'signed-in' : (finding.facts.exposure ?? null));
      if (enrols) victim.enrolled.push(finding);
    }
  }
  return [...byValue.values()];
}

function strongerExposure(a: Exposure | null, b: Exposure | null): Exposure | null {
  return EXPOSURES.find((exposure) => exposure === a || exposure === b) ?? null;
}

/**
 * How grave the whole is: at least as its gravest finding; high as soon as somebody's session is in other hands; critical when
 * such a person also has an authenticator that the attacker enrolled, for then a new password alone does not end it.
 */
export function severityRankOf(facts: IncidentFacts): number {
  const victims = victimsOf(facts.telling);
  const signedIn = victims.filter((victim) => victim.exposure === 'signed-in');
  if (signedIn.some((victim) => victim.enrolled.length > 0)) return CRITICAL;
  return Math.max(facts.maxSeverityRank, signedIn.length > 0 ? HIGH : 0);
}

/** The headline in words: how it announced itself, whose sign-in is in other hands, what was enrolled. */
export function headlineOf(facts: IncidentFacts): Message {
  const opening = openingOf(facts);
  const victims = victimsOf(facts.telling);
  const strongest = EXPOSURES.find((exposure) => victims.some((victim) => victim.exposure === exposure));
  const exposure: ExposureShape | 'none' = strongest ?? 'none';
  const people = victims.filter((victim) => victim.exposure === strongest).length;
  const enrolled = victims.reduce((sum, victim) => sum + victim.enrolled.length, 0);
  if (opening.shape === 'none' && exposure === 'none' && enrolled === 0) return facts.earliest;
  return {
    key: `incidents.headline.${opening.shape}.${exposure}.${enrolled > 0 ? 'enrolled' : 'none'}`,
    params: { ...opening.params, ...(exposure === 'none' ? {} : { people }), ...(enrolled > 0 ? { enrolled } : {}) },
  };
}

function openingOf(facts: IncidentFacts): { shape: OpeningShape | 'none'; params: Message['params'] } {
  const { reports } = facts;
  const certified = firstCertified(facts);
  if (certified !== null && reports.count > 0 && reports.firstAt !== null) {
    const leadMs = reports.firstAt - certified.at;
    const params = { domain: certified.domain, reports: reports.count };
    if (leadMs <= 0) return { shape: 'domain-with-reports', params };
    return { shape: 'domain-before-reports', params: { ...params, ...spanParams('lead', leadMs) } };
  }
  if (certified !== null) {
    const more = facts.domains.length - 1;
    if (more > 0) return { shape: 'domain-more', params: { domain: certified.domain, more } };
    return { shape: 'domain', params: { domain: certified.domain } };
  }
  const [domain] = facts.domains;
  if (reports.count > 0) {
    if (domain === undefined) return { shape: 'reports', params: { reports: reports.count } };
    const named = { reports: reports.count, domain: domain.value };
    const more = facts.domains.length - 1;
    return more > 0
      ? { shape: 'reports-domains', params: { ...named, more } }
      : { shape: 'reports-domain', params: named };
  }
  if (domain !== undefined) return { shape: 'domain-seen', params: { domain: domain.value } };
  return { shape: 'none', params: {} };
}

function firstCertified(facts: IncidentFacts): { domain: string; at: number } | null {
  let first: { domain: string; at: number } | null = null;
  for (const finding of facts.telling) {
    const at = finding.facts.certifiedAtMs;
    const domain = finding.entities.find((entity) => entity.kind === 'domain');
    if (at === undefined || domain === undefined) continue;
    if (first === null || at < first.at || (at === first.at && domain.value < first.domain)) {
      first = { domain: domain.value, at };
    }
  }
  return first;
}

const UNITS = [
  ['days', 86_400_000, 2],
  ['hours', 3_600_000, 2],
  ['minutes', 60_000, 1],
  ['seconds', 1000, 0],
] as const;

/** A length of time as the two parameters that the catalogue's spans take: the largest unit that still says enough. */
export function spanParams(name: string, lengthMs: number): Record<string, string | number> {
  const unit = UNITS.find(([, sizeMs, atLeast]) => lengthMs >= sizeMs * atLeast) ?? UNITS[3];
  return { [name]: Math.max(1, Math.round(lengthMs / unit[1])), [`${name}Unit`]: unit[0] };
}
