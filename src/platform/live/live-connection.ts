import type { Actor } from '../http/context.ts';
import type { LiveFeed } from './create-live.ts';
import { LIVE_PERMISSIONS, type LiveEvent } from './live.ts';

/** Events fetched and sent at once: also the most that waits in memory for a slow reader. */
const BATCH = 500;

/** What ends a stream, told to the reader as the event's name. */
export type EndReason = 'replaced' | 'ended' | 'stopping' | 'too-slow';

/**
 * One reader of the stream. It keeps a position, not a queue: a reader that is slow simply reads later, and memory stays
 * bounded by one batch.
 */
export class LiveConnection {
  readonly owner: string;
  readonly tenantId: string;
  readonly stream: ReadableStream<Uint8Array>;
  #actor: Actor;
  #position = 0;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #wake: (() => void) | null = null;
  #woken = false;
  #closed = false;
  #stalledBeats = 0;
  readonly #feed: LiveFeed;
  readonly #unsubscribe: () => void;
  readonly #onClose: () => void;

  constructor(options: { owner: string; tenantId: string; actor: Actor; feed: LiveFeed; onClose: () => void }) {
    this.owner = options.owner;
    this.tenantId = options.tenantId;
    this.#actor = options.actor;
    this.#feed = options.feed;
    this.#onClose = options.onClose;
    this.#unsubscribe = options.feed.subscribe(options.tenantId, () => this.wake());
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.wake(),
        cancel: () => this.#close(),
      },
      { highWaterMark: 4 },
    );
  }

  get actor(): Actor {
    return this.#actor;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What the reader may hear from now on. */
  setActor(actor: Actor): void {
    this.#actor = actor;
  }

  /**
   * Sends until the reader goes or is ended.
   * @param lastEventId where the reader stopped, or null for a fresh start
   */
  async run(lastEventId: number | null): Promise<void> {
    const head = await this.#feed.headSeq(this.tenantId);
    const oldest = await this.#feed.oldestSeq(this.tenantId);
    // Something between was removed, or the position is from before a restored backup: the reader fetches all anew.
    const isLost = lastEventId !== null && (lastEventId > head || lastEventId < (oldest ?? 1) - 1);
    this.#position = lastEventId === null || isLost ? head : lastEventId;
    this.#send(`retry: 2000\n\n${isLost ? frame('reset', this.#position, {}) : frame('hello', this.#position, {})}`);
    while (!this.#closed) {
      if ((this.#controller?.desiredSize ?? 0) <= 0) {
        await this.#sleep();
        continue;
      }
      const { events, upTo } = await this.#feed.after(this.tenantId, this.#position, BATCH);
      if (upTo === this.#position) {
        await this.#sleep();
        continue;
      }
      this.#position = upTo;
      const text = latestOfEach(events)
        .filter((event) => this.#actor.permissions.has(LIVE_PERMISSIONS[event.kind]))
        .map((event) => frame('change', event.seq, { kind: event.kind, id: event.id }))
        .join('');
      if (text !== '') this.#send(text);
    }
  }

  /** A comment that keeps proxies from closing; a reader that takes nothing for several beats is let go. */
  beat(): void {
    if ((this.#controller?.desiredSize ?? 0) > 0) {
      this.#stalledBeats = 0;
      this.#send(': beat\n\n');
      return;
    }
    this.#stalledBeats += 1;
    if (this.#stalledBeats >= 4) this.end('too-slow');
  }

  /** Looks for new events. */
  wake(): void {
    this.#woken = true;
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** Tells the reader why, and closes. */
  end(reason: EndReason): void {
    if (this.#closed) return;
    this.#send(`event: ${reason}\ndata: {}\n\n`);
    try {
      this.#controller?.close();
    } finally {
      this.#close();
    }
  }

  async #sleep(): Promise<void> {
    if (!this.#woken && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#woken = false;
  }

  #send(text: string): void {
    if (!this.#closed) this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribe();
    this.wake();
    this.#onClose();
  }
}

function frame(event: string, id: number, data: Record<string, string>): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Of several changes of one thing the last is enough: the reader fetches what it is now. */
function latestOfEach(events: readonly LiveEvent[]): LiveEvent[] {
  const last = new Map(events.map((event) => [`${event.kind} ${event.id}`, event]));
  return [...last.values()].toSorted((a, b) => a.seq - b.seq);
}
