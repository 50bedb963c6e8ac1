import { booleanMember, compact, objectMember, textMember, type JsonObject } from '../json.ts';

/**
 * What a System Log record tells besides, for which OCSF has no attribute: the state of the device, how FastPass was bound to the
 * browser and which origin it saw (a relay’s own), and what an OAuth grant was for. Empty where the record has none of it.
 */
export function oktaExtras(record: JsonObject): Record<string, unknown> {
  const device = objectMember(record, 'device');
  const context = objectMember(objectMember(record, 'authenticationContext'), 'authenticatorContext');
  const debugData = objectMember(objectMember(record, 'debugContext'), 'debugData');
  return compact<Record<string, unknown>>({
    devicePosture: compact<Record<string, unknown>>({
      diskEncryption: textMember(device, 'disk_encryption_type', 64),
      screenLock: textMember(device, 'screen_lock_type', 64),
      secureHardware: booleanMember(device, 'secure_hardware_present'),
      integrators: Object.keys(objectMember(device, 'device_integrator')).slice(0, 8),
    }),
    authenticatorContext: compact<Record<string, unknown>>({
      requestOrigin: textMember(context, 'requestOrigin', 512),
      bindingMethod: textMember(context, 'bindingMethod', 64),
      userConsent: textMember(context, 'userConsent', 64),
      validationStatus: textMember(context, 'validationStatus', 64),
      application: textMember(context, 'binaryIdentifier', 256),
      signer: textMember(context, 'signerDistinguishedName', 256),
    }),
    credentialProvider: textMember(objectMember(record, 'authenticationContext'), 'credentialProvider', 64),
    grantType: textMember(debugData, 'grantType', 64),
    grantedScopes: textMember(debugData, 'grantedScopes', 512),
    initiationType: textMember(debugData, 'initiationType', 64),
    keyType: textMember(debugData, 'keyTypeUsedForAuthentication', 64),
  });
}
