import type { Catalogue } from '../../base/messages.ts';

/** Texts of domains/elsewhere. Keys start with `domains.`. */
export const elsewhereMessages: Catalogue = {
  'domains.detector.look-alike-registered': 'Look-alike of a brand registered',
  'domains.finding.look-alike-registered.brand-lure':
    '{host} is new in {list}: it imitates {brand}, with {lure} to lure',
  'domains.finding.look-alike-registered.brand': '{host} is new in {list}: it imitates {brand}',
  'domains.finding.look-alike-registered.no-brand': '{host} is new in {list}: nothing in it but sign-in words ({lure})',
};
