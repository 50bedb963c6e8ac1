import type { Catalogue } from '../../base/messages.ts';

/** Texts of domains/owned. Keys start with `domains.`. */
export const ownedMessages: Catalogue = {};
