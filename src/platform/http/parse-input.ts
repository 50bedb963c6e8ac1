import { AppError } from '../../base/errors.ts';
import type { Endpoint, Schema } from './contract.ts';
import { issueWords } from './issue-words.ts';
import { BadInput, type Issue } from './problem.ts';

export interface RawInput {
  params: Record<string, string>;
  query: URLSearchParams;
  /** The body's bytes, or null where the endpoint takes none or a stream. */
  body: Uint8Array | null;
  contentType: string | null;
}

export interface ParsedInput {
  params: unknown;
  query: unknown;
  body: unknown;
}

const MAX_ISSUES = 50;

/**
 * Checks parameters, query and body against the endpoint's schemas; reports everything that is wrong at once.
 * @throws BadInput (400), AppError `http.body_not_json` (415)
 */
export function parseInput(endpoint: Endpoint, raw: RawInput): ParsedInput {
  const issues: Issue[] = [];
  const params = check(endpoint.params, raw.params, 'params', issues);
  const query = check(endpoint.query, queryObject(raw.query), 'query', issues);
  const body = endpoint.body ? check(endpoint.body, jsonOf(raw, issues), 'body', issues) : undefined;
  if (issues.length > 0) throw new BadInput(issues.slice(0, MAX_ISSUES));
  return { params, query, body };
}

function check(schema: Schema | undefined, value: unknown, place: string, issues: Issue[]): unknown {
  if (!schema || value === NOT_JSON) return undefined;
  const odd = oddity(value);
  if (odd !== null) {
    issues.push({ path: place, message: odd });
    return undefined;
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const path = [place, ...issue.path.map(String)].join('.').slice(0, 200);
    issues.push({ path, message: issueWords(issue).slice(0, 300) });
  }
  return undefined;
}

/** Deeper nesting than any of our inputs has: what walks it later must not run out of stack. */
const MAX_DEPTH = 32;

/** What no schema says but every place that keeps text needs: no NUL characters (a database refuses them), no endless nesting. */
function oddity(value: unknown): string | null {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return 'is nested too deeply';
    const next: unknown[] = [];
    for (const one of level) {
      if (typeof one === 'string') {
        if (one.includes('\0')) return 'holds a NUL character';
      } else if (typeof one === 'object' && one !== null) {
        for (const [key, inside] of Object.entries(one)) {
          if (key.includes('\0')) return 'holds a NUL character';
          next.push(inside);
        }
      }
    }
    level = next;
  }
  return null;
}

const NOT_JSON = Symbol('not JSON');

function jsonOf(raw: RawInput, issues: Issue[]): unknown {
  // A page of another site can send text/plain or a form without asking; JSON it cannot.
  const type = (raw.contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new AppError('http.body_not_json', 'The body must be sent as application/json.', { status: 415 });
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(raw.body ?? new Uint8Array());
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    const why = thrown instanceof SyntaxError ? 'is not JSON' : 'is not UTF-8';
    issues.push({ path: 'body', message: why });
    return NOT_JSON;
  }
}

/** A key that comes once is a string, one that comes again a list; `space` belongs to the edge. */
function queryObject(query: URLSearchParams): Record<string, string | string[]> {
  const out: [string, string | string[]][] = [];
  for (const key of new Set(query.keys())) {
    if (key === 'space') continue;
    const all = query.getAll(key);
    out.push([key, all.length === 1 ? (all[0] ?? '') : all]);
  }
  return Object.fromEntries(out);
}
