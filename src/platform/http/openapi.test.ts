import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { authApi } from '../auth/api.ts';
import { sourcesApi } from '../sources/api.ts';
import { openapiOf } from './openapi.ts';

it('describes every endpoint with its permission, audit verb and problem reply', () => {
  const described = openapiOf({ auth: authApi, sources: sourcesApi }, '0.1.0');
  const paths = described['paths'] as Record<string, Record<string, Record<string, unknown>>>;
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  expect(operations).toHaveLength(Object.keys(authApi).length + Object.keys(sourcesApi).length);
  expect(paths['/api/v1/sources/{sourceId}/pause']?.['post']).toMatchObject({
    operationId: 'pauseSource',
    tags: ['sources'],
    'x-access': 'sources:write',
    'x-audit': 'source.pause',
    parameters: [
      { name: 'sourceId', in: 'path', required: true, schema: { type: 'string', maxLength: 200 } },
      { name: 'breakwater-space', in: 'header' },
      { name: 'idempotency-key', in: 'header' },
    ],
    responses: { default: { $ref: '#/components/responses/Problem' } },
  });
  expect(paths['/api/v1/auth/state']?.['get']).toMatchObject({ security: [] });
  expect(paths['/api/v1/tokens']?.['post']).toMatchObject({ 'x-fresh-verification': true });
  // Inputs as callers write them (a default makes a field optional), outputs as they come.
  expect(JSON.stringify(paths['/api/v1/audit']?.['get'])).toContain('"name":"limit","in":"query","required":false');
  expect(JSON.stringify(openapiOf({ auth: authApi, sources: sourcesApi }, '0.1.0'))).toBe(JSON.stringify(described));
});

it('keeps the typed client free of server code', () => {
  for (const file of ['client.ts', 'contract.ts', 'paging.ts', 'wire.ts', 'credential.ts']) {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    expect(text).not.toMatch(/from '(node:|hono|@hono|kysely|pino)/);
  }
});
