import { expect, it } from 'vitest';
import { ROLE_PERMISSIONS, type Permission, type Role } from '../../base/permissions.ts';
import { operatorApi } from './api.ts';

it('lets administrators only run the doctor, for it tries the credential that writes', () => {
  const may = (Object.keys(ROLE_PERMISSIONS) as Role[]).filter((role) =>
    ROLE_PERMISSIONS[role].includes(operatorApi.runDoctor.access as Permission),
  );
  expect(may).toEqual(['administrator']);
});
