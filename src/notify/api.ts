import { z } from 'zod';
import { defineApi } from '../platform/http/contract.ts';
import { faultWire, okWire, severityWire } from '../platform/http/wire.ts';

export const channelInput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('webhook'),
    label: z.string().trim().min(1).max(100),
    url: z.url({ protocol: /^https?$/ }).max(1000),
    minSeverity: severityWire.default('medium'),
  }),
  z.object({
    kind: z.literal('smtp'),
    label: z.string().trim().min(1).max(100),
    host: z.string().trim().min(1).max(253),
    port: z.number().int().min(1).max(65_535),
    tls: z.enum(['implicit', 'starttls', 'none']),
    username: z.string().max(200).optional(),
    password: z.string().max(500).optional(),
    from: z.email().max(320),
    to: z.array(z.email().max(320)).min(1).max(50),
    minSeverity: severityWire.default('medium'),
  }),
]);

export const channelWire = z.object({
  channelId: z.string(),
  kind: z.enum(['webhook', 'smtp']),
  label: z.string(),
  /** Where it goes: the webhook's origin, or the recipients. */
  destination: z.string(),
  minSeverity: severityWire,
  readOnly: z.boolean(),
  lastDeliveredAt: z.number().int().nullable(),
  waiting: z.number().int(),
  lastError: faultWire.nullable(),
});

export type ChannelWire = z.output<typeof channelWire>;

export const notifyApi = defineApi({
  listChannels: {
    method: 'GET',
    path: '/api/v1/channels',
    summary: 'How people are told: webhooks and mail, each with its last delivery.',
    access: 'settings:read',
    response: z.object({ items: z.array(channelWire) }),
  },
  addChannel: {
    method: 'POST',
    path: '/api/v1/channels',
    summary: 'Adds a webhook or a mailbox. The signing secret of a webhook is shown in this reply only.',
    access: 'settings:write',
    body: channelInput,
    response: z.object({ channelId: z.string(), signingSecret: z.string().nullable() }),
    secretReply: true,
    audit: 'channel.add',
    fresh: true,
  },
  testChannel: {
    method: 'POST',
    path: '/api/v1/channels/:channelId/test',
    summary: 'Sends a test message now and says what the other side answered.',
    access: 'settings:write',
    params: z.object({ channelId: z.string().max(100) }),
    response: z.object({ delivered: z.boolean(), answer: z.string() }),
    audit: 'channel.test',
  },
  removeChannel: {
    method: 'DELETE',
    path: '/api/v1/channels/:channelId',
    summary: 'Removes a channel. What still waits for it is not sent.',
    access: 'settings:write',
    params: z.object({ channelId: z.string().max(100) }),
    response: okWire,
    audit: 'channel.remove',
    fresh: 'people',
  },
});
