import { readFileSync } from 'node:fs';
import { domainsApi } from '../domains/api.ts';
import { identityApi } from '../identity/api.ts';
import { incidentsApi } from '../incidents/api.ts';
import { notifyApi } from '../notify/api.ts';
import { authApi } from '../platform/auth/api.ts';
import { openapiOf } from '../platform/http/openapi.ts';
import { operatorApi } from '../platform/operator/api.ts';
import { sourcesApi } from '../platform/sources/api.ts';
import { rehearsalApi } from '../rehearsal/api.ts';
import { reportsApi } from '../reports/api.ts';
import { responseApi } from '../response/api.ts';
import { setupApi } from '../setup/api.ts';

/** openapi.json: the whole API, by room. */
export function openapiDocument(): Record<string, unknown> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return openapiOf(
    {
      overview: setupApi,
      incidents: incidentsApi,
      response: responseApi,
      domains: domainsApi,
      identity: identityApi,
      reports: reportsApi,
      sources: sourcesApi,
      notify: notifyApi,
      rehearsal: rehearsalApi,
      auth: authApi,
      operator: operatorApi,
    },
    version,
  );
}
