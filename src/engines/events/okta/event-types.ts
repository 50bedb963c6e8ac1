import { OCSF_CLASS, type OcsfClassUid } from '../ocsf-classes.ts';

/** Where an Okta event type lands in OCSF. */
export interface OcsfPlace {
  classUid: OcsfClassUid;
  activityId: number;
}

const { accountChange, authentication, entityManagement, apiActivity } = OCSF_CLASS;

function table(classUid: OcsfClassUid, activities: Readonly<Record<number, readonly string[]>>): [string, OcsfPlace][] {
  return Object.entries(activities).flatMap(([activityId, eventTypes]) =>
    eventTypes.map((eventType): [string, OcsfPlace] => [eventType, { classUid, activityId: Number(activityId) }]),
  );
}

/** Event types whose name alone does not tell the activity. */
const EXACT: ReadonlyMap<string, OcsfPlace> = new Map([
  ...table(authentication, {
    1: ['user.session.start', 'user.session.access_admin_app'],
    2: ['user.session.end', 'user.session.clear', 'user.authentication.slo'],
    4: ['user.authentication.sso', 'app.oauth2.authorize.code', 'app.generic.unauth_app_access_attempt'],
    5: ['app.oauth2.token.detect_reuse', 'app.token.reuse'],
    6: [
      'policy.evaluate_sign_on',
      'policy.auth_reevaluate.fail',
      'system.push.send_factor_verify_push',
      'system.sms.send_factor_verify_message',
      'system.sms.send_phone_verification_message',
      'system.voice.send_phone_verification_call',
      'system.voice.send_mfa_challenge_call',
      'system.email.send_factor_verify_message',
      'security.session.detect_client_roaming',
      'user.session.context.change',
      'user.mfa.attempt_bypass',
    ],
    7: ['user.session.impersonation.grant', 'user.session.impersonation.initiate'],
  }),
  ...table(accountChange, {
    1: ['user.lifecycle.create'],
    2: ['user.lifecycle.activate', 'user.lifecycle.unsuspend', 'user.lifecycle.reactivate'],
    3: ['user.account.update_password', 'system.sms.send_password_reset_message'],
    4: ['user.account.reset_password', 'user.account.expire_password'],
    5: ['user.lifecycle.deactivate', 'user.lifecycle.suspend'],
    6: ['user.lifecycle.delete.initiated', 'user.lifecycle.delete.completed'],
    7: ['user.account.privilege.grant'],
    8: ['user.account.privilege.revoke'],
    9: ['user.account.lock', 'user.account.lock.limit'],
    10: ['user.mfa.factor.activate', 'user.mfa.factor.unsuspend'],
    11: ['user.mfa.factor.deactivate', 'user.mfa.factor.reset_all', 'user.mfa.factor.suspend'],
    12: ['user.account.unlock', 'user.account.unlock_by_admin', 'user.account.unlock_token'],
    99: ['user.mfa.factor.update', 'user.risk.detect', 'user.account.report_suspicious_activity_by_enduser'],
  }),
  ...table(entityManagement, {
    6: ['device.enrollment.create', 'device.user.add'],
    7: ['device.user.remove'],
    // Org-wide: a kind of authenticator is switched on or off for everyone.
    8: ['system.mfa.factor.activate'],
    9: ['system.mfa.factor.deactivate'],
    3: ['group.user_membership.add', 'group.user_membership.remove', 'group.privilege.grant', 'group.privilege.revoke'],
    2: [
      'application.user_membership.show_password',
      'app.oauth2.client.read_client_secret',
      'application.configuration.read_client_secret',
      'system.idp.lifecycle.read_client_secret',
    ],
  }),
]);

/** Whole families that are one activity, whatever follows the prefix. */
const PREFIXES: readonly (readonly [prefix: string, place: OcsfPlace])[] = [
  ['user.authentication.', { classUid: authentication, activityId: 1 }],
  ['app.oauth2.token.grant', { classUid: authentication, activityId: 3 }],
  ['app.oauth2.as.token.grant', { classUid: authentication, activityId: 3 }],
  ['user.mfa.okta_verify', { classUid: authentication, activityId: 6 }],
  ['user.identity_verification', { classUid: authentication, activityId: 6 }],
];

/** Families whose events manage a thing; the last word says how. */
const MANAGED = [
  'application.',
  'app.',
  'device.',
  'group.',
  'iam.',
  'network_zone.',
  'policy.',
  'security.trusted_origin.',
  'security.protected_action.',
  'system.api_token.',
  'system.idp.',
  'system.log_stream.',
  'system.agent.',
  'system.mfa.',
  'workflows.',
  'zone.',
] as const;

const VERBS: readonly (readonly [word: string, activityId: number])[] = [
  ['create', 1],
  ['add', 1],
  ['read', 2],
  ['update', 3],
  ['import', 3],
  ['delete', 4],
  ['remove', 4],
  ['revoke', 4],
  ['activate', 10],
  ['enable', 8],
  ['disabled', 9],
  ['disable', 9],
  ['deactivate', 11],
  ['suspend', 12],
  ['unsuspend', 13],
];

/**
 * The OCSF class and activity of an Okta event type. Unknown types land where their family's last word says, and where
 * that says nothing either, in API Activity / Other: no event is refused for its type.
 */
export function placeOf(eventType: string): OcsfPlace {
  const name = eventType.toLowerCase();
  const exact = EXACT.get(name);
  if (exact !== undefined) return exact;
  for (const [prefix, place] of PREFIXES) if (name.startsWith(prefix)) return place;
  const managed = MANAGED.some((prefix) => name.startsWith(prefix));
  const verb = lastVerb(name);
  if (managed && verb !== null) return { classUid: entityManagement, activityId: verb };
  if (name.startsWith('user.account.') || name.startsWith('user.lifecycle.') || name.startsWith('user.mfa.')) {
    return { classUid: accountChange, activityId: 99 };
  }
  return { classUid: apiActivity, activityId: verb !== null && verb <= 4 ? verb : 99 };
}

function lastVerb(name: string): number | null {
  const lastDot = name.lastIndexOf('.');
  const word = name.slice(lastDot + 1);
  for (const [verb, activityId] of VERBS) if (word === verb) return activityId;
  return null;
}
