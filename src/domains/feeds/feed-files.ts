import type { FeedContent } from './feed-content.ts';
import { renderStix } from './render-stix.ts';
import { type DomainsForm, renderDomains, renderHosts, renderZone } from './render-zone.ts';
import type { FEED_FORMATS } from './api.ts';

export type FeedFormat = (typeof FEED_FORMATS)[number];

export interface FeedFile {
  format: FeedFormat;
  name: string;
  type: string;
}

/** The files there are. Names are what a reader's URL ends with. */
export const FEED_FILES: readonly FeedFile[] = [
  { format: 'rpz', name: 'rpz.zone', type: 'text/dns; charset=us-ascii' },
  { format: 'hosts', name: 'hosts.txt', type: 'text/plain; charset=us-ascii' },
  { format: 'domains', name: 'domains.txt', type: 'text/plain; charset=us-ascii' },
  { format: 'stix', name: 'stix.json', type: 'application/stix+json;version=2.1' },
  { format: 'json', name: 'domains.json', type: 'application/json' },
];

/** A list as its readers want it. @param form of the firewall list only */
export function renderFeed(format: FeedFormat, content: FeedContent, form: DomainsForm): string {
  switch (format) {
    case 'rpz':
      return renderZone(content);
    case 'hosts':
      return renderHosts(content);
    case 'domains':
      return renderDomains(content, form);
    case 'stix':
      return renderStix(content);
    default:
      return `${JSON.stringify({ version: 1, serial: content.serial, changedAt: content.changedAt, items: content.items })}\n`;
  }
}
