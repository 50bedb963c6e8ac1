import { AppError } from '../base/errors.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import { Secret } from '../base/secret.ts';
import { oktaCredentialInput, type OktaCredentialInput } from '../platform/http/credential.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { SecretStore } from '../platform/secrets/create-secrets.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Db } from '../platform/store/db.ts';
import type { IdentitySource } from './ports.ts';
import { OKTA_SOURCE, oktaSpec } from './source-specs.ts';
import type { IdentityTables } from './tables.ts';

export interface ConnectDeps {
  db: Db;
  sources: Sources;
  secrets: Pick<SecretStore, 'put' | 'get' | 'delete'>;
  /** Makes the reader of one organisation; connectors/okta. */
  oktaSource: (options: {
    orgUrl: string;
    credential: OktaCredentialInput;
    clock: RequestContext['clock'];
  }) => IdentitySource;
}

/** A connection that can be read from. */
export interface OktaConnection {
  orgUrl: string;
  credential: OktaCredentialInput;
  excessScopes: readonly string[];
}

/**
 * Tries a credential and keeps it, sealed. Nothing is kept that does not work.
 * @param beforeKeeping stops what reads with the old credential, so that it cannot save its position over the new one's
 * @throws AppError with the connector's code when it does not
 */
export async function connectOkta(
  deps: ConnectDeps,
  context: RequestContext,
  orgUrl: string,
  credential: OktaCredentialInput,
  beforeKeeping: () => Promise<void>,
): Promise<OktaConnection> {
  const { tenantId, clock } = context;
  if (tenantId === REHEARSAL_TENANT) {
    throw new AppError('identity.rehearsal_refuses', 'A rehearsal cannot be connected to a real organisation', {
      status: 403,
      remedy: 'Leave the rehearsal, then connect Okta.',
    });
  }
  const url = new URL(orgUrl);
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    throw new AppError('okta.insecure_url', 'The credential would travel unencrypted', {
      status: 400,
      remedy: `Use https://${url.host} instead.`,
    });
  }
  const tried = await deps.oktaSource({ orgUrl: url.origin, credential, clock }).probe(context.signal);
  if (!tried.ok) {
    const code = tried.code.startsWith('okta.') ? (tried.code as `okta.${string}`) : 'okta.probe_failed';
    throw new AppError(code, tried.message, { status: 422, remedy: tried.remedy });
  }
  await beforeKeeping();
  const isOther = await otherOrganisation(deps, tenantId, url.origin);
  await deps.db.transaction(async (tx) => {
    await deps.secrets.put(tx, placeOf(tenantId), new Secret(JSON.stringify(credential)));
    const row = {
      source_id: OKTA_SOURCE,
      org_url: url.origin,
      credential_kind: credential.kind,
      excess_scopes: JSON.stringify(tried.excessScopes),
      connected_at: clock.now(),
    };
    await tx
      .tables<IdentityTables>()
      .insertInto('identity_provider')
      .values({ tenant_id: tenantId, provider: 'okta', ...row })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'provider']).doUpdateSet(row))
      .execute();
    // Another organisation's position means nothing here.
    if (isOther) await deps.sources.remove(tx, tenantId, OKTA_SOURCE);
    await deps.sources.register(tx, tenantId, oktaSpec(url.host, false), clock.now());
  });
  return { orgUrl: url.origin, credential, excessScopes: tried.excessScopes };
}

/** Destroys the credential and forgets the position. Events stay. */
export async function disconnectOkta(deps: ConnectDeps, tenantId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await deps.secrets.delete(tx, placeOf(tenantId));
    await tx
      .tables<IdentityTables>()
      .deleteFrom('identity_provider')
      .where('tenant_id', '=', tenantId)
      .where('provider', '=', 'okta')
      .execute();
    await deps.sources.remove(tx, tenantId, OKTA_SOURCE);
  });
}

/** The connection kept earlier, or null. @throws AppError when its credential cannot be opened */
export async function storedOkta(deps: ConnectDeps, tenantId: string): Promise<OktaConnection | null> {
  const row = await providerRow(deps, tenantId);
  if (row === undefined) return null;
  const secret = await deps.secrets.get(placeOf(tenantId));
  if (secret === null) return null;
  const excessScopes: string[] = JSON.parse(row.excess_scopes);
  return { orgUrl: row.org_url, credential: oktaCredentialInput.parse(JSON.parse(secret.reveal())), excessScopes };
}

/** What is to be said of a connection for as long as it stands. */
export function standingWarning(
  excessScopes: readonly string[],
): { code: string; message: string; remedy: string } | null {
  if (excessScopes.length === 0) return null;
  return {
    code: 'okta.excess_scopes',
    message: `The reading credential can do more than read: ${excessScopes.slice(0, 10).join(', ')}`,
    remedy:
      'Give reading a credential of its own: a service app with okta.logs.read and okta.users.read, or a token of a read-only administrator.',
  };
}

async function otherOrganisation(deps: ConnectDeps, tenantId: string, origin: string): Promise<boolean> {
  const row = await providerRow(deps, tenantId);
  return row !== undefined && row.org_url !== origin;
}

async function providerRow(
  deps: ConnectDeps,
  tenantId: string,
): Promise<{ org_url: string; excess_scopes: string } | undefined> {
  return deps.db
    .read<IdentityTables>()
    .selectFrom('identity_provider')
    .select(['org_url', 'excess_scopes'])
    .where('tenant_id', '=', tenantId)
    .where('provider', '=', 'okta')
    .executeTakeFirst();
}

function placeOf(tenantId: string): { tenantId: string; row: string; field: string } {
  return { tenantId, row: 'identity-provider:okta', field: 'read' };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(hostname);
}
