import type { Catalogue } from '../../base/messages.ts';

/** Texts of domains/feeds. Keys start with `domains.`. */
export const feedsMessages: Catalogue = {};
