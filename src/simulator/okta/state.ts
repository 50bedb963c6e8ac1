import type { OktaFactorType, OktaUserStatus } from '../../connectors/okta/wire.ts';
import type { ClientContext } from './client-context.ts';

export interface UserProfile {
  login: string;
  email: string;
  firstName: string;
  lastName: string;
  mobilePhone?: string;
  department?: string;
  title?: string;
}

export interface SimFactor {
  id: string;
  type: OktaFactorType;
  provider: 'OKTA' | 'GOOGLE' | 'FIDO';
  status: 'ACTIVE' | 'PENDING_ACTIVATION';
  createdMs: number;
  lastUpdatedMs: number;
  profile: Readonly<Record<string, string>>;
  /** The authenticator enrolment the System Log names at each use: push, TOTP and FastPass of one app share one. */
  enrollmentId: string;
}

export interface SimSession {
  id: string;
  /** As the System Log names it, before and after the second factor; see README. */
  externalId: string;
  rootId: string;
  userId: string;
  createdMs: number;
  expiresMs: number;
  lastFactorMs: number | null;
  /** False once it was ended, whoever ended it. */
  active: boolean;
  mfa: boolean;
  context: ClientContext;
}

export interface SimToken {
  id: string;
  clientId: string;
  userId: string;
  createdMs: number;
  active: boolean;
}

export interface SimUser {
  id: string;
  status: OktaUserStatus;
  createdMs: number;
  statusChangedMs: number;
  lastUpdatedMs: number;
  passwordChangedMs: number;
  lastLoginMs: number | null;
  profile: UserProfile;
  factors: SimFactor[];
  /** What the person has signed in from before: what Okta's behaviour detection compares with. */
  seen: { devices: Set<string>; ips: Set<string>; cities: Set<string>; states: Set<string>; countries: Set<string> };
}

/** Everything the simulated Okta knows, apart from its log. */
export interface OrgState {
  users: Map<string, SimUser>;
  sessions: Map<string, SimSession>;
  tokens: Map<string, SimToken>;
}

/** An empty org. */
export function createOrgState(): OrgState {
  return { users: new Map(), sessions: new Map(), tokens: new Map() };
}

/** A person by id or login; logins are compared without letter case, as Okta does. */
export function findUser(state: OrgState, idOrLogin: string): SimUser | null {
  const byId = state.users.get(idOrLogin);
  if (byId !== undefined) return byId;
  const login = idOrLogin.toLowerCase();
  for (const user of state.users.values()) if (user.profile.login.toLowerCase() === login) return user;
  return null;
}
