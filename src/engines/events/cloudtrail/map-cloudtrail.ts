import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, flagAt, idAt, objectAt, objectsAt, partyOf, shortTextAt, textAt, timeAt } from '../pick.ts';
import { createPlacer } from '../place.ts';
import { emptyReading, type Party, type Reading } from '../reading.ts';

const placeOf = createPlacer({
  logon: ['consolelogin', 'credentialverification', 'userauthentication', 'authenticate'],
  preauth: ['checkmfa', 'credentialchallenge'],
  switchAccount: ['switchrole', 'exitrole'],
  token: [
    'assumerole',
    'assumerolewithsaml',
    'assumerolewithwebidentity',
    'getsessiontoken',
    'getfederationtoken',
    'createtoken',
    'getrolecredentials',
    'federate',
  ],
  userCreate: ['createuser', 'createloginprofile'],
  userDelete: ['deleteuser', 'deleteloginprofile'],
  passwordChange: ['changepassword', 'passwordupdated'],
  passwordReset: ['updateloginprofile', 'passwordrecoverycompleted'],
  mfaEnable: [
    'enablemfadevice',
    'createvirtualmfadevice',
    'startvirtualmfadeviceregistration',
    'completewebauthndeviceregistration',
  ],
  mfaDisable: ['deactivatemfadevice', 'deletevirtualmfadevice', 'deletemfadevice', 'deletemfadeviceforuser'],
  assignPrivileges: [
    'attachuserpolicy',
    'putuserpolicy',
    'attachrolepolicy',
    'putrolepolicy',
    'attachgrouppolicy',
    'putgrouppolicy',
    'createaccountassignment',
  ],
  revokePrivileges: [
    'detachuserpolicy',
    'deleteuserpolicy',
    'detachrolepolicy',
    'deleterolepolicy',
    'deleteaccountassignment',
  ],
  groupCreate: ['creategroup'],
  groupDelete: ['deletegroup'],
  groupAddUser: ['addusertogroup', 'creategroupmembership'],
  groupRemoveUser: ['removeuserfromgroup', 'deletegroupmembership'],
});

/**
 * Maps one record of AWS CloudTrail: an element of `Records`, the `detail` of an EventBridge event, or what LookupEvents answers, with
 * the record as JSON in its `CloudTrailEvent`.
 */
export function mapCloudTrail(given: JsonObject): MapResult {
  const record =
    [objectAt(given, 'detail'), objectAt(given, 'CloudTrailEvent')].find(
      (inner) => shortTextAt(inner, 128, 'eventName') !== null,
    ) ?? given;
  const action = shortTextAt(record, 128, 'eventName');
  if (action === null) return { ok: false, reason: 'no event name: not a record of CloudTrail', path: 'eventName' };
  const identity = objectAt(record, 'userIdentity');
  const error = shortTextAt(record, 128, 'errorCode');
  const answer = shortTextAt(record, 64, `responseElements.${action}`)?.toLowerCase() ?? null;
  const source = shortTextAt(record, 128, 'eventSource');
  const mfa = flagAt(record, 'additionalEventData.MFAUsed', 'userIdentity.sessionContext.attributes.mfaAuthenticated');
  const address = addressAt(record, 'sourceIPAddress');
  const request = objectAt(record, 'requestParameters');
  return finishReading({
    ...emptyReading('CloudTrail', 'AWS', action, placeOf(action)),
    logName: source,
    vendorId: idAt(record, 'eventID'),
    ...timeAt(record, 'eventTime'),
    status: error !== null || answer === 'failure' ? 'failure' : 'success',
    statusCode: error,
    reason: textAt(record, 'errorMessage'),
    actor: actorOf(identity),
    target: targetOf(request, identity),
    ...address,
    userAgent: textAt(record, 'userAgent'),
    transactionId: idAt(record, 'requestID', 'sharedEventID'),
    credentialId: idAt(identity, 'accessKeyId', 'credentialId'),
    rootSessionId: idAt(record, 'additionalEventData.AuthWorkflowID', 'serviceEventDetails.AuthWorkflowID'),
    authenticator: authenticatorOf(authenticatorWord(record, mfa)),
    isMfa: mfa,
    app: source === null ? null : { id: null, name: source },
    resources: resourcesOf(record, request),
    privileges: [shortTextAt(request, 256, 'policyArn', 'policyName', 'roleArn')].flatMap((policy) => policy ?? []),
    unmapped: {
      account: idAt(record, 'recipientAccountId', 'userIdentity.accountId'),
      region: shortTextAt(record, 64, 'awsRegion'),
      // Calls that a service of AWS makes for somebody carry its name for an address.
      invokedBy: address.ip === null ? shortTextAt(record, 128, 'sourceIPAddress') : null,
      sessionIssuer: shortTextAt(identity, 256, 'sessionContext.sessionIssuer.arn'),
      readOnly: flagAt(record, 'readOnly'),
      vpcEndpoint: idAt(record, 'vpcEndpointId'),
    },
  });
}

function actorOf(identity: JsonObject): Party | null {
  const type = shortTextAt(identity, 64, 'type') ?? '';
  const arn = shortTextAt(identity, 256, 'arn');
  const kind = /^(?:AWSService|AWSAccount)$/u.test(type) ? 'service' : type === 'Root' ? 'admin' : 'user';
  const session = type === 'AssumedRole' ? (arn?.split('/').at(-1) ?? null) : null;
  const login =
    shortTextAt(identity, 256, 'userName') ??
    session ??
    (type === 'Root' ? 'root' : shortTextAt(identity, 256, 'invokedBy'));
  return partyOf(idAt(identity, 'principalId', 'userId'), login, arn, kind);
}

function targetOf(request: JsonObject, identity: JsonObject): Party | null {
  const name = shortTextAt(request, 256, 'userName');
  return name === null || name === shortTextAt(identity, 256, 'userName') ? null : partyOf(null, name, null);
}

function authenticatorWord(record: JsonObject, mfa: boolean | null): string | null {
  const told = shortTextAt(
    record,
    128,
    'additionalEventData.MFAIdentifier',
    'additionalEventData.CredentialType',
    'serviceEventDetails.CredentialType',
  );
  if (told !== null)
    return /u2f|fido|webauthn/iu.test(told) ? 'webauthn' : /mfa\//u.test(told) ? 'virtual mfa totp' : told;
  return mfa === false && shortTextAt(record, 64, 'eventName') === 'ConsoleLogin' ? 'Password' : null;
}

function resourcesOf(record: JsonObject, request: JsonObject): Reading['resources'] {
  const listed = objectsAt(record, 'resources').slice(0, 16);
  if (listed.length > 0)
    return listed.map((item) => ({
      uid: idAt(item, 'ARN', 'arn') ?? 'unknown',
      type: shortTextAt(item, 128, 'type') ?? 'Unknown',
    }));
  const name = shortTextAt(
    request,
    256,
    'groupName',
    'roleArn',
    'roleName',
    'bucketName',
    'secretId',
    'name',
    'instanceId',
    'functionName',
  );
  return name === null ? [] : [{ name, type: 'AWS resource' }];
}
