import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { crossesInClear } from '../../base/in-clear.ts';
import { Secret } from '../../base/secret.ts';
import { brandProblems } from './brand-problems.ts';
import { configSchema, type ConfigFile, type SecretSource } from './schema.ts';

/** Largest configuration file read. */
const MAX_BYTES = 1_048_576;

export interface ConfigProblem {
  /** e.g. `okta.read` */
  path: string;
  line: number | null;
  message: string;
}

export interface LoadedConfig {
  config: ConfigFile;
  /** The file it came from; null when there is none and the defaults hold. */
  file: string | null;
  /** Dotted paths set by the file or the environment: shown read-only in the console. */
  setPaths: ReadonlySet<string>;
  /** Reads a secret named in the file. Checked once when loading. */
  readSecret(source: SecretSource): Secret;
}

export interface LoadOptions {
  /** A file that must exist (`--config`); otherwise `breakwater.yaml` in `cwd` is read when it is there. */
  file?: string | undefined;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What the command line sets; wins over file and environment. */
  overrides?: Readonly<Record<string, unknown>>;
}

/** Environment variables that set single keys, as in containers. */
export const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  BREAKWATER_LISTEN_HOST: ['listen', 'host'],
  BREAKWATER_LISTEN_PORT: ['listen', 'port'],
  BREAKWATER_PUBLIC_URL: ['publicUrl'],
  BREAKWATER_DATA_DIR: ['dataDir'],
  BREAKWATER_KEY_FILE: ['keyFile'],
  BREAKWATER_LOG_LEVEL: ['log', 'level'],
  BREAKWATER_HEARTBEAT_URL: ['heartbeat', 'url'],
};

/** Set to a PostgreSQL URL, stands for `database: {url: {env: BREAKWATER_DATABASE_URL}}`. */
const DATABASE_VARIABLE = 'BREAKWATER_DATABASE_URL';

/**
 * Reads breakwater.yaml and the environment, once. Every problem is reported at once, with its line.
 * @throws AppError `config.invalid` with `details.problems: ConfigProblem[]`
 */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const file = findFile(options);
  const { value, document, lines } = readDocument(file);
  const setPaths = new Set(leafPaths(value, []));
  const fromEnv = applyEnvironment(value, options.env, setPaths);
  for (const [key, override] of Object.entries(options.overrides ?? {})) {
    if (override !== undefined) setAt(value, key.split('.'), override, setPaths);
  }
  const parsed = configSchema.safeParse(value);
  const problems: ConfigProblem[] = parsed.success
    ? []
    : flattenIssues(parsed.error.issues).map((issue) => placed(issue, document, lines, fromEnv));
  if (parsed.success) {
    const missing = findSecrets(parsed.data, []).flatMap(({ at, source }) => {
      const why = secretProblem(source, options, file);
      return why === null ? [] : [placed({ path: at, message: why }, document, lines, fromEnv)];
    });
    const others = [...unsafe(parsed.data), ...brandProblems(parsed.data.brands)];
    problems.push(...missing, ...others.map((issue) => placed(issue, document, lines, fromEnv)));
  }
  if (!parsed.success || problems.length > 0) throw invalid(file, problems);
  const base = file === null ? options.cwd : path.dirname(file);
  return {
    config: parsed.data,
    file,
    setPaths,
    readSecret: (source) => new Secret(secretText(source, options.env, base)),
  };
}

function findFile(options: LoadOptions): string | null {
  if (options.file !== undefined) {
    const named = path.resolve(options.cwd, options.file);
    if (!existsSync(named))
      throw new AppError('config.not_found', `no configuration file at ${named}`, {
        remedy: 'Give the right path with --config, or leave it out.',
      });
    return named;
  }
  const usual = path.join(options.cwd, 'breakwater.yaml');
  return existsSync(usual) ? usual : null;
}

function readDocument(file: string | null): {
  value: Record<string, unknown>;
  document: Document | null;
  lines: LineCounter;
} {
  const lines = new LineCounter();
  if (file === null) return { value: { version: 1 }, document: null, lines };
  const text = readFileSync(file, 'utf8');
  if (text.length > MAX_BYTES)
    throw new AppError('config.invalid', `${file} is larger than 1 MiB`, { remedy: 'Is this the right file?' });
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      path: '',
      line: lines.linePos(error.pos[0]).line,
      message: error.message,
    }));
    throw invalid(file, problems);
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(file, [
      { path: '', line: 1, message: 'the file must hold keys and values (a YAML mapping), e.g. version: 1' },
    ]);
  }
  return { value: value as Record<string, unknown>, document, lines };
}

function applyEnvironment(
  value: Record<string, unknown>,
  env: LoadOptions['env'],
  setPaths: Set<string>,
): Map<string, string> {
  const used = new Map<string, string>();
  for (const [name, at] of Object.entries(ENVIRONMENT)) {
    const text = env[name];
    if (text === undefined || text === '') continue;
    const asNumber = at.at(-1) === 'port' && /^\d+$/.test(text);
    setAt(value, at, asNumber ? Number(text) : text, setPaths);
    used.set(at.join('.'), name);
  }
  if (env[DATABASE_VARIABLE]) {
    setAt(value, ['database'], { url: { env: DATABASE_VARIABLE } }, setPaths);
    used.set('database', DATABASE_VARIABLE);
  }
  return used;
}

function setAt(value: Record<string, unknown>, at: readonly string[], leaf: unknown, setPaths: Set<string>): void {
  let here = value;
  for (const key of at.slice(0, -1)) {
    const next = here[key];
    if (typeof next !== 'object' || next === null) here[key] = {};
    here = here[key] as Record<string, unknown>;
  }
  here[at.at(-1) ?? ''] = leaf;
  setPaths.add(at.join('.'));
}

function leafPaths(value: unknown, at: string[]): string[] {
  const own = at.length > 0 ? [at.join('.')] : [];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, child]) => leafPaths(child, [...at, key]))];
}

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** Unions report each branch; the reader wants the one that went furthest. */
function flattenIssues(issues: readonly z.core.$ZodIssue[]): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: 'unknown key: see docs/configuration.md for those there are',
      }));
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const deepest = issue.errors.reduce((best, branch) =>
        depth(branch) > depth(best) || (depth(branch) === depth(best) && branch.length < best.length) ? branch : best,
      );
      return flattenIssues(deepest).map((inner) => ({ path: [...issue.path, ...inner.path], message: inner.message }));
    }
    return [{ path: issue.path, message: issue.message }];
  });
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function placed(
  issue: Issue,
  document: Document | null,
  lines: LineCounter,
  fromEnv: ReadonlyMap<string, string>,
): ConfigProblem {
  const dotted = issue.path.map(String).join('.');
  const variable = fromEnv.get(dotted);
  if (variable !== undefined)
    return { path: `${dotted} (environment variable ${variable})`, line: null, message: issue.message };
  return { path: dotted, line: lineOf(issue.path, document, lines), message: issue.message };
}

function lineOf(at: readonly PropertyKey[], document: Document | null, lines: LineCounter): number | null {
  if (document === null) return null;
  for (let length = at.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(at.slice(0, length), true);
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}

function findSecrets(value: unknown, at: PropertyKey[]): { at: PropertyKey[]; source: SecretSource }[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Object.keys(value);
  if (keys.length === 1 && (keys[0] === 'env' || keys[0] === 'file')) return [{ at, source: value as SecretSource }];
  return Object.entries(value).flatMap(([key, child]) =>
    findSecrets(child, [...at, /^\d+$/.test(key) ? Number(key) : key]),
  );
}

function secretProblem(source: SecretSource, options: LoadOptions, file: string | null): string | null {
  try {
    return secretText(source, options.env, file === null ? options.cwd : path.dirname(file)) === ''
      ? 'the secret is empty'
      : null;
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.message : 'the secret could not be read';
  }
}

function secretText(source: SecretSource, env: LoadOptions['env'], base: string): string {
  if ('env' in source) {
    const value = env[source.env];
    if (value === undefined)
      throw new AppError('config.secret_missing', `environment variable ${source.env} is not set`, {
        remedy: `Set ${source.env} before starting.`,
      });
    return value.trim();
  }
  const file = path.resolve(base, source.file);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new AppError('config.secret_missing', `secret file ${file} cannot be read (${reason})`, {
      cause,
      remedy: 'Check its path and its permissions.',
    });
  }
}

const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

/** Combinations that parse but must not run. */
function unsafe(config: ConfigFile): Issue[] {
  const issues: Issue[] = [];
  const loopback = LOOPBACK.includes(config.listen.host);
  if (config.okta !== undefined && crossesInClear(config.okta.orgUrl))
    issues.push({ path: ['okta', 'orgUrl'], message: 'must be https: the credential would travel unencrypted' });
  for (const [index, channel] of config.channels.entries()) {
    if (channel.kind === 'webhook' && crossesInClear(channel.url))
      issues.push({
        path: ['channels', index, 'url'],
        message: 'must be https: incidents would cross the network in clear',
      });
  }
  if (config.heartbeat !== undefined && crossesInClear(config.heartbeat.url))
    issues.push({
      path: ['heartbeat', 'url'],
      message:
        'must be https: whoever is on the way could read it and keep the watchdog quiet while nobody is watching',
    });
  if (!loopback && config.publicUrl === undefined) {
    issues.push({
      path: ['listen', 'host'],
      message: `${config.listen.host} is reachable from outside: set publicUrl (https) as well, so that passkeys are required from the start`,
    });
  }
  if (config.publicUrl !== undefined) {
    const url = new URL(config.publicUrl);
    const named = url.hostname === 'localhost' || url.hostname.endsWith('.localhost');
    if (url.protocol !== 'https:' && !named)
      issues.push({ path: ['publicUrl'], message: 'must be https: passkeys work on https only (or on localhost)' });
    if (/^[\d.]+$|:/.test(url.hostname))
      issues.push({ path: ['publicUrl'], message: 'must be a host name: a passkey cannot be bound to an address' });
  }
  return issues;
}

function invalid(file: string | null, problems: ConfigProblem[]): AppError {
  const where = file ?? 'the environment';
  const list = problems
    .map(
      (problem) =>
        `  ${problem.line === null ? '' : `line ${problem.line}: `}${problem.path ? `${problem.path}: ` : ''}${problem.message}`,
    )
    .join('\n');
  return new AppError(
    'config.invalid',
    `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${where}:\n${list}`,
    {
      remedy: 'Correct them and start again; nothing was changed. docs/configuration.md describes every key.',
      details: { problems },
    },
  );
}
