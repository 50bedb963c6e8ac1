import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { createAcmeWorld } from '../../src/simulator/index.ts';

const HOUR_MS = 3_600_000;

/** One record of the System Log as it is exported. */
export type ExportedRecord = Readonly<Record<string, unknown>> & { eventType: string };

/** Who is in the export: two whose sign-ins were relayed (emp012, emp031), one whose code came too late, and some others. */
const EXPORTED = /^emp0(?:0[1-5]|12|23|31|55|77)@/;

/**
 * What Acme's administrator exports from Okta after the attack: a week of ordinary life, then two people whose sign-ins were
 * relayed, with every field a real record has, oldest first.
 * @param endsAt when the export was made, milliseconds UTC
 */
export async function exportedAttack(endsAt: number): Promise<ExportedRecord[]> {
  const activity = new Activity();
  const clock = new VirtualClock(endsAt - 2 * HOUR_MS, [activity]);
  const acme = await createAcmeWorld({ scenario: '0ktapus', clock, seed: 'exported', activity });
  try {
    const stop = new AbortController();
    const played = acme.play(
      { reports: { submit: async () => undefined }, dns: { push: async () => undefined } },
      stop.signal,
    );
    await clock.advanceTo(acme.endsAtMs + 1000);
    await played;
    return acme.okta.org.systemLog.all().filter((record) => EXPORTED.test(loginOf(record)));
  } finally {
    await acme.close();
  }
}

/** As newline-delimited JSON. */
export function ndjson(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function loginOf(record: ExportedRecord): string {
  const { actor } = record as { actor?: { alternateId?: string } };
  return actor?.alternateId ?? '';
}
