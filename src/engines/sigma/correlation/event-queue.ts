import type { WindowEvent } from './types.ts';

/** Before, after or the same: by time, then id, then rule, so that any order of arrival ends in one. */
export function compareEvents(a: WindowEvent, b: WindowEvent): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.rule === b.rule ? 0 : a.rule < b.rule ? -1 : 1;
}

/** Events that wait for their turn; an event is in it once (a binary heap and the set of what is in it). */
export interface EventQueue {
  /** False when the same event waits already. */
  add(event: WindowEvent): boolean;
  first(): WindowEvent | undefined;
  take(): WindowEvent | undefined;
  size(): number;
  all(): WindowEvent[];
}

export function createEventQueue(): EventQueue {
  const heap: WindowEvent[] = [];
  const inside = new Set<string>();
  const keyOf = ({ rule, id }: WindowEvent): string => `${rule}\u0000${id}`;
  const isBefore = (a: number, b: number): boolean => compareEvents(heap[a] as WindowEvent, heap[b] as WindowEvent) < 0;
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b] as WindowEvent, heap[a] as WindowEvent];
  };
  return {
    add(event) {
      const key = keyOf(event);
      if (inside.has(key)) return false;
      inside.add(key);
      heap.push(event);
      for (let at = heap.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
      return true;
    },
    first: () => heap[0],
    take() {
      const [first] = heap;
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      inside.delete(keyOf(first));
      if (heap.length > 0) {
        heap[0] = last;
        for (let at = 0; ;) {
          const [left, right] = [2 * at + 1, 2 * at + 2];
          let least = at;
          if (left < heap.length && isBefore(left, least)) least = left;
          if (right < heap.length && isBefore(right, least)) least = right;
          if (least === at) break;
          swap(at, least);
          at = least;
        }
      }
      return first;
    },
    size: () => heap.length,
    all: () => heap.toSorted(compareEvents),
  };
}
