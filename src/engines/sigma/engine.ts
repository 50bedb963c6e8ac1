import { AppError } from '../../base/errors.ts';
import { ALL_KINDS, compileProgram, type ProgramRule } from './compile-program.ts';
import { addPath, createFieldNode, eachEnd, type FieldNode, readFields } from './field-tree.ts';
import type { Pipeline } from './pipelines/pipeline.ts';
import { reachOf, type SourceReach } from './reach.ts';
import { buildRoutes, plainPaths, type Route } from './routing.ts';
import { createRunner, type ProgramRunner, type RuleMatch } from './run-program.ts';
import type { LogSource, SigmaRule } from './types.ts';

/** An event as rules see it. */
export interface SigmaEvent {
  /** The vendor's record, parsed from its JSON. */
  raw: unknown;
  /** The same in OCSF, where it was mapped; read where the record lacks a field. */
  ocsf?: unknown;
}

export interface MatchOptions {
  /**
   * What the event is from: the name of one of our sources (`okta`, `entra` …), or the words of a Sigma log source. Only rules about
   * it are tried. Left out: every rule is.
   */
  source?: string | Partial<LogSource>;
}

export interface EngineOptions {
  /** Read before the built-in ones. */
  pipelines?: readonly Pipeline[];
}

export interface SigmaEngine {
  /** The rules that an event meets, in the order in which they were given. */
  match(event: SigmaEvent, options?: MatchOptions): RuleMatch[];
  /** The same from the bytes of a record's JSON. @throws SyntaxError for bytes that are no JSON */
  matchBytes(bytes: Uint8Array, options?: MatchOptions): RuleMatch[];
  /** The values of fields as rules spell them, found in the event's own shape: for correlations, which group and count by them. */
  read(event: SigmaEvent, fields: readonly string[], options?: MatchOptions): Record<string, unknown[]>;
  /** How many rules are about a source. */
  countFor(source: string | Partial<LogSource>): number;
  /** The sources that rules with a log source are about. */
  sourcesOf(logsource: LogSource): string[];
  /** Whether a rule can fire on the sources it is about, and what fields it lacks there. */
  reachOf(rule: SigmaRule): SourceReach[];
  /** The names of sources that can be given. */
  sources(): string[];
}

/**
 * Compiles rules into matchers, one for each source when its first event comes. Deterministic: the same rules and event give the
 * same matches, whatever came before. One event at a time.
 */
export function createSigmaEngine(rules: readonly SigmaRule[], options: EngineOptions = {}): SigmaEngine {
  const routes = buildRoutes(options.pipelines);
  const runners = new Map<string, Runner>();
  const readers = new Map<string, Reader>();

  const runnerFor = (source: MatchOptions['source']): Runner => {
    const key = typeof source === 'string' ? source : source === undefined ? '' : logKey(source);
    const known = runners.get(key);
    if (known !== undefined) return known;
    const made = createFor(source, rules, routes);
    if (runners.size >= MAX_RUNNERS) runners.clear();
    runners.set(key, made);
    return made;
  };

  return {
    match(event, { source } = {}) {
      const runner = runnerFor(source);
      return runner.program.run({ raw: event.raw, ocsf: event.ocsf ?? null });
    },
    matchBytes: (bytes, { source } = {}) => runnerFor(source).program.runBytes(bytes),
    read(event, fields, { source } = {}) {
      const key = JSON.stringify([source ?? null, fields]);
      const reader =
        readers.get(key) ?? createReader(fields, typeof source === 'string' ? routes.get(source) : undefined);
      if (readers.size >= MAX_RUNNERS) readers.clear();
      readers.set(key, reader);
      return reader(event);
    },
    countFor: (source) => runnerFor(source).rules,
    sourcesOf: (logsource) =>
      [...routes.values()].flatMap((route) => (route.kindsFor(logsource) === 0 ? [] : [route.pipeline.source])),
    reachOf: (rule) => reachOf(rule, routes),
    sources: () => [...routes.keys()],
  };
}

/** Sources come from callers, but may be many. */
const MAX_RUNNERS = 64;

type Reader = (event: SigmaEvent) => Record<string, unknown[]>;

function createReader(fields: readonly string[], route: Route | undefined): Reader {
  const raw = createFieldNode();
  const ocsf = createFieldNode();
  for (const [slot, field] of fields.entries()) {
    const paths = route?.pathsOf(field) ?? plainPaths(field);
    for (const { path, map } of paths.raw) addPath(raw, path, slot, map);
    for (const path of paths.ocsf) addPath(ocsf, path, slot);
  }
  return (event) => {
    const collect = (root: FieldNode, value: unknown): unknown[][] => {
      const values: unknown[][] = fields.map(() => []);
      readFields(root, value, {
        take: (node, one) => eachEnd(node, one, (slot, mapped) => void values[slot]?.push(mapped)),
      });
      return values;
    };
    const own = collect(raw, event.raw);
    const other = event.ocsf === null || event.ocsf === undefined ? [] : collect(ocsf, event.ocsf);
    return Object.fromEntries(
      fields.map((field, slot) => [field, (own[slot] ?? []).length > 0 ? (own[slot] ?? []) : (other[slot] ?? [])]),
    );
  };
}

interface Runner {
  program: ProgramRunner;
  rules: number;
}

function createFor(
  source: MatchOptions['source'],
  rules: readonly SigmaRule[],
  routes: ReadonlyMap<string, Route>,
): Runner {
  const chosen = typeof source === 'string' ? ofSource(source, rules, routes) : ofLogs(source, rules, routes);
  const route = typeof source === 'string' ? routes.get(source) : undefined;
  const program = createRunner(compileProgram(chosen, route?.pipeline.kinds));
  return { program, rules: chosen.length };
}

function ofSource(source: string, rules: readonly SigmaRule[], routes: ReadonlyMap<string, Route>): ProgramRule[] {
  const route = routes.get(source);
  if (route === undefined)
    throw new AppError('sigma.source', `there is no source ${source.slice(0, 40)}`, {
      status: 400,
      remedy: `Known are ${[...routes.keys()].join(', ')}; or give a log source such as {product: 'windows'}.`,
    });
  return rules.flatMap((rule) => {
    const kinds = route.kindsFor(rule.logsource);
    return kinds === 0 ? [] : [{ rule, kinds, pathsOf: (field) => route.pathsOf(field) }];
  });
}

function ofLogs(
  source: Partial<LogSource> | undefined,
  rules: readonly SigmaRule[],
  routes: ReadonlyMap<string, Route>,
): ProgramRule[] {
  return rules.flatMap((rule) => {
    if (source !== undefined && !isAbout(rule.logsource, source)) return [];
    const route = [...routes.values()].find((one) => one.kindsFor(rule.logsource) !== 0);
    return [{ rule, kinds: ALL_KINDS, pathsOf: (field) => route?.pathsOf(field) ?? plainPaths(field) }];
  });
}

function isAbout(rule: LogSource, source: Partial<LogSource>): boolean {
  return (['category', 'product', 'service'] as const).every((part) => {
    const wanted = source[part] ?? null;
    return rule[part] === null || wanted === null || rule[part] === wanted.toLowerCase();
  });
}

function logKey(source: Partial<LogSource>): string {
  return JSON.stringify([source.category ?? null, source.product ?? null, source.service ?? null]);
}
