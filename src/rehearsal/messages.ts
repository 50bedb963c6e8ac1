import type { Catalogue } from '../base/messages.ts';

/** Texts of the rehearsal: the milestones, ours beside the original's. What attacker and staff do is in the simulator's catalogue. */
export const rehearsalMessages: Catalogue = {
  'rehearsal.milestone.certified': 'The look-alike’s certificate is logged',
  'rehearsal.milestone.look-alike-found': 'The defender sees the look-alike',
  'rehearsal.milestone.first-report': 'The first employee reports',
  'rehearsal.milestone.stolen-sign-in-found': 'A stolen sign-in is found',
  'rehearsal.milestone.authenticator-found': 'The attacker’s authenticator is found',
  'rehearsal.milestone.contained': 'Sessions ended and credentials reset',
};
