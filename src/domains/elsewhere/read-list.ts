import type { LookAlike, Matcher } from '../../engines/lookalike/index.ts';
import { isGraver } from '../judge-entries.ts';
import { nameHash, type NameSet, type SetChanges } from './name-set.ts';
import { namesOf } from './read-names.ts';

/** What a copy of a list holds that imitates a brand. */
export interface ReadList {
  names: number;
  /** Against the copy before; null for lists that hold what is new. */
  changes: SetChanges | null;
  /** Look-alikes that are new in the list, and those that stood there before. One a registrable domain. */
  news: LookAlike[];
  standing: LookAlike[];
  /** Look-alikes beyond {@link MAX_HITS}. */
  leftOut: number;
}

/** Look-alikes of one copy: more are no list of registrations but a matcher gone wrong. */
const MAX_HITS = 20_000;
/** Names judged between two breaths. */
const NAMES_PER_BREATH = 2000;

/**
 * Reads a list to its end, judging every name as it comes. Memory does not grow with the list.
 * @param set what the copy before held, for lists that hold everything; null for lists of what is new
 */
export async function readList(
  bytes: AsyncIterable<Uint8Array>,
  matcher: Matcher,
  set: NameSet | null,
  signal: AbortSignal,
): Promise<ReadList> {
  const hits = new Map<string, { verdict: LookAlike; hash: number }>();
  let names = 0;
  let leftOut = 0;
  set?.begin();
  for await (const batch of namesOf(bytes)) {
    for (const name of batch) {
      names += 1;
      if (names % NAMES_PER_BREATH === 0) {
        signal.throwIfAborted();
        await set?.flush();
        await new Promise((resolve) => setImmediate(resolve));
      }
      const hash = nameHash(name);
      set?.add(hash);
      const verdict = matcher.match(name);
      if (verdict.kind !== 'look-alike' || (!verdict.reported && verdict.class !== 'unverified-use')) continue;
      const before = hits.get(verdict.registrable);
      // the gravest name of a domain stands for it
      if (before !== undefined && !isGraver(verdict, before.verdict)) continue;
      if (before === undefined && hits.size >= MAX_HITS) leftOut += 1;
      else hits.set(verdict.registrable, { verdict, hash });
    }
  }
  const changes = set === null ? null : await set.compare([...hits.values()].map((hit) => hit.hash));
  // a copy that shares no name with the one before is not the first: that one's names are gone
  const isFirst = changes !== null && changes.added === changes.names && changes.removed === 0;
  const found: ReadList = { names, changes, news: [], standing: [], leftOut };
  for (const { verdict, hash } of hits.values()) {
    const isNew = changes === null || (!isFirst && changes.news.has(hash));
    (isNew ? found.news : found.standing).push(verdict);
  }
  return found;
}
