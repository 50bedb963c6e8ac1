import { AppError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import { runDoctor } from './doctor.ts';
import { credentialOf, type Connectors } from './connectors.ts';
import type { Stores } from './store.ts';
import type { Domains } from '../domains/create-domains.ts';
import type { Identity } from '../identity/identity.ts';
import type { Notify } from '../notify/create-notify.ts';
import type { AuditLog } from '../platform/audit/audit-log.ts';
import type { Auth } from '../platform/auth/create-auth.ts';
import type { LoadedConfig } from '../platform/config/load-config.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { Log } from '../platform/log/log.ts';
import type { operatorApi } from '../platform/operator/api.ts';
import type { Sources } from '../platform/sources/sources.ts';
import { createBackup } from '../platform/store/backup.ts';
import { releaseHold } from '../platform/store/store-state.ts';
import type { Response } from '../response/create-response.ts';

export interface OperatorParts {
  stores: Stores;
  clock: Clock;
  log: Log;
  audit: AuditLog;
  auth: Auth;
  sources: Sources;
  notify: Notify;
  domains: Domains;
  identity: Identity;
  response: Response;
  config: LoadedConfig;
  connectors: Connectors;
  version: string;
}

/** What the operator of the machine asks for on the command line. */
export function operatorHandlers(parts: OperatorParts): Handlers<typeof operatorApi> {
  const { stores, auth, sources, connectors, clock } = parts;
  return {
    async runDoctor() {
      const { okta } = parts.config.config;
      const checks = await runDoctor({
        ...parts,
        identitySource: async () =>
          okta === undefined
            ? parts.identity.storedSource(LIVE_TENANT)
            : connectors.oktaSource({ orgUrl: okta.orgUrl, credential: credentialOf(parts.config, okta.read), clock }),
        responder: () => parts.response.liveResponder(),
        async certificateLogs() {
          const logs = await parts.domains.logsOf(LIVE_TENANT);
          return logs.map((log) => ({
            label: log.origin,
            async read(signal) {
              const reader = connectors.openReader({ ...log, startAt: 'head', clock });
              return reader.readNext(await sources.cursorOf(LIVE_TENANT, log.sourceId), signal);
            },
          }));
        },
      });
      return { checks };
    },

    async createBackup(context, { body }) {
      operatorOnly(context.actor?.kind);
      return createBackup({
        db: stores.db,
        events: stores.events,
        to: body.directory,
        clock,
        appVersion: parts.version,
      });
    },

    async releaseHold(context) {
      operatorOnly(context.actor?.kind);
      await releaseHold(stores.db, stores.gate);
      return { ok: true };
    },

    async createLink(context, { body }) {
      operatorOnly(context.actor?.kind);
      if (body.recover !== null) return { link: (await auth.operator.recoverAdministrator(body.recover)).link };
      const link = await auth.operator.issueBootstrapLink();
      if (link !== null) return { link };
      throw new AppError('auth.not_first', 'somebody has a passkey already, so there is no first link', {
        status: 409,
        remedy: 'Sign in with it. If it is lost: breakwater link --recover NAME.',
      });
    },
  };
}

/** These change what the machine holds: they are for whoever can read the data folder, not for a browser. */
function operatorOnly(kind: string | undefined): void {
  if (kind === 'system') return;
  throw new AppError('auth.operator_only', 'this is for the operator of the machine', {
    status: 403,
    remedy: 'Use the command line on the machine itself.',
  });
}
