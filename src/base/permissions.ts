/** Every permission there is. An endpoint names exactly one; roles are sets of them; what is not granted is denied. */
export const PERMISSIONS = [
  'overview:read',
  'incidents:read',
  'incidents:write',
  'evidence:read',
  'response:read',
  'response:approve',
  'sources:read',
  'sources:write',
  'domains:read',
  'domains:write',
  'domains:decide',
  'reports:read',
  'reports:write',
  'events:ingest',
  'settings:read',
  'settings:write',
  'accounts:read',
  'accounts:write',
  'audit:read',
  'rehearsal:run',
  'metrics:read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export type Role = 'viewer' | 'responder' | 'administrator';

const VIEWER: readonly Permission[] = [
  'overview:read',
  'incidents:read',
  'response:read',
  'sources:read',
  'domains:read',
  'reports:read',
];

const RESPONDER: readonly Permission[] = [
  ...VIEWER,
  'incidents:write',
  'evidence:read',
  'response:approve',
  'domains:write',
  'domains:decide',
  'reports:write',
  'settings:read',
  'rehearsal:run',
];

/** What each role may do. Machines (API tokens) carry an explicit list instead. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: VIEWER,
  responder: RESPONDER,
  administrator: PERMISSIONS.filter((permission) => permission !== 'events:ingest'),
};
