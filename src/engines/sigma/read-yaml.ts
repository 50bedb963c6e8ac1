import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { RuleFault } from './problem.ts';

/** A YAML value without classes: maps keep the order of their keys and have no prototype to poison. */
export type Plain = string | number | boolean | null | Plain[] | PlainMap;
export type PlainMap = Map<string, Plain>;

export interface YamlDocument {
  root: Plain;
  /** Line of the document's first content, from 1. */
  line: number;
  /** Line of what lies at a path, or of the nearest thing above it that exists. */
  lineOf(path: readonly (string | number)[]): number;
}

export interface YamlFault {
  line: number;
  message: string;
  remedy: string;
}

/** The largest file of the public rule collection is 295 KB. */
export const MAX_FILE_CHARS = 2 * 1024 * 1024;
const MAX_DEPTH = 32;
const MAX_NODES = 200_000;
const MAX_ALIASES = 100;
/** Brackets and indents that nest deeper than any rule; the YAML reader itself recurses. */
const MAX_NESTING = 200;

/**
 * Reads a file of one or more YAML 1.2 documents (core schema), bounded in size, depth, nodes and aliases, so that no file can make
 * the reader work beyond its length.
 */
export function readYaml(text: string): { documents: YamlDocument[]; faults: YamlFault[] } {
  if (text.length > MAX_FILE_CHARS)
    return refused(1, `the file is longer than ${MAX_FILE_CHARS} characters`, 'Split it.');
  const nested = deepLine(text);
  if (nested !== null) return refused(nested, `something is nested more than ${MAX_NESTING} deep`, 'Flatten it.');
  const counter = new LineCounter();
  let parsed: Document.Parsed[];
  try {
    const result = parseAllDocuments(text, { lineCounter: counter, prettyErrors: false, logLevel: 'silent' });
    parsed = Array.isArray(result) ? result : [];
  } catch {
    return refused(1, 'the file cannot be read as YAML', 'See that it is a Sigma rule file.');
  }
  const documents: YamlDocument[] = [];
  const faults: YamlFault[] = [];
  for (const document of parsed) {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = counter.linePos(error.pos[0]).line;
      faults.push({ line, message: `the YAML is wrong: ${error.message.slice(0, 160)}`, remedy: 'Correct the line.' });
      continue;
    }
    if (document.contents === null) continue;
    const lineAt = (node: unknown): number => {
      const range = (node as Node | null)?.range;
      return range ? counter.linePos(range[0]).line : 1;
    };
    try {
      const budget = { nodes: MAX_NODES, aliases: MAX_ALIASES, document };
      documents.push({
        root: plainOf(document.contents, 0, budget),
        line: lineAt(document.contents),
        lineOf: (path) => lineOfPath(document, path, lineAt),
      });
    } catch (thrown) {
      const message = thrown instanceof RuleFault ? thrown.message : 'a value cannot be read';
      faults.push({ line: lineAt(document.contents), message, remedy: 'Write it out plainly.' });
    }
  }
  return { documents, faults };
}

function refused(line: number, message: string, remedy: string): { documents: YamlDocument[]; faults: YamlFault[] } {
  return { documents: [], faults: [{ line, message, remedy }] };
}

/** The first line at which flow brackets, block dashes or indentation nest too deep to be a rule; strings are counted as well. */
function deepLine(text: string): number | null {
  let line = 1;
  let open = 0;
  let run = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x0a) {
      line += 1;
      run = 0;
    } else if (code === 0x5b || code === 0x7b) {
      open += 1;
      if (open > MAX_NESTING && isUnbalanced(text, index)) return line;
    } else if (code === 0x5d || code === 0x7d) open = Math.max(0, open - 1);
    else if ((code === 0x2d || code === 0x3f || code === 0x3a) && text.charCodeAt(index + 1) === 0x20) {
      run += 1;
      if (run > MAX_NESTING) return line;
    }
  }
  return null;
}

/** Many brackets on one line, rather than spread over the texts of a long list. */
function isUnbalanced(text: string, index: number): boolean {
  let brackets = 0;
  for (let at = index; at >= 0 && index - at < MAX_NESTING * 4; at--) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) brackets += 1;
  }
  return brackets > MAX_NESTING / 2;
}

interface Budget {
  nodes: number;
  aliases: number;
  document: Document.Parsed;
}

function plainOf(node: unknown, depth: number, budget: Budget): Plain {
  if (depth > MAX_DEPTH)
    throw new RuleFault('yaml', `values are nested more than ${MAX_DEPTH} deep`, [], 'Flatten them.');
  if (--budget.nodes < 0) throw new RuleFault('yaml', `there are more than ${MAX_NODES} values`, [], 'Split the file.');
  if (isAlias(node)) {
    if (--budget.aliases < 0)
      throw new RuleFault('yaml', `more than ${MAX_ALIASES} aliases are used`, [], 'Write the values out.');
    return plainOf(node.resolve(budget.document), depth + 1, budget);
  }
  if (isScalar(node)) return scalarOf(node.value, node.source);
  if (isSeq(node)) return node.items.map((item) => plainOf(item, depth + 1, budget));
  if (isMap(node)) {
    const map: PlainMap = new Map();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : null;
      if (name === null) throw new RuleFault('yaml', 'a key is not a text', [], 'Write the key as a plain text.');
      map.set(name, plainOf(value, depth + 1, budget));
    }
    return map;
  }
  return null;
}

function scalarOf(value: unknown, source: string | undefined): Plain {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number')
    return Number.isSafeInteger(value) || !Number.isInteger(value) ? value : (source ?? String(value));
  return source ?? (typeof value === 'bigint' ? String(value) : null);
}

function lineOfPath(
  document: Document.Parsed,
  path: readonly (string | number)[],
  lineAt: (node: unknown) => number,
): number {
  let node: unknown = document.contents;
  let line = lineAt(node);
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node) && typeof step === 'number') node = node.items[step];
    else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return line;
      line = lineAt(pair.key);
      node = pair.value;
      continue;
    } else return line;
    line = lineAt(node);
  }
  return line;
}
