import type { Pipeline } from './pipeline.ts';

/** GitHub audit log: REST API and streams. */
export const GITHUB: Pipeline = {
  source: 'github',
  logs: [{ product: ['github'] }],
  rulePrefixes: ['github', 'github.audit'],
  recordPrefixes: ['data', 'github', 'github.audit'],
  aliases: {
    'event.action': ['action'],
    'source.ip': ['actor_ip'],
    'user.name': ['actor'],
    actor_country: ['actor_location.country_code'],
  },
};

/** Bitbucket Data Center: the audit file and the REST API. */
export const BITBUCKET: Pipeline = {
  source: 'bitbucket',
  logs: [{ product: ['bitbucket'] }],
  recordPrefixes: ['entities'],
  aliases: {
    'auditType.category': ['type.category', 'type.categoryI18nKey'],
    'auditType.action': ['type.action', 'type.actionI18nKey', 'summary'],
    'author.name': ['user.name'],
  },
};

/** Slack audit logs. */
export const SLACK: Pipeline = {
  source: 'slack',
  logs: [{ product: ['slack'] }],
  recordPrefixes: ['entries'],
  aliases: { 'event.action': ['action'], 'source.ip': ['context.ip_address'], 'user.email': ['actor.user.email'] },
};

/** Salesforce: event log files, real-time events, login history. */
export const SALESFORCE: Pipeline = {
  source: 'salesforce',
  logs: [{ product: ['salesforce'] }],
  recordPrefixes: ['payload', 'data.payload'],
  aliases: {
    EventType: ['EVENT_TYPE', 'attributes.type'],
    SourceIp: ['SOURCE_IP', 'CLIENT_IP'],
    LoginStatus: ['LOGIN_STATUS', 'Status'],
    'event.action': ['EVENT_TYPE', 'OPERATION_TYPE', 'Action'],
  },
};

/** Zendesk audit logs. */
export const ZENDESK: Pipeline = {
  source: 'zendesk',
  logs: [{ product: ['zendesk'] }],
  recordPrefixes: ['audit_logs', 'audit_log'],
  aliases: { 'event.action': ['action'], 'source.ip': ['ip_address'] },
};

/** Snowflake: LOGIN_HISTORY, QUERY_HISTORY and the like. */
export const SNOWFLAKE: Pipeline = {
  source: 'snowflake',
  logs: [{ product: ['snowflake'] }],
  aliases: { 'source.ip': ['CLIENT_IP'], 'user.name': ['USER_NAME'] },
};

/** Push Security events. */
export const PUSH: Pipeline = {
  source: 'push',
  logs: [{ product: ['push', 'push_security', 'pushsecurity'] }],
  recordPrefixes: ['new'],
  aliases: { 'source.ip': ['new.sourceIpAddress'], 'user.email': ['new.email'] },
};
