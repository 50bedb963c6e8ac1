import { AppError, errorText } from '../../base/errors.ts';
import { LIVE_TENANT } from '../../base/ids.ts';
import type { Actor } from '../http/context.ts';
import { SPACE_HEADER } from '../http/contract.ts';
import type { EdgeApp } from '../http/create-edge-app.ts';
import { refuseCrossSite } from '../http/cross-site.ts';
import { SPACE_NAMES, type Edge } from '../http/edge.ts';
import type { LiveFeed } from './create-live.ts';
import { LiveConnection } from './live-connection.ts';

/** The open streams. */
export interface LiveHub {
  /** Ends the streams of a session or token at once: it was revoked or has expired. */
  end(ownerId: string): void;
  /** Ends all, before the program stops. */
  stop(): void;
  readonly open: number;
}

const BEAT_MS = 15_000;
const MAX_CONNECTIONS = 1000;
/** A machine may listen from a few places; a browser needs one stream and shares it between its tabs. */
const MAX_PER_TOKEN = 5;

export const LIVE_PATH = '/api/v1/live';

/**
 * `GET /api/v1/live`: server-sent events with the ids and kinds of what changes, as far as the caller may see it. Resumes by
 * Last-Event-ID; says `reset` when that is too old. One stream per browser session and data space: a newer one ends the older
 * with `replaced`. Sends `ended` when the session has ended.
 */
export function serveLive(app: EdgeApp, edge: Edge, feed: LiveFeed): LiveHub {
  const connections = new Set<LiveConnection>();
  const gauge = edge.metrics.gauge('breakwater_live_streams', 'Open live streams.');
  const stopped = new AbortController();

  app.get(LIVE_PATH, async (c) => {
    const { peer } = c.get('facts');
    refuseCrossSite(
      {
        origin: c.req.header('origin') ?? null,
        secFetchSite: c.req.header('sec-fetch-site') ?? null,
        guarded: true,
        hasToken: c.req.header('authorization') !== undefined,
      },
      edge.network.pageOrigins(),
    );
    const { actor } = await edge.authenticator.identify(c.req.raw.headers, peer, false);
    if (actor === null) {
      throw new AppError('auth.sign_in_needed', 'Nobody is signed in.', {
        status: 401,
        remedy: 'Sign in and try again.',
      });
    }
    const space = c.req.header(SPACE_HEADER) ?? c.req.query('space') ?? LIVE_TENANT;
    if (!SPACE_NAMES.has(space)) {
      throw new AppError('http.space_not_running', 'There is no such data space.', { status: 404 });
    }
    if (connections.size >= MAX_CONNECTIONS || stopped.signal.aborted) {
      throw new AppError('live.too_many', 'Too many live streams are open.', { status: 503, retryable: true });
    }
    const connection = open(actor, space);
    void connection.run(lastEventIdOf(c.req.header('last-event-id'))).catch((thrown: unknown) => {
      edge.log.warn({ err: errorText(thrown) }, 'live stream failed');
      connection.end('stopping');
    });
    return new Response(connection.stream, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    });
  });

  function open(actor: Actor, tenantId: string): LiveConnection {
    const owner = actor.sessionId ?? actor.id;
    const others = [...connections].filter((other) => other.owner === owner && other.tenantId === tenantId);
    const keeps = actor.sessionId === null ? MAX_PER_TOKEN - 1 : 0;
    for (const other of others.slice(0, Math.max(0, others.length - keeps))) other.end('replaced');
    const connection: LiveConnection = new LiveConnection({
      owner,
      tenantId,
      actor,
      feed,
      onClose: () => {
        connections.delete(connection);
        gauge.set(connections.size);
      },
    });
    connections.add(connection);
    gauge.set(connections.size);
    void keepAlive(connection);
    return connection;
  }

  /** Beats, and looks each time whether the session still stands: it may have been ended by another process. */
  async function keepAlive(connection: LiveConnection): Promise<void> {
    while (!connection.closed) {
      await edge.clock.sleep(BEAT_MS, stopped.signal);
      if (connection.closed || stopped.signal.aborted) return;
      try {
        const actor = await edge.authenticator.refresh(connection.actor);
        if (actor === null) {
          connection.end('ended');
          return;
        }
        connection.setActor(actor);
      } catch (thrown) {
        // The store is away for a moment: the stream goes on as it was, and is asked about again at the next beat.
        edge.log.warn({ err: errorText(thrown) }, 'live session could not be checked');
      }
      connection.beat();
    }
  }

  return {
    end(ownerId) {
      for (const connection of connections) if (connection.owner === ownerId) connection.end('ended');
    },
    stop() {
      stopped.abort();
      for (const connection of connections) connection.end('stopping');
    },
    get open() {
      return connections.size;
    },
  };
}

function lastEventIdOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
