import { createTestAuthenticator, type TestAuthenticator } from '../../engines/signin/test-authenticator.ts';
import type { Client } from '../http/client.ts';
import type { TestBrowser, TestEdge } from '../http/test-edge.ts';
import { authApi } from './api.ts';

type AuthClient = Client<typeof authApi>;

interface Options {
  challenge: string;
  user?: { id: string };
}

/** Trades a link for a session. */
export async function openLink(browser: TestBrowser, link: string): Promise<'console' | 'enrol'> {
  const token = new URL(link).hash.slice(1);
  return (await browser.client(authApi).exchangeLink({ body: { token } })).next;
}

/** Enrols a software passkey in the browser's session. */
export async function enrol(edge: TestEdge, client: AuthClient, name?: string): Promise<TestAuthenticator> {
  const { ceremonyId, options } = await client.beginRegistration({ body: name === undefined ? {} : { name } });
  const { challenge, user } = options as unknown as Options;
  const key = createTestAuthenticator({
    rpId: edge.edge.network.rpId,
    origin: edge.origin,
    ...(user ? { userHandle: user.id } : {}),
  });
  await client.finishRegistration({ body: { ceremonyId, credential: key.register(challenge), label: 'test key' } });
  return key;
}

/** The first administrator, signed in with a fresh verification. */
export async function firstAdministrator(
  edge: TestEdge,
): Promise<{ browser: TestBrowser; client: AuthClient; key: TestAuthenticator }> {
  const browser = edge.browser();
  const link = await edge.auth.operator.issueBootstrapLink();
  if (link === null) throw new Error('somebody has a passkey already');
  await openLink(browser, link);
  const client = browser.client(authApi);
  const key = await enrol(edge, client, 'Ada');
  return { browser, client, key };
}

/** Signs in with a passkey. */
export async function signIn(
  edge: TestEdge,
  key: TestAuthenticator,
): Promise<{ browser: TestBrowser; client: AuthClient }> {
  const browser = edge.browser();
  const client = browser.client(authApi);
  const { ceremonyId, options } = await client.beginSignIn({});
  await client.finishSignIn({
    body: { ceremonyId, credential: key.assert((options as unknown as Options).challenge) },
  });
  return { browser, client };
}

/** Verifies again. */
export async function verifyAgain(client: AuthClient, key: TestAuthenticator): Promise<void> {
  const { ceremonyId, options } = await client.beginVerification({});
  await client.finishVerification({
    body: { ceremonyId, credential: key.assert((options as unknown as Options).challenge) },
  });
}

/** Invites a person of a role, who enrols a passkey. */
export async function invited(
  edge: TestEdge,
  by: AuthClient,
  name: string,
  role: 'viewer' | 'responder' | 'administrator',
): Promise<{ accountId: string; browser: TestBrowser; client: AuthClient; key: TestAuthenticator }> {
  const { accountId, link } = await by.inviteAccount({ body: { name, role } });
  const browser = edge.browser();
  await openLink(browser, link);
  const client = browser.client(authApi);
  const key = await enrol(edge, client);
  return { accountId, browser, client, key };
}
