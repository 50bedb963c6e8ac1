import { mapAuth0 } from './auth0/map-auth0.ts';
import { mapCloudflare } from './cloudflare/map-cloudflare.ts';
import { mapCloudTrail } from './cloudtrail/map-cloudtrail.ts';
import { mapDns } from './dns/map-dns.ts';
import { mapDuo } from './duo/map-duo.ts';
import { mapEntra } from './entra/map-entra.ts';
import { mapGithub } from './github/map-github.ts';
import { mapGoogleWorkspace } from './google-workspace/map-google-workspace.ts';
import { isObject, type JsonObject } from './json.ts';
import { mapM365Audit } from './m365-audit/map-m365-audit.ts';
import type { MapResult, RecordFormat } from './map-result.ts';
import { mapOcsf } from './ocsf-in/map-ocsf.ts';
import { mapOkta } from './okta/map-okta.ts';
import { mapOneLogin } from './onelogin/map-onelogin.ts';
import { mapOnePassword } from './onepassword/map-onepassword.ts';
import { mapPush } from './push/map-push.ts';
import { mapSalesforce } from './salesforce/map-salesforce.ts';
import { mapSlack } from './slack/map-slack.ts';
import { mapSnowflake } from './snowflake/map-snowflake.ts';
import { mapZendesk } from './zendesk/map-zendesk.ts';

const MAPPERS: Readonly<Record<RecordFormat, (record: JsonObject) => MapResult>> = {
  okta: mapOkta,
  entra: mapEntra,
  'google-workspace': mapGoogleWorkspace,
  'm365-audit': mapM365Audit,
  github: mapGithub,
  slack: mapSlack,
  salesforce: mapSalesforce,
  zendesk: mapZendesk,
  cloudtrail: mapCloudTrail,
  duo: mapDuo,
  onelogin: mapOneLogin,
  auth0: mapAuth0,
  '1password': mapOnePassword,
  snowflake: mapSnowflake,
  cloudflare: mapCloudflare,
  push: mapPush,
  ocsf: mapOcsf,
  dns: mapDns,
};

/**
 * Turns one record of a log source into the common shape: an OCSF event and the flat fields that rules and searches use.
 * Never throws, whatever JSON it is given; takes time linear in the record's size; all flat strings are bounded.
 * @param format what the record is: the log of a vendor, OCSF already, or a resolver's DNS line
 * @param record the parsed JSON of one record
 */
export function mapRecord(format: RecordFormat, record: unknown): MapResult {
  return isObject(record) ? MAPPERS[format](record) : { ok: false, reason: 'a record is a JSON object', path: '' };
}
