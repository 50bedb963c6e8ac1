import type { Clock } from '../base/clock.ts';
import type { Domains } from '../domains/create-domains.ts';
import type { ConfiguredOkta, Identity } from '../identity/identity.ts';
import type { Activity } from '../platform/clock/activity.ts';
import type { Space } from '../platform/http/edge.ts';
import { Loops } from '../platform/jobs/loops.ts';
import type { Log } from '../platform/log/log.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Response } from '../response/create-response.ts';

/** A certificate log that is read without being stored: set by the configuration, or a rehearsal's. */
export interface GivenLog {
  monitoringUrl: string;
  origin: string;
  publicKey: string;
  startAt: 'head' | 'beginning';
}

export interface SpaceSpec {
  tenantId: string;
  clock: Clock;
  okta?: ConfiguredOkta;
  logs: readonly GivenLog[];
  /** Nothing outside is read: what came before is judged, files can be imported. */
  offline: boolean;
}

export interface SpaceParts {
  activity: Activity;
  log: Log;
  identity: Pick<Identity, 'startSpace' | 'stopSpace'>;
  domains: Pick<Domains, 'brandsOf' | 'startTenant' | 'stopTenant'>;
  response: Pick<Response, 'loop'>;
  sources: Pick<Sources, 'silenceLoop'>;
}

/** The data spaces that run in this process, each with its loops. */
export interface Spaces {
  start(spec: SpaceSpec): Promise<void>;
  /** Stops the loops after the work under way. What was found stays and can be read. */
  stop(tenantId: string): Promise<void>;
  stopAll(): Promise<void>;
  /** For the HTTP edge: a stopped rehearsal can still be looked at. */
  find(tenantId: string): Space | null;
  /** Makes a space readable although nothing runs in it, by a clock that stands where it stopped. */
  show(tenantId: string, clock: Clock): void;
  forget(tenantId: string): void;
  wake(tenantId: string, loop: string): void;
  loopNames(): string[];
  /** Those of them that turn and get nowhere. */
  failingLoops(): string[];
}

export function createSpaces(parts: SpaceParts): Spaces {
  const running = new Map<string, { clock: Clock; loops: Loops }>();
  const shown = new Map<string, Clock>();

  async function stop(tenantId: string): Promise<void> {
    const space = running.get(tenantId);
    if (space === undefined) return;
    await space.loops.stopAll();
    parts.identity.stopSpace(tenantId);
    await parts.domains.stopTenant(tenantId);
    running.delete(tenantId);
    shown.set(tenantId, space.clock);
  }

  return {
    async start(spec) {
      const { tenantId, clock } = spec;
      const loops = new Loops(clock, parts.activity, parts.log.child({ space: tenantId }));
      // As soon as the space can be found, requests are answered in it: a report that came before the brands were read would be
      // judged to name nobody's look-alike.
      await parts.domains.brandsOf(tenantId);
      running.set(tenantId, { clock, loops });
      shown.delete(tenantId);
      const space = { tenantId, clock, loops };
      await parts.domains.startTenant({ ...space, logs: spec.logs, offline: spec.offline });
      await parts.identity.startSpace(space, {
        offline: spec.offline,
        ...(spec.okta === undefined ? {} : { okta: spec.okta }),
      });
      if (!spec.offline) {
        loops.start(parts.response.loop(tenantId, clock));
        loops.start(parts.sources.silenceLoop(tenantId, clock));
      }
    },
    stop,
    async stopAll() {
      await Promise.all([...running.keys()].map(stop));
    },
    find(tenantId) {
      const clock = running.get(tenantId)?.clock ?? shown.get(tenantId);
      return clock === undefined ? null : { tenantId, clock };
    },
    show: (tenantId, clock) => void shown.set(tenantId, clock),
    forget: (tenantId) => void shown.delete(tenantId),
    wake: (tenantId, loop) => running.get(tenantId)?.loops.wake(loop),
    failingLoops: () =>
      [...running].flatMap(([tenantId, { loops }]) => loops.failing().map((name) => `${tenantId}/${name}`)),
    loopNames: () =>
      [...running].flatMap(([tenantId, { loops }]) => loops.names().map((name) => `${tenantId}/${name}`)),
  };
}
