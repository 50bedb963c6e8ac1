import { channel } from 'node:diagnostics_channel';

/**
 * Told right after each commit, before anything is done because of it, with which of the two stores it was: `state` or `events`.
 * Nobody listens in production. The kill test does, to end the process exactly between two commits.
 */
export const committed = channel('breakwater:store.committed');
