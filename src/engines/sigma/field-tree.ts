/** Turns a value into another on its way to a field, e.g. an error code 0 into `Success`. Undefined: the value is left out. */
export type ValueMap = (value: unknown) => unknown;

/** A step down from the root of an event, by key. */
export interface FieldNode {
  /** Fields whose values lie here. */
  readonly ends: { slot: number; map: ValueMap | null }[];
  /** By key as {@link keyOf} gives it. */
  readonly children: Map<string, FieldNode>;
  /** Raw key of an event → child, null for none; bounded. */
  readonly known: Map<string, FieldNode | null>;
}

/** Keys of events that a node remembers; hostile events bring any number of them. */
const MAX_KNOWN = 4096;
/** Deeper values are not read. */
const MAX_DEPTH = 64;
/** Texts that hold JSON are read as such where a field lies within them, up to this length. */
const MAX_NESTED_CHARS = 256 * 1024;

export function createFieldNode(): FieldNode {
  return { ends: [], children: new Map(), known: new Map() };
}

/** A key without regard to case and to `_`, `-` and blanks: `eventType`, `event_type` and `EventType` are one. */
export function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[_\- ]/g, '');
}

/** The steps of a field's name: `a.b`, `a{}.b`, `a[0].b` and `a[].b` are the same two. */
export function stepsOf(field: string): string[] {
  return field
    .replaceAll(/\{\d*\}|\[\d*\]/g, '')
    .split('.')
    .filter((step) => step !== '' && !/^\d+$/.test(step))
    .map(keyOf);
}

/** Makes `slot` receive what lies at a path. */
export function addPath(root: FieldNode, field: string, slot: number, map: ValueMap | null = null): void {
  let node = root;
  for (const step of stepsOf(field)) {
    let next = node.children.get(step);
    if (next === undefined) {
      next = createFieldNode();
      node.children.set(step, next);
    }
    node = next;
  }
  if (node !== root && !node.ends.some((end) => end.slot === slot && end.map === map)) node.ends.push({ slot, map });
}

/** The child that a key of an event leads to; a key with dots leads as many steps down as it names. */
export function childOf(node: FieldNode, key: string): FieldNode | null {
  const known = node.known.get(key);
  if (known !== undefined) return known;
  let child = node.children.get(keyOf(key)) ?? node.children.get('*') ?? null;
  if (child === null && key.includes('.')) {
    child = node;
    for (const step of stepsOf(key)) child = child?.children.get(step) ?? null;
    if (child === node) child = null;
  }
  if (node.known.size < MAX_KNOWN) node.known.set(key, child);
  return child;
}

/** Receives what lies where fields end: scalars, null, empty lists, and objects where a field ends at one. */
export interface ValueSink {
  take(node: FieldNode, value: unknown): void;
}

/** Calls `put` for each field that ends at a node. */
export function eachEnd(node: FieldNode, value: unknown, put: (slot: number, value: unknown) => void): void {
  for (const { slot, map } of node.ends) {
    const mapped = map === null ? value : map(value);
    if (mapped !== undefined) put(slot, mapped);
  }
}

/**
 * Reads every wanted field of an event, each key once. Lists are looked through: a field has as many values as its path has in
 * the event. A list of `{name, value}` pairs can also be read by name (`parameters.email`), and a text that holds JSON by key.
 */
export function readFields(node: FieldNode, value: unknown, sink: ValueSink, depth = 0): void {
  if (Array.isArray(value)) {
    readList(node, value, sink, depth);
    return;
  }
  if (node.ends.length > 0) sink.take(node, value);
  if (node.children.size === 0 || depth > MAX_DEPTH) return;
  if (typeof value === 'object' && value !== null) {
    const record = value as Record<string, unknown>;
    for (const key in record) {
      const child = childOf(node, key);
      if (child !== null) readFields(child, record[key], sink, depth + 1);
    }
  } else if (typeof value === 'string') {
    const nested = nestedJson(value);
    if (nested !== null) readFields(childrenOnly(node), nested, sink, depth + 1);
  }
}

function readList(node: FieldNode, list: readonly unknown[], sink: ValueSink, depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (list.length === 0 && node.ends.length > 0) sink.take(node, list);
  for (const item of list) {
    readFields(node, item, sink, depth + 1);
    if (node.children.size > 0 && typeof item === 'object' && item !== null) readPair(node, item, sink, depth);
  }
}

const NAME_KEYS = ['name', 'Name', 'key', 'Key', 'displayName', 'DisplayName', 'displayname', 'display_name'];
/** As {@link keyOf} gives them. */
const VALUE_KEYS = new Set([
  'value',
  'boolvalue',
  'intvalue',
  'multivalue',
  'multiintvalue',
  'multiboolvalue',
  'multistrvalue',
  'newvalue',
]);
/** Values that are pairs again, as Google nests them: `{name, messageValue: {parameter: [{name, value}]}}`, or a list of those. */
const MESSAGE_KEYS = new Set(['messagevalue', 'multimessagevalue']);

function readPair(node: FieldNode, item: object, sink: ValueSink, depth: number): void {
  const record = item as Record<string, unknown>;
  const nameKey = NAME_KEYS.find((key) => typeof record[key] === 'string');
  const child = nameKey === undefined ? null : childOf(node, record[nameKey] as string);
  if (child === null) return;
  for (const key in record) {
    const part = keyOf(key);
    if (VALUE_KEYS.has(part)) readFields(child, record[key], sink, depth + 1);
    else if (MESSAGE_KEYS.has(part)) readMessages(child, record[key], sink, depth + 1);
  }
}

function readMessages(node: FieldNode, messages: unknown, sink: ValueSink, depth: number): void {
  readFields(node, messages, sink, depth);
  for (const message of Array.isArray(messages) ? (messages as unknown[]) : [messages])
    if (typeof message === 'object' && message !== null && 'parameter' in message)
      readFields(node, message.parameter, sink, depth + 1);
}

const bare = new WeakMap<FieldNode, FieldNode>();

/** The same node without ends: the text itself was already taken. */
function childrenOnly(node: FieldNode): FieldNode {
  const known = bare.get(node);
  if (known !== undefined) return known;
  const made: FieldNode = { ends: [], children: node.children, known: node.known };
  bare.set(node, made);
  return made;
}

function nestedJson(text: string): unknown {
  const first = text.charCodeAt(0);
  if ((first !== 0x7b && first !== 0x5b) || text.length > MAX_NESTED_CHARS) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Every scalar of an event, for keywords. */
export function readScalars(value: unknown, put: (value: unknown) => void, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) for (const item of value) readScalars(item, put, depth + 1);
    else for (const key in value) readScalars((value as Record<string, unknown>)[key], put, depth + 1);
  } else if (value !== null && value !== undefined) put(value);
}
