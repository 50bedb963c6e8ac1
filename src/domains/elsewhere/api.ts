import { z } from 'zod';
import { defineApi } from '../../platform/http/contract.ts';
import { okWire } from '../../platform/http/wire.ts';

export const nameListWire = z.object({
  listId: z.string(),
  label: z.string(),
  /** Without its query and credentials, which may hold a key. */
  url: z.string().nullable(),
  folder: z.string().nullable(),
  kind: z.enum(['registrations', 'whole']),
  everyHours: z.number(),
  readOnly: z.boolean(),
  checkedAt: z.number().int().nullable(),
  /** Of the copy that was read last. */
  names: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  found: z.number().int(),
});

/** Endpoints of domains/elsewhere. */
export const elsewhereApi = defineApi({
  listNameLists: {
    method: 'GET',
    path: '/api/v1/name-lists',
    summary: 'Lists of new registrations and zones that are read beside the certificate logs.',
    access: 'sources:read',
    response: z.object({ items: z.array(nameListWire) }),
  },
  addNameList: {
    method: 'POST',
    path: '/api/v1/name-lists',
    summary:
      'Reads a list of names from a URL: new registrations, or everything there is, compared with the copy before.',
    access: 'settings:write',
    body: z.object({
      label: z.string().trim().min(1).max(100),
      url: z.url({ protocol: /^https?$/ }).max(1000),
      kind: z.enum(['registrations', 'whole']).default('registrations'),
      everyHours: z.number().int().min(1).max(168).default(24),
    }),
    response: z.object({ listId: z.string() }),
    audit: 'name-list.add',
    fresh: 'passkey',
  },
  removeNameList: {
    method: 'DELETE',
    path: '/api/v1/name-lists/:listId',
    summary: 'Stops reading a list of names and forgets its last copy. What it showed stays.',
    access: 'settings:write',
    params: z.object({ listId: z.string().max(200) }),
    response: okWire,
    audit: 'name-list.remove',
    fresh: 'people',
  },
});
