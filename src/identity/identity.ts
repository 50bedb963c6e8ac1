import { systemClock } from '../base/clock.ts';
import { AppError, errorText } from '../base/errors.ts';
import { systemRandomBytes, type RandomBytes } from '../base/ids.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { OktaCredentialInput } from '../platform/http/credential.ts';
import type { RunningSpace } from '../platform/jobs/running-space.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { MigrationSet, Tx } from '../platform/store/db.ts';
import type { identityApi } from './api.ts';
import { collectLoop, collectLoopName } from './collect-loop.ts';
import {
  connectOkta,
  disconnectOkta,
  standingWarning,
  storedOkta,
  type ConnectDeps,
  type OktaConnection,
} from './connect-okta.ts';
import { eventWire } from './event-wire.ts';
import { importLoop, resumeImports } from './import-loop.ts';
import { forgetUnseen } from './first-seen.ts';
import { createImports } from './imports.ts';
import { ingest } from './ingest.ts';
import { judgedSeq, judgeLoop, NAMED_LOOP, namedLoop, type JudgeLoopDeps } from './judge-loop.ts';
import { identityMigrations } from './migrations.ts';
import type { IdentitySource } from './ports.ts';
import { removeIdentityTenant } from './remove-tenant.ts';
import { OKTA_SOURCE, oktaSpec } from './source-specs.ts';

export interface IdentityDeps extends JudgeLoopDeps, ConnectDeps {
  live: LivePublisher;
  log: Log;
  randomBytes?: RandomBytes;
}

/** An organisation set by configuration (or a rehearsal's): read without being stored. */
export interface ConfiguredOkta {
  orgUrl: string;
  credential: OktaCredentialInput;
  pollEveryMs?: number;
  /** What people are shown in place of the host: a simulated one is at a port of this machine. */
  shownAs?: string;
  /** True when set by breakwater.yaml or the environment: then the console cannot change it. */
  readOnly: boolean;
}

/** The identity capability. */
export interface Identity {
  readonly migrations: MigrationSet;
  readonly handlers: Handlers<typeof identityApi>;
  /** Starts judging and collecting for a data space. What is configured wins over what was connected in the console. */
  startSpace(space: RunningSpace, options?: { okta?: ConfiguredOkta; offline?: boolean }): Promise<void>;
  /** Forgets a data space; its loops are stopped by their owner. */
  stopSpace(tenantId: string): void;
  /** To be called after commits that opened or changed incidents: sign-ins from networks they name are looked at again. */
  namesChanged(tenantId: string): void;
  /** Up to which event everything was judged: the event store must never give a lower seq again. */
  judgedSeq(tenantId: string): Promise<number>;
  /** Forgets what people were not seen with since a moment; gives how many things. */
  forgetUnseen(tenantId: string, beforeMs: number): Promise<number>;
  removeTenant(tx: Tx, tenantId: string): Promise<void>;
  /** A reader with the credential connected in the console, for the doctor; null while there is none. */
  storedSource(tenantId: string): Promise<IdentitySource | null>;
}

interface Space extends RunningSpace {
  configured: ConfiguredOkta | null;
}

const POLL_EVERY_MS = 5000;

/** How far back a first read of a log goes: enough to know what people sign in with. */
const HISTORY_MS = 14 * 86_400_000;

/** @param deps `oktaSource` makes readers (connectors/okta); `named` and `hosts` are other rooms' */
export function createIdentity(deps: IdentityDeps): Identity {
  const { log } = deps;
  const spaces = new Map<string, Space>();
  const imports = createImports({ ...deps, randomBytes: deps.randomBytes ?? systemRandomBytes });
  const wakeIn = (tenantId: string) => (loop: string) => spaces.get(tenantId)?.loops.wake(loop);

  deps.sources.onResumed((tenantId, sourceId) => wakeIn(tenantId)(collectLoopName(sourceId)));

  function collect(space: Space, okta: OktaConnection & { pollEveryMs?: number }): void {
    space.loops.start(
      collectLoop(deps, space, {
        sourceId: OKTA_SOURCE,
        source: deps.oktaSource({ orgUrl: okta.orgUrl, credential: okta.credential, clock: space.clock }),
        everyMs: okta.pollEveryMs ?? POLL_EVERY_MS,
        historyMs: HISTORY_MS,
        standing: standingWarning(okta.excessScopes),
      }),
    );
  }

  async function startConfigured(space: Space, okta: ConfiguredOkta): Promise<void> {
    await deps.db.transaction((tx) =>
      deps.sources.register(
        tx,
        space.tenantId,
        oktaSpec(okta.shownAs ?? new URL(okta.orgUrl).host, okta.readOnly),
        space.clock.now(),
      ),
    );
    collect(space, { ...okta, excessScopes: [] });
  }

  async function startStored(space: Space): Promise<void> {
    try {
      const stored = await storedOkta(deps, space.tenantId);
      if (stored !== null) collect(space, stored);
    } catch (thrown) {
      // A credential that does not open must not keep the rest from running; the source says what is wrong.
      log.error({ err: errorText(thrown) }, 'the stored Okta credential cannot be used');
      await deps.sources.recordFailure(space.tenantId, OKTA_SOURCE, thrown, space.clock.now());
    }
  }

  /** Changes the connection while nothing reads; when that fails, what was connected before is read again. */
  async function changing<R>(space: Space | undefined, work: (stop: () => Promise<void>) => Promise<R>): Promise<R> {
    let stopped = false;
    try {
      return await work(async () => {
        stopped = true;
        await space?.loops.stop(collectLoopName(OKTA_SOURCE));
      });
    } catch (thrown) {
      if (stopped && space !== undefined) await startStored(space);
      throw thrown;
    }
  }

  function changeable(tenantId: string): void {
    if (spaces.get(tenantId)?.configured?.readOnly !== true) return;
    throw new AppError('identity.set_by_configuration', 'Okta is set by breakwater.yaml', {
      status: 409,
      remedy: 'Change it there and restart.',
    });
  }

  return {
    migrations: identityMigrations,

    handlers: {
      async connectOkta(context, { body }) {
        changeable(context.tenantId);
        const space = spaces.get(context.tenantId);
        const connection = await changing(space, (stop) =>
          connectOkta(deps, context, body.orgUrl, body.credential, stop),
        );
        context.audit(OKTA_SOURCE);
        if (space !== undefined) collect(space, connection);
        return { sourceId: OKTA_SOURCE };
      },
      async disconnectOkta(context) {
        changeable(context.tenantId);
        await changing(spaces.get(context.tenantId), async (stop) => {
          await stop();
          await disconnectOkta(deps, context.tenantId);
        });
        context.audit(OKTA_SOURCE);
        return { ok: true };
      },
      ingest: (context, { params }) => ingest(deps, context, params.format, wakeIn(context.tenantId)),
      startImport: (context, { query }) =>
        imports.start(context, query.fileName, query.format, wakeIn(context.tenantId)),
      listImports: async (context) => ({ items: await imports.list(context.tenantId) }),
      async getEvent(context, { params }) {
        const event = await deps.events.byId(context.tenantId, params.eventId);
        if (event === null) {
          throw new AppError('identity.event_not_found', 'There is no such event', {
            status: 404,
            remedy: 'It may have passed its retention; findings keep a copy of their evidence.',
          });
        }
        context.audit(event.id);
        return eventWire(event);
      },
    },

    async startSpace(space, options = {}) {
      const { tenantId, clock, loops } = space;
      const running: Space = { tenantId, clock, loops, configured: options.okta ?? null };
      spaces.set(space.tenantId, running);
      await resumeImports(deps, space.tenantId);
      space.loops.start(judgeLoop(deps, space));
      space.loops.start(namedLoop(deps, space));
      space.loops.start(importLoop(deps, space));
      // Commands that work on the store judge what is there, and read nothing outside.
      if (options.offline === true) return;
      if (options.okta === undefined) await startStored(running);
      else await startConfigured(running, options.okta);
    },

    stopSpace: (tenantId) => {
      spaces.delete(tenantId);
    },

    namesChanged: (tenantId) => wakeIn(tenantId)(NAMED_LOOP),

    judgedSeq: (tenantId) => judgedSeq(deps.db, tenantId),

    forgetUnseen: (tenantId, beforeMs) => deps.db.transaction((tx) => forgetUnseen(tx, tenantId, beforeMs)),

    removeTenant: removeIdentityTenant,

    async storedSource(tenantId) {
      const stored = await storedOkta(deps, tenantId);
      return stored === null
        ? null
        : deps.oktaSource({
            orgUrl: stored.orgUrl,
            credential: stored.credential,
            clock: spaces.get(tenantId)?.clock ?? systemClock,
          });
    },
  };
}
