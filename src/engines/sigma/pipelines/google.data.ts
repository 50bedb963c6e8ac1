import type { Pipeline } from './pipeline.ts';

/** Google Workspace: the Reports API, its events one by one, and the same logs in Cloud Logging. */
export const GOOGLE_WORKSPACE: Pipeline = {
  source: 'google-workspace',
  logs: [
    {
      product: ['gcp', 'google_workspace'],
      service: [
        'google_workspace',
        'google_workspace.admin',
        'google_workspace.login',
        'google_workspace.drive',
        'google_workspace.token',
        'google_workspace.user_accounts',
        'google_workspace.groups',
        'google_workspace.saml',
      ],
    },
    { product: ['google_workspace', 'gsuite'] },
  ],
  rulePrefixes: [
    'data.protoPayload',
    'protoPayload',
    'google_workspace.admin',
    'google_workspace.login',
    'google_workspace',
    'data',
  ],
  recordPrefixes: [
    'protoPayload',
    'data.protoPayload',
    'events.parameters',
    'parameters',
    'protoPayload.metadata.event.parameter',
    'data.protoPayload.metadata.event.parameter',
    'events',
  ],
  aliases: {
    eventService: ['serviceName', { path: 'id.applicationName', map: 'google-service' }],
    serviceName: [{ path: 'id.applicationName', map: 'google-service' }],
    eventName: ['name', 'metadata.event.eventName'],
    'metadata.event.eventName': ['name', 'eventName'],
    eventType: ['type', 'metadata.event.eventType'],
    'metadata.event.eventType': ['type', 'eventType'],
    'event.action': ['name', 'metadata.event.eventName'],
    'setting.name': ['SETTING_NAME'],
    new_value: ['NEW_VALUE'],
    old_value: ['OLD_VALUE'],
    'source.ip': ['ipAddress', 'requestMetadata.callerIp'],
    'user.email': ['actor.email', 'authenticationInfo.principalEmail'],
    'actor.email': ['authenticationInfo.principalEmail'],
  },
};

/** Google Cloud audit logs: entries of Cloud Logging, also as Pub/Sub and Elastic wrap them. */
export const GCP_AUDIT: Pipeline = {
  source: 'gcp-audit',
  logs: [{ product: ['gcp'], service: ['gcp.audit', 'gcp'] }],
  rulePrefixes: ['data.protoPayload', 'protoPayload', 'gcp.audit', 'data', 'jsonPayload'],
  recordPrefixes: ['protoPayload', 'data', 'data.protoPayload', 'gcp.audit', 'jsonPayload'],
  aliases: {
    logName: [{ path: 'logName', map: 'log-name' }],
    authorization_info: ['authorizationInfo'],
    'event.action': ['methodName'],
    'user.email': ['authenticationInfo.principalEmail'],
    'source.ip': ['requestMetadata.callerIp'],
    'service.name': ['serviceName'],
    'authentication_info.principal_email': ['authenticationInfo.principalEmail'],
  },
};
