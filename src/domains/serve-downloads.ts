import type { Context } from 'hono';
import { LIVE_TENANT } from '../base/ids.ts';
import type { Permission } from '../base/permissions.ts';
import { AppError } from '../base/errors.ts';
import { checkAccess } from '../platform/http/check-access.ts';
import { SPACE_HEADER } from '../platform/http/contract.ts';
import type { EdgeApp } from '../platform/http/create-edge-app.ts';
import { refuseCrossSite } from '../platform/http/cross-site.ts';
import type { Edge, EdgeEnv, Space } from '../platform/http/edge.ts';
import { findSpace } from '../platform/http/serve-api.ts';
import { domainFilter } from './life/api.ts';
import { exportDomains } from './life/export-domains.ts';
import { domainsPage, type LifeRoutesDeps } from './life/life-routes.ts';
import { takedownZip } from './takedown/takedown-routes.ts';

/** Rows read at once for an export. */
const PAGE_ROWS = 500;

/**
 * Serves what is saved as a file and not answered as JSON: the list of look-alikes (`/api/v1/look-alikes/export`) and a domain's
 * takedown pack. The same proof, permission and audit as any endpoint; the data space also as `?space=`, because a link has no
 * headers.
 */
export function serveDownloads(app: EdgeApp, edge: Edge, deps: LifeRoutesDeps): void {
  app.get('/api/v1/look-alikes/export', async (c) => {
    const { space } = await admit(edge, c, 'domains:read', 'domain.export', '/api/v1/look-alikes/export');
    const query = Object.fromEntries(new URL(c.req.raw.url).searchParams);
    const filter = domainFilter.safeParse(query);
    const format = query['format'] ?? 'csv';
    // PostgreSQL takes no NUL in a text: it would break off in the middle of the file.
    const isClean = Object.values(query).every((value) => !value.includes('\0'));
    if (!filter.success || !isClean || (format !== 'csv' && format !== 'ndjson')) {
      throw new AppError('http.bad_input', 'The export takes the filters of the list and format csv or ndjson', {
        status: 400,
        remedy: 'Take the link from the console.',
      });
    }
    const stream = exportDomains(format, (cursor) =>
      domainsPage(deps, space.tenantId, filter.data, { cursor, limit: PAGE_ROWS }),
    );
    return new Response(stream, {
      headers: {
        'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
        'content-disposition': `attachment; filename="look-alikes.${format}"`,
        'cache-control': 'no-store',
      },
    });
  });

  app.get('/api/v1/look-alikes/domain/:registrable/takedown.zip', async (c) => {
    const path = '/api/v1/look-alikes/domain/:registrable/takedown.zip';
    const name = c.req.param('registrable');
    const { space } = await admit(edge, c, 'domains:decide', 'takedown.prepare', path, name);
    const { fileName, bytes } = await takedownZip(deps, space.tenantId, name, space.clock.now());
    return new Response(bytes, {
      headers: {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'no-store',
      },
    });
  });
}

/** What every endpoint passes, for those that the contract layer cannot describe. */
async function admit(
  edge: Edge,
  c: Context<EdgeEnv>,
  access: Permission,
  verb: string,
  path: `/${string}`,
  ...objects: string[]
): Promise<{ space: Space }> {
  const { peer, requestId } = c.get('facts');
  const hasToken = c.req.header('authorization') !== undefined;
  refuseCrossSite(
    {
      origin: c.req.header('origin') ?? null,
      secFetchSite: c.req.header('sec-fetch-site') ?? null,
      guarded: false,
      hasToken,
    },
    edge.network.pageOrigins(),
  );
  const { actor } = await edge.authenticator.identify(c.req.raw.headers, peer, true);
  checkAccess({ method: 'GET', path, summary: '', access, response: domainFilter }, actor, edge.clock.now());
  const name = c.req.header(SPACE_HEADER) ?? c.req.query('space') ?? LIVE_TENANT;
  const space = findSpace(edge, name);
  await edge.audit.record({
    actor: actor === null ? { kind: 'anonymous', id: '' } : { kind: actor.kind, id: actor.id },
    verb,
    objects,
    outcome: 'done',
    space: name,
    requestId,
  });
  return { space };
}
