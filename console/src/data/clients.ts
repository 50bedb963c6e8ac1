import { domainsApi } from '../../../src/domains/api.ts';
import { identityApi } from '../../../src/identity/api.ts';
import { incidentsApi } from '../../../src/incidents/api.ts';
import { notifyApi } from '../../../src/notify/api.ts';
import { authApi } from '../../../src/platform/auth/api.ts';
import { createClient } from '../../../src/platform/http/client.ts';
import type { CallOptions, Client } from '../../../src/platform/http/client.ts';
import type { Api } from '../../../src/platform/http/contract.ts';
import { sourcesApi } from '../../../src/platform/sources/api.ts';
import { rehearsalApi } from '../../../src/rehearsal/api.ts';
import { reportsApi } from '../../../src/reports/api.ts';
import { responseApi } from '../../../src/response/api.ts';
import { setupApi } from '../../../src/setup/api.ts';
import { withVerification } from './fresh-verification.ts';
import { personIsActive } from './person-activity.ts';
import { useSpace } from './space.tsx';
import type { Space } from './space.tsx';

type AnyCall = (input: never, options?: CallOptions) => Promise<unknown>;

/** A client that asks for a fresh verification where the API wants one, and says which calls no person caused. */
function ours<A extends Api>(api: A, space: Space): Client<A> {
  const wrapped: Record<string, AnyCall> = {};
  for (const [name, call] of Object.entries(createClient(api, { baseUrl: '', space })) as [string, AnyCall][]) {
    wrapped[name] = (input, options) =>
      withVerification(() => call(input, { ...(personIsActive() ? {} : { background: true }), ...options }));
  }
  return wrapped as Client<A>;
}

function makeClients(space: Space) {
  return {
    domains: ours(domainsApi, space),
    identity: ours(identityApi, space),
    incidents: ours(incidentsApi, space),
    notify: ours(notifyApi, space),
    sources: ours(sourcesApi, space),
    reports: ours(reportsApi, space),
    response: ours(responseApi, space),
    setup: ours(setupApi, space),
    rehearsal: ours(rehearsalApi, space),
    auth: ours(authApi, space),
  };
}

export type Clients = ReturnType<typeof makeClients>;

const CLIENTS: Readonly<Record<Space, Clients>> = { live: makeClients('live'), rehearsal: makeClients('rehearsal') };

/** The typed clients of every room for a data space. */
export function clientsOf(space: Space): Clients {
  return CLIENTS[space];
}

/** The typed clients for the data space of the page. */
export function useClients(): Clients {
  return CLIENTS[useSpace()];
}
