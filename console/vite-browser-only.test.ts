import { describe, expect, it } from 'vitest';
import { whyNotInBrowser } from './vite-browser-only.ts';

describe('whyNotInBrowser', () => {
  it.each([
    '/p/src/platform/store/sqlite-db.ts',
    '/p/src/app.ts',
    '/p/src/incidents/store.ts',
    '/p/src/engines/ct/tree.ts',
    '/p/node_modules/hono/dist/index.js',
    '/p/node_modules/@simplewebauthn/server/esm/index.js',
    '/p/node_modules/zod/index.js',
    'node:crypto',
    '__vite-browser-external:fs',
  ])('refuses %s', (id) => {
    expect(whyNotInBrowser(id, '/p')).not.toBeNull();
  });

  it.each([
    '/p/src/base/errors.ts',
    '/p/src/incidents/api.ts',
    '/p/src/incidents/messages.ts',
    '/p/src/platform/sources/api.ts',
    '/p/src/platform/http/contract.ts',
    '/p/src/platform/http/client.ts?import',
    '/p/console/src/main.tsx',
    '/p/node_modules/react/index.js',
    '/p/node_modules/@simplewebauthn/browser/esm/index.js',
  ])('lets %s in', (id) => {
    expect(whyNotInBrowser(id, '/p')).toBeNull();
  });

  it('lets in nothing else of platform/http', () => {
    expect(whyNotInBrowser('/p/src/platform/http/http-server.ts', '/p')).not.toBeNull();
  });
});
