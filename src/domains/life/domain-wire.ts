import type { z } from 'zod';
import { describeReason, type Matcher, type Verdict } from '../../engines/lookalike/index.ts';
import type { DomainFacts } from '../enrich/facts.ts';
import { isGraver } from '../judge-entries.ts';
import { listOf } from '../look-alikes.ts';
import type { lookAlikeWire } from './api.ts';
import type { DomainRow } from './list-domains.ts';

export type LookAlikeWire = z.output<typeof lookAlikeWire>;

/** Reasons told in a list: the strongest. */
const MAX_REASONS = 3;

/** The row of a list as it is sent. */
export function domainWire(
  row: DomainRow,
  matcher: Matcher,
  facts: DomainFacts | undefined,
  incidentId: string | null,
): LookAlikeWire {
  const hosts = listOf(row.hosts);
  return {
    registrable: row.registrable,
    hosts,
    brand: row.brand,
    class: row.class,
    score: row.score,
    reported: row.reported === 1,
    why: whyOf(gravest(matcher, row.registrable, hosts)),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    certifiedAt: row.certified_at,
    provenAt: row.proven_at,
    registeredAt: row.registered_at,
    seenIn: listOf(row.seen_in),
    incidentId,
    resolves: yesNo(row.resolves),
    mail: yesNo(row.mail),
    page: yesNo(row.page),
    resembles: yesNo(row.resembles),
    lookup: facts?.stage ?? null,
    decision: row.decision,
    decidedAt: row.decided_at,
    blockedAt: row.blocked_at,
    refusedAt: row.refused_at,
    takedownSentAt: row.takedown_sent_at,
    downAt: row.down_at,
  };
}

/** The verdict that says most, among a domain's hosts. */
export function gravest(matcher: Matcher, registrable: string, hosts: readonly string[]): Verdict {
  let best = matcher.match(hosts[0] ?? registrable);
  for (const host of hosts.slice(1)) {
    const verdict = matcher.match(host);
    if (verdict.kind !== 'look-alike') continue;
    if (best.kind !== 'look-alike' || isGraver(verdict, best)) best = verdict;
  }
  return best;
}

function whyOf(verdict: Verdict): string[] {
  if (verdict.kind !== 'look-alike') return [];
  return verdict.reasons
    .toSorted((a, b) => b.points - a.points)
    .slice(0, MAX_REASONS)
    .map(describeReason);
}

function yesNo(value: number | null): boolean | null {
  return value === null ? null : value === 1;
}
