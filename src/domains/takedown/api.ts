import { z } from 'zod';
import { defineApi } from '../../platform/http/contract.ts';
import { okWire } from '../../platform/http/wire.ts';

const params = z.object({ registrable: z.string().trim().min(1).max(253) });
const line = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'one line of text');

/** Who asks for a takedown: stands under the letters and in the reports. */
export const reporterWire = z.object({
  organisation: line.min(1),
  name: line.min(1),
  email: z.email().max(200),
});

const role = z.enum(['registrar', 'host']);

/** Takedown packs. */
export const takedownApi = defineApi({
  getTakedown: {
    method: 'GET',
    path: '/api/v1/look-alikes/domain/:registrable/takedown',
    summary: 'Letters and XARF reports for the abuse contacts of a domain, and what is missing for them.',
    access: 'domains:decide',
    params,
    response: z.object({
      reporter: reporterWire.nullable(),
      letters: z.array(
        z.object({
          role,
          /** Who is written to, as its registry names it; null where it is not known. */
          organisation: z.string().nullable(),
          to: z.string().nullable(),
          phone: z.string().nullable(),
          subject: z.string(),
          body: z.string(),
          /** The XARF v4 report that goes with it, as JSON text; null until it is known who reports. */
          report: z.string().nullable(),
        }),
      ),
      /** What would make the pack stronger and is not there. */
      missing: z.array(z.enum(['reporter', 'registrar-contact', 'host-contact', 'page', 'screenshot', 'decision'])),
      files: z.array(z.string()),
    }),
  },
  setReporter: {
    method: 'PUT',
    path: '/api/v1/takedown/reporter',
    summary: 'Sets who asks for takedowns.',
    access: 'domains:decide',
    body: reporterWire,
    response: okWire,
    audit: 'takedown.reporter',
  },
  markTakedownSent: {
    method: 'POST',
    path: '/api/v1/look-alikes/domain/:registrable/takedown/sent',
    summary: 'Writes down that a takedown was asked for: Breakwater never sends it itself.',
    access: 'domains:decide',
    params,
    body: z.object({ to: z.array(role).min(1).max(2), reference: line.default('') }),
    response: okWire,
    audit: 'takedown.sent',
  },
});
