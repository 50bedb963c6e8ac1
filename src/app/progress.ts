import { REHEARSAL_TENANT } from '../base/ids.ts';
import type { IncidentTables } from '../incidents/tables.ts';
import type { Db } from '../platform/store/db.ts';
import type { Milestone, RehearsalProgress } from '../rehearsal/ports.ts';

const DETECTORS: readonly (readonly [
  milestone: Milestone,
  detector: string,
  time: 'occurred_at' | 'received_at' | 'found_at',
])[] = [
  ['certified', 'domains.look-alike-certified', 'occurred_at'],
  ['look-alike-found', 'domains.look-alike-certified', 'found_at'],
  ['first-report', 'reports.message-reported', 'received_at'],
  ['stolen-sign-in-found', 'identity.new-context-sign-in', 'found_at'],
  ['authenticator-found', 'identity.new-authenticator-after-new-context', 'found_at'],
];

/** When Breakwater reached each milestone, from the findings and incidents of the rehearsal's tenant. */
export function rehearsalProgress(db: Db): RehearsalProgress {
  return {
    async reached() {
      const found = await Promise.all(
        DETECTORS.map(async ([milestone, detector, time]) => {
          const row = await db
            .read<IncidentTables>()
            .selectFrom('incident_finding')
            .select((eb) => eb.fn.min(time).as('at'))
            .where('tenant_id', '=', REHEARSAL_TENANT)
            .where('detector', '=', detector)
            .executeTakeFirst();
          return [milestone, row?.at ?? null] as const;
        }),
      );
      const contained = await db
        .read<IncidentTables>()
        .selectFrom('incident')
        .select((eb) => eb.fn.min('contained_at').as('at'))
        .where('tenant_id', '=', REHEARSAL_TENANT)
        .executeTakeFirst();
      const all = [...found, ['contained' as const, contained?.at ?? null] as const];
      return Object.fromEntries(all.filter(([, at]) => at !== null).map(([milestone, at]) => [milestone, Number(at)]));
    },
  };
}
