import { OKTA_ERROR } from '../../../connectors/okta/wire.ts';
import type { SeededIds } from '../seeded-ids.ts';

/** Members that are null: sent as null, as Okta does, or left out, as its API description demands (see README). */
export type NullMembers = 'sent' | 'left-out';

/** Makes the answers of one API. */
export interface Replies {
  json(body: unknown, options?: { status?: number; headers?: Record<string, string> }): Response;
  noContent(): Response;
  error(
    status: number,
    code: string,
    summary: string,
    options?: { causes?: readonly string[]; headers?: Record<string, string> },
  ): Response;
  notFound(id: string, kind: string): Response;
  invalid(what: string, cause: string): Response;
}

/** Answers with Okta's headers and error shape. */
export function createReplies(ids: SeededIds, nullMembers: NullMembers): Replies {
  function json(body: unknown, options: { status?: number; headers?: Record<string, string> } = {}): Response {
    const replacer =
      nullMembers === 'left-out' ? (_key: string, value: unknown): unknown => withoutNulls(value) : undefined;
    return new Response(JSON.stringify(body, replacer), {
      status: options.status ?? 200,
      headers: {
        'content-type': 'application/json',
        'x-okta-request-id': ids.hex(32),
        'cache-control': 'no-cache, no-store',
        ...options.headers,
      },
    });
  }
  const replies: Replies = {
    json,
    noContent: () => new Response(null, { status: 204, headers: { 'x-okta-request-id': ids.hex(32) } }),
    error(status, code, summary, options = {}) {
      const errorCauses = (options.causes ?? []).map((errorSummary) => ({ errorSummary }));
      const body = {
        errorCode: code,
        errorSummary: summary,
        errorLink: code,
        errorId: `oae${ids.text(22)}`,
        errorCauses,
      };
      return json(body, { status, ...(options.headers === undefined ? {} : { headers: options.headers }) });
    },
    notFound: (id, kind) => replies.error(404, OKTA_ERROR.notFound, `Not found: Resource not found: ${id} (${kind})`),
    invalid: (what, cause) =>
      replies.error(400, OKTA_ERROR.validation, `Api validation failed: ${what}`, { causes: [`${what}: ${cause}`] }),
  };
  return replies;
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}
