import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, idAt, partyOf, shortTextAt, textAt, timeAt } from '../pick.ts';
import { createPlacer } from '../place.ts';
import { emptyReading } from '../reading.ts';

const placeOf = createPlacer(
  {
    logon: ['login user', 'login session'],
    logoff: ['logout user'],
    switchAccount: ['assume user', 'assumed user'],
    userCreate: ['create user'],
    userOther: ['update user'],
    userDelete: ['destroy user', 'delete user'],
    groupAddUser: ['create group_membership'],
    groupRemoveUser: ['destroy group_membership'],
  },
  ['create ', 'update ', 'destroy ', 'exported ', 'export '],
);

/** Maps one entry of Zendesk's audit log. A support agent's doings are in it; the tickets they read are not. */
export function mapZendesk(record: JsonObject): MapResult {
  const verb = shortTextAt(record, 64, 'action');
  const type = shortTextAt(record, 64, 'source_type');
  if (verb === null || type === null)
    return {
      ok: false,
      reason: 'no action and source: not an entry of Zendesk’s audit log',
      path: verb === null ? 'action' : 'source_type',
    };
  const action = `${verb} ${type}`;
  const isPerson = type === 'user';
  const label = shortTextAt(record, 256, 'source_label');
  const change = textAt(record, 'change_description');
  const sourceId = idAt(record, 'source_id');
  // "Role changed from End User to Administrator" is what tells a promotion from other updates of a person.
  const isRole = isPerson && change !== null && /\brole\b/iu.test(change);
  return finishReading({
    ...emptyReading('Zendesk', 'Zendesk', action, isRole ? { classUid: 3005, activityId: 3 } : placeOf(action)),
    logName: 'Audit log',
    vendorId: idAt(record, 'id'),
    ...timeAt(record, 'created_at'),
    message: change,
    actor: partyOf(
      idAt(record, 'actor_id'),
      shortTextAt(record, 256, 'actor_email'),
      shortTextAt(record, 256, 'actor_name'),
    ),
    target: isPerson ? partyOf(sourceId, shortTextAt(record, 256, 'source_email'), label) : null,
    ...addressAt(record, 'ip_address'),
    resources: isPerson
      ? []
      : [{ ...(sourceId === null ? {} : { uid: sourceId }), ...(label === null ? {} : { name: label }), type }],
    privileges: isRole && change !== null ? [change] : [],
    unmapped: { sourceLabel: isPerson ? label : null },
  });
}
