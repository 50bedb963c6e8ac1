import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../base/secret.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { responseMigrations } from './migrations.ts';
import { createResponders, type OktaAccess, type Responders } from './responder-settings.ts';
import { createTestResponder } from './test-responder.ts';

const TOKEN = 'token-that-writes';
const KEY = 'x'.repeat(100);
let store: TestDb;
let reader: OktaAccess | null;
let tried: string[];
let responders: Responders;

beforeEach(async () => {
  store = await openTestDb([responseMigrations]);
  reader = null;
  tried = [];
  responders = createResponders({
    db: store.db,
    clock: { now: () => 0, steadyMs: () => 0, sleep: () => Promise.resolve() },
    live: { publish: () => Promise.resolve() },
    secrets: {
      put: () => Promise.resolve(),
      get: () => Promise.resolve(new Secret('')),
      delete: () => Promise.resolve(),
    },
    readAccess: () => Promise.resolve(reader),
    connectOkta: ({ orgUrl }) => {
      tried.push(orgUrl);
      return createTestResponder();
    },
    configured: null,
    rehearsalResponder: () => null,
  });
});
afterEach(() => store.close());

function connect(orgUrl: string, credential: OktaAccess['credential'] = { kind: 'token', token: TOKEN }) {
  return responders.connect({ orgUrl, credential }, 0, new AbortController().signal);
}

describe('connecting the hand that writes', () => {
  it('refuses another organisation than the one that is read, before its credential is tried', async () => {
    reader = { orgUrl: 'https://acme.okta.com', credential: { kind: 'token', token: 'token-that-reads' } };
    await expect(connect('https://acme.okta.com.evil.example')).rejects.toMatchObject({
      code: 'response.other_org',
      status: 422,
      remedy: expect.stringContaining('acme.okta.com') as string,
    });
    expect(tried).toEqual([]);
    expect((await responders.status('live')).connected).toBe(false);
    await connect('https://ACME.okta.com/');
    expect((await responders.status('live')).connected).toBe(true);
  });

  it('refuses the very credential that reads, and another key of the same app', async () => {
    const orgUrl = 'https://acme.okta.com';
    reader = { orgUrl, credential: { kind: 'token', token: TOKEN } };
    await expect(connect(orgUrl)).rejects.toMatchObject({ code: 'response.same_credential', status: 422 });
    reader = { orgUrl, credential: { kind: 'private-key', clientId: '0oareader', privateKey: KEY } };
    const sameApp = { kind: 'private-key', clientId: '0oareader', privateKey: KEY.replace('x', 'y') } as const;
    await expect(connect(orgUrl, sameApp)).rejects.toMatchObject({ code: 'response.same_credential' });
    await connect(orgUrl, { ...sameApp, clientId: '0oawriter' });
    expect(tried).toEqual([orgUrl]);
  });

  it('takes any organisation while none is read', async () => {
    await connect('https://acme.okta.com');
    expect(await responders.status('live')).toMatchObject({ connected: true, orgUrl: 'https://acme.okta.com' });
  });
});
