import type { Role } from '../../../src/base/permissions.ts';

/** Roles as a choice, the narrowest first. */
export const ROLES: readonly { value: Role; label: string }[] = [
  { value: 'viewer', label: 'Viewer' },
  { value: 'responder', label: 'Responder' },
  { value: 'administrator', label: 'Administrator' },
];
