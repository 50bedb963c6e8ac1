import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../base/ids.ts';
import { Secret } from '../base/secret.ts';
import { oktaCredentialInput, type OktaCredentialInput } from '../platform/http/credential.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { SecretPlace, SecretStore } from '../platform/secrets/create-secrets.ts';
import type { Db } from '../platform/store/db.ts';
import type { KeptError } from './action-store.ts';
import type { Responder } from './ports.ts';
import type { ResponseTables } from './tables.ts';

/** A credential and the organisation it is good for. */
export interface OktaAccess {
  orgUrl: string;
  credential: OktaCredentialInput;
}

export interface ResponderDeps {
  db: Db;
  /** The real one: a credential is no rehearsal's. */
  clock: Clock;
  live: LivePublisher;
  secrets: Pick<SecretStore, 'put' | 'get' | 'delete'>;
  /** Makes the hand at Okta (connectors/okta); no call is made yet. */
  connectOkta(access: OktaAccess): Responder;
  /** Set by the configuration file: shown read-only, wins over what was connected in the console. */
  configured: OktaAccess | null;
  /** The organisation that the live tenant reads, with its credential; null while none is connected. */
  readAccess(): Promise<OktaAccess | null>;
  /** The hand of a rehearsal at its simulated Okta, or null while none runs. Never one with a real credential. */
  rehearsalResponder(): Responder | null;
}

const PLACE: SecretPlace = { tenantId: LIVE_TENANT, row: 'responder:okta', field: 'credential' };

const PROBE_TIMEOUT_MS = 20_000;

/** The hands: which write credentials are in place, and the responders made of them. */
export interface Responders {
  for(tenantId: string): Promise<Responder | null>;
  connect(access: OktaAccess, at: number, signal: AbortSignal): Promise<void>;
  disconnect(): Promise<void>;
  status(tenantId: string): Promise<{
    connected: boolean;
    orgUrl: string | null;
    readOnly: boolean;
    lastError: KeptError | null;
  }>;
  /** Remembers that the credential failed (or, with null, worked). */
  noteError(tenantId: string, error: KeptError | null): void;
}

/** Keeps the write credential sealed and gives the responder made of it. A rehearsal has a hand of its own. */
export function createResponders(deps: ResponderDeps): Responders {
  let held: { from: string; responder: Responder } | null = null;
  /** Of this run only: a start tries the credential anew. */
  let lastError: KeptError | null = null;

  async function row() {
    return deps.db
      .read<ResponseTables>()
      .selectFrom('responder')
      .selectAll()
      .where('tenant_id', '=', LIVE_TENANT)
      .where('vendor', '=', 'okta')
      .executeTakeFirst();
  }

  async function access(): Promise<{ access: OktaAccess; from: string } | null> {
    if (deps.configured !== null) return { access: deps.configured, from: 'configured' };
    const kept = await row();
    if (kept === undefined) return null;
    const sealed = await deps.secrets.get(PLACE);
    if (sealed === null) return null;
    const credential = oktaCredentialInput.parse(JSON.parse(sealed.reveal()));
    return { access: { orgUrl: kept.org_url, credential }, from: `${kept.org_url}|${kept.connected_at}` };
  }

  /** A credential that cannot be opened (another key, a changed row) stops the hand and is shown; reading goes on. */
  async function openAccess(): ReturnType<typeof access> {
    try {
      return await access();
    } catch (thrown) {
      if (!(thrown instanceof AppError) || !thrown.code.startsWith('secret.')) throw thrown;
      lastError = { code: thrown.code, message: thrown.message, remedy: thrown.remedy, at: deps.clock.now() };
      return null;
    }
  }

  return {
    async for(tenantId) {
      if (tenantId === REHEARSAL_TENANT) return deps.rehearsalResponder();
      if (tenantId !== LIVE_TENANT) return null;
      const found = await openAccess();
      if (found === null) {
        held = null;
        return null;
      }
      if (held?.from !== found.from) held = { from: found.from, responder: deps.connectOkta(found.access) };
      return held.responder;
    },

    async connect(wanted, at, signal) {
      refuseConfigured(deps.configured);
      refuseUnfitFor(await deps.readAccess(), wanted);
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
      const probe = await deps.connectOkta(wanted).probe(bounded);
      if (!probe.ok) {
        throw new AppError('response.credential_refused', `${probe.message} (${probe.code})`, {
          status: 422,
          remedy: probe.remedy,
          details: { probe: probe.code },
        });
      }
      await deps.db.transaction(async (tx) => {
        await deps.secrets.put(tx, PLACE, new Secret(JSON.stringify(wanted.credential)));
        await tx
          .tables<ResponseTables>()
          .insertInto('responder')
          .values({ tenant_id: LIVE_TENANT, vendor: 'okta', org_url: wanted.orgUrl, connected_at: at })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'vendor']).doUpdateSet({ org_url: wanted.orgUrl, connected_at: at }),
          )
          .execute();
        await deps.live.publish(tx, LIVE_TENANT, 'setup', 'respond');
      });
      lastError = null;
    },

    async disconnect() {
      refuseConfigured(deps.configured);
      await deps.db.transaction(async (tx) => {
        await deps.secrets.delete(tx, PLACE);
        await tx
          .tables<ResponseTables>()
          .deleteFrom('responder')
          .where('tenant_id', '=', LIVE_TENANT)
          .where('vendor', '=', 'okta')
          .execute();
        await deps.live.publish(tx, LIVE_TENANT, 'setup', 'respond');
      });
      held = null;
      lastError = null;
    },

    async status(tenantId) {
      if (tenantId === REHEARSAL_TENANT) {
        const connected = deps.rehearsalResponder() !== null;
        return { connected, orgUrl: null, readOnly: true, lastError: null };
      }
      const kept = await row();
      return {
        connected: deps.configured !== null || kept !== undefined,
        orgUrl: deps.configured?.orgUrl ?? kept?.org_url ?? null,
        readOnly: deps.configured !== null,
        lastError,
      };
    },

    noteError(tenantId, error) {
      if (tenantId === LIVE_TENANT) lastError = error;
    },
  };
}

/** What is read says who is contained: acting in another organisation would contain strangers, or nobody. */
function refuseUnfitFor(reader: OktaAccess | null, writer: OktaAccess): void {
  if (reader === null) return;
  const [read, write] = [new URL(reader.orgUrl).host, new URL(writer.orgUrl).host];
  if (read !== write) {
    throw new AppError('response.other_org', `The logs are read from ${read}; this credential would act at ${write}`, {
      status: 422,
      remedy: `Give the address ${read} and a credential of that organisation.`,
    });
  }
  if (nameOf(reader.credential) !== nameOf(writer.credential)) return;
  throw new AppError('response.same_credential', 'This is the credential that reads the logs', {
    status: 422,
    remedy: 'Create a second token or app for writing, and let the one that reads do nothing else.',
  });
}

/** Two keys of one app are one app: its scopes are granted to both. */
function nameOf(credential: OktaCredentialInput): string {
  return credential.kind === 'token' ? `token ${credential.token}` : `app ${credential.clientId}`;
}

function refuseConfigured(configured: OktaAccess | null): void {
  if (configured === null) return;
  throw new AppError('response.read_only', 'The write credential is set by the configuration file', {
    status: 409,
    remedy: 'Change okta.write in breakwater.yaml and start again.',
  });
}
