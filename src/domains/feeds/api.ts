import { z } from 'zod';
import { defineApi } from '../../platform/http/contract.ts';
import { okWire } from '../../platform/http/wire.ts';

/** The lists, by what reads them: a resolver, a hosts file, a firewall, a threat intelligence platform, a program. */
export const FEED_FORMATS = ['rpz', 'hosts', 'domains', 'stix', 'json'] as const;

const at = z.number().int();
const format = z.enum(FEED_FORMATS);

export const feedTokenWire = z.object({
  tokenId: z.string(),
  label: z.string(),
  formats: z.array(format),
  createdAt: at,
  createdBy: z.string(),
  lastUsedAt: at.nullable(),
  lastFormat: format.nullable(),
});

/** Blocklists. */
export const feedsApi = defineApi({
  getFeeds: {
    method: 'GET',
    path: '/api/v1/feeds',
    summary: 'The blocklists: how many domains they hold, their version, what enters by itself.',
    access: 'domains:read',
    response: z.object({
      entries: z.number().int(),
      /** Serial of the zone; grows with every change. */
      serial: z.number().int(),
      changedAt: at.nullable(),
      /** Alarms from this score on enter without a decision; null: only what a person decided. */
      autoScore: z.number().nullable(),
      /** Domains marked hostile that are not listed, and why. */
      refused: z.array(z.object({ registrable: z.string(), refusal: z.string() })),
      /** Listed domains that the zone (`rpz`) cannot hold because of their length: how many, and the first of them. */
      tooLong: z.object({ count: z.number().int(), first: z.array(z.string()) }),
      files: z.array(z.object({ format, name: z.string(), path: z.string() })),
      lastReadAt: at.nullable(),
    }),
  },
  setFeedRules: {
    method: 'PUT',
    path: '/api/v1/feeds/rules',
    summary: 'Sets what enters the blocklists without a decision of a person.',
    access: 'settings:write',
    body: z.object({ autoScore: z.number().min(70).max(100).nullable() }),
    response: okWire,
    audit: 'feed.rules',
    fresh: 'people',
  },
  listFeedTokens: {
    method: 'GET',
    path: '/api/v1/feeds/tokens',
    summary: 'Tokens that open the blocklists and nothing else.',
    access: 'settings:read',
    response: z.object({ items: z.array(feedTokenWire) }),
  },
  createFeedToken: {
    method: 'POST',
    path: '/api/v1/feeds/tokens',
    summary: 'Makes a token for one reader of the blocklists. It is shown once.',
    access: 'settings:write',
    body: z.object({
      label: z.string().trim().min(1).max(100),
      formats: z.array(format).min(1).max(FEED_FORMATS.length),
    }),
    response: z.object({ tokenId: z.string(), token: z.string() }),
    audit: 'feed.token.create',
    secretReply: true,
    fresh: 'people',
  },
  revokeFeedToken: {
    method: 'DELETE',
    path: '/api/v1/feeds/tokens/:tokenId',
    summary: 'Revokes a token: its reader gets nothing from then on.',
    access: 'settings:write',
    params: z.object({ tokenId: z.string().max(100) }),
    response: okWire,
    audit: 'feed.token.revoke',
    fresh: 'people',
  },
});
