import { z } from 'zod';
import { SEVERITIES } from '../../base/finding.ts';

/** Wire shapes that several rooms share. Texts come as message key and parameters: the reader's side renders them. */
export const messageWire = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
});

export const severityWire = z.enum(SEVERITIES as unknown as readonly ['info', 'low', 'medium', 'high', 'critical']);

export const entityWire = z.object({
  kind: z.enum(['principal', 'session', 'network', 'device', 'domain', 'authenticator', 'app', 'customer', 'source']),
  value: z.string(),
  label: z.string(),
  role: z.enum(['victim', 'attacker', 'reporter', 'exposed', 'subject', 'target']),
});

/** An error as the sources page and forms show it: what happened, and what to do. */
export const faultWire = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
  at: z.number().int(),
});

/** The reply of a call that has nothing to say. */
export const okWire = z.object({ ok: z.literal(true) });
