import { createPlacer } from '../place.ts';

/** Where the activities of Entra ID's audit log land. */
export const entraPlaceOf = createPlacer(
  {
    userCreate: ['add user', 'invite external user', 'redeem external user invite', 'create user'],
    userEnable: ['enable account'],
    userDisable: ['disable account'],
    userDelete: ['delete user', 'hard delete user'],
    userOther: ['update user', 'restore user', 'user started security info registration', 'risky user*'],
    passwordChange: ['change user password', 'change password (self-service)', 'change password*'],
    passwordReset: [
      'reset user password',
      'reset password (by admin)',
      'reset password (self-service)',
      'reset password*',
    ],
    userUnlock: ['unlock user account*'],
    mfaEnable: [
      'user registered security info',
      'user registered all required security info',
      'admin registered security info',
      'user changed default security info',
      'enable strong authentication',
      'add passkey*',
      'add fido2*',
      'create temporary access pass*',
    ],
    mfaDisable: [
      'user deleted security info',
      'admin deleted security info',
      'disable strong authentication',
      'admin updated security info',
    ],
    assignRole: [
      'add member to role*',
      'add eligible member to role*',
      'add scoped member to role*',
      'add app role assignment*',
      'elevate access*',
    ],
    removeRole: ['remove member from role*', 'remove eligible member from role*', 'remove app role assignment*'],
    assignPrivileges: ['consent to application', 'add delegated permission grant', 'add oauth2permissiongrant'],
    revokePrivileges: ['remove delegated permission grant', 'remove oauth2permissiongrant', 'revoke consent'],
    groupAddUser: ['add member to group', 'add owner to group'],
    groupRemoveUser: ['remove member from group', 'remove owner from group'],
    groupCreate: ['add group'],
    groupDelete: ['delete group'],
    groupUpdate: ['update group'],
    enroll: ['add device', 'register device', 'add registered owner to device', 'add registered users to device'],
    unenroll: ['delete device', 'unregister device', 'remove registered owner from device'],
  },
  ['add ', 'update ', 'delete ', 'remove ', 'set ', 'create ', 'disable ', 'enable ', 'hard delete '],
);
