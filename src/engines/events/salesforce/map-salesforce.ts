import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, idAt, partyOf, shortTextAt, textAt, timeAt } from '../pick.ts';
import { createPlacer } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

const placeOf = createPlacer(
  {
    logon: ['login', 'loginevent', 'loginhistory', 'uri'],
    logoff: ['logout', 'logoutevent'],
    switchAccount: ['loginas', 'loginasevent'],
    token: ['connectedappusage*', 'connectedapp'],
    assignPrivileges: ['permissionsetevent*', 'permissionset'],
    finding: [
      'apianomaly*',
      'credentialstuffing*',
      'reportanomaly*',
      'sessionhijacking*',
      'guestuseranomaly*',
      'loginanomaly*',
    ],
  },
  ['setupaudit'],
);

/**
 * Maps one record of Salesforce: an event log file's row (upper-case columns), a real-time event (`SourceIp`, `Username`, also
 * under `payload`), or the login history.
 */
export function mapSalesforce(given: JsonObject): MapResult {
  const record =
    typeof given['payload'] === 'object' && given['payload'] !== null ? { ...given, ...given['payload'] } : given;
  const action = actionOf(record);
  if (action === null) return { ok: false, reason: 'no event type: not a record of Salesforce', path: 'EVENT_TYPE' };
  const place = placeOf(action);
  const login = shortTextAt(record, 256, 'USER_NAME', 'USERNAME', 'ACTOR_USERNAME', 'LoginAsUsername');
  const delegate = shortTextAt(record, 256, 'DELEGATED_USERNAME', 'DELEGATED_USER_NAME', 'DelegatedUsername');
  const status = shortTextAt(record, 64, 'LOGIN_STATUS', 'Status', 'REQUEST_STATUS');
  const isLogin = place.classUid === 3002;
  const score = shortTextAt(record, 16, 'SCORE');
  return finishReading({
    ...emptyReading('Salesforce', 'Salesforce', action, place),
    logName: 'Event monitoring',
    vendorId: idAt(record, 'EVENT_IDENTIFIER', 'EventIdentifier', 'EventUuid', 'REQUEST_ID', 'Id'),
    ...timeAt(record, 'TIMESTAMP_DERIVED', 'EVENT_DATE', 'EventDate', 'CreatedDate', 'TIMESTAMP', 'LoginTime'),
    severityId: place.classUid === 2004 ? 4 : 1,
    status:
      status === null
        ? null
        : /^(?:login_no_error|success|s)$/iu.test(status)
          ? 'success'
          : isLogin
            ? 'failure'
            : 'other',
    statusCode: status,
    reason: textAt(record, 'SUMMARY', 'Summary', 'PolicyOutcome', 'POLICY_OUTCOME'),
    // Whoever took over another's account acted, not the person whose account it is.
    actor: partyOf(
      idAt(record, 'USER_ID_DERIVED', 'USER_ID', 'UserId'),
      delegate ?? login ?? shortTextAt(record, 256, 'Username'),
      null,
    ),
    target: delegate === null ? null : partyOf(null, login, null),
    ...addressAt(record, 'SOURCE_IP', 'SourceIp', 'CLIENT_IP', 'ClientIp'),
    country: shortTextAt(record, 8, 'COUNTRY_ISO', 'CountryIso'),
    city: shortTextAt(record, 128, 'City'),
    userAgent: textAt(record, 'USER_AGENT', 'BROWSER_TYPE', 'UserAgent', 'Browser'),
    osHint: shortTextAt(record, 64, 'Platform', 'PLATFORM_TYPE'),
    rootSessionId: idAt(record, 'SESSION_KEY', 'SessionKey'),
    externalSessionId: idAt(record, 'LOGIN_KEY', 'LoginKey'),
    transactionId: idAt(record, 'REQUEST_ID', 'RequestIdentifier'),
    authenticator: authenticatorOf(
      shortTextAt(record, 128, 'AUTHENTICATION_METHOD_REFERENCE', 'AuthMethodReference', 'LoginSubType'),
    ),
    risk: score === null || place.classUid !== 2004 ? null : { level: null, reasons: [`score ${score}`] },
    app: {
      id: idAt(record, 'CONNECTED_APP_ID', 'ConnectedAppId'),
      name: shortTextAt(record, 256, 'CONNECTED_APP_NAME', 'APPLICATION', 'Application', 'AppName'),
    },
    resources: resourcesOf(record),
    privileges: [textAt(record, 'PERMISSION_LIST', 'PermissionList')].flatMap((list) => list ?? []),
    unmapped: {
      uri: textAt(record, 'URI'),
      rowsProcessed: textAt(record, 'ROWS_PROCESSED', 'RowsProcessed'),
      securityEventData: textAt(record, 'SECURITY_EVENT_DATA', 'SecurityEventData'),
      organization: idAt(record, 'ORGANIZATION_ID'),
    },
  });
}

/** A LoginAs row of an event log file is a Login that names who is behind it. */
function actionOf(record: JsonObject): string | null {
  const type = shortTextAt(record, 128, 'EVENT_TYPE', 'EventType', 'attributes.type', 'OPERATION_TYPE');
  const inherited = type ?? shortTextAt(record, 128, 'LoginType', 'Action');
  const isTakeover = textAt(
    record,
    'DELEGATED_USERNAME',
    'DELEGATED_USER_NAME',
    'DelegatedUsername',
    'LoginAsCategory',
  );
  return isTakeover !== null && inherited === 'Login' ? 'LoginAs' : inherited;
}

function resourcesOf(record: JsonObject): Reading['resources'] {
  const name = shortTextAt(
    record,
    256,
    'ENTITY_NAME',
    'QueriedEntities',
    'REPORT_ID',
    'DashboardName',
    'Section',
    'URI_ID_DERIVED',
  );
  return name === null ? [] : [{ name, type: 'Entity' }];
}
