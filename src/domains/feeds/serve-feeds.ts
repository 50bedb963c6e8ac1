import { hash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { EdgeApp } from '../../platform/http/create-edge-app.ts';
import { createRateLimiter } from '../../platform/http/rate-limit.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Db } from '../../platform/store/db.ts';
import type { Feeds } from './create-feeds.ts';
import { FEED_FILES, type FeedFile, renderFeed } from './feed-files.ts';
import { openFeedToken } from './feed-token.ts';
import { notModified } from './not-modified.ts';
import type { DomainsForm } from './render-zone.ts';
import type { FeedTables, FeedTokenRow } from './tables.ts';

export interface ServeFeedsDeps {
  db: Db;
  feeds: Feeds;
  log: Log;
  /** Real time. */
  clock: Clock;
}

/** Tries with a wrong token, per address: at once, and each minute. */
const WRONG_BURST = 20;
const WRONG_PER_MINUTE = 20;
/** How exactly it is known when a token was last used. */
const USED_EVERY_MS = 60_000;

/**
 * Serves `/feeds/TOKEN/FILE`, for what takes nothing but a URL, and `/feeds/FILE` with the token in the Authorization header
 * (Bearer, or Basic with the token as the password). Conditional requests (RFC 9110 §13) cost nothing while nothing changed.
 */
export function serveFeeds(app: EdgeApp, deps: ServeFeedsDeps): void {
  const wrong = createRateLimiter(deps.clock, WRONG_BURST, WRONG_PER_MINUTE);
  const bodies = new Map<string, { key: string; body: string; etag: string }>();
  const used = new Map<string, number>();

  app.get('/feeds/:token/:file', (c) =>
    answer(c.req.raw, c.req.param('token'), c.req.param('file'), c.get('facts').peer.peerAddress),
  );
  app.get('/feeds/:file', (c) =>
    answer(c.req.raw, tokenOf(c.req.header('authorization')), c.req.param('file'), c.get('facts').peer.peerAddress),
  );

  async function answer(request: Request, token: string | null, name: string, peer: string): Promise<Response> {
    const file = FEED_FILES.find((one) => one.name === name);
    const row = token === null ? null : await openFeedToken(deps.db, token);
    if (row === null) return refuse(peer);
    if (file === undefined || !(JSON.parse(row.formats) as string[]).includes(file.format)) throw noSuchFile();
    const content = await deps.feeds.content(row.tenant_id);
    if (content === null) {
      throw new AppError('http.space_not_running', 'This data space does not run.', { status: 404 });
    }
    const form = formOf(new URL(request.url).searchParams.get('form'));
    const { body, etag } = bodyOf(row, file, form, `${content.serial}`, () => renderFeed(file.format, content, form));
    noteUse(row, file);
    const headers = new Headers({
      etag,
      // The serial runs ahead of the clock when much is decided at once, and by a rehearsal's; no answer is from the future
      // (RFC 9110 §8.8.2.1). A reader who gives that time back is answered anew, until the serial's has come.
      'last-modified': new Date(Math.min(content.serial * 1000, deps.clock.now())).toUTCString(),
      'cache-control': 'private, no-cache',
    });
    if (notModified(request.headers, etag, content.serial * 1000)) return new Response(null, { status: 304, headers });
    headers.set('content-type', file.type);
    headers.set('content-length', String(Buffer.byteLength(body)));
    return new Response(body, { headers });
  }

  function bodyOf(
    row: FeedTokenRow,
    file: FeedFile,
    form: DomainsForm,
    version: string,
    render: () => string,
  ): { body: string; etag: string } {
    const place = `${row.tenant_id} ${file.format} ${form}`;
    const before = bodies.get(place);
    if (before?.key === version) return before;
    const body = render();
    const made = { key: version, body, etag: `"${hash('sha256', body).slice(0, 32)}"` };
    bodies.set(place, made);
    return made;
  }

  function refuse(peer: string): Response {
    const waitMs = wrong.take(peer);
    if (waitMs > 0) {
      throw new AppError('http.too_many', 'Too many tries with a wrong token from your address.', {
        status: 429,
        retryable: true,
        retryAfterMs: waitMs,
      });
    }
    return new Response('No such list, or the token does not open it.\n', {
      status: 401,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'www-authenticate': 'Basic realm="blocklists"' },
    });
  }

  /** Nobody waits for this, and a full disk must not keep a resolver from its list. */
  function noteUse(row: FeedTokenRow, file: FeedFile): void {
    const now = deps.clock.now();
    if (now - (used.get(row.token_id) ?? 0) < USED_EVERY_MS) return;
    used.set(row.token_id, now);
    const kept = deps.db.transaction((tx) =>
      tx
        .tables<FeedTables>()
        .updateTable('feed_token')
        .set({ last_used_at: now, last_format: file.format })
        .where('tenant_id', '=', row.tenant_id)
        .where('token_id', '=', row.token_id)
        .execute(),
    );
    kept.catch((thrown: unknown) => deps.log.debug({ err: errorText(thrown) }, 'use of a feed token not noted'));
  }
}

function noSuchFile(): AppError {
  return new AppError('domains.no_such_feed', 'There is no such list, or this token is not for it', {
    status: 404,
    remedy: `Lists are ${FEED_FILES.map((file) => file.name).join(', ')}; a token opens those it was made for.`,
  });
}

function tokenOf(authorization: string | undefined): string | null {
  const [scheme, value] = (authorization ?? '').split(' ', 2);
  if (value === undefined) return null;
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return null;
  const pair = Buffer.from(value.slice(0, 1000), 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

function formOf(form: string | null): DomainsForm {
  return form === 'wildcard' || form === 'dot' ? form : 'plain';
}
