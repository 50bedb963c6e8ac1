import type { Permission } from '../../../src/base/permissions.ts';
import { useGlobalQuery } from '../data/use-query.ts';

/** Who is signed in. An error of status 401 means nobody. */
export function useMe() {
  return useGlobalQuery('me', [], (clients) => clients.auth.getMe({}));
}

/** Whether the signed-in person may do something; false while that is not known. */
export function useMay(permission: Permission): boolean {
  const { data } = useMe();
  return data?.permissions.includes(permission) ?? false;
}
