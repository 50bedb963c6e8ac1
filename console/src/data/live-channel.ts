import type { LiveKind } from '../../../src/platform/live/live.ts';
import type { Space } from './space.tsx';

/** What tabs tell each other about the stream that one of them holds. */
export type LiveNews =
  | { type: 'event'; kind: LiveKind; id: string; space: Space }
  | { type: 'reset' }
  /** The server refused the stream: perhaps the session has ended. */
  | { type: 'refused' }
  /** A tab that has just opened asks how the stream stands. */
  | { type: 'ask' }
  | { type: 'state'; state: LiveState };

export type LiveState = 'connecting' | 'live' | 'lost';

const CHANNEL = 'breakwater-live';
const STREAM_PATH = '/api/v1/live';

export interface LiveConnection {
  close(): void;
}

/**
 * Hears what changes on the server. One tab of the browser holds the stream (a Web Lock says which); the others listen to
 * it over a BroadcastChannel. The browser resumes the stream by Last-Event-ID by itself.
 */
export function connectLive(hear: (news: LiveNews) => void): LiveConnection {
  const channel = new BroadcastChannel(CHANNEL);
  const ended = new AbortController();
  // What this tab, while it leads, last told: for tabs that open later.
  let told: LiveNews | null = null;
  channel.addEventListener('message', (event: MessageEvent<LiveNews>) => {
    if (event.data.type !== 'ask') hear(event.data);
    else if (told !== null) post(told);
  });

  function tell(news: LiveNews): void {
    if (news.type === 'state') told = news;
    hear(news);
    post(news);
  }

  function post(news: LiveNews): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has one origin only
    channel.postMessage(news);
  }

  post({ type: 'ask' });
  void stayLeader(tell, ended.signal);
  return {
    close() {
      ended.abort();
      channel.close();
    },
  };
}

/** How long a tab that was replaced by a browser it shares no lock with waits before it tries to lead again. */
const REPLACED_WAIT_MS = 60_000;
/** A lock that took longer than this was held by another tab. */
const SUCCESSION_MS = 500;
/** How long after the server refused the stream it is asked for again. */
const REFUSED_WAIT_MS = 5000;

/** Leads whenever this tab is given the lock: the browser passes it on when the leading tab is closed or crashes. */
async function stayLeader(tell: (news: LiveNews) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const asked = performance.now();
    try {
      await navigator.locks.request(CHANNEL, { signal }, async () => {
        // Another tab led before: between its stream and ours something may have been missed.
        const succeeds = performance.now() - asked > SUCCESSION_MS;
        const stop = new AbortController();
        const both = AbortSignal.any([signal, stop.signal]);
        const states = new Map<Space, LiveState>();
        const tellOf = (space: Space) => (news: LiveNews) => {
          if (news.type !== 'state') return tell(news);
          // One stream that is lost is enough for "not live".
          states.set(space, news.state);
          tell({ type: 'state', state: [...states.values()].includes('lost') ? 'lost' : news.state });
        };
        await Promise.race((['live', 'rehearsal'] as const).map((space) => lead(space, tellOf(space), both, succeeds)));
        stop.abort();
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (signal.aborted) return;
    tell({ type: 'state', state: 'lost' });
    await new Promise((resolve) => setTimeout(resolve, REPLACED_WAIT_MS));
  }
}

/** Holds the stream of one data space until it is replaced or this tab stops. */
function lead(space: Space, tell: (news: LiveNews) => void, signal: AbortSignal, succeeds: boolean): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | null = null;
    let hasMissed = succeeds;
    function open(): void {
      if (signal.aborted) return;
      source = new EventSource(space === 'live' ? STREAM_PATH : `${STREAM_PATH}?space=${space}`);
      source.addEventListener('open', () => {
        tell({ type: 'state', state: 'live' });
        // A stream opened anew has no place to go on from: what was missed is unknown, so everything is fetched again.
        if (hasMissed) tell({ type: 'reset' });
        hasMissed = false;
      });
      source.addEventListener('error', (event) => {
        tell({ type: 'state', state: 'lost' });
        // The browser resumes by itself after a break, with Last-Event-ID; after a refusal (401, 503) it gives up.
        const from = event.currentTarget;
        if (!(from instanceof EventSource) || from.readyState !== EventSource.CLOSED) return;
        hasMissed = true;
        tell({ type: 'refused' });
        setTimeout(open, REFUSED_WAIT_MS);
      });
      source.addEventListener('reset', () => tell({ type: 'reset' }));
      source.addEventListener('ended', () => tell({ type: 'refused' }));
      source.addEventListener('replaced', done);
      source.addEventListener('change', (event: MessageEvent<string>) => {
        const { kind, id } = JSON.parse(event.data) as { kind: LiveKind; id: string };
        tell({ type: 'event', kind, id, space });
      });
    }
    signal.addEventListener('abort', done, { once: true });
    open();
    function done(): void {
      source?.close();
      resolve();
    }
  });
}
