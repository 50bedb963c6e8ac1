import type { Catalogue } from '../../base/messages.ts';

/** Texts of domains/takedown. Keys start with `domains.`. */
export const takedownMessages: Catalogue = {};
