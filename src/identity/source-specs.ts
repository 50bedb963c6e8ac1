import type { SourceSpec } from '../platform/sources/sources.ts';
import { DNS_DETECTIONS, SIGN_IN_DETECTIONS } from './detections/list.ts';
import type { LogFormat } from './map-records.ts';

export const OKTA_SOURCE = 'okta';

/** An organisation with anybody at work writes a record within minutes; nights are covered by the source's own rhythm. */
const OKTA_SILENT_MS = 900_000;
const INGEST_SILENT_MS = 3_600_000;

const NAMES: Readonly<Record<LogFormat, string>> = {
  okta: 'Okta System Log',
  entra: 'Entra ID',
  'google-workspace': 'Google Workspace',
  'm365-audit': 'Microsoft 365 audit log',
  github: 'GitHub',
  slack: 'Slack',
  salesforce: 'Salesforce',
  zendesk: 'Zendesk',
  cloudtrail: 'AWS CloudTrail',
  duo: 'Duo',
  onelogin: 'OneLogin',
  auth0: 'Auth0',
  '1password': '1Password',
  snowflake: 'Snowflake',
  cloudflare: 'Cloudflare',
  push: 'Push Security',
  dns: 'name look-ups and proxy lines',
  ocsf: 'OCSF events',
};

function blindOf(format: LogFormat): SourceSpec['blindDetections'] {
  return (format === 'dns' ? DNS_DETECTIONS : SIGN_IN_DETECTIONS).map(({ name, nameKey }) => ({
    detector: name,
    nameKey,
  }));
}

/** The polled log of a connected Okta organisation. @param host e.g. `acme.okta.com` */
export function oktaSpec(host: string, readOnly: boolean): SourceSpec {
  return {
    id: OKTA_SOURCE,
    kind: 'okta',
    label: `Okta ${host}`,
    readOnly,
    silentAfterMs: OKTA_SILENT_MS,
    blindDetections: blindOf('okta'),
  };
}

/** What is sent to the ingest endpoint, by format. */
export function ingestSpec(format: LogFormat): SourceSpec {
  return {
    id: `ingest:${format}`,
    kind: 'ingest',
    label: `Sent here: ${NAMES[format]}`,
    readOnly: false,
    silentAfterMs: INGEST_SILENT_MS,
    blindDetections: blindOf(format),
  };
}

/** Files imported by hand, by format: the same record imported twice is one event. Never silent. */
export function importSpec(format: LogFormat): SourceSpec {
  return {
    id: `import:${format}`,
    kind: 'import',
    label: `Imported: ${NAMES[format]}`,
    readOnly: false,
    silentAfterMs: 0,
    blindDetections: [],
  };
}
