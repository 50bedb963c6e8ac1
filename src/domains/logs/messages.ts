import type { Catalogue } from '../../base/messages.ts';

/** Texts of domains/logs. Keys start with `domains.`. */
export const logsMessages: Catalogue = {};
