import type { FindingSink } from '../platform/findings/finding-sink.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { Db, MigrationSet, Tx } from '../platform/store/db.ts';
import type { incidentsApi } from './api.ts';
import { createByHand } from './change-by-hand.ts';
import { createContainment } from './containment.ts';
import { incidentMigrations } from './migrations.ts';
import { namedByIncidents } from './named-by-incidents.ts';
import type { IncidentChanged, NotifyOpened } from './ports.ts';
import { createFindingSink } from './record-findings.ts';
import { removeTenantIncidents } from './remove-tenant.ts';
import { incidentRoutes } from './routes.ts';
import type { IncidentTables } from './tables.ts';

export interface IncidentsDeps {
  db: Db;
  live: LivePublisher;
  log: Log;
  /** Tells people, in the transaction. Wired to the notify capability. */
  notifyOpened: NotifyOpened;
  /** Lets the plan follow the incident, in the transaction. Wired to the response capability. */
  changed: IncidentChanged;
}

export interface Incidents {
  handlers: Handlers<typeof incidentsApi>;
  migrations: MigrationSet;
  /** FindingSink: the way in for every detector. */
  sink: FindingSink;
  /** NamedByIncidents of identity/ports.ts. */
  named: { named: typeof namedByIncidents };
  /** ContainmentSubject, ContainmentOutcome and ResponseTimeline of response/ports.ts. */
  containment: ReturnType<typeof createContainment>;
  /** Incidents that are open, for the overview. */
  countOpen(tenantId: string): Promise<number>;
  /** Findings judged at or after a moment, for the overview. */
  countFindingsSince(tenantId: string, sinceMs: number): Promise<number>;
  /** The incident (id) that names a domain or a finding, for lists of other rooms; null where none does. */
  incidentOfFinding(tenantId: string, findingId: string): Promise<string | null>;
  incidentOfDomain(tenantId: string, domain: string): Promise<string | null>;
  /** Removes a rehearsal's incidents. */
  removeTenant(tx: Tx, tenantId: string): Promise<void>;
}

/** Builds the incidents capability. Its times come from the findings and, for what people do, from the request's clock. */
export function createIncidents(deps: IncidentsDeps): Incidents {
  const byHand = createByHand(deps);
  const read = () => deps.db.read<IncidentTables>();
  return {
    handlers: incidentRoutes(deps.db, byHand),
    migrations: incidentMigrations,
    sink: createFindingSink(deps),
    named: { named: namedByIncidents },
    containment: createContainment(deps),
    removeTenant: removeTenantIncidents,

    async countOpen(tenantId) {
      const row = await read()
        .selectFrom('incident')
        .select((of) => of.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenantId)
        .where('state', '=', 'open')
        .where('merged_into', 'is', null)
        .executeTakeFirstOrThrow();
      return row.n;
    },

    async countFindingsSince(tenantId, sinceMs) {
      const row = await read()
        .selectFrom('incident_finding')
        .select((of) => of.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenantId)
        .where('found_at', '>=', sinceMs)
        .executeTakeFirstOrThrow();
      return row.n;
    },

    async incidentOfFinding(tenantId, findingId) {
      const row = await read()
        .selectFrom('incident_finding')
        .select('incident_id')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', findingId)
        .executeTakeFirst();
      return row?.incident_id ?? null;
    },

    async incidentOfDomain(tenantId, domain) {
      const row = await read()
        .selectFrom('incident_entity')
        .select('incident_id')
        .where('tenant_id', '=', tenantId)
        .where('kind', '=', 'domain')
        .where('value', '=', domain)
        .orderBy('last_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.incident_id ?? null;
    },
  };
}
