import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, flagAt, idAt, partyOf, shortTextAt, textAt, timeAt } from '../pick.ts';
import { createPlacer, PLACE } from '../place.ts';
import { emptyReading } from '../reading.ts';

/** A statement is named by its QUERY_TYPE. */
const queryPlaceOf = createPlacer({
  userCreate: ['create_user'],
  userDelete: ['drop_user'],
  userOther: ['alter_user'],
  assignRole: ['grant_role'],
  assignPrivileges: ['grant'],
  revokePrivileges: ['revoke'],
  groupCreate: ['create_role'],
  groupDelete: ['drop_role'],
});

/** Maps one row of Snowflake's account usage: login history, query history, sessions, data transfers, grants. */
export function mapSnowflake(record: JsonObject): MapResult {
  const isLogin = shortTextAt(record, 64, 'FIRST_AUTHENTICATION_FACTOR', 'IS_SUCCESS') !== null;
  const query = shortTextAt(record, 64, 'QUERY_TYPE');
  const transfer = shortTextAt(record, 64, 'TRANSFER_TYPE', 'TARGET_CLOUD');
  const role = shortTextAt(record, 256, 'ROLE');
  const kind = isLogin ? 'LOGIN' : (query ?? (textAt(record, 'QUERY_TEXT') === null ? null : 'QUERY'));
  const action =
    kind ??
    (transfer === null ? shortTextAt(record, 64, 'EVENT_TYPE') : `DATA_TRANSFER ${transfer}`) ??
    (role === null ? null : 'GRANT_ROLE');
  if (action === null && idAt(record, 'SESSION_ID') === null)
    return {
      ok: false,
      reason: 'neither a login, a statement, a session, a transfer nor a grant of Snowflake',
      path: 'EVENT_TYPE',
    };
  const first = shortTextAt(record, 64, 'FIRST_AUTHENTICATION_FACTOR', 'AUTHENTICATION_METHOD');
  const second = shortTextAt(record, 64, 'SECOND_AUTHENTICATION_FACTOR');
  const isSuccess = flagAt(record, 'IS_SUCCESS');
  const execution = shortTextAt(record, 32, 'EXECUTION_STATUS');
  const clientType = shortTextAt(record, 64, 'REPORTED_CLIENT_TYPE', 'CLIENT_APPLICATION_ID');
  const client = [clientType, shortTextAt(record, 64, 'REPORTED_CLIENT_VERSION')]
    .filter((part) => part !== null)
    .join(' ');
  return finishReading({
    ...emptyReading(
      'Snowflake',
      'Snowflake',
      action ?? 'SESSION',
      isLogin ? PLACE.logon : queryPlaceOf(action ?? 'SESSION'),
    ),
    logName: isLogin ? 'LOGIN_HISTORY' : 'ACCOUNT_USAGE',
    vendorId: idAt(record, 'EVENT_ID', 'QUERY_ID'),
    ...timeAt(record, 'EVENT_TIMESTAMP', 'START_TIME', 'CREATED_ON', 'END_TIME'),
    status:
      isSuccess === null
        ? execution === null
          ? null
          : /^success/iu.test(execution)
            ? 'success'
            : 'failure'
        : isSuccess
          ? 'success'
          : 'failure',
    statusCode: shortTextAt(record, 32, 'ERROR_CODE') ?? execution,
    reason: textAt(record, 'ERROR_MESSAGE'),
    actor: partyOf(null, shortTextAt(record, 256, 'USER_NAME', 'GRANTED_BY'), null),
    target: role === null ? null : partyOf(null, shortTextAt(record, 256, 'GRANTEE_NAME'), null),
    ...addressAt(record, 'CLIENT_IP'),
    userAgent: client === '' ? null : client,
    browserHint: clientType,
    rootSessionId: idAt(record, 'SESSION_ID'),
    transactionId: idAt(record, 'RELATED_EVENT_ID', 'LOGIN_EVENT_ID'),
    authenticator: authenticatorOf(second ?? first),
    isMfa: isLogin ? second !== null : null,
    app: clientType === null ? null : { id: null, name: clientType },
    resources: [shortTextAt(record, 256, 'DATABASE_NAME', 'NAME')].flatMap((name) =>
      name === null ? [] : [{ name, type: 'Database' }],
    ),
    privileges: [role, shortTextAt(record, 64, 'PRIVILEGE')].flatMap((privilege) => privilege ?? []),
    unmapped: {
      queryText: textAt(record, 'QUERY_TEXT'),
      roleName: shortTextAt(record, 256, 'ROLE_NAME'),
      firstFactor: first,
      bytesTransferred: shortTextAt(record, 32, 'BYTES_TRANSFERRED'),
      rowsProduced: shortTextAt(record, 32, 'ROWS_PRODUCED', 'ROWS_UNLOADED'),
      targetRegion: shortTextAt(record, 64, 'TARGET_REGION'),
      warehouse: shortTextAt(record, 256, 'WAREHOUSE_NAME'),
    },
  });
}
