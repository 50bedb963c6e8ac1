import type { Clock } from '../../base/clock.ts';
import type { Permission, Role } from '../../base/permissions.ts';
import type { Api, HandlerInput, HandlerOutput } from './contract.ts';

/** Who calls. A `bootstrap` actor holds the one-time link's session on loopback, before the first passkey exists. */
export interface Actor {
  kind: 'account' | 'bootstrap' | 'token' | 'system';
  /** Account, session or token id: what the audit log keeps. */
  id: string;
  name: string;
  role: Role | null;
  permissions: ReadonlySet<Permission>;
  /** Until when a fresh user verification holds, milliseconds UTC; null when there is none. */
  freshUntilMs: number | null;
  sessionId: string | null;
}

export interface RequestContext {
  /** Data space of the request; `global` endpoints get the live tenant. */
  tenantId: string;
  /** null on public endpoints without a session. */
  actor: Actor | null;
  requestId: string;
  /** The clock of the data space: a rehearsal's runs at its factor. */
  clock: Clock;
  /** Aborted when the caller goes away or the server stops. */
  signal: AbortSignal;
  /** The request as received: for `raw` bodies and cookies. */
  request: Request;
  /** Address of the peer as far as it can be believed (forwarded headers only from configured proxies). */
  peerAddress: string;
  isLoopback: boolean;
  /** Names the objects of the audit entry of this call: ids, never names or secrets. */
  audit(...objectIds: string[]): void;
  /** Adds a header to the reply (cookies); also when the call then fails. */
  setHeader(name: string, value: string): void;
}

/** One function per endpoint; the type says when one is missing or answers the wrong shape. */
export type Handlers<A extends Api> = {
  [K in keyof A]: (context: RequestContext, input: HandlerInput<A[K]>) => Promise<HandlerOutput<A[K]>>;
};
