import type { Kysely } from 'kysely';
import type { Brand, Matcher } from '../../engines/lookalike/index.ts';
import type { LifeTables } from './tables.ts';

/** What people decided about domains, as far as judging hosts needs it. */
export interface DecidedDomains {
  /** Domains decided to be ours, by the name of their brand. */
  ours: ReadonlyMap<string, readonly string[]>;
  /** Registrable domains decided to be harmless. */
  benign: ReadonlySet<string>;
}

/** The decisions of a data space that stand. */
export async function readDecided(q: Kysely<LifeTables>, tenantId: string): Promise<DecidedDomains> {
  const rows = await q
    .selectFrom('domain_state')
    .select(['registrable', 'decision', 'decided_brand'])
    .where('tenant_id', '=', tenantId)
    .where('decision', 'in', ['ours', 'benign'])
    .orderBy('registrable')
    .execute();
  const ours = new Map<string, string[]>();
  const benign = new Set<string>();
  for (const row of rows) {
    if (row.decision === 'benign') benign.add(row.registrable);
    else ours.set(row.decided_brand ?? '', [...(ours.get(row.decided_brand ?? '') ?? []), row.registrable]);
  }
  return { ours, benign };
}

/**
 * The brands to judge by: those with a domain decided to be theirs own it. A domain whose brand is gone goes to the first one:
 * it stays ours, whoever it belonged to.
 */
export function withOurs(brands: readonly Brand[], ours: DecidedDomains['ours']): Brand[] {
  if (ours.size === 0) return [...brands];
  const names = new Set(brands.map((brand) => brand.name));
  const homeless = [...ours].filter(([brand]) => !names.has(brand)).flatMap(([, domains]) => domains);
  return brands.map((brand, index) => {
    const more = [...(ours.get(brand.name) ?? []), ...(index === 0 ? homeless : [])];
    return more.length === 0 ? brand : { ...brand, owned: [...(brand.owned ?? []), ...more] };
  });
}

/** A matcher that still recognises domains decided to be harmless, and no longer reports them. */
export function quietened(matcher: Matcher, benign: ReadonlySet<string>): Matcher {
  if (benign.size === 0) return matcher;
  return {
    brands: matcher.brands,
    threshold: matcher.threshold,
    explain: (hostname) => matcher.explain(hostname),
    match(hostname) {
      const verdict = matcher.match(hostname);
      if (verdict.kind !== 'look-alike' || !verdict.reported || !benign.has(verdict.registrable)) return verdict;
      return { ...verdict, reported: false };
    },
  };
}
