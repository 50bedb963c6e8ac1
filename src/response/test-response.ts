import { LIVE_TENANT, REHEARSAL_TENANT } from '../base/ids.ts';
import { Secret } from '../base/secret.ts';
import { createIncidents, type Incidents } from '../incidents/create-incidents.ts';
import { attackFindings, T0 } from '../incidents/test-findings.ts';
import type { Actor, RequestContext } from '../platform/http/context.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import { silentLog } from '../platform/log/log.ts';
import type { Db } from '../platform/store/db.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import type { PlanWire } from './api.ts';
import { createResponse, type Response } from './create-response.ts';
import type { ResponseLimits } from './execute-plan.ts';
import { incidentMigrations } from '../incidents/migrations.ts';
import { responseMigrations } from './migrations.ts';
import type { ApprovalProof, ApprovalVerifier, Responder } from './ports.ts';
import type { ResponseTables } from './tables.ts';
import { AppError } from '../base/errors.ts';

const live: LivePublisher = { publish: () => Promise.resolve() };

/** A passkey that signs by repeating the statement: what matters here is what is signed, not how. */
export const pretendedPasskeys: ApprovalVerifier & ApprovalProof = {
  begin: (accountId, statement) =>
    Promise.resolve({ publicKey: accountId === null ? null : { challenge: statement }, nonce: 'nonce' }),
  verify: (accountId, statement, nonce, assertion) => pretendedPasskeys.recheck(accountId, statement, nonce, assertion),
  recheck: (accountId, statement, _nonce, assertion) =>
    assertion['signed'] === statement && assertion['by'] === accountId
      ? Promise.resolve({ passkeyId: 'pk1' })
      : Promise.reject(new AppError('auth.assertion_invalid', 'not signed by this passkey')),
};

export interface TestResponse extends TestDb {
  incidents: Incidents;
  response: Response;
  clock: { now: () => number; advance: (ms: number) => void };
  limits: ResponseLimits;
  tenantId: string;
  context(overrides?: Partial<RequestContext>): RequestContext;
  /** The plan of BW-1. */
  plan(): Promise<PlanWire>;
  /** Approves actions of BW-1 (all proposed ones) as Ada. */
  approve(choose?: (action: PlanWire['actions'][number]) => boolean): Promise<PlanWire>;
  /** Runs turns until nothing is left to do but to wait, at most `turns`, passing time as they ask. */
  run(turns?: number): Promise<void>;
  journal(): Promise<string[]>;
  incidentState(): Promise<string>;
}

export const ADA: Actor = {
  kind: 'account',
  id: 'acc1',
  name: 'Ada',
  role: 'responder',
  permissions: new Set(['response:approve']),
  freshUntilMs: null,
  sessionId: 's1',
};

export interface TestResponseOptions {
  store?: TestDb;
  tenantId?: string;
  /** Wraps the store, to break it at a chosen place. */
  wrap?: (db: Db) => Db;
  clock?: TestResponse['clock'];
  limits?: ResponseLimits;
  held?: boolean;
  readOnly?: () => boolean;
  passkeys?: ApprovalVerifier & ApprovalProof;
}

/** Incidents and response on one store, with a pretended vendor. For tests only. */
export async function openTestResponse(
  responder: Responder | null,
  options: TestResponseOptions = {},
): Promise<TestResponse> {
  const store = options.store ?? (await openTestDb([incidentMigrations, responseMigrations]));
  const db = options.wrap?.(store.db) ?? store.db;
  const tenantId = options.tenantId ?? LIVE_TENANT;
  const clock = options.clock ?? manualClock(T0 + 400_000);
  const limits = options.limits ?? { exclude: [], maxPeoplePerPlan: 50, maxPeoplePerHour: 100 };
  const passkeys = options.passkeys ?? pretendedPasskeys;
  const incidents: Incidents = createIncidents({
    db,
    live,
    log: silentLog,
    notifyOpened: () => Promise.resolve(),
    changed: (tx, change) => response.incidentChanged(tx, change),
  });
  const response: Response = createResponse({
    db,
    clock: { now: clock.now, steadyMs: clock.now, sleep: () => Promise.resolve() },
    live,
    log: silentLog,
    secrets: {
      put: () => Promise.resolve(),
      get: () => Promise.resolve(new Secret('')),
      delete: () => Promise.resolve(),
    },
    subject: incidents.containment,
    outcome: incidents.containment,
    approvals: passkeys,
    proof: passkeys,
    limits: () => limits,
    configured:
      responder === null
        ? null
        : { orgUrl: 'https://acme.okta.com', credential: { kind: 'token', token: 'x'.repeat(20) } },
    readAccess: () => Promise.resolve(null),
    connectOkta: () => {
      if (responder === null) throw new Error('no responder');
      return responder;
    },
    held: () => options.held ?? false,
    readOnly: () => options.readOnly?.() ?? false,
    rehearsalResponder: () => (tenantId === REHEARSAL_TENANT ? responder : null),
    wake: () => undefined,
  });
  const room: TestResponse = {
    ...store,
    incidents,
    response,
    clock,
    limits,
    tenantId,
    context: (overrides = {}) => ({
      tenantId,
      actor: ADA,
      requestId: 'req1',
      clock: { now: clock.now, steadyMs: clock.now, sleep: () => Promise.resolve() },
      signal: new AbortController().signal,
      request: new Request('http://localhost/'),
      peerAddress: '127.0.0.1',
      isLoopback: true,
      audit: () => undefined,
      setHeader: () => undefined,
      ...overrides,
    }),
    plan: () =>
      response.handlers.getPlan(room.context(), {
        params: { incidentId: 'BW-1' },
        query: undefined,
        body: undefined,
      }),
    async approve(choose = () => true) {
      const plan = await room.plan();
      const actionIds = plan.actions
        .filter((action) => action.state === 'proposed' && choose(action))
        .map((action) => action.actionId);
      return approveIds(room, plan, actionIds);
    },
    async run(turns = 200) {
      const loop = response.loop(tenantId, { now: clock.now, steadyMs: clock.now, sleep: () => Promise.resolve() });
      for (let turn = 0; turn < turns; turn += 1) {
        const result = await loop.turn(new AbortController().signal);
        if (result === 'idle') return;
        if (result !== 'more') clock.advance(result.waitMs);
      }
    },
    async journal() {
      const rows = await store.db
        .read<ResponseTables>()
        .selectFrom('journal')
        .innerJoin('action', 'action.id', 'journal.action_id')
        .select(['journal.kind', 'action.kind as what', 'journal.principal'])
        .orderBy('journal.seq')
        .execute();
      return rows.map((row) => `${row.principal} ${row.what} ${row.kind}`);
    },
    async incidentState() {
      const incident = await incidents.handlers.getIncident(room.context(), {
        params: { incidentId: 'BW-1' },
        query: undefined,
        body: undefined,
      });
      return incident.state;
    },
  };
  return room;
}

/** Begins and gives an approval of some actions, signed by whoever asks. */
export async function approveIds(
  room: TestResponse,
  plan: PlanWire,
  actionIds: string[],
  context: RequestContext = room.context(),
): Promise<PlanWire> {
  const chosen = { planId: plan.planId, digest: plan.digest, actionIds };
  const call = { params: { incidentId: plan.incidentId }, query: undefined };
  const begun = await room.response.handlers.beginApproval(context, { ...call, body: chosen });
  const statement = begun.publicKey?.['challenge'];
  const assertion = begun.publicKey === null ? null : { signed: statement, by: context.actor?.id };
  return room.response.handlers.approve(context, {
    ...call,
    body: { ...chosen, approvalId: begun.approvalId, assertion },
  });
}

/** A clock that a test moves. */
export function manualClock(startMs: number): TestResponse['clock'] {
  let at = startMs;
  return {
    now: () => at,
    advance: (ms) => void (at += ms),
  };
}

/** Puts the attack of scenario S1 into the room's space. */
export async function attack(room: TestResponse): Promise<void> {
  const findings = attackFindings().map((finding) => ({ ...finding, tenantId: room.tenantId }));
  await room.db.transaction((tx) => room.incidents.sink.record(tx, findings));
}
