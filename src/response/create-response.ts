import { LIVE_TENANT, REHEARSAL_TENANT } from '../base/ids.ts';
import type { Catalogue } from '../base/messages.ts';
import type { Clock } from '../base/clock.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { LoopSpec } from '../platform/jobs/loops.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { SecretStore } from '../platform/secrets/create-secrets.ts';
import type { Db, MigrationSet, Tx } from '../platform/store/db.ts';
import type { StoreTables } from '../platform/store/tables.ts';
import { peopleOfPlan, peopleSince } from './action-store.ts';
import type { responseApi } from './api.ts';
import { createGuard, type ResponseLimits } from './execute-plan.ts';
import { JOURNAL_COUNTER } from './journal.ts';
import { responseMessages } from './messages.ts';
import { responseMigrations } from './migrations.ts';
import type { ApprovalProof, ApprovalVerifier, ContainmentOutcome, ContainmentSubject, Responder } from './ports.ts';
import { createResponders, type OktaAccess } from './responder-settings.ts';
import { markChanged } from './revise-plan.ts';
import { responseRoutes } from './routes.ts';
import { RUN_EVERY_MS, runActions } from './run-actions.ts';
import type { ResponseTables } from './tables.ts';

export interface ResponseDeps {
  db: Db;
  /** The real one; a tenant's own comes with its loop and its requests. */
  clock: Clock;
  live: LivePublisher;
  log: Log;
  secrets: Pick<SecretStore, 'put' | 'get' | 'delete'>;
  /** What incidents ask for, and what they are told. Wired to the incidents capability. */
  subject: ContainmentSubject;
  outcome: ContainmentOutcome;
  /** The console's check of an approver's passkey, and the writing hand's own. */
  approvals: ApprovalVerifier;
  proof: ApprovalProof;
  limits: () => ResponseLimits;
  /** okta.write of the configuration file, or null. */
  configured: OktaAccess | null;
  /** The organisation that the live tenant reads, with its credential; null while none is connected. */
  readAccess(): Promise<OktaAccess | null>;
  connectOkta(access: OktaAccess): Responder;
  rehearsalResponder(): Responder | null;
  /** True while nothing may be done outside: a restored copy that nobody has released. */
  held(): boolean;
  /** True while nothing can be stored: a call that could not be noted would be made again and again. */
  readOnly(): boolean;
  /** Ends the wait of the tenant's loop `response.<tenant>`. */
  wake(tenantId: string): void;
  /** Default: the room's own. */
  catalogue?: Catalogue;
}

export interface Response {
  handlers: Handlers<typeof responseApi>;
  migrations: MigrationSet;
  /** The loop that carries out approved actions of a tenant, by that tenant's clock. */
  loop(tenantId: string, clock: Clock): LoopSpec;
  /** IncidentChanged of incidents/ports.ts: the plan follows. */
  incidentChanged(
    tx: Tx,
    change: { tenantId: string; incidentId: string; mergedFrom: readonly string[]; at: number },
  ): Promise<void>;
  /** For the set-up checklist. */
  responderState(tenantId: string): Promise<{ connected: boolean; failing: string | null }>;
  /** The responder of the live tenant, for doctor; null while there is none. */
  liveResponder(): Promise<Responder | null>;
  /** Removes a rehearsal's plans, approvals and journal. */
  removeTenant(tx: Tx, tenantId: string): Promise<void>;
}

/** Name of a tenant's loop, as {@link ResponseDeps.wake} needs it. */
export function responseLoopName(tenantId: string): string {
  return `response.${tenantId}`;
}

/** Builds the response capability. */
export function createResponse(deps: ResponseDeps): Response {
  const responders = createResponders(deps);
  const guard = createGuard({
    proof: deps.proof,
    limits: deps.limits,
    journal: {
      peopleSince: (tenantId, sinceMs) => peopleSince(deps.db, tenantId, sinceMs),
      peopleOfPlan: (tenantId, planId) => peopleOfPlan(deps.db, tenantId, planId),
    },
  });
  const shared = { ...deps, catalogue: deps.catalogue ?? responseMessages };
  return {
    handlers: responseRoutes({ ...shared, responders }),
    migrations: responseMigrations,

    loop: (tenantId, clock) => ({
      name: responseLoopName(tenantId),
      everyMs: RUN_EVERY_MS,
      turn: (signal) =>
        runActions(
          {
            ...shared,
            guard,
            held: () => deps.held() || deps.readOnly(),
            responderFor: (tenant) => responders.for(tenant),
            noteFault: (tenant, error) => responders.noteError(tenant, error),
          },
          tenantId,
          () => clock.now(),
          signal,
        ),
    }),

    async incidentChanged(tx, change) {
      await markChanged(tx, change);
      tx.afterCommit(() => deps.wake(change.tenantId));
    },

    async responderState(tenantId) {
      const status = await responders.status(tenantId);
      return { connected: status.connected, failing: status.lastError?.message ?? null };
    },

    liveResponder: () => responders.for(LIVE_TENANT),

    async removeTenant(tx, tenantId) {
      if (tenantId !== REHEARSAL_TENANT) throw new Error(`only a rehearsal is removed, not ${tenantId}`);
      const db = tx.tables<ResponseTables>();
      for (const table of ['journal', 'approval', 'action', 'plan'] as const) {
        await db.deleteFrom(table).where('tenant_id', '=', tenantId).execute();
      }
      await tx
        .tables<StoreTables>()
        .deleteFrom('tenant_counter')
        .where('tenant_id', '=', tenantId)
        .where('counter', '=', JOURNAL_COUNTER)
        .execute();
    },
  };
}
