import { applyFilters, type RuleFilter } from './apply-filters.ts';
import { linkCorrelations } from './link-correlations.ts';
import { parseCorrelation } from './parse-correlation.ts';
import { parseDetection } from './parse-detection.ts';
import { type Doubt, parseHead, parseLogSource, section } from './parse-head.ts';
import { RuleFault } from './problem.ts';
import { type PlainMap, readYaml, type YamlDocument } from './read-yaml.ts';
import type { PlaceholderLists, RuleProblem, RuleSet, SigmaCorrelation, SigmaRule } from './types.ts';

/** A rule file: its name is only told, never opened. */
export interface RuleFile {
  name: string;
  text: string;
}

export interface LoadOptions {
  /** What `expand` puts in place of `%name%`. */
  lists?: PlaceholderLists;
}

interface Loading {
  lists: PlaceholderLists;
  rules: SigmaRule[];
  correlations: SigmaCorrelation[];
  filters: RuleFilter[];
  problems: RuleProblem[];
}

/**
 * Reads Sigma rule files (specification 2.1.0): rules, correlations and filters, several documents to a file, and the `action`
 * documents of version 1 (`global`, `reset`, `repeat`). A document that is wrong is left out and told among the problems, with
 * file, line and remedy; the others load.
 */
export function loadRules(files: readonly RuleFile[], options: LoadOptions = {}): RuleSet {
  const loading: Loading = { lists: options.lists ?? {}, rules: [], correlations: [], filters: [], problems: [] };
  for (const file of files) loadFile(file, loading);
  const rules = unique(loading.rules, loading.problems);
  const filtered = applyFilters(rules, loading.filters, loading.problems);
  const correlations = linkCorrelations(
    filtered.rules,
    unique(loading.correlations, loading.problems),
    loading.problems,
  );
  return { rules: filtered.rules, correlations, filters: filtered.applied, problems: loading.problems };
}

function loadFile(file: RuleFile, loading: Loading): void {
  const { documents, faults } = readYaml(file.text);
  for (const { line, message, remedy } of faults)
    loading.problems.push({
      code: 'sigma.yaml',
      severity: 'error',
      place: { file: file.name, line },
      rule: null,
      message,
      remedy,
    });
  let shared: PlainMap | null = null;
  let before: PlainMap | null = null;
  for (const document of documents) {
    if (!(document.root instanceof Map)) {
      problem(loading, file, document, 'sigma.yaml', 'the document is no map of attributes', 'Begin it with title:.');
      continue;
    }
    const action = document.root.get('action');
    if (action === 'global') {
      shared = merged(shared, document.root);
      continue;
    }
    if (action === 'reset') {
      shared = null;
      continue;
    }
    const whole: PlainMap = merged(action === 'repeat' ? before : shared, document.root);
    before = whole;
    loadDocument(file, document, whole, loading);
  }
}

function loadDocument(file: RuleFile, document: YamlDocument, map: PlainMap, loading: Loading): void {
  const place = { file: file.name, line: document.line };
  const doubts: Doubt[] = [];
  const title = map.get('title');
  const rule = typeof title === 'string' ? title.slice(0, 256) : null;
  try {
    if (map.has('correlation')) loading.correlations.push(parseCorrelation(map, place, doubts));
    else if (map.has('filter')) loading.filters.push(parseFilter(map, loading, place, doubts));
    else {
      const head = parseHead(map, place, doubts);
      const logsource = parseLogSource(map);
      loading.rules.push({
        ...head,
        logsource,
        condition: parseDetection(section(map, 'detection'), loading.lists, 'detection'),
      });
    }
  } catch (thrown) {
    if (!(thrown instanceof RuleFault)) throw thrown;
    loading.problems.push({
      code: thrown.code as RuleProblem['code'],
      severity: 'error',
      place: { file: file.name, line: document.lineOf(thrown.path) },
      rule,
      message: thrown.message,
      remedy: thrown.remedy ?? '',
    });
  }
  for (const { path, message, remedy } of doubts)
    loading.problems.push({
      code: 'sigma.attribute',
      severity: 'warning',
      place: { file: file.name, line: document.lineOf(path) },
      rule,
      message,
      remedy,
    });
}

function parseFilter(map: PlainMap, loading: Loading, place: RuleFilter['head']['place'], doubts: Doubt[]): RuleFilter {
  const head = parseHead(map, place, doubts);
  const body = section(map, 'filter');
  const given = body.get('rules');
  const rules = (Array.isArray(given) ? given : [given]).filter((name) => typeof name === 'string');
  if (rules.length === 0)
    throw new RuleFault('filter', 'the filter names no rules', ['filter', 'rules'], 'Name rules by id or name.');
  return {
    head,
    logsource: parseLogSource(map),
    rules,
    condition: parseDetection(body, loading.lists, 'filter', ['rules']),
  };
}

/** Keeps the first of those that share an id or a name. */
function unique<Rule extends SigmaRule | SigmaCorrelation>(rules: readonly Rule[], problems: RuleProblem[]): Rule[] {
  const seen = new Map<string, Rule>();
  return rules.filter((rule) => {
    const first = seen.get(rule.key);
    if (first === undefined) {
      seen.set(rule.key, rule);
      return true;
    }
    problems.push({
      code: 'sigma.duplicate',
      severity: 'error',
      place: rule.place,
      rule: rule.title,
      message: `${rule.key} is already the rule in ${first.place.file}, line ${first.place.line}`,
      remedy: 'Give each rule its own id.',
    });
    return false;
  });
}

/** Maps are merged into each other; everything else of the later one wins. */
function merged(base: PlainMap | null, over: PlainMap): PlainMap {
  const result: PlainMap = new Map(base ?? []);
  for (const [key, value] of over) {
    if (key === 'action') continue;
    const under = result.get(key);
    result.set(key, under instanceof Map && value instanceof Map ? merged(under, value) : value);
  }
  return result;
}

function problem(
  loading: Loading,
  file: RuleFile,
  document: YamlDocument,
  code: RuleProblem['code'],
  message: string,
  remedy: string,
): void {
  const place = { file: file.name, line: document.line };
  loading.problems.push({ code, severity: 'error', place, rule: null, message, remedy });
}
