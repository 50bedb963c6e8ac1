/** Numbers in [0, 1) that repeat for the same seed (mulberry32). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One round of a rehearsal, as an undisturbed run did it. */
export interface Round {
  /** Virtual time it led to. */
  atMs: number;
  /** Real time that Breakwater worked in it. */
  workedMs: number;
  /** Transactions and appends it committed in it. */
  commits: number;
  /** Which of these (from 1) held findings. */
  tellingCommits: readonly number[];
  /** Somebody called, the world moved, or a vendor was asked for more than what is new. */
  busy: boolean;
  /** Something was changed at a vendor. */
  writing: boolean;
}

/** What an undisturbed run did: where there is something to be killed in. */
export interface CalmRun {
  rounds: readonly Round[];
  /** Virtual times at which something was found. */
  foundAtMs: ReadonlySet<number>;
  /** How often something was changed at a vendor. */
  changes: number;
}

/**
 * When to kill: in the first round at or after a virtual time, when Breakwater has worked so long in it or has made so many
 * commits in it; or so long after the vendor has carried out the n-th change of the run, real time.
 */
export type KillMoment =
  | { kind: 'work'; atMs: number; afterMs: number }
  | { kind: 'commit'; atMs: number; number: number }
  | { kind: 'change'; number: number; afterMs: number };

/**
 * The vendor's answer to a change is on its way, received, or just written down. Most of it is over within a millisecond, so
 * early moments are drawn more often.
 */
const AFTER_CHANGE_MS = 5;

/**
 * Deals moments out. Of eight, four lie right after a commit, where a crash shows what should have been one commit: two right
 * after the commit that holds findings or the one before it, one anywhere in a round in which something was found, one in those
 * in which a containment ran or somebody called; none comes twice before all have come once. The others are measured in time, and so hit what lies between two commits: two in those same rounds, one in
 * any, one in the milliseconds after the vendor has done what it was told.
 */
export function createKillMoments(random: Random, calm: CalmRun): (count: number) => KillMoment[] {
  const { rounds, foundAtMs, changes } = calm;
  // Rounds in which records came in and were judged show by the time they took.
  const usualMs = rounds.map((round) => round.workedMs).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? 0;
  const telling = rounds.filter((round) => foundAtMs.has(round.atMs));
  const others = rounds.filter((round) => !telling.includes(round));
  const writing = others.filter((round) => round.writing);
  const busy = others.filter((round) => round.busy || round.workedMs > 2 * usualMs);
  const atFindings = dealer(random, aroundFindings(rounds));
  const inTelling = dealer(random, commitsOf(telling));
  const inOthers = dealer(random, commitsOf([...new Set([...writing, ...busy])]));
  const change = (): KillMoment => {
    return { kind: 'change', number: 1 + Math.floor(random() * changes), afterMs: random() ** 3 * AFTER_CHANGE_MS };
  };
  const turns: (() => KillMoment)[] = [
    atFindings,
    change,
    () => drawWork(random, telling),
    atFindings,
    inOthers,
    () =>
      drawWork(
        random,
        rounds.filter((round) => round.writing),
      ),
    inTelling,
    () => drawWork(random, rounds),
  ];
  let turn = 0;
  const draw = (): KillMoment => {
    const next = turns[turn % turns.length] ?? change;
    turn += 1;
    return next();
  };
  return (count) => Array.from({ length: count }, draw);
}

/** Right before a commit that holds findings (after the one before it), and right after it. */
function aroundFindings(rounds: readonly Round[]): KillMoment[] {
  return rounds.flatMap(({ atMs, tellingCommits }) =>
    [...new Set(tellingCommits.flatMap((number) => [number - 1, number]))]
      .filter((number) => number > 0)
      .map((number): KillMoment => ({ kind: 'commit', atMs, number })),
  );
}

function commitsOf(rounds: readonly Round[]): KillMoment[] {
  return rounds.flatMap(({ atMs, commits }) =>
    Array.from({ length: commits }, (_, index): KillMoment => ({ kind: 'commit', atMs, number: index + 1 })),
  );
}

/** Deals a deck out again and again, shuffled anew each time (Fisher and Yates). */
function dealer(random: Random, deck: readonly KillMoment[]): () => KillMoment {
  let left: KillMoment[] = [];
  return () => {
    if (left.length === 0) left = [...deck];
    const [dealt] = left.splice(Math.floor(random() * left.length), 1);
    if (dealt === undefined) throw new Error('an undisturbed run without commits');
    return dealt;
  };
}

function drawWork(random: Random, rounds: readonly Round[]): KillMoment {
  let left = random() * rounds.reduce((sum, round) => sum + round.workedMs, 0);
  for (const round of rounds) {
    if (left < round.workedMs) return { kind: 'work', atMs: round.atMs, afterMs: left };
    left -= round.workedMs;
  }
  throw new Error('an undisturbed run without work');
}
