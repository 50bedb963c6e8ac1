import type { Catalogue } from '../../base/messages.ts';

/** Texts of domains/enrich. Keys start with `domains.`. */
export const enrichMessages: Catalogue = {
  'domains.detector.came-alive': 'Look-alike came alive',
  'domains.finding.came-alive.imitates': '{registrable} shows a page that passes itself off as a sign-in page of ours',
  'domains.finding.came-alive.asks': '{registrable} shows a page that asks for a password or a code',
  'domains.finding.came-alive.page': '{registrable} came alive: a page is up',
  'domains.finding.came-alive.mail': '{registrable} came alive: it can receive and answer mail',
  'domains.finding.came-alive.resolving': '{registrable} came alive: its name leads to {addresses}',
};
