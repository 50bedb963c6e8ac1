import type { LiveKind } from '../../../src/platform/live/live.ts';
import type { Topic } from './query-client.ts';

/** Which fetched things are out of date when the stream names a kind. */
export const TOPICS_OF: Readonly<Record<LiveKind, readonly Topic[]>> = {
  incident: ['incidents', 'timeline', 'plans', 'overview', 'look-alikes'],
  finding: ['incidents', 'timeline', 'overview'],
  plan: ['plans', 'timeline'],
  action: ['plans', 'timeline'],
  source: ['sources', 'setup', 'overview', 'certificate-logs'],
  report: ['reports', 'overview'],
  'look-alike': ['look-alikes', 'overview'],
  'first-look': ['first-look'],
  import: ['imports', 'overview'],
  rehearsal: ['rehearsal', 'overview'],
  setup: ['setup', 'overview', 'brands', 'channels', 'responders', 'certificate-logs', 'logs', 'sources'],
  account: ['accounts', 'tokens', 'me', 'setup'],
  store: ['overview'],
};
