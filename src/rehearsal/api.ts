import { z } from 'zod';
import { defineApi } from '../platform/http/contract.ts';
import { messageWire, okWire } from '../platform/http/wire.ts';

export const rehearsalWire = z.object({
  state: z.enum(['none', 'preparing', 'running', 'finished', 'stopped', 'failed']),
  scenario: z.string().nullable(),
  factor: z.number(),
  /** The rehearsal's own clock. T is the first lure: negative before it. */
  now: z.number().int(),
  sinceLureMs: z.number().nullable(),
  startedAt: z.number().int().nullable(),
  endsAt: z.number().int().nullable(),
  error: z.string().nullable(),
  /** What the attacker and the employees did, as it happens: the truth, which Breakwater does not see. */
  truth: z.array(
    z.object({
      at: z.number().int(),
      sinceLureMs: z.number(),
      message: messageWire,
      done: z.boolean(),
      prevented: z.boolean().default(false),
    }),
  ),
  /** Ours beside the original's: the same milestone at Cloudflare in 2022, and here. */
  milestones: z.array(
    z.object({
      milestone: messageWire,
      /** Seconds from the first text; null where the original never reached it. */
      originalSinceLureMs: z.number().nullable(),
      oursSinceLureMs: z.number().nullable(),
    }),
  ),
});

export type RehearsalWire = z.output<typeof rehearsalWire>;

export const rehearsalApi = defineApi({
  getRehearsal: {
    method: 'GET',
    path: '/api/v1/rehearsal',
    summary: 'The rehearsal: its state, its clock, what the attacker does, and the original beside it.',
    access: 'overview:read',
    scope: 'global',
    response: rehearsalWire,
  },
  startRehearsal: {
    method: 'POST',
    path: '/api/v1/rehearsal',
    summary: 'Attacks Acme, a simulated company, in a data space of its own. Removes the rehearsal before it.',
    access: 'rehearsal:run',
    scope: 'global',
    body: z.object({ scenario: z.enum(['0ktapus']).default('0ktapus'), factor: z.number().min(1).max(60).default(20) }),
    response: rehearsalWire,
    audit: 'rehearsal.start',
  },
  setRehearsalSpeed: {
    method: 'POST',
    path: '/api/v1/rehearsal/speed',
    summary: 'Changes the speed of the running rehearsal, ×1 to ×60.',
    access: 'rehearsal:run',
    scope: 'global',
    body: z.object({ factor: z.number().min(1).max(60) }),
    response: okWire,
    audit: 'rehearsal.speed',
  },
  stopRehearsal: {
    method: 'POST',
    path: '/api/v1/rehearsal/stop',
    summary: 'Stops the attack; what was found stays to be looked at.',
    access: 'rehearsal:run',
    scope: 'global',
    response: okWire,
    audit: 'rehearsal.stop',
  },
  removeRehearsal: {
    method: 'DELETE',
    path: '/api/v1/rehearsal',
    summary: 'Removes every trace of the rehearsal.',
    access: 'rehearsal:run',
    scope: 'global',
    response: okWire,
    audit: 'rehearsal.remove',
  },
});
