import type { SigmaCorrelation } from '../types.ts';

/**
 * Which fields of a matching event must be read for correlations, by rule key: what they group and count by, through aliases, and
 * what outer correlations ask of the events of inner ones.
 */
export function neededFields(correlations: readonly SigmaCorrelation[]): Map<string, Set<string>> {
  const needed = new Map<string, Set<string>>();
  const byKey = new Map(correlations.map((correlation) => [correlation.key, correlation]));
  const need = (rule: string, field: string): void => {
    const inner = byKey.get(rule);
    if (inner !== undefined) for (const one of inner.rules) need(one, inner.aliases[field]?.[one] ?? field);
    const own = needed.get(rule) ?? new Set();
    own.add(field);
    needed.set(rule, own);
  };
  for (const { rules, groupBy, valueFields, aliases } of correlations)
    for (const rule of rules) {
      if (!needed.has(rule)) needed.set(rule, new Set());
      for (const name of [...groupBy, ...valueFields]) need(rule, aliases[name]?.[rule] ?? name);
    }
  return needed;
}

/** Rules that correlations refer to and that are therefore not told by themselves, unless one of these says `generate`. */
export function silentRules(correlations: readonly SigmaCorrelation[]): Set<string> {
  const silent = new Set<string>();
  const loud = new Set<string>();
  for (const { rules, generate } of correlations) for (const rule of rules) (generate ? loud : silent).add(rule);
  return new Set([...silent].filter((rule) => !loud.has(rule)));
}
