import { OCSF_CLASS, type OcsfClassUid } from './ocsf-classes.ts';

/** Where a kind of event lands in OCSF. */
export interface Place {
  classUid: OcsfClassUid;
  activityId: number;
}

/** Short names for the places that sources use most. */
export const PLACE = {
  logon: { classUid: OCSF_CLASS.authentication, activityId: 1 },
  logoff: { classUid: OCSF_CLASS.authentication, activityId: 2 },
  token: { classUid: OCSF_CLASS.authentication, activityId: 3 },
  serviceTicket: { classUid: OCSF_CLASS.authentication, activityId: 4 },
  preauth: { classUid: OCSF_CLASS.authentication, activityId: 6 },
  switchAccount: { classUid: OCSF_CLASS.authentication, activityId: 7 },
  userCreate: { classUid: OCSF_CLASS.accountChange, activityId: 1 },
  userEnable: { classUid: OCSF_CLASS.accountChange, activityId: 2 },
  passwordChange: { classUid: OCSF_CLASS.accountChange, activityId: 3 },
  passwordReset: { classUid: OCSF_CLASS.accountChange, activityId: 4 },
  userDisable: { classUid: OCSF_CLASS.accountChange, activityId: 5 },
  userDelete: { classUid: OCSF_CLASS.accountChange, activityId: 6 },
  userLock: { classUid: OCSF_CLASS.accountChange, activityId: 9 },
  mfaEnable: { classUid: OCSF_CLASS.accountChange, activityId: 10 },
  mfaDisable: { classUid: OCSF_CLASS.accountChange, activityId: 11 },
  userUnlock: { classUid: OCSF_CLASS.accountChange, activityId: 12 },
  userOther: { classUid: OCSF_CLASS.accountChange, activityId: 99 },
  assignPrivileges: { classUid: OCSF_CLASS.userAccess, activityId: 1 },
  revokePrivileges: { classUid: OCSF_CLASS.userAccess, activityId: 2 },
  assignRole: { classUid: OCSF_CLASS.userAccess, activityId: 3 },
  removeRole: { classUid: OCSF_CLASS.userAccess, activityId: 4 },
  groupAddUser: { classUid: OCSF_CLASS.groupManagement, activityId: 3 },
  groupRemoveUser: { classUid: OCSF_CLASS.groupManagement, activityId: 4 },
  groupDelete: { classUid: OCSF_CLASS.groupManagement, activityId: 5 },
  groupCreate: { classUid: OCSF_CLASS.groupManagement, activityId: 6 },
  groupUpdate: { classUid: OCSF_CLASS.groupManagement, activityId: 9 },
  sessionPrivileges: { classUid: OCSF_CLASS.authorizeSession, activityId: 1 },
  enroll: { classUid: OCSF_CLASS.entityManagement, activityId: 6 },
  unenroll: { classUid: OCSF_CLASS.entityManagement, activityId: 7 },
  finding: { classUid: OCSF_CLASS.detectionFinding, activityId: 1 },
} as const satisfies Readonly<Record<string, Place>>;

type PlaceName = keyof typeof PLACE;

/** Kinds of events by place, each named in lower case; a name that ends in `*` is the beginning of many. */
export type PlaceTable = Partial<Readonly<Record<PlaceName, readonly string[]>>>;

/** Words that say what was done, in the forms that sources use; the first that a name has decides. */
const VERBS: readonly (readonly [words: readonly string[], api: number, entity: number])[] = [
  [['deactivate', 'deactivated'], 3, 11],
  [['activate', 'activated'], 3, 10],
  [['disable', 'disabled', 'off', 'stop'], 3, 9],
  [['enable', 'enabled', 'on', 'start'], 3, 8],
  [['unsuspend', 'resume', 'resumed', 'restore'], 3, 13],
  [['suspend', 'suspended'], 3, 12],
  [['delete', 'deleted', 'remove', 'removed', 'destroy', 'revoke', 'revoked', 'purge', 'uninstall', 'erase'], 4, 4],
  [
    ['create', 'created', 'add', 'added', 'new', 'insert', 'register', 'install', 'installed', 'upload', 'invite'],
    1,
    1,
  ],
  [['update', 'updated', 'change', 'changed', 'edit', 'set', 'modify', 'put', 'write', 'attach', 'transfer'], 3, 3],
  [['read', 'get', 'list', 'view', 'viewed', 'download', 'downloaded', 'export', 'describe', 'access', 'query'], 2, 2],
];

/**
 * A judge of where a source's events land: by its table, else by the verb in the name. What has no verb is API Activity /
 * Other: no event is refused for its kind.
 * @param managed beginnings of names, in lower case, that manage a thing: these are Entity Management where they have a verb
 */
export function createPlacer(table: PlaceTable, managed: readonly string[] = []): (action: string) => Place {
  const exact = new Map<string, Place>();
  const beginnings: [string, Place][] = [];
  for (const [place, names] of Object.entries(table) as [PlaceName, readonly string[]][])
    for (const name of names)
      if (name.endsWith('*')) beginnings.push([name.slice(0, -1), PLACE[place]]);
      else exact.set(name, PLACE[place]);
  return (action) => {
    const name = action.toLowerCase();
    const found = exact.get(name) ?? beginnings.find(([beginning]) => name.startsWith(beginning))?.[1];
    if (found !== undefined) return found;
    const words = wordsOf(action);
    const verb = VERBS.find(([forms]) => words.some((word) => forms.includes(word)));
    if (verb !== undefined && managed.some((beginning) => name.startsWith(beginning)))
      return { classUid: OCSF_CLASS.entityManagement, activityId: verb[2] };
    return { classUid: OCSF_CLASS.apiActivity, activityId: verb?.[1] ?? 99 };
  };
}

/** The words of `repo.add_member`, `CreateAccessKey`, `Add member to role`, in lower case. */
function wordsOf(action: string): string[] {
  return action
    .slice(0, 256)
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u);
}
