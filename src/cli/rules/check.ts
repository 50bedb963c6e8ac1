import {
  createSigmaEngine,
  type LogSource,
  type RuleProblem,
  type SigmaCorrelation,
  type SigmaRule,
  type SourceReach,
} from '../../engines/sigma/index.ts';
import { EXIT, type CommandInput } from '../command.ts';
import { readRuleFolder } from './files.ts';
import { safeText, styleFor } from '../terminal.ts';

/** A rule and what it can do on the sources it is about. */
interface Row {
  rule: SigmaRule;
  reach: readonly SourceReach[];
}

/** `rules check DIR`: what loads, what can fire on which source, and why the rest cannot. */
export function checkRules(input: CommandInput, folder: string): number {
  const { set, others } = readRuleFolder(input, folder);
  const engine = createSigmaEngine(set.rules);
  const style = styleFor(input.stdout, input.env);
  const errors = set.problems.filter(({ severity }) => severity === 'error');
  const isAll = input.values['all'] === true;
  const rows = set.rules.map((rule): Row => ({ rule, reach: engine.reachOf(rule) }));
  const silent = silentCorrelations(rows, set.correlations);
  const say = (text: string): void => void input.stdout.write(`${text}\n`);
  if (set.rules.length + set.correlations.length + errors.length === 0) {
    input.stderr.write(
      `breakwater: there is no Sigma rule below ${safeText(folder)}.\n  A rule is a YAML file with detection: or correlation:; ours are in detections/.\n`,
    );
    return EXIT.badInput;
  }
  if (input.values['json'] === true) {
    for (const row of rows) say(JSON.stringify(ruleLine(row)));
    for (const { key, title, level, place, rules } of set.correlations)
      say(
        JSON.stringify({
          id: key,
          title,
          level,
          ...place,
          correlates: rules,
          canFire: !silent.has(key),
          why: silent.get(key) ?? null,
        }),
      );
    for (const problem of set.problems) say(JSON.stringify({ problem }));
    return errors.length > 0 ? EXIT.failed : EXIT.ok;
  }
  for (const problem of set.problems) {
    if (problem.severity === 'warning' && !isAll) continue;
    say(`${problem.severity === 'error' ? style.red('error') : style.yellow('warning')}  ${problemText(problem)}`);
  }
  if (isAll) for (const row of rows) say(`${safeText(row.rule.title)}: ${whereText(row)}`);
  say('');
  say(
    `${style.bold(`${count(set.rules.length, 'rule')} and ${count(set.correlations.length, 'correlation')} load`)}, ${count(errors.length, 'document')} ${errors.length === 1 ? 'does' : 'do'} not; ${count(set.filters, 'filter')} applied; ${count(others, 'YAML file')} without a rule.`,
  );
  for (const line of sourceTable(rows)) say(line);
  const cannot = rows.filter(({ reach }) => reach.length > 0 && !reach.some(({ canFire }) => canFire));
  const firing = rows.filter(({ reach }) => reach.some(({ canFire }) => canFire));
  const partly = firing.filter(({ reach }) => reach.some(({ missing }) => missing.length > 0));
  const misspelt = firing.filter((row) => !partly.includes(row) && row.reach.some((one) => slipsIn(one).length > 0));
  if (cannot.length + silent.size > 0)
    say(`\n${style.yellow('Cannot fire')}, as they need what no record is known to have:`);
  for (const row of cannot) say(`  ${placeText(row.rule)}\n    ${whereText(row)}`);
  for (const correlation of set.correlations)
    if (silent.has(correlation.key)) say(`  ${placeText(correlation)}\n    ${silent.get(correlation.key) ?? ''}`);
  if (partly.length > 0) say('\nCan fire, but some of what they test for never holds:');
  for (const row of partly) say(`  ${placeText(row.rule)}\n    ${whereText(row)}`);
  if (misspelt.length > 0) say('\nCan fire if a record has a field that nobody documents, which may be misspelt:');
  for (const row of misspelt) say(`  ${placeText(row.rule)}\n    ${whereText(row)}`);
  const nowhere = counted(rows.filter(({ reach }) => reach.length === 0).map(({ rule }) => logText(rule.logsource)));
  if (nowhere.length > 0)
    say(
      '\nAbout logs that are none of our sources ("detect --source any" tries them on whatever records it is given):',
    );
  for (const [logs, rules] of nowhere) say(`  ${safeText(logs).padEnd(44)} ${rules}`);
  return errors.length > 0 ? EXIT.failed : EXIT.ok;
}

/** Correlations that can never come true, with the reason: of rules that must all be met one cannot be, or of others none can. */
function silentCorrelations(rows: readonly Row[], correlations: readonly SigmaCorrelation[]): Map<string, string> {
  const dead = new Set(
    rows.filter(({ reach }) => reach.length > 0 && !reach.some(({ canFire }) => canFire)).map(({ rule }) => rule.key),
  );
  const silent = new Map<string, string>();
  // inner ones stand before those that refer to them
  for (const { key, type, rules, conditions } of correlations) {
    const own = rules.filter((rule) => dead.has(rule));
    const needsAll =
      type.startsWith('temporal') && conditions.every(({ op, value }) => op === 'gte' && value >= rules.length);
    if (own.length === 0 || (!needsAll && own.length < rules.length)) continue;
    dead.add(key);
    silent.set(key, `cannot fire: ${own.map((rule) => safeText(rule, 60)).join(', ')}`);
  }
  return silent;
}

function sourceTable(rows: readonly Row[]): string[] {
  const sources = new Map<string, { about: number; can: number; note: string }>();
  for (const { reach } of rows)
    for (const { source, canFire, isChecked, isOpen } of reach) {
      const note = isChecked
        ? isOpen
          ? '  (its records may have more fields than are known)'
          : ''
        : '  (fields not checked)';
      const known = sources.get(source) ?? { about: 0, can: 0 };
      sources.set(source, { about: known.about + 1, can: known.can + (canFire ? 1 : 0), note });
    }
  if (sources.size === 0) return [];
  return [
    `\n  ${'source'.padEnd(20)} ${'rules'.padStart(6)} ${'can fire'.padStart(9)}`,
    ...[...sources]
      .toSorted(([a, left], [b, right]) => right.about - left.about || (a < b ? -1 : 1))
      .map(
        ([source, { about, can, note }]) =>
          `  ${source.padEnd(20)} ${String(about).padStart(6)} ${String(can).padStart(9)}${note}`,
      ),
  ];
}

function ruleLine({ rule, reach }: Row): object {
  const { key, title, level, place, logsource } = rule;
  const sources = reach.filter(({ canFire }) => canFire).map(({ source }) => source);
  const isWhole = sources.length > 0 && reach.every(({ missing }) => missing.length === 0);
  return {
    id: key,
    title,
    level,
    ...place,
    logsource,
    sources,
    reach,
    why: isWhole ? null : whereText({ rule, reach }),
  };
}

/** Where a rule can fire, and what is missing where. */
function whereText({ rule, reach }: Row): string {
  if (reach.length === 0) return `no source of ours sends ${logText(rule.logsource)}`;
  return reach
    .map((one) => {
      const { source, canFire, missing, fromOcsf, nearest } = one;
      const slips = slipsIn(one);
      const fields = (names: readonly string[]): string =>
        names
          .map((name) => {
            const near = nearest[name];
            return `${safeText(name, 80)}${near === undefined ? '' : ` (perhaps ${safeText(near, 80)})`}`;
          })
          .join(', ');
      const notes = [
        ...(missing.length > 0 ? [`no record has ${fields(missing)}`] : []),
        ...(slips.length > 0 ? [`nobody documents ${fields(slips)}`] : []),
        ...(fromOcsf.length > 0 ? [`${fields(fromOcsf)} from the OCSF event`] : []),
      ];
      return `${source}${canFire ? '' : ': cannot fire'}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
    })
    .join(', ');
}

/** Undocumented fields that look like a known one misspelt; others may just be new. */
function slipsIn({ undocumented, nearest }: SourceReach): string[] {
  return undocumented.filter((field) => Object.hasOwn(nearest, field));
}

function placeText({ place, title }: { place: RuleProblem['place']; title: string }): string {
  return safeText(`${place.file}:${place.line}  ${title}`, 300);
}

function problemText({ place, rule, message, remedy }: RuleProblem): string {
  return safeText(`${place.file}:${place.line}  ${rule === null ? '' : `${rule}: `}${message}. ${remedy}`, 600);
}

function logText({ product, service, category }: LogSource): string {
  return [
    product === null ? null : `product ${product}`,
    service === null ? null : `service ${service}`,
    category === null ? null : `category ${category}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function count(value: number, what: string): string {
  return `${value.toLocaleString('en')} ${what}${value === 1 ? '' : 's'}`;
}

function counted(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}
