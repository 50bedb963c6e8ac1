import type { Pipeline } from './pipeline.ts';

/** AWS CloudTrail: files (`Records`), EventBridge (`detail`), LookupEvents (JSON in `CloudTrailEvent`), Elastic. */
export const CLOUDTRAIL: Pipeline = {
  source: 'cloudtrail',
  logs: [{ product: ['aws'], service: ['cloudtrail'] }],
  rulePrefixes: ['aws.cloudtrail', 'detail', 'awscloudtrail'],
  recordPrefixes: ['detail', 'CloudTrailEvent', 'Records', 'aws.cloudtrail'],
  aliases: {
    'event.action': ['eventName'],
    'event.provider': ['eventSource'],
    'source.ip': ['sourceIPAddress'],
    'source.address': ['sourceIPAddress'],
    'user_agent.original': ['userAgent'],
    'user_identity.type': ['userIdentity.type'],
    'console_login.additional_eventdata.mfa_used': ['additionalEventData.MFAUsed'],
  },
};

/** Cloudflare: audit logs of both versions and Logpush data sets. */
export const CLOUDFLARE: Pipeline = {
  source: 'cloudflare',
  logs: [{ product: ['cloudflare'] }],
  aliases: { 'event.action': ['action.type', 'ActionType'], 'source.ip': ['actor.ip', 'ActorIP', 'ClientIP'] },
};

/** DNS queries: our own lines, Zeek, Cloudflare Gateway and Route 53. */
export const DNS: Pipeline = {
  source: 'dns',
  logs: [{ product: ['zeek', 'dns'], category: ['dns'], service: ['dns'] }],
  aliases: {
    query: ['name', 'query_name', 'QueryName', 'qname', 'question', 'host'],
    'dns.question.name': ['query', 'name', 'query_name', 'QueryName'],
    QueryName: ['query', 'name', 'query_name'],
    answer: ['answers', 'answers.Rdata', 'ResolvedIPs', 'RData.data'],
    answers: ['answers.Rdata', 'answer', 'ResolvedIPs'],
    record_type: ['qtype_name', 'query_type', 'QueryType', 'QueryTypeName', 'type'],
    'dns.question.type': ['qtype_name', 'query_type', 'type'],
    src_ip: ['id.orig_h', 'client', 'srcaddr', 'SrcIP', 'client_ip'],
  },
};
