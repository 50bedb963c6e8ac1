import { domainsApi } from '../domains/api.ts';
import { identityApi } from '../identity/api.ts';
import { incidentsApi } from '../incidents/api.ts';
import { notifyApi } from '../notify/api.ts';
import { authApi } from '../platform/auth/api.ts';
import { defineApi } from '../platform/http/contract.ts';
import { operatorApi } from '../platform/operator/api.ts';
import { sourcesApi } from '../platform/sources/api.ts';
import { rehearsalApi } from '../rehearsal/api.ts';
import { reportsApi } from '../reports/api.ts';
import { responseApi } from '../response/api.ts';
import { setupApi } from '../setup/api.ts';

/** Every endpoint there is, by its unique name: what the server serves and openapi.json describes. */
export const apis = defineApi({
  ...setupApi,
  ...incidentsApi,
  ...responseApi,
  ...domainsApi,
  ...identityApi,
  ...reportsApi,
  ...sourcesApi,
  ...notifyApi,
  ...rehearsalApi,
  ...authApi,
  ...operatorApi,
});
