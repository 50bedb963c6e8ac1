import type { LookAlike, Matcher } from '../engines/lookalike/index.ts';
import { type CleanNames, createCleanNames } from './clean-names.ts';
import { severityOf } from './look-alike-finding.ts';
import type { CertificateEntry } from './ports.ts';

/** A certificate that names a look-alike: one sighting per registrable domain, however many of its names imitate. */
export interface Sighting {
  entry: CertificateEntry;
  /** The gravest name of that domain in this certificate. */
  verdict: LookAlike;
  /** The names of that domain that imitate, as certified. */
  hosts: string[];
}

/** Names judged between two breaths: a page may hold a hundred thousand, and the console wants answers meanwhile. */
const NAMES_PER_BREATH = 4000;

/** What each matcher found nothing in; a changed set of brands is another matcher and begins anew. */
const cleanByMatcher = new WeakMap<Matcher, CleanNames>();

/**
 * The look-alikes that certificates name, in the log's order. Own domains and names below alarm are left out; certificates
 * whose names were judged a moment ago, in whatever log, and found clean are passed over.
 */
export async function judgeEntries(matcher: Matcher, entries: readonly CertificateEntry[]): Promise<Sighting[]> {
  const clean = cleanByMatcher.get(matcher) ?? createCleanNames();
  cleanByMatcher.set(matcher, clean);
  const sightings: Sighting[] = [];
  let judged = 0;
  for (const entry of entries) {
    const key = clean.keyOf(entry.names);
    if (clean.has(key)) continue;
    const found = judgeEntry(matcher, entry);
    if (found.length === 0) clean.add(key);
    else sightings.push(...found);
    judged += entry.names.length;
    if (judged < NAMES_PER_BREATH) continue;
    judged = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sightings;
}

/** The look-alikes that one certificate names. */
function judgeEntry(matcher: Matcher, entry: CertificateEntry): Sighting[] {
  let byDomain: Map<string, Sighting> | null = null;
  for (const name of entry.names) {
    const verdict = matcher.match(name);
    if (verdict.kind !== 'look-alike' || !isKept(verdict)) continue;
    byDomain ??= new Map<string, Sighting>();
    const before = byDomain.get(verdict.registrable);
    if (before === undefined) {
      byDomain.set(verdict.registrable, { entry, verdict, hosts: [verdict.host] });
      continue;
    }
    if (!before.hosts.includes(verdict.host)) before.hosts.push(verdict.host);
    if (isGraver(verdict, before.verdict)) before.verdict = verdict;
  }
  return byDomain === null ? [] : [...byDomain.values()];
}

/** Alarms, and a brand's bare name under a suffix that is not known to be its own. */
function isKept(verdict: LookAlike): boolean {
  return severityOf(verdict) !== null || verdict.class === 'unverified-use';
}

/** Whether the first verdict says more than the second. Equal ones do not, so that the name given first stays. */
export function isGraver(
  a: Pick<LookAlike, 'reported' | 'class' | 'score'>,
  b: Pick<LookAlike, 'reported' | 'class' | 'score'>,
): boolean {
  const weight = (one: typeof a): number =>
    one.score + (one.reported ? 1000 : 0) + (one.class === 'unverified-use' || one.class === 'idp-lure' ? 0 : 500);
  return weight(a) > weight(b);
}
