import { type Draft, flag, type Json, type Places, type Shape, writeBy } from './shape.ts';

/*
 * Google's references: Reports API activities.list; Cloud Logging LogEntry and AuditLog; "Audit logs for Google Workspace".
 * Corpus: panther gsuite_activityevent (one event each), standard (LogEntry).
 */

const application = (value: unknown): string => String(value).replace('.googleapis.com', '');

function workspace(
  service: (draft: Draft, value: unknown) => void,
  name: string,
  parameter: (draft: Draft, name: string, value: unknown) => void,
): Places {
  return {
    eventservice: service,
    'protopayload.servicename': service,
    eventname: name,
    'protopayload.metadata.event.eventname': name,
    setting_name: (draft, value) => parameter(draft, 'SETTING_NAME', value),
    new_value: (draft, value) => parameter(draft, 'NEW_VALUE', value),
  };
}

const audit: Places = {
  'gcp.audit.method_name': 'protoPayload.methodName',
  'data.protopayload.methodname': 'protoPayload.methodName',
  'data.protopayload.servicename': 'protoPayload.serviceName',
  'data.protopayload.authorizationinfo.permission': 'protoPayload.authorizationInfo[].permission',
  'data.protopayload.authorizationinfo.granted': flag('protoPayload.authorizationInfo[].granted'),
  'data.protopayload.resource.type': 'resource.type',
  'data.protopayload.logname': (draft, value) =>
    draft.put('logName', `projects/acme/logs/${encodeURIComponent(String(value))}`),
  '*': (draft, value) => draft.put('protoPayload.request.metadata.annotations', { note: value }),
};

const ENTRY: Json = {
  insertId: 'i-1',
  timestamp: '2026-03-04T09:12:44Z',
  severity: 'NOTICE',
  protoPayload: { '@type': 'type.googleapis.com/google.cloud.audit.AuditLog' },
};
const WORKSPACE = ['google_workspace.admin', 'google_workspace.login'];
const google = (
  services: readonly string[],
  source: string,
  name: string,
  evidence: string,
  write: Shape['write'],
): Shape => ({ product: 'gcp', services, source, name, evidence, write });

export const GOOGLE_SHAPES: readonly Shape[] = [
  google(['gcp.audit'], 'gcp-audit', 'LogEntry', 'panther standard', (wanted) => writeBy(ENTRY, audit, wanted)),
  google(['gcp.audit'], 'gcp-audit', 'Pub/Sub data', 'Cloud Logging sink to Pub/Sub', (wanted) => ({
    data: writeBy(ENTRY, audit, wanted),
    message_id: '1',
  })),
  google(WORKSPACE, 'google-workspace', 'Reports API', 'activities.list', (wanted) =>
    writeBy(
      {
        kind: 'admin#reports#activity',
        id: { time: '2026-03-04T09:12:44Z', uniqueQualifier: '1' },
        actor: { email: 'ada@acme.example' },
      },
      workspace(
        (draft, value) => draft.put('id.applicationName', application(value)),
        'events[].name',
        (draft, name, value) => draft.put('events[].parameters[]', { name, value }),
      ),
      wanted,
    ),
  ),
  google(WORKSPACE, 'google-workspace', 'one event', 'panther gsuite_activityevent', (wanted) =>
    writeBy(
      { kind: 'admin#reports#activity', id: { time: '2026-03-04T09:12:44Z' } },
      workspace(
        (draft, value) => draft.put('id.applicationName', application(value)),
        'name',
        (draft, name, value) => draft.put(`parameters.${name}`, value),
      ),
      wanted,
    ),
  ),
  google(WORKSPACE, 'google-workspace', 'Cloud Logging', 'Audit logs for Google Workspace', (wanted) =>
    writeBy(
      ENTRY,
      workspace(
        (draft, value) => draft.put('protoPayload.serviceName', value),
        'protoPayload.metadata.event[].eventName',
        (draft, name, value) =>
          draft.put('protoPayload.metadata.event[].parameter[]', { name, value, type: 'TYPE_STRING' }),
      ),
      wanted,
    ),
  ),
];
