import type { Wanted } from './positive.ts';
import { type Draft, flag, type Json, type Places, type Shape, writeBy } from './shape.ts';

/*
 * Microsoft's own references: Graph resource types signIn, directoryAudit, riskDetection, unifiedRoleManagementAlertIncident;
 * Azure Monitor "Event schema" and "Azure activity log event schema"; Log Analytics tables SigninLogs, AuditLogs,
 * AADUserRiskEvents, AzureActivity. Corpus: panther azure_signin, azure_activity (event hub shape).
 */

const isSuccess = (value: unknown): boolean => /^success$/i.test(String(value));
const protocol = (value: unknown): string =>
  ({ 'Device Code': 'deviceCode', ROPC: 'ropc' })[String(value)] ?? String(value);

function signIn(inner: string, code: (draft: Draft, code: number) => void): Places {
  const at = (path: string): string => inner + path;
  return {
    resulttype: (draft, value) => code(draft, Number(value)),
    resultdescription: at('status.failureReason'),
    status: (draft, value) => (isSuccess(value) ? code(draft, 0) : draft.put(at('status.additionalDetails'), value)),
    'properties.message': (draft, value) => draft.put(at('authenticationProtocol'), protocol(value)),
    useragent: at('userAgent'),
    resourcedisplayname: at('resourceDisplayName'),
    conditionalaccessstatus: at('conditionalAccessStatus'),
    authenticationrequirement: at('authenticationRequirement'),
    riskstate: at('riskState'),
    'devicedetail.trusttype': at('deviceDetail.trustType'),
    'devicedetail.deviceid': at('deviceDetail.deviceId'),
    'devicedetail.iscompliant': flag(at('deviceDetail.isCompliant')),
    networklocationdetails: (draft, value) => draft.put(at('networkLocationDetails'), JSON.parse(String(value))),
    clientapp: at('clientAppUsed'),
    username: at('userPrincipalName'),
  };
}

function audit(inner: string, name: (draft: Draft, value: unknown) => void): Places {
  const at = (path: string): string => inner + path;
  const property = 'targetResources[].modifiedProperties[].';
  return {
    operationname: name,
    activitydisplayname: name,
    activitytype: name,
    'properties.message': name,
    category: at('category'),
    loggedbyservice: at('loggedByService'),
    status: at('result'),
    'properties.result': at('result'),
    initiatedby: at('initiatedBy.user.userPrincipalName'),
    target: at('targetResources[].userPrincipalName'),
    'targetresources.type': at('targetResources[].type'),
    targetresources: at('targetResources[].id'),
    'properties.targetresources': at('targetResources[].displayName'),
    'targetresources.modifiedproperties': at(`${property}displayName`),
    'targetresources.modifiedproperties.displayname': at(`${property}displayName`),
    'targetresources.modifiedproperties.newvalue': at(`${property}newValue`),
    'additionaldetails.additionalinfo': (draft, value) =>
      draft.put(at('additionalDetails'), [{ key: 'additionalInfo', value }]),
    failure_status_reason: at('resultReason'),
    'consentcontext.isadminconsent': (draft, value) => {
      draft.put(at(`${property}displayName`), 'ConsentContext.IsAdminConsent');
      draft.put(at(`${property}newValue`), `"${String(value) === 'false' ? 'False' : 'True'}"`);
    },
  };
}

/** A row of Log Analytics: the same members in Pascal case, objects and lists as JSON in a text. */
function row(record: Json, type: string): Json {
  const cells = Object.entries(record).map(([key, value]) => [
    key.charAt(0).toUpperCase() + key.slice(1),
    typeof value === 'object' && value !== null
      ? JSON.stringify(value)
      : typeof value === 'boolean'
        ? value
        : String(value),
  ]);
  return { ...(Object.fromEntries(cells) as Json), TenantId: '5b4f', SourceSystem: 'Azure AD', Type: type };
}

function textAt(wanted: Wanted, field: string, otherwise: string): string {
  const value = wanted.get(field);
  return typeof value === 'string' ? value : otherwise;
}

const SIGN_IN: Json = {
  id: '8e7d',
  createdDateTime: '2026-03-04T09:12:44Z',
  userId: 'u-1',
  appDisplayName: 'Office 365',
  isInteractive: true,
  ipAddress: '192.0.2.10',
};
const AUDIT: Json = {
  id: 'a-1',
  activityDateTime: '2026-03-04T09:12:44Z',
  correlationId: 'c-1',
  operationType: 'Update',
};
const HUB: Json = {
  time: '2026-03-04T09:12:44Z',
  tenantId: '5b4f',
  resourceId: '/tenants/5b4f/providers/Microsoft.aadiam',
  operationVersion: '1.0',
};
const PROVIDER = '/subscriptions/5b4f/resourceGroups/rg/providers/';
const put =
  (...paths: string[]) =>
  (draft: Draft, value: unknown): void => {
    for (const path of paths) draft.put(path, value);
  };

const azure = (services: string[], name: string, evidence: string, write: Shape['write']): Shape => ({
  product: 'azure',
  services,
  source: 'entra',
  name,
  evidence,
  write,
});

export const AZURE_SHAPES: readonly Shape[] = [
  azure(['signinlogs'], 'Graph signIn', 'Graph resource type signIn', (wanted) =>
    writeBy(
      SIGN_IN,
      signIn('', (draft, code) => draft.put('status.errorCode', code)),
      wanted,
    ),
  ),
  azure(['signinlogs'], 'event hub', 'panther azure_signin', (wanted) =>
    writeBy(
      { ...HUB, operationName: 'Sign-in activity', category: 'SignInLogs', properties: SIGN_IN },
      signIn('properties.', (draft, code) => {
        draft.put('resultType', String(code));
        draft.put('properties.status.errorCode', code);
      }),
      wanted,
    ),
  ),
  azure(['signinlogs'], 'Log Analytics', 'table SigninLogs', (wanted) => {
    const record = writeBy(
      { ...SIGN_IN, operationName: 'Sign-in activity', category: 'SignInLogs' },
      { ...signIn('', (draft, code) => draft.put('resultType', code)), resultdescription: 'resultDescription' },
      wanted,
    );
    return row(record, 'SigninLogs');
  }),
  azure(['auditlogs'], 'Graph directoryAudit', 'Graph resource type directoryAudit', (wanted) =>
    writeBy(AUDIT, audit('', put('activityDisplayName')), wanted),
  ),
  azure(['auditlogs'], 'event hub', 'Azure Monitor schema of AuditLogs', (wanted) =>
    writeBy(
      { ...HUB, category: 'AuditLogs', properties: AUDIT },
      audit('properties.', put('operationName', 'properties.activityDisplayName')),
      wanted,
    ),
  ),
  azure(['auditlogs'], 'Log Analytics', 'table AuditLogs', (wanted) =>
    row(writeBy(AUDIT, audit('', put('operationName', 'activityDisplayName')), wanted), 'AuditLogs'),
  ),
  azure(['riskdetection'], 'Graph riskDetection', 'Graph resource type riskDetection', (wanted) =>
    writeBy({ id: 'r-1', riskState: 'atRisk', riskLevel: 'high' }, { riskeventtype: 'riskEventType' }, wanted),
  ),
  azure(['riskdetection'], 'event hub', 'Azure Monitor schema of UserRiskEvents', (wanted) =>
    writeBy(
      { ...HUB, category: 'UserRiskEvents', properties: { riskState: 'atRisk' } },
      { riskeventtype: 'properties.riskEventType' },
      wanted,
    ),
  ),
  azure(['riskdetection'], 'Log Analytics', 'table AADUserRiskEvents', (wanted) =>
    row(writeBy({ riskState: 'atRisk' }, { riskeventtype: 'riskEventType' }, wanted), 'AADUserRiskEvents'),
  ),
  azure(
    ['pim'],
    'Graph alert incident',
    'Graph resource type unifiedRoleManagementAlertIncident and those derived from it',
    (wanted) =>
      writeBy({ id: 'i-1' }, { riskeventtype: (draft, value) => draft.put('@odata', { type: value }) }, wanted) && {
        '@odata.type': `#microsoft.graph.${textAt(wanted, 'riskEventType', '')}`,
        id: 'i-1',
        assigneeDisplayName: 'Ada',
      },
  ),
  azure(
    ['pim'],
    'Graph alert with incidents',
    'Graph resource type unifiedRoleManagementAlert',
    (wanted) =>
      writeBy({ id: 'i-1' }, { riskeventtype: 'x' }, wanted) && {
        id: 'a-1',
        alertDefinitionId: 'DirectoryRole_5b4f',
        isActive: true,
        alertIncidents: [{ '@odata.type': `#microsoft.graph.${textAt(wanted, 'riskEventType', '')}`, id: 'i-1' }],
      },
  ),
  azure(['activitylogs'], 'REST API', 'Activity Logs REST API, EventData', (wanted) =>
    writeBy(
      { eventDataId: 'e-1', caller: 'ada@acme.example', category: { value: 'Administrative' } },
      {
        operationname: 'operationName.value',
        operationnamevalue: 'operationName.value',
        '*': 'operationName.value',
        'properties.message': 'operationName.localizedValue',
        categoryvalue: 'category.value',
        resourceprovidervalue: 'resourceProviderName.value',
        resourceid: (draft, value) => draft.put('resourceId', `${PROVIDER}Microsoft.X/services/${String(value)}`),
      },
      wanted,
    ),
  ),
  azure(['activitylogs'], 'event hub', 'panther azure_activity', (wanted) =>
    writeBy(
      { ...HUB, category: 'Administrative' },
      {
        operationname: 'operationName',
        operationnamevalue: 'operationName',
        '*': 'operationName',
        'properties.message': 'properties.message',
        categoryvalue: 'category',
        resourceprovidervalue: (draft, value, all) =>
          draft.put('resourceId', `${PROVIDER}${String(value)}/services/${textAt(all, 'ResourceId', 'x')}`),
        resourceid: (draft, value, all) =>
          draft.put(
            'resourceId',
            `${PROVIDER}${textAt(all, 'ResourceProviderValue', 'Microsoft.X')}/services/${String(value)}`,
          ),
      },
      wanted,
    ),
  ),
  azure(['activitylogs'], 'Log Analytics', 'table AzureActivity', (wanted) =>
    row(
      writeBy(
        { caller: 'ada@acme.example', categoryValue: 'Administrative' },
        {
          operationname: 'operationNameValue',
          operationnamevalue: 'operationNameValue',
          '*': 'operationNameValue',
          'properties.message': 'operationName',
          categoryvalue: 'categoryValue',
          resourceprovidervalue: 'resourceProviderValue',
          resourceid: (draft, value) => draft.put('resourceId', `${PROVIDER}Microsoft.X/services/${String(value)}`),
        },
        wanted,
      ),
      'AzureActivity',
    ),
  ),
];
