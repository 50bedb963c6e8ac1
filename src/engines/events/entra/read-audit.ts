import { authenticatorOf } from '../authenticator-words.ts';
import type { JsonObject } from '../json.ts';
import { addressAt, idAt, objectAt, objectsAt, pairAt, partyOf, shortTextAt, textAt, timeAt } from '../pick.ts';
import { emptyReading, type Party, type Reading } from '../reading.ts';
import { entraPlaceOf } from './entra-places.ts';
import { PRODUCT, VENDOR } from './read-sign-in.ts';

/** Reads an entry of the audit log (also Intune's). @param flat the event's members in one object @param record as it came */
export function readAudit(flat: JsonObject, record: JsonObject): Reading {
  const action = shortTextAt(flat, 256, 'activityDisplayName') ?? shortTextAt(record, 256, 'operationName') ?? 'Audit';
  const targets = objectsAt(flat, 'targetResources');
  const person = targets.find((target) => /^user$/iu.test(textAt(target, 'type') ?? '')) ?? null;
  const initiator = objectAt(flat, 'initiatedBy');
  const result = shortTextAt(flat, 64, 'result', 'resultSignature', 'resultType') ?? '';
  const modified = targets.flatMap((target) => objectsAt(target, 'modifiedProperties'));
  return {
    ...emptyReading(PRODUCT, VENDOR, action, entraPlaceOf(action)),
    logName: 'AuditLogs',
    vendorId: idAt(flat, 'id', 'auditEventId'),
    ...timeAt(flat, 'activityDateTime', 'time', 'TimeGenerated'),
    status: /^(?:success|0)$/iu.test(result) ? 'success' : /^(?:fail|error)/iu.test(result) ? 'failure' : null,
    statusCode: result === '' ? null : result,
    reason: textAt(flat, 'resultReason', 'resultDescription'),
    message: action,
    actor: initiatorOf(initiator) ?? intuneActorOf(flat, record),
    target:
      person === null
        ? null
        : partyOf(
            idAt(person, 'id'),
            shortTextAt(person, 256, 'userPrincipalName'),
            shortTextAt(person, 256, 'displayName'),
          ),
    ...addressAt(flat, 'initiatedBy.user.ipAddress', 'initiatedBy.app.ipAddress', 'callerIpAddress', 'ipAddress'),
    userAgent: pairAt(flat, 'additionalDetails', 'User-Agent') ?? pairAt(flat, 'additionalDetails', 'UserAgent'),
    transactionId: idAt(flat, 'correlationId'),
    authenticator: authenticatorOf(methodOf(action, flat)),
    app: null,
    resources: targets
      .filter((target) => target !== person)
      .slice(0, 16)
      .map((target) => resourceOf(target)),
    privileges: modified.flatMap((change) =>
      /^(?:role\.displayname|role\.wellknownobjectname|delegatedpermissiongrant\.scope|consentaction\.permissions|approle\.value)$/iu.test(
        textAt(change, 'displayName', 'name') ?? '',
      )
        ? (shortTextAt(change, 256, 'newValue')?.replaceAll('"', '') ?? [])
        : [],
    ),
    unmapped: {
      category: textAt(flat, 'category'),
      invitesOwnDomain: invitesOwnDomain(flat, initiator),
      modifiedProperties: modified.slice(0, 32).map((change) => ({
        name: textAt(change, 'displayName', 'name'),
        old: textAt(change, 'oldValue', 'old'),
        new: textAt(change, 'newValue', 'new'),
      })),
    },
  };
}

/** Whether somebody invited a person of the domain that they sign in with themselves; null where the event is no invitation. */
function invitesOwnDomain(flat: JsonObject, initiator: JsonObject): boolean | null {
  const invited = domainOf(pairAt(flat, 'additionalDetails', 'invitedUserEmailAddress'));
  const own = domainOf(shortTextAt(initiator, 256, 'user.userPrincipalName'));
  return invited === null || own === null ? null : invited === own;
}

function domainOf(address: string | null): string | null {
  const at = address?.lastIndexOf('@') ?? -1;
  return address === null || at < 0 ? null : address.slice(at + 1).toLowerCase();
}

function initiatorOf(initiator: JsonObject): Party | null {
  const user = objectAt(initiator, 'user');
  const app = objectAt(initiator, 'app');
  return (
    partyOf(idAt(user, 'id'), shortTextAt(user, 256, 'userPrincipalName'), shortTextAt(user, 256, 'displayName')) ??
    partyOf(
      idAt(app, 'servicePrincipalId', 'appId'),
      null,
      shortTextAt(app, 256, 'displayName', 'servicePrincipalName'),
      'service',
    )
  );
}

function intuneActorOf(flat: JsonObject, record: JsonObject): Party | null {
  return partyOf(
    idAt(flat, 'Actor.ObjectId'),
    shortTextAt(flat, 256, 'Actor.UPN') ?? shortTextAt(record, 256, 'identity'),
    null,
  );
}

/** Which method was registered or deleted: Entra tells in `resultReason`, "User registered Fido2". */
function methodOf(action: string, flat: JsonObject): string | null {
  if (!/security info|strong authentication|passkey|fido/iu.test(action)) return null;
  const reason = textAt(flat, 'resultReason', 'resultDescription');
  return /(?:registered|deleted|changed|updated)\s+(?:the\s+)?(.{2,64})$/iu.exec(reason ?? '')?.[1] ?? null;
}

function resourceOf(target: JsonObject): Reading['resources'][number] {
  const uid = idAt(target, 'id');
  const name = shortTextAt(target, 256, 'displayName', 'userPrincipalName');
  const type = shortTextAt(target, 64, 'type') ?? 'Unknown';
  return {
    ...(uid === null ? {} : { uid }),
    ...(name === null ? (uid === null ? { name: type } : {}) : { name }),
    type,
  };
}
