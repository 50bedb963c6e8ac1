/** The room an error comes from: the first half of its stable code. */
export type ErrorRoom =
  | 'base'
  | 'config'
  | 'store'
  | 'http'
  | 'auth'
  | 'live'
  | 'secret'
  | 'source'
  | 'events'
  | 'ct'
  | 'lookalike'
  | 'sigma'
  | 'okta'
  | 'ct_log'
  | 'notify'
  | 'domains'
  | 'egress'
  | 'identity'
  | 'reports'
  | 'incidents'
  | 'response'
  | 'rehearsal'
  | 'import'
  | 'cli';

/** A stable, documented error code such as `okta.rate_limited`. Codes never change meaning. */
export type ErrorCode = `${ErrorRoom}.${string}`;

export interface AppErrorOptions {
  /** What the reader can do about it, one sentence. Shown to users beside the message. */
  remedy?: string;
  /** True when the same call may succeed later without anyone changing anything. */
  retryable?: boolean;
  /** HTTP status to answer with when this reaches the edge. Default 500. */
  status?: number;
  /** Facts for the reader: never secrets, never personal data. */
  details?: Readonly<Record<string, unknown>>;
  /** Wait at least this long before trying again, where the other side said so. */
  retryAfterMs?: number;
  cause?: unknown;
}

/**
 * A fault with a stable code. Thrown for what should not happen (a vendor down, a full disk, a bad request);
 * expected outcomes are discriminated unions instead. `message` names what was found and where.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | null;
  readonly retryable: boolean;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.remedy = options.remedy ?? null;
    this.retryable = options.retryable ?? false;
    this.status = options.status ?? 500;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The text of anything thrown, for logs: never throws itself, bounded to 500 characters. */
export function errorText(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}
