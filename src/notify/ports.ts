import type { Message, Severity } from '../base/finding.ts';
import type { Secret } from '../base/secret.ts';
import type { Tx } from '../platform/store/db.ts';

/** A notice as channels send it: plain text in the reader's language, never HTML, never raw evidence. */
export interface Notice {
  /** The same for every try: receivers recognise a repeated one by it. */
  id: string;
  severity: Severity;
  subject: string;
  text: string;
  /** Link to the incident page; null where there is nothing to open (a test). */
  url: string | null;
  /** `BW-17`, or null for a test. */
  incidentNumber: string | null;
  /** When it was decided, milliseconds UTC. */
  at: number;
}

/** A way to tell people. Implemented by connectors/webhook and connectors/smtp. Throws AppError, retryable or not. */
export interface Notifier {
  /** Gives what the other side answered, e.g. `HTTP 204` or `250 2.0.0 Ok: queued`. */
  send(notice: Notice, signal: AbortSignal): Promise<{ answer: string }>;
}

/** What a channel is set to; secrets come apart. */
export type ChannelSettings =
  | { kind: 'webhook'; url: string }
  | {
      kind: 'smtp';
      host: string;
      port: number;
      tls: 'implicit' | 'starttls' | 'none';
      username: string | null;
      from: string;
      to: string[];
    };

/** Makes the notifier of a channel. `secret` is the webhook's signing secret or the mailbox's password. Wired in app.ts. */
export type OpenNotifier = (settings: ChannelSettings, secret: Secret | null) => Notifier;

/** Sealed values of rooms. Implemented by platform/secrets. */
export interface SealedSecrets {
  put(tx: Tx, at: { tenantId: string; row: string; field: string }, secret: Secret): Promise<void>;
  get(at: { tenantId: string; row: string; field: string }): Promise<Secret | null>;
  delete(tx: Tx, at: { tenantId: string; row: string; field: string }): Promise<void>;
}

/** What is told of an incident. The incidents room calls it in the transaction that opened or raised the incident. */
export interface IncidentNews {
  tenantId: string;
  incidentId: string;
  number: string;
  severity: Severity;
  headline: Message;
  why: 'opened' | 'graver';
  at: number;
}
