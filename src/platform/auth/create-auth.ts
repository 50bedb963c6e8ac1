import type { Clock } from '../../base/clock.ts';
import { systemRandomBytes, type RandomBytes } from '../../base/ids.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Handlers } from '../http/context.ts';
import type { Authenticator } from '../http/edge.ts';
import type { NetworkPolicy } from '../http/network-policy.ts';
import type { LivePublisher } from '../live/live.ts';
import type { Log } from '../log/log.ts';
import type { Db, MigrationSet } from '../store/db.ts';
import { accountHandlers } from './account-handlers.ts';
import { allPasskeys } from './account-store.ts';
import type { authApi } from './api.ts';
import { secretHash } from './api-token.ts';
import { createApprovals, type Approvals } from './approvals.ts';
import { createAuthRoom } from './auth-room.ts';
import { createAuthenticator } from './identify.ts';
import { authMigrations } from './migrations.ts';
import { createOperator, type AuthOperator } from './operator.ts';
import { registerHandlers } from './register-handlers.ts';
import { sessionCookie } from './session-cookie.ts';
import { signInHandlers } from './sign-in-handlers.ts';
import type { AuthTables } from './tables.ts';
import { tokenHandlers } from './token-handlers.ts';

export interface AuthDeps {
  db: Db;
  /** Real time. */
  clock: Clock;
  log: Log;
  audit: AuditLog;
  live: LivePublisher;
  network: NetworkPolicy;
  /** The operator's token of this run (docs/decisions/002), or null. */
  operatorToken: string | null;
  randomBytes?: RandomBytes;
}

export interface Auth {
  handlers: Handlers<typeof authApi>;
  migrations: MigrationSet;
  authenticator: Authenticator;
  /** Fits ApprovalVerifier of src/response/ports.ts. */
  approvals: Approvals;
  operator: AuthOperator;
  /** Whether anybody has ever enrolled a passkey: false is the first start. */
  hasAccounts(): Promise<boolean>;
  /** How many passkeys were made for another host name than today's: they no longer work. */
  strandedPasskeys(): Promise<number>;
  /** Called with the id of each session or token that ends, to close what it holds open (LiveHub.end). */
  onEnded(listener: (id: string) => void): void;
}

/** Sign-in, accounts, API tokens, approvals: everything about who somebody is. */
export function createAuth(deps: AuthDeps): Auth {
  const room = createAuthRoom({
    ...deps,
    randomBytes: deps.randomBytes ?? systemRandomBytes,
    cookie: sessionCookie(() => deps.network.origin()),
    operatorHash: deps.operatorToken === null ? null : secretHash(deps.operatorToken),
  });
  return {
    handlers: {
      ...signInHandlers(room),
      ...registerHandlers(room),
      ...accountHandlers(room),
      ...tokenHandlers(room),
    },
    migrations: authMigrations,
    authenticator: createAuthenticator(room),
    approvals: createApprovals(room),
    operator: createOperator(room),
    hasAccounts: () => room.hasAccounts(),
    async strandedPasskeys() {
      const all = await allPasskeys(room.db.read<AuthTables>());
      return all.filter((passkey) => passkey.rp_id !== deps.network.rpId).length;
    },
    onEnded: (listener) => room.onEnded(listener),
  };
}
