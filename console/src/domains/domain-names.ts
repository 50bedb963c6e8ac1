import type { DOMAIN_STATES, LIFE_KINDS, SEEN_IN } from '../../../src/domains/life/api.ts';
import type { Tone } from '../kit/badge.tsx';

type State = (typeof DOMAIN_STATES)[number];
type Kind = (typeof LIFE_KINDS)[number];
type SeenIn = (typeof SEEN_IN)[number];

/** Where a domain stands, as a choice. */
export const STATE_NAMES: Readonly<Record<State, string>> = {
  resolving: 'Resolves',
  mail: 'Takes mail',
  page: 'Has a page',
  resembles: 'Resembles our sign-in',
  blocked: 'On the blocklist',
  refused: 'A client was refused',
  sent: 'Takedown asked for',
  down: 'Down',
  unknown: 'Not looked up',
};

export const SEEN_NAMES: Readonly<Record<SeenIn, string>> = {
  certificates: 'certificates',
  reports: 'reports',
  registrations: 'registrations',
  dns: 'DNS',
  proxy: 'proxy',
  'look-up': 'look-up',
  'by-hand': 'checked by hand',
};

/** Where it was seen, in words; what this console does not know by its own name. */
function seenName(where: string): string {
  return (SEEN_NAMES as Readonly<Record<string, string>>)[where] ?? where;
}

/** The same of all that it was seen in, to go on in a sentence; null where it was seen nowhere. */
export function seenWords(places: readonly string[]): string | null {
  const seen = places.filter((place) => place !== 'by-hand').map(seenName);
  const words = seen.length === 0 ? [] : [`seen in ${seen.join(', ')}`];
  if (places.includes('by-hand')) words.push(SEEN_NAMES['by-hand']);
  return words.length === 0 ? null : words.join(', ');
}

/** What happened to a domain: its name, how it is coloured, and whether it stands on the line of its life. */
export const KIND_LOOKS: Readonly<Record<Kind, { name: string; tone: Tone; step?: string }>> = {
  registered: { name: 'Registered', tone: 'neutral', step: 'Registered' },
  certified: { name: 'Certificate logged', tone: 'medium', step: 'Certified' },
  resolving: { name: 'Resolves', tone: 'medium', step: 'Resolving' },
  mail: { name: 'Takes mail', tone: 'medium' },
  'page-up': { name: 'Page up', tone: 'high', step: 'Page up' },
  resembles: { name: 'Page resembles our sign-in', tone: 'critical' },
  'came-alive': { name: 'Came alive', tone: 'high' },
  reported: { name: 'Reported by an employee', tone: 'high', step: 'Reported' },
  'asked-for': { name: 'A person of ours asked for it', tone: 'high' },
  followed: { name: 'Followed by hand', tone: 'accent' },
  decided: { name: 'Decided', tone: 'accent' },
  undecided: { name: 'Decision undone', tone: 'neutral' },
  blocked: { name: 'Entered the blocklist', tone: 'accent', step: 'Listed' },
  unblocked: { name: 'Left the blocklist', tone: 'neutral' },
  refused: { name: 'First client refused', tone: 'good', step: 'Blocked' },
  'takedown-prepared': { name: 'Takedown prepared', tone: 'accent' },
  'takedown-sent': { name: 'Takedown asked for', tone: 'accent' },
  'page-down': { name: 'Page gone', tone: 'neutral' },
  'not-resolving': { name: 'Does not resolve', tone: 'neutral' },
  down: { name: 'Down', tone: 'good', step: 'Down' },
};

/** Why blocklists refuse a domain. */
const REFUSALS: Readonly<Record<string, string>> = {
  own: 'it is one of your own domains',
  'own-below': 'a domain of yours lies below it',
  'public-suffix': 'others register names below it',
  'widely-used': 'it is one of the most widely used domains',
  'shared-service': 'many companies share this service',
  platform: 'strangers have pages or sites there',
};

export function refusalName(code: string): string {
  return REFUSALS[code] ?? code;
}

export const DECISION_LOOKS = {
  ours: { name: 'Ours', tone: 'good' },
  benign: { name: 'Benign', tone: 'neutral' },
  hostile: { name: 'Hostile', tone: 'critical' },
} as const satisfies Readonly<Record<string, { name: string; tone: Tone }>>;
