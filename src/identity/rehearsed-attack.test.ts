import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Finding } from '../base/finding.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import { oktaCredentialOf } from '../connectors/okta/okta-credential.ts';
import { createOktaLogSource } from '../connectors/okta/okta-log-source.ts';
import { createIncidents } from '../incidents/create-incidents.ts';
import { incidentMigrations } from '../incidents/migrations.ts';
import { Activity } from '../platform/clock/activity.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { testContext } from '../platform/http/test-context.ts';
import { Loops } from '../platform/jobs/loops.ts';
import { silentLog } from '../platform/log/log.ts';
import { sourceMigrations } from '../platform/sources/migrations.ts';
import { createSources } from '../platform/sources/sources.ts';
import { EventDayStore } from '../platform/store/events/open-event-store.ts';
import { openTestDb } from '../platform/store/test-db.ts';
import { createAcmeWorld } from '../simulator/index.ts';
import { createIdentity } from './identity.ts';
import { identityMigrations } from './migrations.ts';
import { LOOK_ALIKE } from './test-support.ts';

const START = Date.UTC(2026, 10, 17, 9);

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

interface Told {
  finding: Finding;
  /** By the rehearsal's clock, seconds after the first lure. */
  foundAtS: number;
  occurredAtS: number;
}

/** Acme attacked in virtual time, watched through sockets by the real reader, store and judge. */
async function attacked(): Promise<{
  told: Told[];
  victims: string[];
  incidents: number;
  sources: { id: string; state: string }[];
}> {
  const activity = new Activity();
  const clock = new VirtualClock(START, [activity]);
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-attack-'));
  const test = await openTestDb([sourceMigrations, incidentMigrations, identityMigrations]);
  const events = new EventDayStore({ directory, clock, log: silentLog });
  const loops = new Loops(clock, activity, silentLog);
  const world = await createAcmeWorld({ scenario: '0ktapus', clock, seed: 'acme', activity });
  cleanups.push(async () => {
    await loops.stopAll();
    await world.close();
    await events.close();
    await test.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const live = { publish: async () => undefined };
  const incidents = createIncidents({
    db: test.db,
    live,
    log: silentLog,
    notifyOpened: async () => undefined,
    changed: async () => undefined,
  });
  const told: Told[] = [];
  const findings: typeof incidents.sink = {
    async record(tx, found) {
      const inS = (at: number): number => (at - world.lureAtMs) / 1000;
      for (const finding of found) {
        if (told.some((one) => one.finding.id === finding.id)) continue;
        told.push({ finding, foundAtS: inS(finding.foundAt), occurredAtS: inS(finding.occurredAt) });
      }
      await incidents.sink.record(tx, found);
    },
  };
  const sources = createSources({ db: test.db, live, findings });
  const identity = createIdentity({
    db: test.db,
    events,
    sources,
    findings,
    live,
    log: silentLog,
    named: incidents.named,
    hosts: LOOK_ALIKE,
    secrets: { put: async () => undefined, get: async () => null, delete: async () => undefined },
    oktaSource: ({ orgUrl, credential }) =>
      createOktaLogSource({ orgUrl, credential: oktaCredentialOf(credential), clock, log: silentLog }),
  });
  await identity.startSpace(
    { tenantId: REHEARSAL_TENANT, clock, loops },
    { okta: { orgUrl: world.oktaUrl, credential: { kind: 'private-key', ...world.readCredential }, readOnly: false } },
  );
  await clock.advanceTo(START + 20_000);
  const played = world.play(
    {
      reports: { submit: async () => undefined },
      dns: {
        push: async (lines) => {
          const body = lines.map((line) => JSON.stringify(line)).join('\n');
          const request = new Request('http://localhost/', { method: 'POST', body });
          const input = { params: { format: 'dns' as const }, query: undefined, body: undefined };
          await activity.during(() => identity.handlers.ingest(testContext(REHEARSAL_TENANT, clock, request), input));
        },
      },
    },
    new AbortController().signal,
  );
  for (let at = clock.now(); at < world.endsAtMs + 30_000; at += 1000) await clock.advanceTo(at);
  await played;
  const input = { params: undefined, query: { state: 'all' as const, limit: 100 }, body: undefined };
  const listed = await incidents.handlers.listIncidents(testContext(REHEARSAL_TENANT, clock), input);
  const victims = new Set(
    told.flatMap(({ finding }) =>
      finding.entities
        .filter((entity) => entity.kind === 'principal' && entity.role === 'victim')
        .map((entity) => entity.value),
    ),
  );
  return {
    told,
    victims: [...victims].toSorted(),
    incidents: listed.items.length,
    sources: (await sources.list(REHEARSAL_TENANT, clock.now())).map(({ id, state }) => ({ id, state })),
  };
}

describe('the 0ktapus attack on the simulated company', () => {
  it(
    'is told within a poll and a second, as one incident, with its victims and nobody else',
    { timeout: 120_000 },
    async () => {
      const { told, victims, incidents, sources } = await attacked();
      expect(victims).toEqual(['emp012@acme.example', 'emp023@acme.example', 'emp031@acme.example']);
      expect(incidents).toBe(1);
      const firstOf = (detector: string, person: string): Told => {
        const one = told.find(({ finding }) => finding.detector === detector && finding.entities[0]?.value === person);
        if (one === undefined) throw new Error(`no ${detector} for ${person}`);
        return one;
      };
      const deadlines = [
        [firstOf('identity.password-known', 'emp023@acme.example'), 156],
        [firstOf('identity.new-context-sign-in', 'emp012@acme.example'), 201],
        [firstOf('identity.new-authenticator-after-new-context', 'emp012@acme.example'), 269],
        [firstOf('identity.new-context-sign-in', 'emp031@acme.example'), 307],
      ] as const;
      for (const [one, byS] of deadlines) expect(one.foundAtS).toBeLessThanOrEqual(byS);
      // What is not poll lag (5 s) and the log's own delay (0.8 s) is ours.
      for (const { finding, foundAtS, occurredAtS } of told) {
        expect([finding.detector, foundAtS - occurredAtS < 5.8 + 1]).toEqual([finding.detector, true]);
      }
      const enrolment = firstOf('identity.new-authenticator-after-new-context', 'emp012@acme.example').finding;
      expect(enrolment).toMatchObject({ severity: 'critical', facts: { authenticatorKind: 'push' } });
      const exposed = told
        .filter(({ finding }) => finding.detector === 'identity.exposure')
        .map(({ finding }) => finding.entities[0]?.value);
      expect(exposed).toEqual(expect.arrayContaining(['emp012@acme.example', 'emp031@acme.example']));
      expect(sources).toContainEqual({ id: 'okta', state: 'healthy' });
    },
  );
});
