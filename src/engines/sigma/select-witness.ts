import type { CompiledItem } from './compile-items.ts';

/** A rule's condition over compiled items. */
export type ConditionNode =
  | { op: 'item'; item: CompiledItem }
  | { op: 'and' | 'or'; args: readonly ConditionNode[] }
  | { op: 'not'; arg: ConditionNode };

export interface Witness {
  items: readonly CompiledItem[];
  cost: number;
}

/**
 * Items at least one of which is found in every event that meets the condition, the rarest that can be had; null where the
 * condition can hold in an event in which nothing is found.
 * @param costOf how dear it is to look for an item and then to find it where the condition does not hold
 */
export function selectWitness(node: ConditionNode, costOf: (item: CompiledItem) => number): Witness | null {
  switch (node.op) {
    case 'item':
      if (node.item.mode === 'free') return null;
      return { items: [node.item], cost: costOf(node.item) };
    case 'not':
      return null;
    case 'and': {
      let best: Witness | null = null;
      for (const arg of node.args) {
        const witness = selectWitness(arg, costOf);
        if (witness !== null && (best === null || witness.cost < best.cost)) best = witness;
      }
      return best;
    }
    case 'or': {
      const items: CompiledItem[] = [];
      let cost = 0;
      for (const arg of node.args) {
        const witness = selectWitness(arg, costOf);
        if (witness === null) return null;
        items.push(...witness.items);
        cost += witness.cost;
      }
      return { items: [...new Set(items)], cost };
    }
  }
}

/** Calls `tell` for each item that stands under no `not`. */
export function eachPositive(node: ConditionNode, tell: (item: CompiledItem) => void): void {
  if (node.op === 'item') tell(node.item);
  else if (node.op !== 'not') for (const arg of node.args) eachPositive(arg, tell);
}

/** Calls `tell` for each item of a condition. */
export function eachItem(node: ConditionNode, tell: (item: CompiledItem) => void): void {
  if (node.op === 'item') tell(node.item);
  else for (const arg of node.op === 'not' ? [node.arg] : node.args) eachItem(arg, tell);
}
