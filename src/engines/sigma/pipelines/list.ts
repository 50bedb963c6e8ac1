import { BITBUCKET, GITHUB, PUSH, SALESFORCE, SLACK, SNOWFLAKE, ZENDESK } from './applications.data.ts';
import { CLOUDFLARE, CLOUDTRAIL, DNS } from './cloud.data.ts';
import { ENTRA } from './entra.data.ts';
import { GCP_AUDIT, GOOGLE_WORKSPACE } from './google.data.ts';
import { AUTH0, DUO, OCSF, ONELOGIN, ONEPASSWORD } from './identity.data.ts';
import { M365_AUDIT } from './microsoft.data.ts';
import { OKTA } from './okta.data.ts';
import type { Pipeline } from './pipeline.ts';
import { WINDOWS } from './windows.data.ts';

/** Every built-in pipeline. */
export const PIPELINES: readonly Pipeline[] = [
  OKTA,
  ENTRA,
  GOOGLE_WORKSPACE,
  GCP_AUDIT,
  M365_AUDIT,
  GITHUB,
  BITBUCKET,
  SLACK,
  SALESFORCE,
  ZENDESK,
  CLOUDTRAIL,
  DUO,
  ONELOGIN,
  AUTH0,
  ONEPASSWORD,
  SNOWFLAKE,
  CLOUDFLARE,
  PUSH,
  DNS,
  OCSF,
  WINDOWS,
];
