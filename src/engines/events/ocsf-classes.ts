/** The classes of OCSF that Breakwater maps to, with their numbers and captions. */

/** The OCSF release every event is written in; stored with each event (`metadata.version`). */
export const OCSF_VERSION = '1.9.0-dev';

/** `class_uid` of the classes Breakwater maps to. */
export const OCSF_CLASS = {
  detectionFinding: 2004,
  accountChange: 3001,
  authentication: 3002,
  authorizeSession: 3003,
  entityManagement: 3004,
  userAccess: 3005,
  groupManagement: 3006,
  dnsActivity: 4003,
  apiActivity: 6003,
} as const;

export type OcsfClassUid = (typeof OCSF_CLASS)[keyof typeof OCSF_CLASS];

interface ClassFacts {
  name: string;
  categoryUid: number;
  activities: Readonly<Record<number, string>>;
}

const COMMON_ACTIVITIES = { 0: 'Unknown', 99: 'Other' } as const;

/** Captions of each class and its activities, as OCSF spells them. */
export const OCSF_CLASS_FACTS: Readonly<Record<OcsfClassUid, ClassFacts>> = {
  2004: {
    name: 'Detection Finding',
    categoryUid: 2,
    activities: { ...COMMON_ACTIVITIES, 1: 'Create', 2: 'Update', 3: 'Close' },
  },
  3001: {
    name: 'Account Change',
    categoryUid: 3,
    activities: {
      ...COMMON_ACTIVITIES,
      1: 'Create',
      2: 'Enable',
      3: 'Password Change',
      4: 'Password Reset',
      5: 'Disable',
      6: 'Delete',
      7: 'Attach Policy',
      8: 'Detach Policy',
      9: 'Lock',
      10: 'MFA Factor Enable',
      11: 'MFA Factor Disable',
      12: 'Unlock',
    },
  },
  3002: {
    name: 'Authentication',
    categoryUid: 3,
    activities: {
      ...COMMON_ACTIVITIES,
      1: 'Logon',
      2: 'Logoff',
      3: 'Authentication Ticket',
      4: 'Service Ticket Request',
      5: 'Service Ticket Renew',
      6: 'Preauth',
      7: 'Account Switch',
    },
  },
  3003: {
    name: 'Authorize Session',
    categoryUid: 3,
    activities: { ...COMMON_ACTIVITIES, 1: 'Assign Privileges', 2: 'Assign Groups', 3: 'Assign Roles' },
  },
  3004: {
    name: 'Entity Management',
    categoryUid: 3,
    activities: {
      ...COMMON_ACTIVITIES,
      1: 'Create',
      2: 'Read',
      3: 'Update',
      4: 'Delete',
      5: 'Move',
      6: 'Enroll',
      7: 'Unenroll',
      8: 'Enable',
      9: 'Disable',
      10: 'Activate',
      11: 'Deactivate',
      12: 'Suspend',
      13: 'Resume',
    },
  },
  3005: {
    name: 'User Access Management',
    categoryUid: 3,
    activities: {
      ...COMMON_ACTIVITIES,
      1: 'Assign Privileges',
      2: 'Revoke Privileges',
      3: 'Assign Role',
      4: 'Remove Role',
    },
  },
  3006: {
    name: 'Group Management',
    categoryUid: 3,
    activities: {
      ...COMMON_ACTIVITIES,
      1: 'Assign Privileges',
      2: 'Revoke Privileges',
      3: 'Add User',
      4: 'Remove User',
      5: 'Delete',
      6: 'Create',
      7: 'Add Subgroup',
      8: 'Remove Subgroup',
      9: 'Update',
      10: 'Attach Policies',
      11: 'Detach Policies',
      12: 'Assign Roles',
      13: 'Remove Roles',
    },
  },
  4003: {
    name: 'DNS Activity',
    categoryUid: 4,
    activities: { ...COMMON_ACTIVITIES, 1: 'Query', 2: 'Response', 6: 'Traffic' },
  },
  6003: {
    name: 'API Activity',
    categoryUid: 6,
    activities: { ...COMMON_ACTIVITIES, 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete' },
  },
};
