import { z } from 'zod';
import { defineApi } from '../../platform/http/contract.ts';
import { okWire } from '../../platform/http/wire.ts';

export const OWNED_REASONS = [
  'people-sign-in',
  'identity-provider',
  'certificate-organisation',
  'registrant',
  'name-servers',
  'mail-hosts',
] as const;

/** Domains of the company itself, learned. */
export const ownedApi = defineApi({
  listOwnedDomains: {
    method: 'GET',
    path: '/api/v1/owned-domains',
    summary: 'Domains that are ours: declared, decided, and those that may be, with the reasons.',
    access: 'domains:read',
    response: z.object({
      owned: z.array(
        z.object({
          domain: z.string(),
          brand: z.string(),
          /** `configuration` and `brand`: named there; `decision`: a person marked it. */
          from: z.enum(['configuration', 'brand', 'decision']),
        }),
      ),
      candidates: z.array(
        z.object({
          domain: z.string(),
          brand: z.string(),
          reasons: z.array(
            z.object({
              code: z.enum(OWNED_REASONS),
              /** What is shared: an organisation, hosts, a number of people. */
              shared: z.string(),
              /** False for what anybody can set up to look like ours. */
              strong: z.boolean(),
            }),
          ),
        }),
      ),
    }),
  },
  dismissOwnedCandidate: {
    method: 'POST',
    path: '/api/v1/owned-domains/dismiss',
    summary: 'Stops proposing a domain as ours.',
    access: 'domains:decide',
    body: z.object({ domain: z.string().trim().min(1).max(253) }),
    response: okWire,
    audit: 'domain.owned.dismiss',
  },
});
