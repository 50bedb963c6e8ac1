import { isObject } from './json.ts';

/**
 * What a path leads to in a parsed record: the slow way that {@link createProjector} must agree with, and takes itself for
 * records whose members repeat.
 *
 * A step takes the own member of that name. Where a list is met on the way, the path goes on in each of its elements (lists in
 * lists too) and the result is the list of what was found, in order. At its end a path gives the value as it is, also when
 * that is a list or an object. Undefined when nothing is there.
 */
export function readPath(value: unknown, path: readonly string[]): unknown {
  const found: unknown[] = [];
  const isMany = collect(value, path, 0, found);
  if (found.length === 0) return undefined;
  return isMany ? found : found[0];
}

/** True when a list was met before the end of the path. */
function collect(value: unknown, path: readonly string[], step: number, found: unknown[]): boolean {
  const name = path[step];
  if (name === undefined) {
    found.push(value);
    return false;
  }
  if (Array.isArray(value)) {
    for (const item of value) collect(item, path, step, found);
    return true;
  }
  return isObject(value) && Object.hasOwn(value, name) ? collect(value[name], path, step + 1, found) : false;
}
