import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Wanted } from './positive.ts';
import { Draft, type Json, NotSent, type Places, type Shape, writeBy } from './shape.ts';

/*
 * Okta's own field dictionary (okta_log_fields.csv); AWS "CloudTrail record contents"; GitHub "Audit log events"; Atlassian "Audit
 * log integrations"; Duo Admin API v2; OneLogin Events API; Microsoft "Office 365 Management Activity API schema".
 */

const oktaFile = path.join(import.meta.dirname, '../../../shared/corpora/identity/okta/okta_log_fields.csv');

/** Fields of the System Log by lower-case name. */
function oktaFields(): ReadonlyMap<string, string> {
  const names = readFileSync(oktaFile, 'utf8')
    .split('\n')
    .map((line) => (line.split(',')[0] ?? '').replaceAll('"', '').trim());
  return new Map(
    names
      .filter((name) => /^[\w.[\]{}]+$/.test(name))
      .map((name) => [name.replaceAll(/\[\]|\{\}/g, '').toLowerCase(), name]),
  );
}

const LISTS = ['target'];

function okta(wanted: Wanted): Json {
  const known = oktaFields();
  const draft = new Draft({
    uuid: 'e-1',
    published: '2026-03-04T09:12:44.000Z',
    actor: { id: '00u1', type: 'User' },
  });
  for (const [field, value] of wanted) {
    const name = [...known.keys()].find(
      (one) => one === field.toLowerCase() || one.endsWith(`.${field.toLowerCase()}`),
    );
    const isOpen = /^debugContext\.debugData\.\w+$/.test(field);
    if (name === undefined && !isOpen) throw new NotSent(`Okta's dictionary has no field ${field}`);
    const steps = field.split('.').map((step, index) => (index === 0 && LISTS.includes(step) ? `${step}[]` : step));
    draft.put(steps.join('.'), value === 'true' ? true : value);
  }
  return draft.record;
}

/** Members whose content is each service's own. */
const AWS_OPEN = /^(requestParameters|responseElements|additionalEventData|serviceEventDetails)(\.|$)/;
const AWS_FIELDS = [
  'eventSource',
  'eventName',
  'eventType',
  'userAgent',
  'errorCode',
  'errorMessage',
  'sourceIPAddress',
  'userIdentity.type',
  'userIdentity.arn',
  'userIdentity.sessionContext.sessionIssuer.type',
];

function cloudtrail(wanted: Wanted): Json {
  const draft = new Draft({
    eventVersion: '1.11',
    eventTime: '2026-03-04T09:12:44Z',
    awsRegion: 'eu-west-1',
    eventID: 'e-1',
    recipientAccountId: '111122223333',
  });
  for (const [field, value] of wanted) {
    if (!AWS_OPEN.test(field) && !AWS_FIELDS.includes(field))
      throw new NotSent(`a CloudTrail record has no field ${field}`);
    draft.put(field, AWS_OPEN.test(field) && !field.includes('.') ? { document: value } : value);
  }
  return draft.record;
}

const UAL_FIELDS = [
  'Workload',
  'Operation',
  'Directionality',
  'DeliveryAction',
  'ApplicationId',
  'ResultStatus',
  'ObjectId',
];
const UAL: Places = {
  ...Object.fromEntries(UAL_FIELDS.map((name) => [name.toLowerCase(), name])),
  eventsource: 'Workload',
  eventname: (draft, value, all) => {
    const isAlert = all.get('eventSource') === 'SecurityComplianceCenter';
    if (isAlert) draft.put('Operation', 'AlertTriggered');
    draft.put(isAlert ? 'Name' : 'Operation', value);
  },
  status: (draft) => draft.put('ResultStatus', 'Succeeded'),
  payload: 'Data',
  parameters: (draft, value) => draft.put('Parameters', [{ Name: value, Value: 'x' }]),
  operationproperties: (draft, value) =>
    draft.put('OperationProperties', [{ Name: 'RuleActions', Value: `[{"ActionType":"${String(value)}"}]` }]),
  requesttype: (draft, value) => draft.put('ExtendedProperties', [{ Name: 'RequestType', Value: value }]),
};
const UAL_BASE: Json = { Id: 'r-1', CreationTime: '2026-03-04T09:12:44', UserId: 'ada@acme.example', RecordType: 40 };

const shape = (
  product: string,
  service: string,
  source: string,
  name: string,
  evidence: string,
  write: Shape['write'],
): Shape => ({ product, services: [service], source, name, evidence, write });
const m365 = (name: string, evidence: string, write: Shape['write']): Shape => ({
  ...shape('m365', '', 'm365-audit', name, evidence, write),
  services: ['audit', 'exchange', 'threat_detection', 'threat_management'],
});

export const OTHER_SHAPES: readonly Shape[] = [
  shape('okta', 'okta', 'okta', 'System Log API', 'okta_log_fields.csv', okta),
  shape('okta', 'okta', 'okta', 'event hook', 'Okta "Event hooks"', (wanted) => ({
    eventType: 'com.okta.event_hook',
    eventTime: '2026-03-04T09:12:44Z',
    data: { events: [okta(wanted)] },
  })),
  shape('okta', 'okta', 'okta', 'EventBridge log stream', 'Okta "Log streaming"', (wanted) => ({
    version: '0',
    'detail-type': 'SystemLog',
    source: 'aws.partner/okta.com',
    detail: okta(wanted),
  })),
  shape('aws', 'cloudtrail', 'cloudtrail', 'record of a log file', 'CloudTrail record contents', cloudtrail),
  shape('aws', 'cloudtrail', 'cloudtrail', 'EventBridge', 'AWS API call via CloudTrail', (wanted) => ({
    'detail-type': 'AWS API Call via CloudTrail',
    detail: cloudtrail(wanted),
  })),
  shape('aws', 'cloudtrail', 'cloudtrail', 'LookupEvents', 'CloudTrail API, Event', (wanted) => ({
    EventId: 'e-1',
    Username: 'ada',
    CloudTrailEvent: JSON.stringify(cloudtrail(wanted)),
  })),
  m365('Management Activity API', 'panther microsoft', (wanted) => writeBy(UAL_BASE, UAL, wanted)),
  m365('export with AuditData', 'Search-UnifiedAuditLog', (wanted) => {
    const record = writeBy(UAL_BASE, UAL, wanted);
    return {
      RecordType: 'AzureActiveDirectory',
      CreationDate: '2026-03-04T09:12:44Z',
      UserIds: 'ada@acme.example',
      Operations: record['Operation'] ?? '',
      AuditData: JSON.stringify(record),
    };
  }),
  shape('github', 'audit', 'github', 'audit log', 'panther github', (wanted) =>
    writeBy({ '@timestamp': 1, actor: 'ada', org: 'acme' }, { action: 'action' }, wanted),
  ),
  shape('bitbucket', 'audit', 'bitbucket', 'audit file', 'Atlassian "Audit log integrations"', (wanted) =>
    writeBy(
      { timestamp: '2026-03-04T09:12:44Z' },
      { 'audittype.category': 'auditType.category', 'audittype.action': 'auditType.action' },
      wanted,
    ),
  ),
  shape('bitbucket', 'audit', 'bitbucket', 'REST API', 'Atlassian auditing REST API', (wanted) =>
    writeBy(
      { timestamp: '2026-03-04T09:12:44Z' },
      { 'audittype.category': 'type.category', 'audittype.action': 'type.action' },
      wanted,
    ),
  ),
  shape('cisco', 'duo', 'duo', 'authentication log v2', 'panther duo', (wanted) =>
    writeBy({ txid: 't-1', result: 'success' }, { event_type: 'event_type', reason: 'reason' }, wanted),
  ),
  shape('onelogin', 'onelogin.events', 'onelogin', 'Events API', 'panther onelogin', (wanted) =>
    writeBy(
      { id: 1, user_name: 'Ada' },
      { event_type_id: (draft, value) => draft.put('event_type_id', Number(value)) },
      wanted,
    ),
  ),
];
