import type { Clock } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import type { Spaces } from './spaces.ts';
import { identityApi } from '../identity/api.ts';
import type { Activity } from '../platform/clock/activity.ts';
import { ScaledClock } from '../platform/clock/scaled-clock.ts';
import { createClient, type Client } from '../platform/http/client.ts';
import type { Log } from '../platform/log/log.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import type { EventStore } from '../platform/store/event-store.ts';
import type { RehearsalLauncher, RehearsalWorld } from '../rehearsal/ports.ts';
import { reportsApi } from '../reports/api.ts';
import type { OktaCredentialInput } from '../platform/http/credential.ts';
import type { Responder } from '../response/ports.ts';
import { createAcmeWorld, type AcmeWorld, type ScenarioWorld, type SimulatedCredential } from '../simulator/index.ts';

/** A rehearsal's Okta is polled this often, by its own clock. */
const POLL_EVERY_MS = 2000;

/** A clock whose speed can be changed while it runs. */
export type PacedClock = Clock & { setFactor?(factor: number): void };

export interface RehearsalParts {
  /** Real time: a rehearsal begins now. */
  clock: Clock;
  activity: Activity;
  log: Log;
  db: Db;
  events: EventStore;
  spaces: Spaces;
  /** Makes the rehearsal's clock; tests pass a virtual one. */
  makeClock?: ((startMs: number, factor: number) => PacedClock) | undefined;
  oktaResponder: (options: { orgUrl: string; credential: OktaCredentialInput; clock: Clock }) => Responder;
  /** Removes the tenant's rows of every room. */
  removeRows(tx: Tx): Promise<void>;
  /** Where this server is, and what its own machine calls it with. */
  self(): { url: string; token: string };
}

export interface RehearsalRunner {
  launcher: RehearsalLauncher;
  /** The hand at the simulated Okta; null while none runs. */
  responder(): Responder | null;
  factor(): number;
  world(): AcmeWorld | null;
}

/** Runs the attack on Acme: simulated vendors on loopback, production workers on them, by a clock of its own. */
export function createRehearsalRunner(parts: RehearsalParts): RehearsalRunner {
  let running: { acme: AcmeWorld; responder: Responder; clock: PacedClock } | null = null;
  let factor = 1;

  async function launch(options: { scenario: string; factor: number }): Promise<RehearsalWorld> {
    factor = options.factor;
    const makeClock =
      parts.makeClock ?? ((startMs: number, speed: number) => new ScaledClock(startMs, speed, parts.clock));
    const clock = makeClock(parts.clock.now(), options.factor);
    const acme = await createAcmeWorld({
      scenario: options.scenario,
      clock,
      seed: `rehearsal-${options.scenario}`,
      activity: parts.activity,
    });
    const responder = parts.oktaResponder({
      orgUrl: acme.oktaUrl,
      credential: credential(acme.writeCredential),
      clock,
    });
    running = { acme, responder, clock };
    await parts.spaces.start({
      tenantId: REHEARSAL_TENANT,
      clock,
      okta: {
        orgUrl: acme.oktaUrl,
        credential: credential(acme.readCredential),
        pollEveryMs: POLL_EVERY_MS,
        shownAs: 'acme (simulated)',
        readOnly: true,
      },
      logs: [{ ...acme.certificateLog, startAt: 'beginning' }],
      offline: false,
    });
    const stop = new AbortController();
    const ports = peopleOf();
    const finished = acme.play(ports, stop.signal);
    // Its people go on working afterwards, at their own pace, so that what is approved late can still be watched.
    const afterwards = finished
      .then(() => {
        if (stop.signal.aborted) return undefined;
        factor = 1;
        clock.setFactor?.(1);
        return acme.liveOn(ports, stop.signal);
      })
      .catch((thrown: unknown) => parts.log.warn({ err: errorText(thrown) }, 'the simulation broke off'));
    return {
      now: () => clock.now(),
      lureAtMs: acme.lureAtMs,
      endsAtMs: acme.endsAtMs,
      truth: () => acme.steps(),
      setFactor(speed) {
        factor = speed;
        clock.setFactor?.(speed);
      },
      finished,
      async stop() {
        stop.abort();
        await afterwards;
        const frozen = frozenClock(clock.now());
        await parts.spaces.stop(REHEARSAL_TENANT);
        parts.spaces.show(REHEARSAL_TENANT, frozen);
        await acme.close();
        running = null;
        factor = 1;
      },
    };
  }

  /** People and machines of Acme reach Breakwater as they would in the field: over its own API. */
  function peopleOf(): Pick<ScenarioWorld, 'reports' | 'dns'> {
    const { url, token } = parts.self();
    const reports: Client<typeof reportsApi> = createClient(reportsApi, {
      baseUrl: url,
      token,
      space: REHEARSAL_TENANT,
    });
    const ingest: Client<typeof identityApi> = createClient(identityApi, {
      baseUrl: url,
      token,
      space: REHEARSAL_TENANT,
    });
    return {
      reports: {
        async submit(report) {
          const { text, link, reporter, from, messageAtMs } = report;
          await reports.submitReport({
            body: { text, link, reporter, from, messageAt: Math.round(messageAtMs), entered: false },
          });
        },
      },
      dns: {
        async push(lines) {
          await ingest.ingest({
            params: { format: 'dns' },
            body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
          });
        },
      },
    };
  }

  return {
    launcher: {
      launch,
      async removeData() {
        parts.spaces.forget(REHEARSAL_TENANT);
        await parts.db.transaction((tx) => parts.removeRows(tx));
        await parts.events.dropTenant(REHEARSAL_TENANT);
      },
    },
    responder: () => running?.responder ?? null,
    factor: () => factor,
    world: () => running?.acme ?? null,
  };
}

/** Time as it was when a rehearsal stopped: its pages stay readable, and nothing ages. */
export function frozenClock(atMs: number): Clock {
  return {
    now: () => atMs,
    steadyMs: () => atMs,
    sleep: (_delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}

function credential(simulated: SimulatedCredential): OktaCredentialInput {
  return { kind: 'private-key', ...simulated };
}
