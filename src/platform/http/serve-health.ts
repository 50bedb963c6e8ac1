import { AppError } from '../../base/errors.ts';
import type { EdgeApp } from './create-edge-app.ts';
import type { Edge } from './edge.ts';

/** One part of the program that must work for it to be of use. */
export interface HealthPart {
  name: string;
  /** null when well, else what is wrong, in words without personal data. */
  check(): Promise<string | null> | string | null;
}

/**
 * `/healthz`: the process answers (restart it when not). `/readyz`: every part works; 503 and the list of the failing ones when
 * not (why each fails, and the version, are for callers on this machine). `/metrics`: Prometheus text, for this machine or a token with metrics:read.
 */
export function serveHealth(app: EdgeApp, edge: Edge, parts: readonly HealthPart[], version: string): void {
  app.get('/healthz', (c) => {
    const { isLoopback } = c.get('facts').peer;
    return c.json({ status: 'ok', ...(isLoopback ? { version } : {}) }, 200, { 'cache-control': 'no-store' });
  });

  app.get('/readyz', async (c) => {
    const { isLoopback } = c.get('facts').peer;
    const all = await failingParts(parts);
    const failing = isLoopback ? all : all.map(({ name }) => ({ name }));
    const status = failing.length === 0 ? 'ready' : 'not ready';
    return c.json({ status, failing }, failing.length === 0 ? 200 : 503, { 'cache-control': 'no-store' });
  });

  app.get('/metrics', async (c) => {
    const { peer } = c.get('facts');
    if (!peer.isLoopback) {
      const { actor } = await edge.authenticator.identify(c.req.raw.headers, peer, false);
      if (actor === null || !actor.permissions.has('metrics:read')) {
        throw new AppError(
          actor ? 'auth.not_allowed' : 'auth.sign_in_needed',
          'Metrics need a token with metrics:read.',
          {
            status: actor ? 403 : 401,
            remedy: 'Make an API token with metrics:read, or ask from this machine.',
          },
        );
      }
    }
    return new Response(edge.metrics.render(), {
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    });
  });
}

/** The parts that do not work now. A check that throws counts as failing. */
export async function failingParts(parts: readonly HealthPart[]): Promise<{ name: string; reason: string }[]> {
  const results = await Promise.all(
    parts.map(async (part) => {
      try {
        return { name: part.name, reason: await part.check() };
      } catch (thrown) {
        return { name: part.name, reason: thrown instanceof AppError ? thrown.message : 'the check itself failed' };
      }
    }),
  );
  return results.flatMap(({ name, reason }) => (reason === null ? [] : [{ name, reason }]));
}
