import { z } from 'zod';
import { PERMISSIONS } from '../../base/permissions.ts';
import { defineApi } from '../http/contract.ts';
import { pageOf, pageQuery } from '../http/paging.ts';
import { okWire } from '../http/wire.ts';

const role = z.enum(['viewer', 'responder', 'administrator']);
/** WebAuthn options and replies in their JSON form (WebAuthn Level 3 §5.1.8-5.1.10); checked whole by the server's verifier. */
const webauthnJson = z.record(z.string(), z.unknown());

export const meWire = z.object({
  /** `bootstrap`: the one-time link, on loopback, before the first passkey exists. */
  kind: z.enum(['account', 'bootstrap', 'token']),
  accountId: z.string().nullable(),
  name: z.string(),
  role: role.nullable(),
  permissions: z.array(z.enum(PERMISSIONS)),
  language: z.string(),
  /** Until when a fresh user verification holds; null when there is none. */
  freshUntil: z.number().int().nullable(),
  sessionEndsAt: z.number().int().nullable(),
});

export type MeWire = z.output<typeof meWire>;

export const authApi = defineApi({
  getMe: {
    method: 'GET',
    path: '/api/v1/me',
    summary: 'Who is signed in and what they may do.',
    access: 'session',
    scope: 'global',
    response: meWire,
  },
  getSignInState: {
    method: 'GET',
    path: '/api/v1/auth/state',
    summary: 'What the sign-in page needs: whether anybody has a passkey yet, and whether this address may be used.',
    access: 'public',
    scope: 'global',
    response: z.object({ bootstrap: z.boolean(), loopback: z.boolean(), rpId: z.string() }),
  },
  exchangeLink: {
    method: 'POST',
    path: '/api/v1/auth/link',
    summary:
      'Trades a one-time link for a session (first start) or for the right to enrol a passkey (invitation, recovery).',
    access: 'public',
    scope: 'global',
    body: z.object({ token: z.string().min(20).max(200) }),
    response: z.object({ next: z.enum(['console', 'enrol']) }),
    audit: 'auth.link',
  },
  beginRegistration: {
    method: 'POST',
    path: '/api/v1/auth/register/begin',
    summary: 'Begins enrolling a passkey for the signed-in person, or for the invited one.',
    access: 'session',
    scope: 'global',
    body: z.object({ name: z.string().trim().min(1).max(100).optional() }),
    response: z.object({ ceremonyId: z.string(), options: webauthnJson }),
    audit: 'auth.register.begin',
  },
  finishRegistration: {
    method: 'POST',
    path: '/api/v1/auth/register/finish',
    summary: 'Finishes enrolling a passkey after strict checks.',
    access: 'session',
    scope: 'global',
    body: z.object({
      ceremonyId: z.string().max(100),
      credential: webauthnJson,
      label: z.string().trim().max(100).optional(),
    }),
    response: meWire,
    audit: 'auth.register',
  },
  beginSignIn: {
    method: 'POST',
    path: '/api/v1/auth/sign-in/begin',
    summary: 'Begins signing in with a passkey.',
    access: 'public',
    scope: 'global',
    response: z.object({ ceremonyId: z.string(), options: webauthnJson }),
    audit: 'auth.sign-in.begin',
  },
  finishSignIn: {
    method: 'POST',
    path: '/api/v1/auth/sign-in/finish',
    summary: 'Signs in with a passkey assertion; sets the session cookie.',
    access: 'public',
    scope: 'global',
    body: z.object({ ceremonyId: z.string().max(100), credential: webauthnJson }),
    response: meWire,
    audit: 'auth.sign-in',
  },
  beginVerification: {
    method: 'POST',
    path: '/api/v1/auth/verify/begin',
    summary: 'Begins a fresh user verification, needed before containment and settings changes.',
    access: 'session',
    scope: 'global',
    response: z.object({ ceremonyId: z.string(), options: webauthnJson }),
    audit: 'auth.verify.begin',
  },
  finishVerification: {
    method: 'POST',
    path: '/api/v1/auth/verify/finish',
    summary: 'Finishes a fresh user verification.',
    access: 'session',
    scope: 'global',
    body: z.object({ ceremonyId: z.string().max(100), credential: webauthnJson }),
    response: meWire,
    audit: 'auth.verify',
  },
  signOut: {
    method: 'POST',
    path: '/api/v1/auth/sign-out',
    summary: 'Ends this session.',
    access: 'session',
    scope: 'global',
    response: okWire,
    audit: 'auth.sign-out',
  },
  listAccounts: {
    method: 'GET',
    path: '/api/v1/accounts',
    summary: 'People who may use the console, with their passkeys.',
    access: 'accounts:read',
    scope: 'global',
    response: z.object({
      items: z.array(
        z.object({
          accountId: z.string(),
          name: z.string(),
          role,
          createdAt: z.number().int(),
          lastSeenAt: z.number().int().nullable(),
          passkeys: z.array(
            z.object({
              passkeyId: z.string(),
              label: z.string(),
              createdAt: z.number().int(),
              lastUsedAt: z.number().int().nullable(),
              synced: z.boolean(),
            }),
          ),
          invited: z.boolean(),
        }),
      ),
    }),
  },
  inviteAccount: {
    method: 'POST',
    path: '/api/v1/accounts',
    summary: 'Invites a person: gives an enrolment link that works once, for a day.',
    access: 'accounts:write',
    scope: 'global',
    body: z.object({ name: z.string().trim().min(1).max(100), role }),
    response: z.object({ accountId: z.string(), link: z.string() }),
    audit: 'account.invite',
    secretReply: true,
    fresh: true,
  },
  recoverAccount: {
    method: 'POST',
    path: '/api/v1/accounts/:accountId/recover',
    summary: 'Gives a new enrolment link to somebody who lost their key; their old passkeys and sessions end.',
    access: 'accounts:write',
    scope: 'global',
    params: z.object({ accountId: z.string().max(100) }),
    response: z.object({ link: z.string() }),
    audit: 'account.recover',
    secretReply: true,
    fresh: true,
  },
  setAccountRole: {
    method: 'POST',
    path: '/api/v1/accounts/:accountId/role',
    summary: 'Changes what a person may do. The last administrator stays one.',
    access: 'accounts:write',
    scope: 'global',
    params: z.object({ accountId: z.string().max(100) }),
    body: z.object({ role }),
    response: okWire,
    audit: 'account.role',
    fresh: true,
  },
  removeAccount: {
    method: 'DELETE',
    path: '/api/v1/accounts/:accountId',
    summary: 'Removes a person: sessions and passkeys end at once.',
    access: 'accounts:write',
    scope: 'global',
    params: z.object({ accountId: z.string().max(100) }),
    response: okWire,
    audit: 'account.remove',
    fresh: true,
  },
  removePasskey: {
    method: 'DELETE',
    path: '/api/v1/passkeys/:passkeyId',
    summary: "Removes one passkey: one's own, or another's with accounts:write. Nobody's last one: that is recovery.",
    access: 'session',
    scope: 'global',
    params: z.object({ passkeyId: z.string().max(100) }),
    response: okWire,
    audit: 'passkey.remove',
    fresh: true,
  },
  listTokens: {
    method: 'GET',
    path: '/api/v1/tokens',
    summary: 'API tokens of machines: their scopes, never their values.',
    access: 'accounts:read',
    scope: 'global',
    response: z.object({
      items: z.array(
        z.object({
          tokenId: z.string(),
          label: z.string(),
          permissions: z.array(z.enum(PERMISSIONS)),
          createdAt: z.number().int(),
          expiresAt: z.number().int().nullable(),
          lastUsedAt: z.number().int().nullable(),
        }),
      ),
    }),
  },
  createToken: {
    method: 'POST',
    path: '/api/v1/tokens',
    summary: 'Makes an API token for a machine. The value is shown in this reply only.',
    access: 'accounts:write',
    scope: 'global',
    body: z.object({
      label: z.string().trim().min(1).max(100),
      permissions: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
      expiresInDays: z.number().int().min(1).max(730).nullable().default(365),
    }),
    response: z.object({ tokenId: z.string(), token: z.string() }),
    audit: 'token.create',
    secretReply: true,
    fresh: true,
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/v1/tokens/:tokenId',
    summary: 'Revokes an API token at once.',
    access: 'accounts:write',
    scope: 'global',
    params: z.object({ tokenId: z.string().max(100) }),
    response: okWire,
    audit: 'token.revoke',
    fresh: 'people',
  },
  listAudit: {
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'The audit log, newest first, and whether its chain of hashes is whole.',
    access: 'audit:read',
    scope: 'global',
    query: pageQuery.extend({
      /** Whether lines of the rehearsal are among them. */
      rehearsal: z.enum(['shown', 'hidden']).default('shown'),
    }),
    response: pageOf(
      z.object({
        seq: z.number().int(),
        at: z.number().int(),
        /** Kind and id, as written: `account 0191…`. */
        actor: z.string(),
        /** Who that is today; null when erased. */
        actorName: z.string().nullable(),
        verb: z.string(),
        objects: z.array(z.string()),
        outcome: z.string(),
        /** Data space of the call: `live`, or `rehearsal` for what was done in the drill. */
        space: z.string(),
        hash: z.string(),
      }),
    ).extend({
      /** Whether every entry still follows from the one before it; checked whole now and then, never more than a minute ago. */
      chain: z.object({ whole: z.boolean(), brokenAtSeq: z.number().int().nullable(), checkedAt: z.number().int() }),
    }),
  },
});
