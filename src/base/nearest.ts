/** The candidate closest to a mistyped word, or null when none is within two edits. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const bounded = word.slice(0, 40);
  const scored = candidates.map((candidate) => ({ candidate, edits: editDistance(bounded, candidate) }));
  const best = scored.reduce<{ candidate: string; edits: number } | null>(
    (least, next) => (least === null || next.edits < least.edits ? next : least),
    null,
  );
  return best !== null && best.edits <= 2 ? best.candidate : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
