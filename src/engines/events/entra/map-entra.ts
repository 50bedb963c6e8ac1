import { isObject, type JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { objectAt, textAt } from '../pick.ts';
import { finishReading } from '../finish-reading.ts';
import { readAudit } from './read-audit.ts';
import { readAzureActivity, readGraphActivity, readRisk } from './read-activity.ts';
import { readSignIn } from './read-sign-in.ts';

/**
 * Maps one event of Microsoft Entra ID: sign-ins (interactive, non-interactive, of services and managed identities), the audit
 * log, risk detections, Graph activity, and the Azure activity log of the same tenant.
 *
 * The same event comes in three shapes, and gives the same id, time and fields in each: as the Graph API answers (members at
 * the top, camel case), as Azure Monitor sends it to an event hub or a storage account (within `properties`), and as Log
 * Analytics keeps it (columns, Pascal case, inner objects as JSON in text).
 */
export function mapEntra(record: JsonObject): MapResult {
  const kind = kindOf(record);
  if (kind === null)
    return { ok: false, reason: 'neither a sign-in, an audit, a risk nor an activity of Entra ID', path: 'category' };
  // Azure Monitor's own members (time, category) are read where the event has none of its own.
  const flat = { ...record, ...propertiesOf(record) };
  if (kind === 'sign-in') return finishReading(readSignIn(flat, record));
  if (kind === 'audit') return finishReading(readAudit(flat, record));
  if (kind === 'risk') return finishReading(readRisk(flat, record));
  return finishReading(kind === 'graph' ? readGraphActivity(flat, record) : readAzureActivity(flat, record));
}

function propertiesOf(record: JsonObject): JsonObject {
  const properties = objectAt(record, 'properties');
  return isObject(properties) ? properties : {};
}

type Kind = 'sign-in' | 'audit' | 'risk' | 'graph' | 'azure';

/** By the category that Azure Monitor and Log Analytics give, else by what only one kind has. */
function kindOf(record: JsonObject): Kind | null {
  const category = (textAt(record, 'category', 'Type') ?? '').toLowerCase();
  const of = (...paths: string[]): boolean =>
    textAt(record, ...paths.flatMap((path) => [path, `properties.${path}`])) !== null;
  const has = (path: string): boolean =>
    Object.keys(objectAt(record, path)).length > 0 || Object.keys(objectAt(record, `properties.${path}`)).length > 0;
  if (category.includes('signinlogs')) return 'sign-in';
  if (category.includes('riskevents') || of('riskEventType') || category.includes('riskyusers')) return 'risk';
  if (category.includes('graphactivity') || (of('requestUri') && of('requestMethod', 'signInActivityId')))
    return 'graph';
  if (category === 'auditlogs' || of('activityDisplayName') || has('initiatedBy')) return 'audit';
  if (of('createdDateTime') && of('userPrincipalName', 'appDisplayName', 'servicePrincipalId', 'userId'))
    return 'sign-in';
  if (textAt(record, 'operationName', 'operationNameValue', 'operationName.value') !== null) return 'azure';
  return null;
}
