import type { Wanted } from './positive.ts';

export type Json = Record<string, unknown>;

/** Why no record of a shape can meet a rule. */
export class NotSent extends Error {}

/** One way in which a vendor writes records of a log. */
export interface Shape {
  /** Sigma's product and service. */
  product: string;
  services: readonly string[];
  /** Our source. */
  source: string;
  name: string;
  /** What documents it: the vendor's reference or a corpus. */
  evidence: string;
  /** Writes a record that holds what is wanted. @throws NotSent for a field that the vendor does not send */
  write(wanted: Wanted): unknown;
}

/** A record under construction. */
export class Draft {
  readonly record: Json;

  constructor(base: Json) {
    this.record = structuredClone(base);
  }

  /** Puts a value at a path; steps ending in [] are lists of one. A second, different value is a contradiction. */
  put(path: string, value: unknown): void {
    const steps = path.split('.');
    let at: Json = this.record;
    for (const [index, step] of steps.entries()) {
      const isLast = index === steps.length - 1;
      const isList = step.endsWith('[]');
      const name = isList ? step.slice(0, -2) : step;
      if (isLast) {
        const old = at[name];
        const next = isList ? [value] : value;
        if (this.#set.has(path) && JSON.stringify(old) !== JSON.stringify(next))
          throw new NotSent(`${path} would have to be ${JSON.stringify(old)} and ${JSON.stringify(next)} at once`);
        this.#set.add(path);
        at[name] = next;
        return;
      }
      const inner = at[name];
      const child = isList ? ((inner as Json[] | undefined) ?? [{}]) : ((inner as Json | undefined) ?? {});
      at[name] = child;
      at = (Array.isArray(child) ? child[0] : child) as Json;
    }
  }

  readonly #set = new Set<string>();
}

/** Field as rules spell it, lower case → where the record has it; a function where more than a path is to be said. */
export type Places = Readonly<Record<string, string | ((draft: Draft, value: unknown, wanted: Wanted) => void)>>;

/** Writes a record by a table of places. */
export function writeBy(base: Json, places: Places, wanted: Wanted): Json {
  const draft = new Draft(base);
  for (const [field, value] of wanted) {
    const place = places[field.toLowerCase()];
    if (place === undefined) throw new NotSent(`no record has a field ${field}`);
    if (typeof place === 'string') draft.put(place, value);
    else place(draft, value, wanted);
  }
  return draft.record;
}

/** `true` and `false` as booleans. */
export function flag(path: string): (draft: Draft, value: unknown) => void {
  return (draft, value) => draft.put(path, String(value).toLowerCase() === 'true');
}
