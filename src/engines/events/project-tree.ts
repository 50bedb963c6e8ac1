/** One step of the wanted paths: the members to look for in an object, and what becomes of them. */
export interface PathNode {
  /** Position in {@link PathTree.nodes}. */
  readonly index: number;
  /** Where the value of this very node goes, or -1: it is only passed through. */
  slot: number;
  readonly members: Map<string, PathNode>;
  /** The members by a hash of their UTF-8 name, see {@link hashOf}; each a chain of those that share a hash. */
  table: (readonly KeyedNode[] | undefined)[];
}

interface KeyedNode {
  readonly key: Uint8Array;
  readonly node: PathNode;
}

export interface PathTree {
  readonly root: PathNode;
  readonly nodes: readonly PathNode[];
  /** Slot of each path asked for; the same path twice has one. */
  readonly slotOf: readonly number[];
  readonly slotCount: number;
}

const TABLE_SIZE = 64;

/** Builds the tree of the wanted paths. */
export function buildPathTree(paths: readonly (readonly string[])[]): PathTree {
  const nodes: PathNode[] = [];
  const create = (): PathNode => {
    const node: PathNode = { index: nodes.length, slot: -1, members: new Map(), table: [] };
    nodes.push(node);
    return node;
  };
  const root = create();
  let slotCount = 0;
  const slotOf = paths.map((path) => {
    let node = root;
    for (const name of path) {
      const next = node.members.get(name) ?? create();
      node.members.set(name, next);
      node = next;
    }
    if (node.slot < 0) {
      node.slot = slotCount;
      slotCount += 1;
    }
    return node.slot;
  });
  for (const node of nodes) node.table = tableOf(node.members);
  return { root, nodes, slotOf, slotCount };
}

function tableOf(members: ReadonlyMap<string, PathNode>): PathNode['table'] {
  if (members.size === 0) return [];
  const chains: KeyedNode[][] = [];
  const encoder = new TextEncoder();
  for (const [name, node] of members) {
    // A name with a lone surrogate has no UTF-8 form: no key in bytes can be equal to it, unless escaped.
    if (!name.isWellFormed()) continue;
    const key = encoder.encode(name);
    const hash = hashOf(key, 0, key.length);
    (chains[hash] ??= []).push({ key, node });
  }
  return Array.from({ length: TABLE_SIZE }, (_, hash) => chains[hash]);
}

/** A number below 64 from a key's length, first and last byte: enough to tell the names of one object apart. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  if (end === start) return 0;
  return ((end - start) * 7 + (bytes[start] as number) * 3 + (bytes[end - 1] as number)) & (TABLE_SIZE - 1);
}

/** The wanted member whose name is these bytes (without escapes), or null. */
export function memberNamed(node: PathNode, bytes: Uint8Array, start: number, end: number): PathNode | null {
  const chain = node.table[hashOf(bytes, start, end)];
  if (chain === undefined) return null;
  for (const candidate of chain) if (isKey(candidate.key, bytes, start, end)) return candidate.node;
  return null;
}

function isKey(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = key;
  if (end - start !== length) return false;
  for (let i = 0; i < length; i += 1) if (key[i] !== bytes[start + i]) return false;
  return true;
}
