import type { Catalogue } from '../base/messages.ts';
import { elsewhereMessages } from './elsewhere/messages.ts';
import { enrichMessages } from './enrich/messages.ts';
import { feedsMessages } from './feeds/messages.ts';
import { lifeMessages } from './life/messages.ts';
import { logsMessages } from './logs/messages.ts';
import { ownedMessages } from './owned/messages.ts';
import { takedownMessages } from './takedown/messages.ts';

/** Texts of the domains room. */
export const domainMessages: Catalogue = {
  ...logsMessages,
  ...elsewhereMessages,
  ...enrichMessages,
  ...lifeMessages,
  ...feedsMessages,
  ...takedownMessages,
  ...ownedMessages,
  'domains.detector.look-alike-certified': 'Look-alike of a brand certified',
  'domains.detector.log-inconsistent': 'Certificate log contradicts itself',
  'domains.finding.look-alike-certified.brand-lure':
    'A certificate for {host} was logged: it imitates {brand}, with {lure} to lure',
  'domains.finding.look-alike-certified.brand': 'A certificate for {host} was logged: it imitates {brand}',
  'domains.finding.look-alike-certified.no-brand':
    'A certificate for {host} was logged: nothing in it but sign-in words ({lure})',
  'domains.finding.log-suspect':
    '{log} lists other names than its certificates have: {what}. It is read on, by its certificates alone for a day',
  'domains.finding.log-inconsistent':
    '{log} contradicts what it signed before: {what}. It is read no further, and certificates that it holds may be missed',
};
