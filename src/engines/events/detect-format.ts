import { isObject, type JsonObject } from './json.ts';
import type { RecordFormat } from './map-result.ts';

/** Members of one object that are looked at. */
export const MAX_KEYS = 256;

/**
 * What each format cannot be without, the more telling first: every name of one of the lists. A name in steps is looked
 * for in the inner objects. All in lower case: pipelines change it. Without a format: an envelope of records, which is none itself.
 */
export const FORMAT_SIGNS: readonly (readonly [format: RecordFormat | null, ...signs: (readonly string[])[]])[] = [
  ['ocsf', ['class_uid', 'activity_id'], ['class_uid', 'metadata']],
  ['m365-audit', ['workload', 'operation'], ['operation', 'recordtype'], ['auditdata']],
  ['cloudtrail', ['eventname', 'eventsource'], ['detail.eventname', 'detail.eventsource'], ['eventversion', 'useridentity'], ['cloudtrailevent']],
  ['google-workspace', ['id.applicationname'], ['protopayload.metadata.event', 'protopayload.servicename']],
  ['onelogin', ['event_type_id']],
  ['auth0', ['data.log_id', 'data.type'], ['data.date', 'data.type'], ['log_id', 'type'], ['detail.data.log_id', 'detail.data.type']],
  ['duo', ['access_device'], ['auth_device', 'result'], ['isotimestamp', 'action'], ['txid', 'factor'], ['eventtype', 'factor', 'result'], ['eventtype', 'result', 'username'], ['action', 'username', 'object', 'description']],
  [null, ['eventtype', 'data.events']],
  ['okta', ['eventtype', 'actor'], ['eventtype', 'published'], ['eventtype', 'outcome'], ['eventtype'], ['detail.eventtype', 'detail.actor'], ['detail.eventtype', 'detail.published']],
  ['entra', ['properties', 'operationname'], ['createddatetime', 'userprincipalname'], ['createddatetime', 'appdisplayname'], ['activitydisplayname'], ['riskeventtype'], ['requesturi', 'requestmethod'], ['operationname', 'resulttype'], ['operationname', 'calleripaddress'], ['category', 'operationname'], ['timegenerated', 'resulttype'], ['timegenerated', 'userprincipalname']],
  ['zendesk', ['source_type', 'actor_id'], ['source_type', 'action_label'], ['source_type', 'change_description']],
  ['slack', ['date_create', 'action'], ['action', 'entity', 'context'], ['action', 'context.ua']],
  ['salesforce', ['event_type', 'organization_id'], ['event_type', 'timestamp_derived'], ['eventidentifier', 'eventdate'], ['login_key'], ['payload.eventidentifier'], ['payload.eventdate']],
  ['snowflake', ['first_authentication_factor'], ['query_type', 'user_name'], ['is_success', 'user_name'], ['reported_client_type'], ['query_text'], ['transfer_type', 'target_cloud']],
  ['1password', ['item_uuid', 'vault_uuid'], ['target_user', 'client', 'category'], ['actor_uuid', 'object_type', 'action']],
  ['push', ['object', 'new'], ['object', 'old']],
  ['cloudflare', ['rayid', 'clientip'], ['actiontype', 'actoremail'], ['action.type', 'actor.email', 'resource'], ['appdomain', 'allowed'], ['app_domain', 'allowed']],
  ['github', ['_document_id', 'action'], ['action', 'actor', 'org'], ['action', 'actor', 'repo'], ['action', 'repository'], ['action', 'actor', 'created_at'], ['action', 'sender'], ['repository', 'commits'], ['action', 'business'], ['action', 'org'], ['action', 'repo'], ['pages', 'repository'], ['pull_request', 'repository'], ['actor', 'action', 'user']],
  ['dns', ['qname'], ['queryname'], ['query_name'], ['query']],
]; // prettier-ignore

/** Tells a record's format by the members it has, or null where none is known. */
export function detectFormat(record: unknown): RecordFormat | null {
  if (!isObject(record)) return null;
  const root = levelOf(record);
  for (const [format, ...signs] of FORMAT_SIGNS)
    if (signs.some((names) => names.every((name) => has(root, name)))) return format;
  return null;
}

/** An object whose members are looked for, and those within it that were. */
interface Level {
  object: JsonObject;
  /** By lower-case name. */
  keys: ReadonlyMap<string, string>;
  inner: Map<string, Level | null>;
}

function levelOf(object: JsonObject): Level {
  return { object, keys: keysOf(object), inner: new Map() };
}

function has(level: Level, name: string): boolean {
  const dot = name.indexOf('.');
  if (dot < 0) return level.keys.has(name);
  const outer = name.slice(0, dot);
  const key = level.keys.get(outer);
  if (key === undefined) return false;
  let inner = level.inner.get(outer);
  if (inner === undefined) {
    const value = level.object[key];
    inner = isObject(value) ? levelOf(value) : null;
    level.inner.set(outer, inner);
  }
  return inner !== null && has(inner, name.slice(dot + 1));
}

/** Keys by their lower-case form. */
function keysOf(object: JsonObject): ReadonlyMap<string, string> {
  return new Map(
    Object.keys(object)
      .slice(0, MAX_KEYS)
      .map((key) => [key.toLowerCase(), key]),
  );
}
