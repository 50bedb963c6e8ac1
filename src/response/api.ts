import { z } from 'zod';
import { oktaCredentialInput } from '../platform/http/credential.ts';
import { defineApi } from '../platform/http/contract.ts';
import { faultWire, messageWire, okWire } from '../platform/http/wire.ts';

/**
 * proposed → approved → started (intent kept) → accepted (the vendor took the call) → verified (we read the effect back).
 * failed: the vendor refused · unknown: the call was ambiguous and reading did not settle it · not-needed: reading showed the
 * effect is already there · withdrawn: nothing asks for it any more, or a person took it off the plan before it began.
 */
export const ACTION_STATES = [
  'proposed',
  'approved',
  'started',
  'accepted',
  'verified',
  'failed',
  'unknown',
  'not-needed',
  'withdrawn',
] as const;

export const actionWire = z.object({
  actionId: z.string(),
  kind: z.string(),
  /** Whom or what it acts on, for the reader. */
  target: z.object({ kind: z.string(), value: z.string(), label: z.string() }),
  title: messageWire,
  /** What it will do, what it will not do, what cannot be undone: one message each. */
  will: z.array(messageWire),
  willNot: z.array(messageWire),
  cannotUndo: z.array(messageWire),
  reversibility: z.enum(['reversible', 'compensable', 'irreversible', 'harmless']),
  /** Why it is proposed: the findings it rests on. */
  because: z.array(z.object({ findingId: z.string(), message: messageWire })),
  state: z.enum(ACTION_STATES),
  approvedAt: z.number().int().nullable(),
  approvedBy: z.string().nullable(),
  acceptedAt: z.number().int().nullable(),
  verifiedAt: z.number().int().nullable(),
  /** What was kept before it ran (an authenticator's snapshot), as pretty JSON. */
  snapshot: z.string().nullable(),
  error: faultWire.nullable(),
});

export type ActionWire = z.output<typeof actionWire>;

export const planWire = z.object({
  planId: z.string(),
  incidentId: z.string(),
  /** SHA-256 over the plan's canonical form: an approval holds for exactly this. */
  digest: z.string(),
  revision: z.number().int(),
  state: z.enum(['proposed', 'approved', 'running', 'done', 'empty', 'incomplete']),
  actions: z.array(actionWire),
  /** Things deliberately left alone, and why ("emp012's own security key stays"). */
  leftAlone: z.array(messageWire),
  /** What stops it from running now (no write credential, read-only mode), with the remedy. */
  blockedBy: faultWire.nullable(),
  createdAt: z.number().int(),
});

export type PlanWire = z.output<typeof planWire>;

export const approvalChallengeWire = z.object({
  /** null where no passkey exists yet (rehearsals on loopback): then the approval needs no assertion. */
  publicKey: z.record(z.string(), z.unknown()).nullable(),
  approvalId: z.string(),
});

const incidentId = z.object({ incidentId: z.string().max(100) });
const chosen = z.object({
  planId: z.string().max(100),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** The actions to approve: one, some or all. */
  actionIds: z.array(z.string().max(100)).min(1).max(500),
});

export const responseApi = defineApi({
  getPlan: {
    method: 'GET',
    path: '/api/v1/incidents/:incidentId/plan',
    summary: 'The containment plan of an incident, each action with what it will and will not do.',
    access: 'response:read',
    params: incidentId,
    response: planWire,
  },
  beginApproval: {
    method: 'POST',
    path: '/api/v1/incidents/:incidentId/plan/approval',
    summary: "Begins an approval: gives a passkey challenge bound to the plan's digest and the chosen actions.",
    access: 'response:approve',
    params: incidentId,
    body: chosen,
    response: approvalChallengeWire,
    audit: 'plan.approval.begin',
  },
  approve: {
    method: 'POST',
    path: '/api/v1/incidents/:incidentId/plan/approve',
    summary: 'Approves the chosen actions with the passkey assertion. Refused when the plan has changed since.',
    access: 'response:approve',
    params: incidentId,
    body: chosen.extend({ approvalId: z.string().max(100), assertion: z.record(z.string(), z.unknown()).nullable() }),
    response: planWire,
    audit: 'plan.approve',
  },
  retryAction: {
    method: 'POST',
    path: '/api/v1/actions/:actionId/retry',
    summary: 'Tries a failed or unknown action again, after reading the vendor state first.',
    access: 'response:approve',
    params: z.object({ actionId: z.string().max(100) }),
    response: okWire,
    audit: 'action.retry',
    fresh: true,
  },
  withdrawAction: {
    method: 'POST',
    path: '/api/v1/actions/:actionId/withdraw',
    summary:
      'Takes a proposed or approved action off the plan, as long as it has not begun. Only a new finding proposes it again.',
    access: 'response:approve',
    params: z.object({ actionId: z.string().max(100) }),
    response: okWire,
    audit: 'action.withdraw',
    fresh: 'people',
  },
  connectOktaResponder: {
    method: 'PUT',
    path: '/api/v1/responders/okta',
    summary: 'Stores the separate credential that may write to Okta. Tried once before it is kept.',
    access: 'settings:write',
    body: z.object({ orgUrl: z.url({ protocol: /^https?$/ }).max(300), credential: oktaCredentialInput }),
    response: okWire,
    audit: 'okta-responder.connect',
    fresh: true,
  },
  disconnectOktaResponder: {
    method: 'DELETE',
    path: '/api/v1/responders/okta',
    summary: 'Destroys the write credential. Plans stay, and cannot run.',
    access: 'settings:write',
    response: okWire,
    audit: 'okta-responder.disconnect',
    fresh: true,
  },
  getResponders: {
    method: 'GET',
    path: '/api/v1/responders',
    summary: 'Which write credentials are in place, and whether they worked when last tried.',
    access: 'response:read',
    response: z.object({
      okta: z.object({
        connected: z.boolean(),
        orgUrl: z.string().nullable(),
        readOnly: z.boolean(),
        lastError: faultWire.nullable(),
      }),
    }),
  },
});
