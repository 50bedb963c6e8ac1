import {
  createUser,
  expirePassword,
  getFactor,
  getSession,
  getUser,
  listClients,
  listFactors,
  listTokens,
  listUsers,
  revokeClientTokens,
  revokeSession,
  revokeUserSessions,
  suspendUser,
  unenrollFactor,
  unsuspendUser,
  type ApiCall,
} from './user-endpoints.ts';

interface RouteBase {
  method: string;
  pattern: RegExp;
  /** What it counts against. */
  bucket: string;
  /** OAuth scope the API description names for it; null where none helps. */
  scope: string | null;
  writes: boolean;
}

export type Route = RouteBase &
  ({ kind: 'api'; endpoint: (call: ApiCall) => Response } | { kind: 'logs' } | { kind: 'token' });

const USER = '/api/v1/users/([^/]+)';

function api(method: string, path: string, scope: string, endpoint: (call: ApiCall) => Response): Route {
  const bucket = path.startsWith('/api/v1/sessions')
    ? '/api/v1/sessions'
    : path === '/api/v1/users'
      ? '/api/v1/users'
      : '/api/v1/users/{id}';
  return {
    kind: 'api',
    method,
    pattern: new RegExp(`^${path}$`, 'u'),
    bucket,
    scope,
    writes: scope.endsWith('.manage'),
    endpoint,
  };
}

/** Endpoints, each with the scope that Okta's API description 5.1.0 states for it. */
const ROUTES: readonly Route[] = [
  {
    kind: 'logs',
    method: 'GET',
    pattern: /^\/api\/v1\/logs$/u,
    bucket: '/api/v1/logs',
    scope: 'okta.logs.read',
    writes: false,
  },
  {
    kind: 'token',
    method: 'POST',
    pattern: /^\/oauth2\/v1\/token$/u,
    bucket: '/oauth2/v1/token',
    scope: null,
    writes: false,
  },
  api('GET', '/api/v1/users', 'okta.users.read', listUsers),
  api('POST', '/api/v1/users', 'okta.users.manage', createUser),
  api('GET', USER, 'okta.users.read', getUser),
  api('GET', `${USER}/factors`, 'okta.users.read', listFactors),
  api('GET', `${USER}/factors/([^/]+)`, 'okta.users.read', getFactor),
  api('DELETE', `${USER}/factors/([^/]+)`, 'okta.users.manage', unenrollFactor),
  api('DELETE', `${USER}/sessions`, 'okta.users.manage', revokeUserSessions),
  api('POST', `${USER}/lifecycle/expire_password`, 'okta.users.manage', expirePassword),
  api('POST', `${USER}/lifecycle/suspend`, 'okta.users.manage', suspendUser),
  api('POST', `${USER}/lifecycle/unsuspend`, 'okta.users.manage', unsuspendUser),
  api('GET', `${USER}/clients`, 'okta.users.read', listClients),
  api('GET', `${USER}/clients/([^/]+)/tokens`, 'okta.users.read', listTokens),
  api('DELETE', `${USER}/clients/([^/]+)/tokens`, 'okta.users.manage', revokeClientTokens),
  api('GET', '/api/v1/sessions/([^/]+)', 'okta.sessions.read', getSession),
  api('DELETE', '/api/v1/sessions/([^/]+)', 'okta.sessions.manage', revokeSession),
];

/** The route of a request and what its path carries, decoded; null where there is none. */
export function findRoute(method: string, path: string): { route: Route; params: string[] } | null {
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match !== null) return { route, params: match.slice(1).map(decoded) };
  }
  return null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: no id has one, so it will not be found.
    return part;
  }
}
