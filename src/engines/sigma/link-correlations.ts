import type { RuleProblem, SigmaCorrelation, SigmaRule } from './types.ts';

const MAX_CHAIN = 16;

/**
 * Puts keys in place of the ids and names by which correlations refer to rules and to each other, and leaves out what refers to
 * nothing or to itself. Gives them in an order in which each stands after those it refers to.
 */
export function linkCorrelations(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
  problems: RuleProblem[],
): SigmaCorrelation[] {
  const keys = new Map<string, string>();
  const heads = [...rules, ...correlations];
  for (const { id, name, key } of heads) for (const one of [name, id, key]) if (one !== null) keys.set(one, key);
  const byKey = new Map(correlations.map((correlation) => [correlation.key, correlation]));
  const state = new Map<string, 'open' | 'good' | 'bad'>(rules.map(({ key }) => [key, 'good']));
  const linked: SigmaCorrelation[] = [];

  const refuse = (correlation: SigmaCorrelation, message: string, remedy: string): false => {
    const { place, title } = correlation;
    problems.push({ code: 'sigma.correlation', severity: 'error', place, rule: title, message, remedy });
    state.set(correlation.key, 'bad');
    return false;
  };

  const link = (correlation: SigmaCorrelation, depth: number): boolean => {
    const known = state.get(correlation.key);
    if (known === 'open') return refuse(correlation, 'the correlation refers to itself', 'Break the circle.');
    if (known !== undefined) return known === 'good';
    if (depth > MAX_CHAIN) return refuse(correlation, `the chain is longer than ${MAX_CHAIN}`, 'Shorten it.');
    state.set(correlation.key, 'open');
    const found: string[] = [];
    for (const name of correlation.rules) {
      const key = keys.get(name);
      if (key === undefined)
        return refuse(correlation, `there is no rule ${name}`, 'Load it, or correct its id or name.');
      const inner = byKey.get(key);
      if (inner !== undefined && !link(inner, depth + 1))
        return state.get(correlation.key) === 'bad'
          ? false
          : refuse(correlation, `the correlation ${name} cannot be used`, 'Correct that first.');
      found.push(key);
    }
    const aliases: Record<string, Record<string, string>> = {};
    for (const [alias, fields] of Object.entries(correlation.aliases)) {
      const renamed: [string, string][] = [];
      for (const [name, field] of Object.entries(fields)) {
        const key = keys.get(name);
        if (key === undefined)
          return refuse(correlation, `the alias ${alias} names ${name}, which is no rule`, 'Correct the name.');
        renamed.push([key, field]);
      }
      aliases[alias] = Object.fromEntries(renamed);
    }
    state.set(correlation.key, 'good');
    linked.push({ ...correlation, rules: found, aliases });
    return true;
  };
  for (const correlation of correlations) link(correlation, 0);
  return linked;
}
