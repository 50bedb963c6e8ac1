import type { Left } from './inspect-run.ts';

/** So much of each difference is told: the end of a CI run shows only the beginning of a failure. */
const CONTEXT_CHARS = 24;
const TOLD_CHARS = 150;
const MAX_LINES = 8;

/**
 * What a killed run left otherwise than the undisturbed one: a line per item, which starts shortly before the place where the
 * two part (`findings of a: …high… | …medium…`). Empty where they left the same.
 */
export function differencesOf(calm: Left, killed: Left): string[] {
  const all: string[] = [];
  for (const part of ['faults', 'actions', 'people', 'findings', 'incidents'] as const) {
    const missing = without(calm[part], killed[part]);
    const extra = without(killed[part], calm[part]);
    while (missing.length > 0 || extra.length > 0) {
      const gone = missing.shift();
      // The item that it has become, as far as that can be told: the one that begins like it.
      const twin = gone === undefined ? 0 : likest(extra, gone);
      const [come] = extra.splice(twin, 1);
      all.push(`${part}: ${told(gone, come)}`);
    }
  }
  if (all.length === 0 && JSON.stringify(calm) !== JSON.stringify(killed)) all.push('the same, in another order');
  const more = all.length - MAX_LINES;
  return more > 0 ? [...all.slice(0, MAX_LINES), `and ${more} more`] : all;
}

/** The items of one list that the other has not, as often as it has not. */
function without(items: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return items.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function likest(items: readonly string[], wanted: string): number {
  const alike = items.map((item) => commonChars(item, wanted));
  return Math.max(0, alike.indexOf(Math.max(...alike)));
}

function told(gone: string | undefined, come: string | undefined): string {
  if (gone === undefined || come === undefined) {
    return `${gone === undefined ? 'more: ' : 'missing: '}${oneLine(gone ?? come ?? '', 0)}`;
  }
  const from = Math.max(0, commonChars(gone, come) - CONTEXT_CHARS);
  const of = gone.slice(0, Math.min(from, 2 * CONTEXT_CHARS));
  return `${oneLine(of, 0)} … ${oneLine(gone, from)} | ${oneLine(come, from)}`;
}

function oneLine(text: string, from: number): string {
  return text.slice(from, from + TOLD_CHARS).replaceAll('\n', ' / ');
}

function commonChars(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
