/** Suffixes that are more often the ending of a file. */
const FILE_SUFFIXES: ReadonlySet<string> = new Set(['md', 'mov', 'pl', 'ps', 'py', 'rs', 'sh', 'so', 'zip']);

/** Suffixes that a phone capitalises by mistake; any other capitalised last label is the next sentence's first word. */
const PLAIN_SUFFIXES: ReadonlySet<string> = new Set(['com', 'net', 'org', 'info', 'biz', 'edu', 'gov', 'mil', 'arpa']);

/** Whether a bare name (no scheme, no path) reads as a file, or as two sentences without a space: `Call now.Is it you`. */
export function isDoubtful(name: string): boolean {
  const lastDot = name.lastIndexOf('.');
  const last = name.slice(lastDot + 1);
  const suffix = last.toLowerCase();
  const before = name.slice(0, lastDot);
  if (FILE_SUFFIXES.has(suffix) && !before.toLowerCase().startsWith('www.')) return true;
  if (PLAIN_SUFFIXES.has(suffix) || !/^\p{Lu}\p{Ll}*$/u.test(last)) return false;
  return !/\p{Lu}$/u.test(before);
}
