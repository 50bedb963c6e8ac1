import { z } from 'zod';
import { defineApi } from '../http/contract.ts';
import { okWire } from '../http/wire.ts';

/** One thing that the doctor tried. */
export const checkWire = z.object({
  id: z.string(),
  /** What was tried, e.g. "Okta: System Log can be read". */
  label: z.string(),
  state: z.enum(['ok', 'warning', 'failed', 'skipped']),
  /** What was found. */
  detail: z.string(),
  remedy: z.string().nullable(),
});

export type CheckWire = z.output<typeof checkWire>;

/** Calls of the machine's operator: the command line makes them on loopback with the operator's token. */
export const operatorApi = defineApi({
  runDoctor: {
    method: 'POST',
    path: '/api/v1/doctor',
    summary:
      'Tries everything that Breakwater depends on, without changing anything, and says what is wrong and what to do.',
    access: 'settings:write',
    scope: 'global',
    response: z.object({ checks: z.array(checkWire) }),
    timeoutMs: 120_000,
    audit: 'operator.doctor',
  },
  createBackup: {
    method: 'POST',
    path: '/api/v1/backups',
    summary: 'Writes a consistent copy of everything but the sealing key into a new folder on this machine.',
    access: 'operator',
    scope: 'global',
    body: z.object({ directory: z.string().min(1).max(4096) }),
    response: z.object({ directory: z.string(), sizeBytes: z.number().int(), files: z.number().int() }),
    timeoutMs: 3_600_000,
    audit: 'operator.backup',
  },
  releaseHold: {
    method: 'POST',
    path: '/api/v1/release',
    summary: 'Lets a restored copy act again: outbox and approved actions go on.',
    access: 'operator',
    scope: 'global',
    response: okWire,
    audit: 'operator.release',
  },
  createLink: {
    method: 'POST',
    path: '/api/v1/links',
    summary: 'Gives a one-time link: the first sign-in, or recovery of an administrator who lost every key.',
    access: 'operator',
    scope: 'global',
    body: z.object({ recover: z.string().min(1).max(100).nullable() }),
    response: z.object({ link: z.string() }),
    secretReply: true,
    audit: 'operator.link',
  },
});
