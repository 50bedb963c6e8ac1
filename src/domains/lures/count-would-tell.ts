import type { Clock } from '../../base/clock.ts';
import { REHEARSAL_TENANT } from '../../base/ids.ts';
import type { Matcher } from '../../engines/lookalike/index.ts';
import type { LoopSpec, TurnResult } from '../../platform/jobs/loops.ts';
import type { RunningSpace } from '../../platform/jobs/running-space.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Db } from '../../platform/store/db.ts';
import type { BrandBook, BrandBooks } from '../brand-books.ts';
import { readDecided } from '../life/decided.ts';
import type { LifeTables } from '../life/tables.ts';
import type { ArchivePlace, NameArchive } from '../logs/name-archive.ts';
import { severityOf } from '../look-alike-finding.ts';
import { readLearned } from './learned.ts';
import type { ProposedWord } from './propose-words.ts';
import type { LuresTables } from './tables.ts';

export interface CountWouldTellDeps {
  db: Db;
  books: BrandBooks;
  live: LivePublisher;
  /** The names seen of a data space; null where they are not kept. */
  archiveOf(tenantId: string): NameArchive | null;
}

/** What a proposed word would have told of the names seen lately. */
export interface WouldTell {
  /** False while they are still being looked through: then the count is of the last time, or 0. */
  counted: boolean;
  names: number;
  examples: string[];
  days: number;
}

export interface WouldTellCounter {
  /** What is known of a word; asks for it to be counted where that is due. Null where names are not kept. */
  of(tenantId: string, book: BrandBook, proposed: ProposedWord): WouldTell | null;
  start(space: RunningSpace): void;
  stop(tenantId: string): Promise<void>;
}

export const WOULD_TELL_LOOP = 'lure words';

const COUNTED_DAYS = 7;
const DAY_MS = 86_400_000;
/** After this long a count is made anew, when somebody asks: names have come and gone. */
const STALE_MS = 6 * 3_600_000;
const IDLE_MS = 600_000;
const MAX_EXAMPLES = 3;
/** Names told apart for one word; beyond it the word is no lure. */
const MAX_NAMES = 10_000;

interface Count {
  names: number;
  examples: string[];
  at: number;
}

/** A word being counted: how it is written in a name, and the names found so far. */
interface Counting extends ProposedWord {
  written: RegExp;
  found: Set<string>;
}

interface Pass {
  book: BrandBook;
  learned: Matcher;
  words: Counting[];
  /** Any of the words: most names hold none. */
  anyWritten: RegExp;
  fromAt: number;
  place: ArchivePlace;
}

/**
 * Counts in the background what proposed words would have told of the names seen in the last days: one pass over the archive for
 * all of them, a block at a turn. Counts are kept in memory for as long as the brands, decisions and words judged by are the same.
 */
export function createWouldTellCounter(deps: CountWouldTellDeps): WouldTellCounter {
  const spaces = new Map<string, RunningSpace>();
  const wanted = new Map<string, Map<string, ProposedWord>>();
  const countsOf = new WeakMap<BrandBook, Map<string, Count>>();

  function loop({ tenantId, clock }: RunningSpace): LoopSpec {
    let pass: Pass | null = null;

    async function turn(): Promise<TurnResult> {
      const archive = deps.archiveOf(tenantId);
      pass ??= archive === null ? null : await nextPass(archive, tenantId, clock);
      if (pass === null) return { waitMs: IDLE_MS };
      const block = (await archive?.read(pass.place)) ?? null;
      if (block === null) {
        const done = pass;
        pass = null;
        await finish(done, tenantId, clock);
        return 'more';
      }
      for (const entry of block.entries) {
        if (entry.timestampMs >= pass.fromAt) for (const name of entry.names) countName(pass, name);
      }
      pass.place = block.next;
      return 'more';
    }
    return { name: WOULD_TELL_LOOP, everyMs: IDLE_MS, turn };
  }

  async function nextPass(archive: NameArchive, tenantId: string, clock: Clock): Promise<Pass | null> {
    const asked = [...(wanted.get(tenantId)?.values() ?? [])];
    if (asked.length === 0) return null;
    const book = await deps.books.of(tenantId);
    const decided = await readDecided(deps.db.read<LifeTables>(), tenantId);
    const known = await readLearned(deps.db.read<LuresTables>(), tenantId);
    const { matcher } = deps.books.compile(tenantId, book.brands, decided, [...known, ...asked]);
    await archive.flush(clock.now());
    const fromAt = clock.now() - COUNTED_DAYS * DAY_MS;
    const words = asked.map((one): Counting => ({ ...one, written: writtenOf(one.word), found: new Set() }));
    return {
      book,
      learned: matcher,
      words,
      anyWritten: new RegExp(words.map(({ written }) => written.source).join('|')),
      fromAt,
      place: { hour: new Date(Math.max(0, fromAt)).toISOString().slice(0, 13), offsetBytes: 0 },
    };
  }

  async function finish({ book, words }: Pass, tenantId: string, clock: Clock): Promise<void> {
    const counts = countsOf.get(book) ?? new Map<string, Count>();
    countsOf.set(book, counts);
    for (const { word, found } of words) {
      counts.set(word, { names: found.size, examples: [...found].slice(0, MAX_EXAMPLES), at: clock.now() });
      wanted.get(tenantId)?.delete(word);
    }
    await deps.db.transaction(async (tx) => {
      for (const registrable of new Set(words.map((one) => one.registrable))) {
        await deps.live.publish(tx, tenantId, 'look-alike', registrable);
      }
    });
  }

  function want(space: RunningSpace, proposed: ProposedWord): void {
    const words = wanted.get(space.tenantId) ?? new Map<string, ProposedWord>();
    wanted.set(space.tenantId, words);
    if (words.has(proposed.word)) return;
    words.set(proposed.word, proposed);
    space.loops.wake(WOULD_TELL_LOOP);
  }

  return {
    of(tenantId, book, proposed) {
      const space = spaces.get(tenantId);
      if (space === undefined || deps.archiveOf(tenantId) === null) return null;
      const count = countsOf.get(book)?.get(proposed.word);
      const isDue = count === undefined || space.clock.now() - count.at >= STALE_MS;
      if (isDue) want(space, proposed);
      return { counted: !isDue, names: count?.names ?? 0, examples: count?.examples ?? [], days: COUNTED_DAYS };
    },
    start(space) {
      // It keeps no names to count in.
      if (space.tenantId === REHEARSAL_TENANT) return;
      spaces.set(space.tenantId, space);
      space.loops.start(loop(space));
    },
    async stop(tenantId) {
      await spaces.get(tenantId)?.loops.stop(WOULD_TELL_LOOP);
      spaces.delete(tenantId);
      wanted.delete(tenantId);
    },
  };
}

/** The letters of a word, with hyphens between them or not. */
function writtenOf(word: string): RegExp {
  return new RegExp(word.split('').join('-?'));
}

/** Adds a name to the words that it would be told for, and is not told for today. Names of the proposing domain say nothing new. */
function countName({ book, learned, words, anyWritten }: Pass, certified: string): void {
  if (!anyWritten.test(certified)) return;
  const name = certified.startsWith('*.') ? certified.slice(2) : certified;
  const holds = words.filter(({ written, found }) => written.test(name) && found.size < MAX_NAMES);
  if (holds.length === 0) return;
  const verdict = learned.match(name);
  if (verdict.kind !== 'look-alike' || severityOf(verdict) === null) return;
  const today = book.matcher.match(name);
  if (today.kind === 'look-alike' && severityOf(today) !== null) return;
  for (const { word, registrable, found } of holds) {
    if (verdict.registrable !== registrable && verdict.lure.includes(word)) found.add(name);
  }
}
