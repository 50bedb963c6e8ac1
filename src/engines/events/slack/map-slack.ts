import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, idAt, objectAt, partyOf, shortTextAt, textAt, textsAt, timeAt } from '../pick.ts';
import { createPlacer, PLACE } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

const placeOf = createPlacer(
  {
    logon: ['user_login', 'user_login_failed'],
    logoff: ['user_logout', 'user_session_reset_by_admin', 'user_session_invalidated'],
    userCreate: ['user_created', 'guest_created'],
    userDelete: ['user_deleted'],
    userDisable: ['user_deactivated', 'guest_deactivated'],
    userEnable: ['user_reactivated', 'guest_reactivated'],
    passwordReset: ['user_password_reset*'],
    mfaDisable: ['pref.two_factor_auth_changed'],
    assignRole: ['role_change_to_*', 'role_assigned', 'owner_transferred'],
    removeRole: ['role_removed'],
    assignPrivileges: ['app_scopes_expanded', 'permissions_assigned', 'app_approved'],
    groupCreate: ['user_group_created', 'public_channel_created', 'private_channel_created'],
    groupAddUser: ['user_channel_join', 'user_added_to_usergroup'],
  },
  ['app_', 'pref.', 'organization_', 'workspace_', 'ekm_', 'emm_', 'channel_', 'bot_', 'file_'],
);

/** Maps one entry of Slack's audit logs. An `anomaly` is Slack's own judgement and becomes a finding. */
export function mapSlack(record: JsonObject): MapResult {
  const action = shortTextAt(record, 128, 'action');
  if (action === null) return { ok: false, reason: 'no action: not an entry of Slack’s audit logs', path: 'action' };
  const isAnomaly = action === 'anomaly';
  const entity = objectAt(record, 'entity');
  const type = shortTextAt(entity, 64, 'type');
  const thing = type === null ? {} : objectAt(entity, type);
  const isPerson = type === 'user';
  const email = shortTextAt(thing, 256, 'email', 'name');
  const reasons = textsAt(record, 'details.reason');
  return finishReading({
    ...emptyReading('Slack', 'Slack', action, isAnomaly ? PLACE.finding : placeOf(action)),
    logName: 'Audit logs',
    vendorId: idAt(record, 'id'),
    ...timeAt(record, 'date_create'),
    severityId: isAnomaly ? 3 : 1,
    status: action.endsWith('failed') ? 'failure' : action === 'user_login' ? 'success' : null,
    reason: reasons.length === 0 ? textAt(record, 'details.type') : reasons.join(', ').slice(0, 1_024),
    actor: partyOf(
      idAt(record, 'actor.user.id'),
      shortTextAt(record, 256, 'actor.user.email'),
      shortTextAt(record, 256, 'actor.user.name'),
    ),
    target: isPerson ? partyOf(idAt(thing, 'id'), email, shortTextAt(thing, 256, 'name')) : null,
    ...addressAt(record, 'context.ip_address'),
    asn: null,
    userAgent: textAt(record, 'context.ua'),
    rootSessionId: idAt(record, 'context.session_id'),
    risk: isAnomaly ? { level: null, reasons: reasons.length > 0 ? reasons : ['anomaly'] } : null,
    newDevice: reasons.includes('user_agent') ? true : null,
    newIp: reasons.includes('ip_address') ? true : null,
    app: { id: idAt(record, 'context.app.id'), name: shortTextAt(record, 256, 'context.app.name') },
    resources: isPerson || type === null ? [] : [resourceOf(thing, type)],
    privileges: textsAt(record, 'details.new_scopes').slice(0, 64),
    unmapped: {
      addedScopes: addedScopesOf(record),
      workspace: shortTextAt(record, 256, 'context.location.domain', 'context.location.name'),
      previousIp: addressAt(record, 'details.previous_ip_address').ip,
      previousUserAgent: textAt(record, 'details.previous_ua'),
    },
  });
}

/** The scopes that an application did not have before; the log lists all of both. */
function addedScopesOf(record: JsonObject): string[] {
  const before = new Set(textsAt(record, 'details.previous_scopes'));
  return textsAt(record, 'details.new_scopes').filter((scope) => !before.has(scope));
}

function resourceOf(thing: JsonObject, type: string): Reading['resources'][number] {
  const uid = idAt(thing, 'id');
  const name = shortTextAt(thing, 256, 'name', 'domain', 'title');
  return { ...(uid === null ? {} : { uid }), ...(name === null && uid !== null ? {} : { name: name ?? type }), type };
}
