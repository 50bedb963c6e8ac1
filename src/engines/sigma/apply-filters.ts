import type { Expression, LogSource, RuleHead, RuleProblem, SigmaRule } from './types.ts';

/** A filter document: events that meet its condition are taken from the rules that it names. */
export interface RuleFilter {
  head: RuleHead;
  logsource: LogSource;
  rules: readonly string[];
  condition: Expression;
}

/**
 * Adds filters to the rules they name. The specification's filters suppress what meets their condition; where that condition
 * begins with `not`, as the reference converter's own examples do, it says what may pass. Either way `selection` is what is left
 * out. A rule of another log source than the filter's is left as it is, with a warning.
 */
export function applyFilters(
  rules: readonly SigmaRule[],
  filters: readonly RuleFilter[],
  problems: RuleProblem[],
): { rules: SigmaRule[]; applied: number } {
  const byName = new Map<string, number>();
  for (const [index, rule] of rules.entries())
    for (const name of [rule.id, rule.name]) if (name !== null) byName.set(name, index);
  const result = [...rules];
  let applied = 0;
  for (const filter of filters) {
    const tell = (message: string, remedy: string): void => {
      const { place, title } = filter.head;
      problems.push({ code: 'sigma.filter', severity: 'warning', place, rule: title, message, remedy });
    };
    const named = filter.rules.includes('any') ? rules.map((_, index) => index) : [];
    for (const name of filter.rules) {
      if (name === 'any') continue;
      const index = byName.get(name);
      if (index === undefined)
        tell(`the filter names ${name}, which is no rule of this set`, 'Load that rule, or drop it.');
      else named.push(index);
    }
    for (const index of named) {
      const rule = result[index];
      if (rule === undefined) continue;
      if (isAbout(filter.logsource, rule.logsource)) {
        result[index] = { ...rule, condition: without(rule.condition, filter.condition) };
        applied += 1;
      } else if (!filter.rules.includes('any'))
        tell(`the filter is about another log source than the rule ${rule.key}`, 'Give both the same logsource.');
    }
  }
  return { rules: result, applied };
}

function without(condition: Expression, filter: Expression): Expression {
  return { op: 'and', args: [condition, filter.op === 'not' ? filter : { op: 'not', arg: filter }] };
}

/** Whether what one log source says holds for the other. */
function isAbout(filter: LogSource, rule: LogSource): boolean {
  return (['category', 'product', 'service'] as const).every(
    (part) => filter[part] === null || rule[part] === null || filter[part] === rule[part],
  );
}
