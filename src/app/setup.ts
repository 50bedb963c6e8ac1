import type { Clock } from '../base/clock.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import type { Domains } from '../domains/create-domains.ts';
import type { Incidents } from '../incidents/create-incidents.ts';
import type { Notify } from '../notify/create-notify.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { SourceWire } from '../platform/sources/api.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Db } from '../platform/store/db.ts';
import type { StoreGate } from '../platform/store/store-gate.ts';
import type { Rehearsal } from '../rehearsal/create-rehearsal.ts';
import type { Response } from '../response/create-response.ts';
import type { setupApi } from '../setup/api.ts';
import { buildChecklist } from '../setup/build-checklist.ts';
import type { SetupFacts } from '../setup/ports.ts';

const DAY_MS = 86_400_000;

export interface SetupParts {
  db: Db;
  gate: StoreGate;
  version: string;
  clock: Clock;
  sources: Sources;
  domains: Domains;
  incidents: Incidents;
  notify: Notify;
  response: Response;
  rehearsal: Rehearsal;
  hasPasskey: () => Promise<boolean>;
  /** Speed of a data space's clock. */
  factorOf(tenantId: string): number;
}

/** Handlers of the checklist and the overview: read from the rooms, each through its own door. */
export function setupHandlers(parts: SetupParts): Handlers<typeof setupApi> {
  const facts: SetupFacts = {
    hasPasskey: parts.hasPasskey,
    brands: async (tenantId) =>
      (await parts.domains.brandsOf(tenantId)).map((brand) => ({ name: brand.name, domains: brand.domains.length })),
    lookUps: (tenantId) => parts.domains.lookUpsOf(tenantId),
    identitySources: (tenantId) => sourcesOf(parts, tenantId, 'okta'),
    certificateLogs: (tenantId) => sourcesOf(parts, tenantId, 'ct-log'),
    channels: (tenantId) => parts.notify.health(tenantId),
    responder: (tenantId) => parts.response.responderState(tenantId),
  };
  return {
    getSetup: (context) => buildChecklist(facts, context.tenantId),

    async getOverview({ tenantId, clock }) {
      const now = clock.now();
      const since = now - DAY_MS;
      // Files that were read once and what employees tell are not watched: their health says nothing about what would be seen.
      const sources = (await parts.sources.list(tenantId, now)).filter(
        (source) => source.kind !== 'import' && source.kind !== 'reports',
      );
      const troubled = sources.filter(
        (source) => source.state === 'failing' || source.state === 'silent' || source.state === 'lagging',
      ).length;
      const mode = parts.gate.storeMode();
      const rehearsal = await parts.rehearsal.status();
      return {
        version: parts.version,
        now,
        clockFactor: parts.factorOf(tenantId),
        store: { mode: mode.mode, reason: mode.reason, dialect: parts.db.dialect },
        openIncidents: await parts.incidents.countOpen(tenantId),
        sources: {
          healthy: sources.filter((source) => source.state === 'healthy').length,
          troubled,
          total: sources.length,
        },
        last24h: {
          events: await parts.sources.received(tenantId, ['okta', 'ingest', 'import'], since),
          certificates: await parts.sources.received(tenantId, ['ct-log'], since),
          findings: await parts.incidents.countFindingsSince(tenantId, since),
          reports: await parts.sources.received(tenantId, ['reports'], since),
        },
        rehearsal: {
          state:
            rehearsal.state === 'preparing' ? 'running' : rehearsal.state === 'failed' ? 'stopped' : rehearsal.state,
        },
      };
    },
  };
}

/** Why nothing comes of a source; null where it is read. A log that was paused is not read, whoever paused it. */
function notRead({ kind, state, lastError }: SourceWire): string | null {
  if (state === 'failing') return lastError?.message ?? 'it fails';
  return state === 'paused' && kind === 'ct-log' ? (lastError?.message ?? 'it is paused') : null;
}

async function sourcesOf(
  parts: SetupParts,
  tenantId: string,
  kind: 'okta' | 'ct-log',
): Promise<{ label: string; failing: string | null }[]> {
  const now = parts.clock.now();
  const sources = await parts.sources.list(tenantId, now);
  return sources
    .filter((source) => source.kind === kind)
    .map((source) => ({ label: source.label, failing: tenantId === LIVE_TENANT ? notRead(source) : null }));
}
