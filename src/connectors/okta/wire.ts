import { z } from 'zod';

/**
 * Shapes of Okta's management API as it answers, shared by the connector and the simulated Okta. They name what Breakwater
 * relies on and let everything else pass: Okta adds members without notice.
 */

/** Okta's times: RFC 3339 with milliseconds, UTC. */
const oktaTime = z.string().min(10).max(40);

/** One record of the System Log. It is kept as received; only what polling needs is read here. */
export const oktaLogEventSchema = z.looseObject({
  uuid: z.string().min(1).max(256),
  published: oktaTime,
  eventType: z.string().min(1).max(256),
});
export type OktaLogEvent = z.infer<typeof oktaLogEventSchema>;

/** A page of the System Log (`GET /api/v1/logs`). */
export const oktaLogPageSchema = z.array(oktaLogEventSchema).max(1_000);

export const OKTA_USER_STATUSES = [
  'ACTIVE',
  'DEPROVISIONED',
  'LOCKED_OUT',
  'PASSWORD_EXPIRED',
  'PROVISIONED',
  'RECOVERY',
  'STAGED',
  'SUSPENDED',
] as const;
export type OktaUserStatus = (typeof OKTA_USER_STATUSES)[number];

/** A person (`GET /api/v1/users/{id}`). */
export const oktaUserSchema = z.looseObject({
  id: z.string().min(1).max(64),
  status: z.enum(OKTA_USER_STATUSES),
  created: oktaTime.nullish(),
  lastLogin: oktaTime.nullish(),
  lastUpdated: oktaTime.nullish(),
  passwordChanged: oktaTime.nullish(),
  statusChanged: oktaTime.nullish(),
  profile: z.looseObject({
    login: z.string().max(256),
    email: z.string().max(256).nullish(),
    firstName: z.string().max(256).nullish(),
    lastName: z.string().max(256).nullish(),
  }),
});
export type OktaUser = z.infer<typeof oktaUserSchema>;

/** Kinds of factor Okta has; new kinds must not break reading, so the schema takes any text. */
export const OKTA_FACTOR_TYPES = [
  'call',
  'email',
  'push',
  'question',
  'signed_nonce',
  'sms',
  'token',
  'token:hardware',
  'token:hotp',
  'token:software:totp',
  'u2f',
  'web',
  'webauthn',
] as const;
export type OktaFactorType = (typeof OKTA_FACTOR_TYPES)[number];

/** A factor of a person (`GET /api/v1/users/{id}/factors`). */
export const oktaFactorSchema = z.looseObject({
  id: z.string().min(1).max(64),
  factorType: z.string().min(1).max(64),
  provider: z.string().max(64),
  vendorName: z.string().max(128).nullish(),
  status: z.string().max(64),
  created: oktaTime.nullish(),
  lastUpdated: oktaTime.nullish(),
  profile: z
    .looseObject({
      credentialId: z.string().max(1_024).nullish(),
      authenticatorName: z.string().max(256).nullish(),
      name: z.string().max(256).nullish(),
      platform: z.string().max(64).nullish(),
      deviceType: z.string().max(64).nullish(),
      phoneNumber: z.string().max(64).nullish(),
      email: z.string().max(256).nullish(),
    })
    .nullish(),
});
export type OktaFactor = z.infer<typeof oktaFactorSchema>;
export const oktaFactorListSchema = z.array(oktaFactorSchema).max(200);

/** A session (`GET /api/v1/sessions/{id}`). */
export const oktaSessionSchema = z.looseObject({
  id: z.string().min(1).max(256),
  userId: z.string().min(1).max(64),
  login: z.string().max(256).nullish(),
  status: z.string().max(64),
  createdAt: oktaTime.nullish(),
  expiresAt: oktaTime.nullish(),
});
export type OktaSession = z.infer<typeof oktaSessionSchema>;

/** A refresh token (`GET /api/v1/users/{id}/clients/{clientId}/tokens`). */
export const oktaTokenListSchema = z.array(
  z.looseObject({
    id: z.string().min(1).max(64),
    status: z.string().max(32),
    clientId: z.string().max(64).nullish(),
    created: oktaTime.nullish(),
  }),
);

/** What the API answers when it does not do what it was asked. */
export const oktaErrorSchema = z.looseObject({
  errorCode: z.string().max(64),
  errorSummary: z.string().max(2_048),
  errorId: z.string().max(128).nullish(),
  errorCauses: z.array(z.looseObject({ errorSummary: z.string().max(2_048).nullish() })).nullish(),
});
export type OktaError = z.infer<typeof oktaErrorSchema>;

/** Answer of the token endpoint (RFC 6749 §5.1). */
export const oktaTokenSchema = z.looseObject({
  token_type: z.string().max(32),
  access_token: z.string().min(1).max(16_384),
  expires_in: z.number().int().positive(),
  scope: z.string().max(4_096).nullish(),
});

/** Okta's error codes that callers tell apart. */
export const OKTA_ERROR = {
  validation: 'E0000001',
  invalidSession: 'E0000005',
  accessDenied: 'E0000006',
  notFound: 'E0000007',
  internal: 'E0000009',
  invalidToken: 'E0000011',
  unsupportedMethod: 'E0000022',
  statusForbids: 'E0000038',
  rateLimited: 'E0000047',
} as const;
