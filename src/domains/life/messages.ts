import type { Catalogue } from '../../base/messages.ts';

/** Texts of domains/life. Keys start with `domains.`. */
export const lifeMessages: Catalogue = {};
