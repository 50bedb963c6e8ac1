import type { z } from 'zod';
import type { Permission } from '../../base/permissions.ts';

/**
 * The contract layer: an API is a plain record of endpoints. The server, the typed client (console, command line) and
 * openapi.json are all made from it, so that they cannot disagree. Isomorphic: imports nothing but types.
 */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Anything zod-like: constrained by what is inferred, not by ZodType, which keeps type-checking fast. */
export type Schema = z.ZodType;

/**
 * Who may call: a permission; `public` needs no session; `session` needs any session, whatever its role; `operator` is the
 * person at the machine (docs/decisions/002) and nobody else.
 */
export type Access = Permission | 'public' | 'session' | 'operator';

export interface Endpoint {
  method: HttpMethod;
  /** Absolute, with `:name` segments, e.g. `/api/v1/incidents/:incidentId`. */
  path: `/${string}`;
  /** One sentence for openapi.json and the docs. */
  summary: string;
  access: Access;
  params?: Schema;
  query?: Schema;
  body?: Schema;
  response: Schema;
  /**
   * The verb under which a call is written to the audit log, done or denied, e.g. `incident.merge`. Every write has one, and
   * reads of personal records; a POST without one only asks.
   */
  audit?: string;
  /**
   * A user verification (passkey) within the last few minutes is needed. `true`: nobody without a passkey may call it at all.
   * `people`: asked of whoever has a passkey; before the first one exists, and of machines, the permission is enough.
   * `passkey`: as `people`, and refused before the first passkey exists: it begins to contact systems outside.
   */
  fresh?: true | 'people' | 'passkey';
  /** `space`: data of the tenant named by the {@link SPACE_HEADER} header; `global`: of the installation. Default `space`. */
  scope?: 'space' | 'global';
  /** `raw`: the body is a stream of bytes, handed over unparsed (imports, ingest). Default `json`. */
  bodyKind?: 'json' | 'raw';
  /** The reply holds a secret shown once (a token, a link): it is never kept for an Idempotency-Key. */
  secretReply?: true;
  /** The caller is answered after this, milliseconds, done or not. Default 30 s, for `raw` hours. */
  timeoutMs?: number;
}

export type Api = Readonly<Record<string, Endpoint>>;

/** Keeps the literal types of an API while checking its shape. */
export function defineApi<const T extends Api>(api: T): T {
  return api;
}

type Output<S> = S extends { _zod: { output: infer O } } ? O : undefined;
type Input<S> = S extends { _zod: { input: infer I } } ? I : undefined;

/** What a handler is given: parsed and checked. */
export interface HandlerInput<E extends Endpoint> {
  params: Output<E['params']>;
  query: Output<E['query']>;
  body: Output<E['body']>;
}

/** What a handler gives back: checked against the response schema before it is sent. */
export type HandlerOutput<E extends Endpoint> = Input<E['response']>;

type Optional<K extends string, S> = S extends Schema ? { [P in K]: Input<S> } : { [P in K]?: undefined };

/** What a caller of the typed client passes. */
export type CallInput<E extends Endpoint> = Optional<'params', E['params']> &
  (E['query'] extends Schema ? { query?: Input<E['query']> } : { query?: undefined }) &
  (E['bodyKind'] extends 'raw' ? { body: BodyInit } : Optional<'body', E['body']>);

export type CallOutput<E extends Endpoint> = Output<E['response']>;

/** Names the data space (tenant) of a request: `live` (default) or `rehearsal`. */
export const SPACE_HEADER = 'breakwater-space';

/** Writes that must not happen twice carry this; the first answer is given again for 24 hours. */
export const IDEMPOTENCY_HEADER = 'idempotency-key';

/**
 * `1` on requests that no person caused (a refetch after a live event): they do not keep an idle session alive.
 */
export const BACKGROUND_HEADER = 'breakwater-background';

/** The media type of every error reply (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json';

/** An error reply. `code` is stable; `detail` says what was found; `remedy` what to do. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  remedy: string | null;
  requestId: string;
  /** For bad input: each place and what is wrong there. */
  issues?: { path: string; message: string }[];
}
