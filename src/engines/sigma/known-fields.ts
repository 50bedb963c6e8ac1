import { stepsOf } from './field-tree.ts';
import { OPEN_FIELDS } from './pipelines/known-fields-open.data.ts';
import { KNOWN_FIELDS, OCSF_FIELDS } from './pipelines/known-fields.data.ts';

/** Names of members, ready for looking paths up. */
export interface Known {
  /** Members, and the objects that they are in, with how the one who documents them spells them. */
  paths: ReadonlyMap<string, string>;
  /** Whatever is below these. */
  open: ReadonlySet<string>;
  /** Objects of which every member is listed. */
  whole: ReadonlySet<string>;
  /** The record itself may have other members. */
  isOpen: boolean;
}

/** More than any documented path has; a rule may name any number. */
const MAX_STEPS = 64;

const read = new Map<string, Known | null>();

/** What is known of the records of a source; null where it is nothing. */
export function knownFor(source: string): Known | null {
  let own = read.get(source);
  if (own === undefined) {
    const text = KNOWN_FIELDS[source] ?? OPEN_FIELDS[source];
    own = text === undefined ? null : readKnown(text);
    read.set(source, own);
  }
  return own;
}

function readKnown(text: string): Known {
  const paths = new Map<string, string>();
  const open = new Set<string>();
  const names = text.trim().split(/\s+/);
  for (const name of names) {
    if (name === '*') continue;
    const spelled = name.endsWith('.*') ? name.slice(0, -2) : name;
    const steps = stepsOf(spelled);
    for (let length = 1; length <= steps.length; length += 1) {
      const path = steps.slice(0, length).join('.');
      if (!paths.has(path)) paths.set(path, spelled.split('.').slice(0, length).join('.'));
    }
    if (spelled !== name) open.add(steps.join('.'));
  }
  const whole = new Set([...paths.keys()].flatMap((path) => path.slice(0, Math.max(0, path.lastIndexOf('.'))) || []));
  return { paths, open, whole, isOpen: names.includes('*') };
}

/** What the OCSF event of any source may have. */
export const OCSF: Known = readKnown(OCSF_FIELDS);

/** Whether a path leads to a known member, or to somewhere below an open one. */
export function isKnown({ paths, open }: Known, steps: readonly string[]): boolean {
  if (paths.has(steps.join('.'))) return true;
  const most = Math.min(steps.length, MAX_STEPS);
  for (let length = 1; length < most; length += 1) if (open.has(steps.slice(0, length).join('.'))) return true;
  return false;
}

/**
 * Whether an unknown path may lead somewhere in a record that may have unknown members: it does unless it leaves the known ones within
 * an object of which all are listed. A member that is listed without any of its own may hold anything, such as JSON in a text.
 */
export function mayBeThere({ paths, whole }: Known, steps: readonly string[]): boolean {
  for (let length = 1; length <= steps.length; length += 1)
    if (!paths.has(steps.slice(0, length).join('.'))) return !whole.has(steps.slice(0, length - 1).join('.'));
  return true;
}
