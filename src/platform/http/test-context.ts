import type { Clock } from '../../base/clock.ts';
import { PERMISSIONS } from '../../base/permissions.ts';
import type { RequestContext } from './context.ts';

/** A request context for tests of handlers: an administrator on loopback. What was audited and set can be read back. */
export function testContext(
  tenantId: string,
  clock: Clock,
  request: Request = new Request('http://localhost/'),
): RequestContext & { audited: string[]; replyHeaders: Headers } {
  const audited: string[] = [];
  const replyHeaders = new Headers();
  return {
    tenantId,
    clock,
    request,
    actor: {
      kind: 'account',
      id: 'account-1',
      name: 'Test administrator',
      role: 'administrator',
      permissions: new Set(PERMISSIONS),
      freshUntilMs: Number.MAX_SAFE_INTEGER,
      sessionId: 'session-1',
    },
    requestId: 'request-1',
    signal: new AbortController().signal,
    peerAddress: '127.0.0.1',
    isLoopback: true,
    audit: (...ids) => void audited.push(...ids),
    setHeader: (name, value) => replyHeaders.set(name, value),
    audited,
    replyHeaders,
  };
}
