import { z } from 'zod';
import { IDEMPOTENCY_HEADER, PROBLEM_TYPE, SPACE_HEADER, type Api, type Endpoint, type Schema } from './contract.ts';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 description of all APIs, made from the same endpoints that serve them. Deterministic: committed as
 * openapi.json and compared, so that a change of the interface shows in a review.
 * @param apis by room name, which becomes the tag
 */
export function openapiOf(apis: Readonly<Record<string, Api>>, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [room, api] of Object.entries(apis).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [name, endpoint] of Object.entries(api)) {
      const path = endpoint.path.replace(/:([a-zA-Z]+)/g, '{$1}');
      const at = (paths[path] ??= {});
      const method = endpoint.method.toLowerCase();
      if (method in at) throw new Error(`${endpoint.method} ${path} is described twice`);
      at[method] = operation(room, name, endpoint);
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Breakwater',
      version,
      description: 'Additive changes only within /api/v1. Times are milliseconds since 1970 UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-breakwater' },
        token: { type: 'http', scheme: 'bearer', description: 'An API token, bw_…' },
      },
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457).',
          content: { [PROBLEM_TYPE]: { schema: ref('Problem') } },
        },
      },
    },
  };
}

const PROBLEM: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'remedy', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable: never changes its meaning.' },
    detail: { type: 'string' },
    remedy: { type: ['string', 'null'] },
    requestId: { type: 'string' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function operation(room: string, name: string, endpoint: Endpoint): Json {
  const isWrite = endpoint.method !== 'GET';
  const parameters = [
    ...schemaParameters(endpoint.params, 'path'),
    ...schemaParameters(endpoint.query, 'query'),
    ...(endpoint.scope === 'global' ? [] : [headerParameter(SPACE_HEADER, 'Data space: live (default) or rehearsal.')]),
    ...(isWrite && endpoint.access !== 'public' && endpoint.bodyKind !== 'raw'
      ? [headerParameter(IDEMPOTENCY_HEADER, 'The first answer is given again for 24 hours.')]
      : []),
  ];
  return {
    operationId: name,
    tags: [room],
    summary: endpoint.summary,
    ...(endpoint.access === 'public' ? { security: [] } : { security: [{ session: [] }, { token: [] }] }),
    'x-access': endpoint.access,
    ...(endpoint.audit ? { 'x-audit': endpoint.audit } : {}),
    ...(endpoint.fresh ? { 'x-fresh-verification': true } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(endpoint),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: jsonSchema(endpoint.response, 'output') } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function requestBody(endpoint: Endpoint): Json {
  if (endpoint.bodyKind === 'raw') {
    return {
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    };
  }
  if (!endpoint.body) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(endpoint.body, 'input') } } },
  };
}

function schemaParameters(schema: Schema | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties, required } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties ?? {}).map(([name, shape]) => ({
    name,
    in: place,
    required: place === 'path' || (required ?? []).includes(name),
    schema: shape,
  }));
}

function headerParameter(name: string, description: string): Json {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } };
}

function jsonSchema(schema: Schema, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  return rest;
}
