import type { Pipeline } from './pipeline.ts';

/** Microsoft 365 unified audit log: Management Activity API, exports with `AuditData`, Graph's search, Log Analytics. */
export const M365_AUDIT: Pipeline = {
  source: 'm365-audit',
  logs: [{ product: ['m365', 'o365', 'microsoft365'] }],
  rulePrefixes: ['o365.audit', 'm365', 'AuditData'],
  recordPrefixes: [
    'AuditData',
    'o365.audit',
    'ExtendedProperties',
    'Parameters',
    'AuditData.ExtendedProperties',
    'AuditData.Parameters',
    'DeviceProperties',
    'AuditData.DeviceProperties',
    'OperationProperties',
  ],
  aliases: {
    eventSource: ['Workload', 'OfficeWorkload', 'service'],
    eventName: ['Operation', 'Operations', 'Name', 'AlertType'],
    Operation: ['Operations'],
    Workload: ['OfficeWorkload', 'service'],
    ObjectId: ['OfficeObjectId'],
    status: [{ path: 'ResultStatus', map: 'result-success' }, 'Status'],
    ResultStatus: [{ path: 'ResultStatus', map: 'result-success' }],
    Payload: ['Data', 'Parameters', 'CmdletOptions', 'ExtendedProperties', 'Comments'],
    ClientIP: ['ActorIpAddress', 'ClientIPAddress'],
    'source.ip': ['ClientIP', 'ActorIpAddress', 'ClientIPAddress'],
    'event.action': ['Operation'],
    'event.provider': ['Workload'],
    'user.id': ['UserId'],
  },
};
