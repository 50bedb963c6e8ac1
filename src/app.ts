import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { apis } from './app/apis.ts';
import { configuredChannels, createConnectors, credentialOf } from './app/connectors.ts';
import { undoAll, type Undo } from './app/close.ts';
import { createAppDomains } from './app/domains.ts';
import { leaveOperatorFile, openOwnDoor, readTls } from './app/door.ts';
import { allMessages } from './app/messages.ts';
import { metricsLoop } from './app/metrics.ts';
import { operatorHandlers } from './app/operator.ts';
import { rehearsalProgress } from './app/progress.ts';
import { createRehearsalRunner, frozenClock, type PacedClock } from './app/rehearsal.ts';
import { setupHandlers } from './app/setup.ts';
import { createSpaces, type Spaces } from './app/spaces.ts';
import { openStores } from './app/store.ts';
import { startUpkeep } from './app/upkeep.ts';
import { systemClock, type Clock } from './base/clock.ts';
import { LIVE_TENANT, REHEARSAL_TENANT } from './base/ids.ts';
import { renderMessage } from './base/messages.ts';
import { storedOkta } from './identity/connect-okta.ts';
import { createIdentity } from './identity/identity.ts';
import { createIncidents } from './incidents/create-incidents.ts';
import { createNotify } from './notify/create-notify.ts';
import { createAuditLog } from './platform/audit/audit-log.ts';
import { createAuth } from './platform/auth/create-auth.ts';
import { Activity } from './platform/clock/activity.ts';
import type { LoadedConfig } from './platform/config/load-config.ts';
import { isFormOpen, OPEN_FORM } from './platform/config/open-form.ts';
import { createEdgeApp } from './platform/http/create-edge-app.ts';
import { EDGE_LIMITS, type Edge } from './platform/http/edge.ts';
import { createHttpServer } from './platform/http/http-server.ts';
import { createIdempotencyStore } from './platform/http/idempotency.ts';
import { createNetworkPolicy } from './platform/http/network-policy.ts';
import { createRateLimiter } from './platform/http/rate-limit.ts';
import { serveApi } from './platform/http/serve-api.ts';
import { serveHealth } from './platform/http/serve-health.ts';
import { serveStatic } from './platform/http/static-files.ts';
import { Loops } from './platform/jobs/loops.ts';
import { createLive } from './platform/live/create-live.ts';
import { serveLive } from './platform/live/serve-live.ts';
import type { Log } from './platform/log/log.ts';
import { createMetrics } from './platform/metrics/metrics.ts';
import { createOutbox } from './platform/outbox/create-outbox.ts';
import { createSources } from './platform/sources/sources.ts';
import type { Tx } from './platform/store/db.ts';
import type { RehearsalWire } from './rehearsal/api.ts';
import { createRehearsal } from './rehearsal/create-rehearsal.ts';
import { createReports } from './reports/create-reports.ts';
import { createResponse, responseLoopName } from './response/create-response.ts';
import type { AcmeWorld } from './simulator/index.ts';

const CONSOLE_FOLDER = fileURLToPath(new URL('../console/dist', import.meta.url));
/** What calls under way get when the program stops. */
const STOP_GRACE_MS = 10_000;

export interface AppOptions {
  config: LoadedConfig;
  cwd: string;
  version: string;
  log: Log;
  env?: Readonly<Record<string, string | undefined>>;
  /** Nothing outside is read or told: for commands that work on the store. */
  offline?: boolean;
  /** The port that links name, where a command listens on another one than the server will. */
  shownPort?: number;
  /** Real time by default; tests pass a virtual one. */
  clock?: Clock;
  activity?: Activity;
  /** Makes the clock of a rehearsal; tests pass a virtual one. */
  rehearsalClock?: (startMs: number, factor: number) => PacedClock;
}

export interface App {
  /** What people open. */
  url: string;
  /** This machine's own way in. */
  localUrl: string;
  operatorToken: string;
  dataPath: string;
  /** What is read and told, in words; empty on a first start. */
  connections: string[];
  held: boolean;
  /** How many sealed credentials the key of this machine does not open. */
  sealed: { keyFile: string; unopenable: number };
  /** The one-time link, or null once somebody has a passkey. */
  firstLink(): Promise<string | null>;
  linkMeaning: string;
  startRehearsal(options: { scenario: string; factor: number }): Promise<void>;
  rehearsalStatus: () => Promise<RehearsalWire>;
  /** The simulated company with its vendors while a rehearsal runs: the truth to compare with, which Breakwater does not see. */
  rehearsalWorld(): AcmeWorld | null;
  spaces: Spaces;
  /** Stops after the work under way: no new calls, loops end, stores close. */
  stop(): Promise<void>;
}

/**
 * Builds and starts everything: the only place that chooses adapters and says what runs.
 * @throws AppError with one clear line when it cannot start (port taken, folder not writable, data in use, bad credentials)
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, log } = options;
  const settings = config.config;
  const clock = options.clock ?? systemClock;
  const activity = options.activity ?? new Activity();
  const offline = options.offline ?? false;
  const network = createNetworkPolicy(
    { publicUrl: settings.publicUrl ?? null, trustedProxies: settings.trustedProxies },
    settings.tls !== undefined,
  );
  const stores = await openStores({
    config,
    cwd: options.cwd,
    env: options.env ?? process.env,
    version: options.version,
    clock,
    log,
  });
  const { db, events, gate, secrets } = stores;
  const undo: Undo[] = [() => stores.close()];
  const closeAll = (): Promise<void> => undoAll(undo, log);
  try {
    // A key that cannot be used at all is told now, not when the first credential is needed. Another key is no reason not to run.
    const unopenable = offline ? 0 : await secrets.unopenable();
    const metrics = createMetrics();
    const audit = createAuditLog({ db, clock });
    const live = createLive({ db, clock });
    const operatorToken = randomBytes(32).toString('base64url');
    const auth = createAuth({ db, clock, log, audit, live, network, operatorToken });
    const outbox = createOutbox({ db, clock, log, held: () => gate.storeMode().mode !== 'ok' || offline });
    const connectors = createConnectors(config, clock, log);
    const incidentUrl = (number: string): string => `${network.origin()}/incidents/${number}`;

    const notify = createNotify({
      db,
      clock,
      log,
      outbox,
      secrets,
      configured: configuredChannels(config),
      openNotifier: connectors.openNotifier,
      render: (message) => renderMessage(allMessages, message),
      incidentUrl,
    });
    const incidents = createIncidents({
      db,
      live,
      log,
      notifyOpened: (tx, told) => notify.incidentTold(tx, told),
      async changed(tx, change) {
        await response.incidentChanged(tx, change);
        tx.afterCommit(() => identity.namesChanged(change.tenantId));
      },
    });
    const sources = createSources({ db, live, findings: incidents.sink });
    const domains = createAppDomains({
      db,
      sources,
      incidents,
      live,
      log,
      connectors,
      config,
      cwd: options.cwd,
      dataPath: stores.directory.path,
      rehearsedSites: () => runner.world()?.sites ?? [],
    });
    const identity = createIdentity({
      db,
      events,
      sources,
      secrets,
      live,
      log,
      findings: incidents.sink,
      named: incidents.named,
      hosts: domains.hostJudge,
      oktaSource: connectors.oktaSource,
    });
    const reports = createReports({
      db,
      sources,
      sink: incidents.sink,
      live,
      log,
      hosts: domains.hostJudge,
      incidentOfFinding: (tenantId, findingId) => incidents.incidentOfFinding(tenantId, findingId),
    });
    const response = createResponse({
      db,
      clock,
      live,
      log,
      secrets,
      subject: incidents.containment,
      outcome: incidents.containment,
      approvals: auth.approvals,
      proof: auth.approvals,
      limits: () => settings.containment,
      configured:
        settings.okta?.write === undefined
          ? null
          : { orgUrl: settings.okta.orgUrl, credential: credentialOf(config, settings.okta.write) },
      readAccess: async () =>
        settings.okta === undefined
          ? storedOkta({ db, sources, secrets, oktaSource: connectors.oktaSource }, LIVE_TENANT)
          : { orgUrl: settings.okta.orgUrl, credential: credentialOf(config, settings.okta.read) },
      connectOkta: (access) => connectors.oktaResponder({ ...access, clock }),
      held: () => gate.held,
      readOnly: () => gate.storeMode().mode === 'read-only',
      rehearsalResponder: () => runner.responder(),
      wake: (tenantId) => spaces.wake(tenantId, responseLoopName(tenantId)),
    });
    const spaces = createSpaces({ activity, log, identity, domains, response, sources });
    undo.push(() => spaces.stopAll());

    const idempotency = createIdempotencyStore({ db, clock });
    const runner = createRehearsalRunner({
      clock,
      activity,
      log,
      db,
      events,
      spaces,
      makeClock: options.rehearsalClock,
      oktaResponder: connectors.oktaResponder,
      async removeRows(tx: Tx) {
        for (const room of [identity, incidents, response]) await room.removeTenant(tx, REHEARSAL_TENANT);
        await domains.dropTenant(tx, REHEARSAL_TENANT);
        await reports.dropTenant(tx, REHEARSAL_TENANT);
        await sources.removeTenant(tx, REHEARSAL_TENANT);
        await secrets.removeTenant(tx, REHEARSAL_TENANT);
        await outbox.removeTenant(tx, REHEARSAL_TENANT);
        await live.dropTenant(tx, REHEARSAL_TENANT);
        await idempotency.removeTenant(tx, REHEARSAL_TENANT);
      },
      self: () => ({ url: localUrl(), token: operatorToken }),
    });
    const rehearsal = createRehearsal({
      db,
      clock,
      live,
      log,
      launcher: runner.launcher,
      progress: rehearsalProgress(db),
    });

    const edge: Edge = {
      log,
      clock,
      activity,
      metrics,
      network,
      authenticator: auth.authenticator,
      audit,
      idempotency,
      publicLimiter: createRateLimiter(clock, 30, 60),
      spaceOf: (name) => spaces.find(name),
      limits: EDGE_LIMITS,
    };
    const app = createEdgeApp(edge);
    const handlers = {
      ...setupHandlers({
        db,
        gate,
        version: options.version,
        clock,
        sources,
        domains,
        incidents,
        notify,
        response,
        rehearsal,
        hasPasskey: () => auth.hasAccounts(),
        factorOf: (tenantId) => (tenantId === REHEARSAL_TENANT ? runner.factor() : 1),
      }),
      ...incidents.handlers,
      ...response.handlers,
      ...domains.handlers,
      ...identity.handlers,
      ...reports.handlers,
      ...sources.handlers,
      ...notify.handlers,
      ...rehearsal.handlers,
      ...auth.handlers,
      ...operatorHandlers({
        stores,
        clock,
        audit,
        auth,
        sources,
        notify,
        domains,
        identity,
        response,
        config,
        connectors,
        log,
        version: options.version,
      }),
    };
    serveApi(app, apis, handlers, edge);
    const hub = serveLive(app, edge, live);
    auth.onEnded((id) => hub.end(id));
    domains.mount(app, edge);
    reports.mountForm(app, {
      linkToken: settings.reportForm.linkToken === undefined ? null : config.readSecret(settings.reportForm.linkToken),
      clock,
      pageOrigins: () => network.pageOrigins(),
    });
    const upkeep = new Loops(clock, activity, log);
    const parts = startUpkeep({
      upkeep,
      offline,
      settings,
      outbox,
      metrics,
      spaces,
      stores,
      identity,
      clock,
      log,
      live,
    });
    if (!offline) upkeep.start(metricsLoop({ metrics, clock, sources, incidents, outbox }));
    undo.push(() => upkeep.stopAll());
    serveHealth(app, edge, parts, options.version);
    serveStatic(app, edge, CONSOLE_FOLDER);

    const server = await createHttpServer({
      hostname: settings.listen.host,
      port: settings.listen.port,
      app,
      log,
      ...readTls(settings, options.cwd),
    });
    undo.push(async () => {
      hub.stop();
      await server.stop(STOP_GRACE_MS);
    });
    const door = await openOwnDoor(settings, app, log);
    if (door !== null) undo.push(() => door.stop(STOP_GRACE_MS));
    const localUrl = (): string => (door ?? server).localUrl;
    network.listening(options.shownPort ?? server.port);
    undo.push(
      leaveOperatorFile(stores.directory.path, { url: localUrl(), token: operatorToken, shownUrl: network.origin() }),
    );

    await rehearsal.recover();
    const left = await rehearsal.status();
    if (left.state !== 'none') spaces.show(REHEARSAL_TENANT, frozenClock(left.now));
    await spaces.start({
      tenantId: LIVE_TENANT,
      clock,
      ...(settings.okta === undefined
        ? {}
        : {
            okta: {
              orgUrl: settings.okta.orgUrl,
              credential: credentialOf(config, settings.okta.read),
              pollEveryMs: settings.okta.pollEveryMs,
              readOnly: true,
            },
          }),
      logs: [],
      offline,
    });
    undo.push(() => rehearsal.shutDown());
    // Once it has started: what keeps it from starting is told alone.
    if (!offline && isFormOpen(settings)) log.warn({ remedy: OPEN_FORM.remedy }, OPEN_FORM.message);

    return {
      url: network.origin(),
      localUrl: localUrl(),
      operatorToken,
      dataPath: stores.directory.path,
      connections: [
        ...(await sources.list(LIVE_TENANT, clock.now()))
          .filter((source) => source.kind === 'okta' || source.kind === 'ct-log')
          .map((source) => source.label),
        ...(await notify.health(LIVE_TENANT)).map((channel) => channel.label),
      ],
      held: gate.held,
      sealed: { keyFile: stores.keyFile, unopenable },
      firstLink: () => auth.operator.issueBootstrapLink(),
      linkMeaning: network.local
        ? 'Works once, on this machine only. Create your passkey there when you want more than a rehearsal.'
        : 'Works once. It lets you enrol the administrator’s passkey, and nothing else.',
      startRehearsal: (wanted) => rehearsal.start(wanted),
      rehearsalStatus: async () => (await rehearsal.status()) as RehearsalWire,
      rehearsalWorld: () => runner.world(),
      spaces,
      stop: closeAll,
    };
  } catch (thrown) {
    // Why it could not start is the news; what could not be undone is in the log.
    await closeAll().catch(() => undefined);
    throw thrown;
  }
}
