import type { SimFactor, SimSession, SimToken, SimUser } from '../state.ts';

const time = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A person as the API shows them. */
export function userObject(user: SimUser, origin: string): Record<string, unknown> {
  const self = `${origin}/api/v1/users/${user.id}`;
  const link = (path: string): { href: string; method: string } => ({ href: `${self}/${path}`, method: 'POST' });
  return {
    id: user.id,
    status: user.status,
    created: time(user.createdMs),
    activated: time(user.createdMs),
    statusChanged: time(user.statusChangedMs),
    lastLogin: time(user.lastLoginMs),
    lastUpdated: time(user.lastUpdatedMs),
    passwordChanged: time(user.passwordChangedMs),
    type: { id: 'oty1simulated0000001' },
    profile: { ...user.profile },
    credentials: { password: {}, provider: { type: 'OKTA', name: 'OKTA' } },
    _links: {
      self: { href: self },
      suspend: link('lifecycle/suspend'),
      resetPassword: link('lifecycle/reset_password'),
      expirePassword: link('lifecycle/expire_password'),
      resetFactors: link('lifecycle/reset_factors'),
      deactivate: link('lifecycle/deactivate'),
    },
  };
}

/** A factor as the API shows it. */
export function factorObject(factor: SimFactor, user: SimUser, origin: string): Record<string, unknown> {
  const person = `${origin}/api/v1/users/${user.id}`;
  const self = `${person}/factors/${factor.id}`;
  return {
    id: factor.id,
    factorType: factor.type,
    provider: factor.provider,
    vendorName: factor.provider,
    status: factor.status,
    created: time(factor.createdMs),
    lastUpdated: time(factor.lastUpdatedMs),
    profile: { ...factor.profile },
    _links: {
      self: { href: self, hints: { allow: ['GET', 'DELETE'] } },
      verify: { href: `${self}/verify`, hints: { allow: ['POST'] } },
      user: { href: person, hints: { allow: ['GET'] } },
    },
  };
}

/** A session as the API shows it. */
export function sessionObject(session: SimSession, user: SimUser, origin: string): Record<string, unknown> {
  return {
    id: session.id,
    login: user.profile.login,
    userId: user.id,
    createdAt: time(session.createdMs),
    expiresAt: time(session.expiresMs),
    status: session.mfa ? 'ACTIVE' : 'MFA_REQUIRED',
    lastPasswordVerification: time(session.createdMs),
    lastFactorVerification: time(session.lastFactorMs),
    amr: session.mfa ? ['pwd', 'mfa'] : ['pwd'],
    idp: { id: '00o1simulated0000001', type: 'OKTA' },
    _links: { self: { href: `${origin}/api/v1/sessions/${session.id}`, hints: { allow: ['GET', 'DELETE'] } } },
  };
}

/** A refresh token as the API shows it. */
export function tokenObject(token: SimToken, origin: string): Record<string, unknown> {
  return {
    id: token.id,
    status: token.active ? 'ACTIVE' : 'REVOKED',
    created: time(token.createdMs),
    lastUpdated: time(token.createdMs),
    expiresAt: time(token.createdMs + 7 * 86_400_000),
    issuer: `${origin}/oauth2/default`,
    clientId: token.clientId,
    userId: token.userId,
    scopes: ['offline_access', 'openid'],
    _links: {
      self: {
        href: `${origin}/api/v1/users/${token.userId}/clients/${token.clientId}/tokens/${token.id}`,
        hints: { allow: ['GET', 'DELETE'] },
      },
    },
  };
}
