import { z } from 'zod';
import { defineApi } from '../platform/http/contract.ts';
import { messageWire } from '../platform/http/wire.ts';

export const SETUP_STEPS = ['passkey', 'brands', 'identity', 'certificates', 'notify', 'respond'] as const;

export const setupWire = z.object({
  steps: z.array(
    z.object({
      step: z.enum(SETUP_STEPS),
      state: z.enum(['todo', 'done', 'problem', 'locked']),
      /** What is there now ("acme: acme.com and 2 more"), or why it is locked, or what is wrong. */
      detail: messageWire,
      /** What else the step offers that nothing waits for: look-ups of predicted names, once brands exist. */
      also: messageWire.optional(),
    }),
  ),
  /** True until the first passkey exists: real vendors cannot be connected. */
  bootstrap: z.boolean(),
});

export const overviewWire = z.object({
  version: z.string(),
  /** Milliseconds of this space's clock: the rehearsal's runs at its factor. */
  now: z.number().int(),
  clockFactor: z.number(),
  store: z.object({ mode: z.enum(['ok', 'read-only', 'held']), reason: z.string().nullable(), dialect: z.string() }),
  openIncidents: z.number().int(),
  sources: z.object({ healthy: z.number().int(), troubled: z.number().int(), total: z.number().int() }),
  last24h: z.object({
    events: z.number().int(),
    certificates: z.number().int(),
    findings: z.number().int(),
    reports: z.number().int(),
  }),
  rehearsal: z.object({ state: z.enum(['none', 'running', 'finished', 'stopped']) }),
});

export const setupApi = defineApi({
  getSetup: {
    method: 'GET',
    path: '/api/v1/setup',
    summary: 'The set-up checklist, each step with its state.',
    access: 'overview:read',
    response: setupWire,
  },
  getOverview: {
    method: 'GET',
    path: '/api/v1/overview',
    summary: 'What the first page shows: open incidents, sources, counts, the state of the store.',
    access: 'overview:read',
    response: overviewWire,
  },
});
