import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

/** A connection that was checked and may carry more than one request. */
export interface KeptConnection {
  socket: Socket;
  /** The very address that was checked and connected to. */
  address: string;
  /** DER of the certificate shown; null over http. */
  certificate: Uint8Array | null;
}

/** What a request adds to Node's options, so that a connection of its own can be opened for it. */
export interface KeptRequest extends ClientRequestArgs {
  /** Requests of the same key may share connections: host, port and all that was checked of them. */
  keepKey: string;
  open: () => Promise<KeptConnection>;
}

type Connected = (error: Error | null, stream?: Duplex) => void;

/** Connections to one host that wait for the next request. */
const MAX_IDLE = 8;
/** Servers close idle connections after some five seconds to a minute; what they say (Keep-Alive: timeout) goes first. */
const IDLE_MS = 20_000;

/**
 * Keeps connections of the guarded way out open between requests. Each was opened by the guard, to an address it had checked,
 * and is used again only for the host and port it was opened for: a name that leads elsewhere meanwhile changes nothing.
 */
export class ConnectionKeeper extends Agent {
  readonly #facts = new WeakMap<Duplex, KeptConnection>();

  constructor() {
    const options: AgentOptions = { keepAlive: true, maxFreeSockets: MAX_IDLE, timeout: IDLE_MS, scheduling: 'lifo' };
    super(options);
  }

  /** What is known of a connection that carried a request. */
  factsOf(socket: Duplex): KeptConnection | null {
    return this.#facts.get(socket) ?? null;
  }

  override getName(options?: ClientRequestArgs): string {
    return isKept(options) ? options.keepKey : super.getName(options);
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    // Anything else would be connected to an address that nobody has checked.
    if (!isKept(options)) throw new TypeError('only the guarded way out opens connections here');
    void this.#connect(options, callback as Connected);
    return undefined;
  }

  async #connect(options: KeptRequest, done: Connected): Promise<void> {
    let kept: KeptConnection;
    try {
      kept = await options.open();
    } catch (thrown) {
      done(thrown instanceof Error ? thrown : new Error(String(thrown)));
      return;
    }
    this.#facts.set(kept.socket, kept);
    kept.socket.setTimeout(IDLE_MS);
    done(null, kept.socket);
  }
}

function isKept(options: ClientRequestArgs | undefined): options is KeptRequest {
  return options !== undefined && 'keepKey' in options;
}
