import { ALL_KINDS, type FieldPaths } from './compile-program.ts';
import { stepsOf } from './field-tree.ts';
import { PIPELINES } from './pipelines/list.ts';
import { VALUE_MAPS } from './pipelines/value-maps.ts';
import type { Alias, Pipeline, RecordKind, SourceLogs } from './pipelines/pipeline.ts';
import type { LogSource } from './types.ts';

/** A pipeline made ready for looking fields up. */
export interface Route {
  readonly pipeline: Pipeline;
  /** Bits of the kinds that a rule's log source is about; 0 when it is about another source. */
  kindsFor(logsource: LogSource): number;
  pathsOf(field: string): FieldPaths;
}

/** Builds the routes of pipelines; those given come before the built-in ones of the same source. */
export function buildRoutes(extra: readonly Pipeline[] = []): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  for (const pipeline of [...extra, ...PIPELINES]) {
    const known = routes.get(pipeline.source);
    routes.set(pipeline.source, createRoute(known === undefined ? pipeline : joinPipelines(known.pipeline, pipeline)));
  }
  return routes;
}

function joinPipelines(a: Pipeline, b: Pipeline): Pipeline {
  const aliases: Record<string, (string | Alias)[]> = {};
  for (const part of [a.aliases, b.aliases])
    for (const [field, paths] of Object.entries(part)) aliases[field] = [...(aliases[field] ?? []), ...paths];
  return {
    source: a.source,
    logs: [...a.logs, ...b.logs],
    rulePrefixes: [...(a.rulePrefixes ?? []), ...(b.rulePrefixes ?? [])],
    recordPrefixes: [...(a.recordPrefixes ?? []), ...(b.recordPrefixes ?? [])],
    kinds: [...(a.kinds ?? []), ...(b.kinds ?? [])],
    aliases,
    ocsf: { ...b.ocsf, ...a.ocsf },
  };
}

function createRoute(pipeline: Pipeline): Route {
  const kinds = pipeline.kinds ?? [];
  const aliases = new Map<string, (string | Alias)[]>();
  for (const [field, paths] of Object.entries(pipeline.aliases)) {
    const key = nameKey(field);
    aliases.set(key, [...(aliases.get(key) ?? []), ...paths]);
  }
  const ocsfAliases = new Map(Object.entries(pipeline.ocsf ?? {}).map(([field, paths]) => [nameKey(field), paths]));
  const rulePrefixes = (pipeline.rulePrefixes ?? []).map(nameKey);
  const recordPrefixes = pipeline.recordPrefixes ?? [];
  const known = new Map<string, FieldPaths>();

  const find = (field: string): FieldPaths => {
    const names = [field];
    const key = nameKey(field);
    for (const prefix of rulePrefixes)
      if (key.startsWith(`${prefix}.`)) names.push(field.split('.').slice(prefix.split('.').length).join('.'));
    const raw = new Map<string, Alias>();
    const add = (alias: Alias): void => {
      for (const path of [alias.path, ...recordPrefixes.map((prefix) => `${prefix}.${alias.path}`)])
        raw.set(`${nameKey(path)}|${alias.map ?? ''}`, { ...alias, path });
    };
    for (const name of names) add({ path: name });
    for (const name of names)
      for (const alias of aliases.get(nameKey(name)) ?? []) add(typeof alias === 'string' ? { path: alias } : alias);
    const ocsf = [...new Set(names.flatMap((name) => [name, ...(ocsfAliases.get(nameKey(name)) ?? [])]))];
    return {
      raw: [...raw.values()].map(({ path, map }) => ({ path, map: map === undefined ? null : VALUE_MAPS[map] })),
      ocsf,
      key: `${[...raw.keys()].toSorted().join(' ')} # ${ocsf.map(nameKey).toSorted().join(' ')}`,
    };
  };

  return {
    pipeline,
    kindsFor(logsource) {
      let bits = 0;
      for (const logs of pipeline.logs) if (isAbout(logsource, logs)) bits |= bitsOf(logs, kinds);
      return bits;
    },
    pathsOf(field) {
      const paths = known.get(field) ?? find(field);
      known.set(field, paths);
      return paths;
    },
  };
}

function bitsOf(logs: SourceLogs, kinds: readonly RecordKind[]): number {
  if (logs.kinds === undefined || kinds.length === 0) return ALL_KINDS;
  return kinds.reduce(
    (bits, kind, index) => (logs.kinds?.includes(kind.name) === true ? bits | (1 << index) : bits),
    0,
  );
}

function isAbout(rule: LogSource, logs: SourceLogs): boolean {
  return (
    (rule.product === null || logs.product.includes(rule.product)) &&
    (rule.service === null || logs.service === undefined || logs.service.includes(rule.service)) &&
    (rule.category === null || logs.category === undefined || logs.category.includes(rule.category)) &&
    (rule.product !== null ||
      (rule.service !== null && logs.service !== undefined) ||
      (rule.category !== null && logs.category !== undefined))
  );
}

function nameKey(field: string): string {
  return stepsOf(field).join('.');
}

/** The paths of a field in events of a source without a pipeline: the field itself. */
export function plainPaths(field: string): FieldPaths {
  return { raw: [{ path: field, map: null }], ocsf: [field], key: nameKey(field) };
}
