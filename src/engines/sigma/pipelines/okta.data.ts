import type { Pipeline } from './pipeline.ts';

/** Okta System Log: from the API, in event hooks (`data.events`), EventBridge (`detail`) and as Elastic keeps it (`okta`). */
export const OKTA: Pipeline = {
  source: 'okta',
  logs: [{ product: ['okta'] }],
  rulePrefixes: ['okta', 'okta.system'],
  recordPrefixes: ['detail', 'data.events', 'okta', 'event'],
  aliases: {
    'event.action': ['eventType'],
    event_id: ['eventType'],
    'event.outcome': [{ path: 'outcome.result', map: 'result-success' }],
    'source.ip': ['client.ipAddress'],
    src_ip: ['client.ipAddress'],
    'client.ip': ['client.ipAddress'],
    'client.user.name': ['actor.alternateId'],
    'user.name': ['actor.alternateId', 'actor.displayName'],
    'user_agent.original': ['client.userAgent.rawUserAgent'],
    'client.rawUserAgent': ['client.userAgent.rawUserAgent'],
    'source.as.number': ['securityContext.asNumber'],
    'source.as.organization.name': ['securityContext.asOrg'],
    'target.user.name': ['target.alternateId'],
    behaviors: [
      'debugContext.debugData.behaviors',
      'debugContext.debugData.logOnlySecurityData.behaviors',
      'securityContext.userBehaviors',
    ],
    'debugContext.debugData.behaviors': ['debugContext.debugData.logOnlySecurityData.behaviors'],
    'debugContext.debugData.risk': ['debugContext.debugData.logOnlySecurityData.risk'],
    is_proxy: ['securityContext.isProxy'],
  },
};
