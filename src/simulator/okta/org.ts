import type { Clock } from '../../base/clock.ts';
import type { ClientContext } from './client-context.ts';
import { logRecordOf, type LogDraft, type LogParty } from './log-event.ts';
import { createSeededIds, type SeededIds } from './seeded-ids.ts';
import {
  createOrgState,
  type OrgState,
  type SimSession,
  type SimToken,
  type SimUser,
  type UserProfile,
} from './state.ts';
import { type LogRecord, SystemLog } from './system-log.ts';

/** The org and its log: what both people's doings and the API work on. */
export interface OktaOrg {
  readonly clock: Clock;
  readonly ids: SeededIds;
  readonly state: OrgState;
  readonly systemLog: SystemLog;
  /** How long after it happened a record can be read, in milliseconds. May be changed at any time. */
  logDelayMs: number;
  /**
   * Writes a record. `atMs` is for the past that a company is set up with; without it, now. `names` gives its ids: what API
   * callers cause has names of its own, so that those of people's doings do not depend on how often the org was polled.
   */
  log(draft: LogDraft, atMs?: number, names?: SeededIds): LogRecord;
  addUser(profile: UserProfile, options?: { id?: string; createdMs?: number }): SimUser;
  /** Gives an application a refresh token for a person. */
  grantToken(user: SimUser, clientId: string): SimToken;
  /** Ends sessions of a person that are still active and gives how many. */
  endSessions(user: SimUser): number;
}

/** An empty org whose ids follow from the seed. */
export function createOrg(clock: Clock, seed: string): OktaOrg {
  const ids = createSeededIds(seed);
  const state = createOrgState();
  const systemLog = new SystemLog();
  const org: OktaOrg = {
    clock,
    ids,
    state,
    systemLog,
    logDelayMs: 0,
    log(draft, atMs, names = ids) {
      const publishedMs = atMs ?? clock.now();
      const record = logRecordOf(draft, publishedMs, names);
      systemLog.append(record, publishedMs, atMs ?? publishedMs + org.logDelayMs);
      return record;
    },
    addUser(profile, options = {}) {
      const nowMs = options.createdMs ?? clock.now();
      const user: SimUser = {
        id: options.id ?? ids.oktaId('00u'),
        status: 'ACTIVE',
        createdMs: nowMs,
        statusChangedMs: nowMs,
        lastUpdatedMs: nowMs,
        passwordChangedMs: nowMs,
        lastLoginMs: null,
        profile,
        factors: [],
        seen: { devices: new Set(), ips: new Set(), cities: new Set(), states: new Set(), countries: new Set() },
      };
      state.users.set(user.id, user);
      return user;
    },
    grantToken(user, clientId) {
      const token: SimToken = {
        id: ids.oktaId('oar'),
        clientId,
        userId: user.id,
        createdMs: clock.now(),
        active: true,
      };
      state.tokens.set(token.id, token);
      return token;
    },
    endSessions(user) {
      let ended = 0;
      for (const session of state.sessions.values()) {
        if (session.userId !== user.id || !session.active) continue;
        session.active = false;
        ended += 1;
      }
      return ended;
    },
  };
  return org;
}

/** How the System Log names a person. */
export function userParty(user: SimUser): LogParty {
  const { login, firstName, lastName } = user.profile;
  return { id: user.id, type: 'User', alternateId: login, displayName: `${firstName} ${lastName}` };
}

/** How the System Log names an application. */
export function appParty(app: { id: string; name: string }): LogParty {
  return { id: app.id, type: 'AppInstance', alternateId: app.name, displayName: app.name };
}

/** The two session ids a record carries. */
export function sessionIds(session: SimSession): { externalId: string; rootId: string } {
  return { externalId: session.externalId, rootId: session.rootId };
}

/** True while a session can be used: not ended, not run out. */
export function isLive(session: SimSession, nowMs: number): boolean {
  return session.active && session.expiresMs > nowMs;
}

/** How long a session lasts without anybody ending it. */
const SESSION_LIFE_MS = 12 * 3_600_000;

/** Opens a session for a client; its first id is also the root that later ids hang from. */
export function openSession(org: OktaOrg, user: SimUser, context: ClientContext, atMs: number): SimSession {
  const externalId = `idx${org.ids.text(22)}`;
  const session: SimSession = {
    id: `102${org.ids.text(22)}`,
    externalId,
    rootId: externalId,
    userId: user.id,
    createdMs: atMs,
    expiresMs: atMs + SESSION_LIFE_MS,
    lastFactorMs: null,
    active: true,
    mfa: false,
    context,
  };
  org.state.sessions.set(session.id, session);
  return session;
}
