import { isObject, member, objectMember, objectsMember, textMember, textOf, type JsonObject } from '../json.ts';

/** Okta's verdicts about one sign-in: name of the behaviour in lower case → positive (new), negative, or neither. */
export interface Behaviors {
  verdicts: ReadonlyMap<string, boolean | null>;
  /** LOW, MEDIUM, HIGH in upper case, or null. */
  riskLevel: string | null;
}

const MAX_BEHAVIORS = 32;

/**
 * Reads behaviours and risk from every shape they come in: `debugData.behaviors` as a Java map in text
 * (`{New Device=POSITIVE, New IP=NEGATIVE}`), as an object, as a list or as keys of an object (log pipelines that split at
 * commas); `debugData.logOnlySecurityData` as JSON in text or as an object; `securityContext.userBehaviors` and `.risk`.
 */
export function readBehaviors(debugData: JsonObject, securityContext: JsonObject): Behaviors {
  const verdicts = new Map<string, boolean | null>();
  const logOnly = jsonObjectOf(member(debugData, 'logOnlySecurityData'));
  addAll(verdicts, member(logOnly, 'behaviors'));
  addAll(verdicts, member(debugData, 'behaviors'));
  for (const behavior of objectsMember(securityContext, 'userBehaviors')) {
    add(verdicts, textMember(behavior, 'name', 128), textMember(behavior, 'result', 32));
  }
  const riskLevel =
    textMember(objectMember(securityContext, 'risk'), 'level', 16) ??
    riskOf(member(debugData, 'risk')) ??
    textMember(objectMember(logOnly, 'risk'), 'level', 16);
  return { verdicts, riskLevel: riskLevel?.toUpperCase() ?? null };
}

function addAll(verdicts: Map<string, boolean | null>, value: unknown): void {
  if (typeof value === 'string') {
    for (const pair of bare(value).split(',', MAX_BEHAVIORS)) addPair(verdicts, pair);
  } else if (Array.isArray(value)) {
    for (const pair of value.slice(0, MAX_BEHAVIORS)) if (typeof pair === 'string') addPair(verdicts, bare(pair));
  } else if (isObject(value)) {
    for (const [key, result] of Object.entries(value).slice(0, MAX_BEHAVIORS)) {
      if (key.includes('=')) addPair(verdicts, bare(key));
      else add(verdicts, key, textOf(result, 32));
    }
  }
}

function addPair(verdicts: Map<string, boolean | null>, pair: string): void {
  const equals = pair.lastIndexOf('=');
  if (equals > 0) add(verdicts, pair.slice(0, equals), pair.slice(equals + 1));
}

function add(verdicts: Map<string, boolean | null>, name: string | null, result: string | null): void {
  if (name === null || result === null || verdicts.size >= MAX_BEHAVIORS) return;
  const verdict = result.trim().toUpperCase();
  verdicts.set(
    name.trim().slice(0, 128).toLowerCase(),
    verdict === 'POSITIVE' ? true : verdict === 'NEGATIVE' ? false : null,
  );
}

/** The text without the braces of a Java map, at most 4,096 characters of it. */
function bare(text: string): string {
  return text.slice(0, 4_096).replaceAll(/[{}]/gu, '');
}

/** `{level=LOW}`, `Risk{level=HIGH, reasons=…}`, `{reasons=Anomalous Location, level=HIGH}`, or an object with `level`. */
function riskOf(value: unknown): string | null {
  if (isObject(value)) return textMember(value, 'level', 16);
  const found = typeof value === 'string' ? /level\s{0,4}=\s{0,4}([A-Za-z]{3,8})/u.exec(value.slice(0, 4_096)) : null;
  return found?.[1] ?? null;
}

/** An object that may come as JSON in text. Text that is not JSON says nothing. */
function jsonObjectOf(value: unknown): JsonObject {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || value.length > 16_384 || !value.trimStart().startsWith('{')) return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : {};
  } catch {
    // Cut or re-quoted on its way here; the other places are still read.
    return {};
  }
}
