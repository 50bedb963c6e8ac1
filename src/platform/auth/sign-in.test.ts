import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestAuthenticator, type TestLies } from '../../engines/signin/test-authenticator.ts';
import { startTestEdge, type TestEdge } from '../http/test-edge.ts';
import { authApi } from './api.ts';
import { enrol, firstAdministrator, invited, openLink, signIn, verifyAgain } from './test-sign-in.ts';

const HOUR = 3_600_000;
const code = (expected: string) => expect.objectContaining({ code: expected });
const challengeOf = (options: Record<string, unknown>): string => String(options['challenge']);

let edge: TestEdge;
beforeEach(async () => {
  edge = await startTestEdge();
});
afterEach(() => edge.stop());

describe('first start', () => {
  it('opens the console by the link, once, and ends with the first passkey', async () => {
    const browser = edge.browser();
    const client = browser.client(authApi);
    expect(await client.getSignInState({})).toEqual({ bootstrap: true, loopback: true, rpId: 'localhost' });
    const link = (await edge.auth.operator.issueBootstrapLink()) ?? '';
    expect(link.startsWith(`${edge.origin}/link#`)).toBe(true);
    expect(await openLink(browser, link)).toBe('console');
    await expect(openLink(edge.browser(), link)).rejects.toEqual(code('auth.link_invalid'));
    expect(await client.getMe({})).toMatchObject({ kind: 'bootstrap', role: 'administrator', freshUntil: null });

    const oldCookie = browser.cookieHeader();
    await enrol(edge, client, 'Ada');
    const me = await client.getMe({});
    expect(me).toMatchObject({ kind: 'account', name: 'Ada', role: 'administrator' });
    expect(me.freshUntil).toBeGreaterThan(edge.clock.now());
    expect(browser.cookieHeader()).not.toBe(oldCookie);
    const old = edge.browser();
    old.setCookies(oldCookie);
    await expect(old.client(authApi).getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
    expect(await edge.auth.operator.issueBootstrapLink()).toBeNull();
    expect((await client.getSignInState({})).bootstrap).toBe(false);
  });

  it('refuses what needs a passkey, and says to make one first', async () => {
    const browser = edge.browser();
    await openLink(browser, (await edge.auth.operator.issueBootstrapLink()) ?? '');
    const client = browser.client(authApi);
    await expect(client.inviteAccount({ body: { name: 'B', role: 'viewer' } })).rejects.toMatchObject({
      code: 'auth.passkey_first',
      status: 403,
      remedy: "Create the administrator's passkey first.",
    });
    await expect(client.beginVerification({})).rejects.toEqual(code('auth.passkey_first'));
    expect(await client.listAccounts({})).toEqual({ items: [] });
  });

  it('makes one administrator only, when two browsers race for it', async () => {
    const one = edge.browser();
    await openLink(one, (await edge.auth.operator.issueBootstrapLink()) ?? '');
    const two = edge.browser();
    await openLink(two, (await edge.auth.operator.issueBootstrapLink()) ?? '');
    const results = await Promise.allSettled([
      enrol(edge, one.client(authApi), 'One'),
      enrol(edge, two.client(authApi), 'Two'),
    ]);
    expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('ends links made before a new one, and links of yesterday', async () => {
    const first = (await edge.auth.operator.issueBootstrapLink()) ?? '';
    const second = (await edge.auth.operator.issueBootstrapLink()) ?? '';
    await expect(openLink(edge.browser(), first)).rejects.toEqual(code('auth.link_invalid'));
    edge.clock.advance(25 * HOUR);
    await expect(openLink(edge.browser(), second)).rejects.toEqual(code('auth.link_invalid'));
  });
});

describe('behind a name of its own', () => {
  it('lets the first link enrol and nothing else', async () => {
    await edge.stop();
    edge = await startTestEdge({ publicUrl: 'https://breakwater.acme.example' });
    const browser = edge.browser();
    const client = browser.client(authApi);
    expect(await openLink(browser, (await edge.auth.operator.issueBootstrapLink()) ?? '')).toBe('enrol');
    expect(browser.cookieHeader()).toMatch(/^__Host-breakwater=/);
    expect(await client.getMe({})).toMatchObject({ kind: 'bootstrap', role: null, permissions: [] });
    await expect(client.listAccounts({})).rejects.toEqual(code('auth.not_allowed'));
    await enrol(edge, client, 'Ada');
    expect(await client.getMe({})).toMatchObject({ kind: 'account', role: 'administrator' });
  });
});

describe('signing in', () => {
  it('works with the passkey, and the cookie of one browser is not that of another', async () => {
    const { key, browser: first } = await firstAdministrator(edge);
    const { client, browser } = await signIn(edge, key);
    expect(await client.getMe({})).toMatchObject({ name: 'Ada', kind: 'account' });
    expect(browser.cookieHeader()).not.toBe(first.cookieHeader());
  });

  it.each<[string, TestLies]>([
    ['origin', { origin: 'http://localhost:1' }],
    ['rp-id', { rpId: 'acme-okta.example' }],
    ['cross-origin', { crossOrigin: true }],
    ['user-verification', { userVerified: false }],
    ['user-handle', { userHandle: null }],
    ['signature', { breakSignature: true }],
  ])('refuses an assertion for %s and writes the reason to the audit log', async (reason, lies) => {
    const { key } = await firstAdministrator(edge);
    const client = edge.browser().client(authApi);
    const { ceremonyId, options } = await client.beginSignIn({});
    const credential = key.assert(challengeOf(options), lies);
    await expect(client.finishSignIn({ body: { ceremonyId, credential } })).rejects.toMatchObject({
      code: 'auth.assertion_invalid',
      status: 403,
    });
    await expect(client.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
    const [entry] = (await edge.audit.page(null, 1)).items;
    expect(entry).toMatchObject({
      verb: 'auth.sign-in',
      outcome: 'denied:auth.assertion_invalid',
      actor_kind: 'anonymous',
    });
    expect(JSON.parse(entry?.objects ?? '')).toContain(`reason:${reason}`);
  });

  it('spends a challenge with its first answer, right or wrong', async () => {
    const { key } = await firstAdministrator(edge);
    const client = edge.browser().client(authApi);
    const { ceremonyId, options } = await client.beginSignIn({});
    const wrong = key.assert(challengeOf(options), { breakSignature: true });
    await expect(client.finishSignIn({ body: { ceremonyId, credential: wrong } })).rejects.toEqual(
      code('auth.assertion_invalid'),
    );
    const right = key.assert(challengeOf(options));
    await expect(client.finishSignIn({ body: { ceremonyId, credential: right } })).rejects.toEqual(
      code('auth.ceremony_over'),
    );
  });

  it('refuses an answer after five minutes, and one to a challenge for something else', async () => {
    const { key, client: admin } = await firstAdministrator(edge);
    const client = edge.browser().client(authApi);
    const late = await client.beginSignIn({});
    const forVerify = await admin.beginVerification({});
    await expect(
      client.finishSignIn({
        body: { ceremonyId: forVerify.ceremonyId, credential: key.assert(challengeOf(forVerify.options)) },
      }),
    ).rejects.toEqual(code('auth.ceremony_over'));
    edge.clock.advance(5 * 60_000 + 1);
    await expect(
      client.finishSignIn({ body: { ceremonyId: late.ceremonyId, credential: key.assert(challengeOf(late.options)) } }),
    ).rejects.toEqual(code('auth.ceremony_over'));
  });

  it('refuses a counter that does not move on, and says that a copy may exist', async () => {
    const { key } = await firstAdministrator(edge);
    await signIn(edge, key);
    const client = edge.browser().client(authApi);
    const { ceremonyId, options } = await client.beginSignIn({});
    const credential = key.assert(challengeOf(options), { counter: 1 });
    await expect(client.finishSignIn({ body: { ceremonyId, credential } })).rejects.toEqual(
      code('auth.counter_regressed'),
    );
  });

  it('takes one of two assertions with the same counter that come at once', async () => {
    const { key } = await firstAdministrator(edge);
    const client = edge.browser().client(authApi);
    const begun = [await client.beginSignIn({}), await client.beginSignIn({})];
    const results = await Promise.allSettled(
      begun.map(({ ceremonyId, options }) => {
        const credential = key.assert(challengeOf(options), { counter: 5 });
        return edge.browser().client(authApi).finishSignIn({ body: { ceremonyId, credential } });
      }),
    );
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(results.find((one) => one.status === 'rejected')?.reason).toEqual(code('auth.counter_regressed'));
  });

  it('does not take a challenge of one purpose for another, also in one session', async () => {
    const { client } = await firstAdministrator(edge);
    const { ceremonyId, options } = await client.beginVerification({});
    const key = createTestAuthenticator({ rpId: 'localhost', origin: edge.origin });
    const credential = key.register(challengeOf(options));
    await expect(client.finishRegistration({ body: { ceremonyId, credential } })).rejects.toEqual(
      code('auth.ceremony_over'),
    );
  });

  it('refuses a passkey nobody has', async () => {
    await firstAdministrator(edge);
    const client = edge.browser().client(authApi);
    const { ceremonyId, options } = await client.beginSignIn({});
    const stranger = createTestAuthenticator({ rpId: 'localhost', origin: edge.origin });
    const credential = stranger.assert(challengeOf(options));
    await expect(client.finishSignIn({ body: { ceremonyId, credential } })).rejects.toEqual(
      code('auth.passkey_unknown'),
    );
  });

  it('slows down whoever tries too often', async () => {
    await firstAdministrator(edge);
    const client = edge.browser().client(authApi);
    const tries = await Promise.allSettled(Array.from({ length: 40 }, () => client.beginSignIn({})));
    const refusals = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refusals.length).toBeGreaterThan(10);
    expect(refusals[0]).toMatchObject({ code: 'http.too_many', status: 429, retryable: true });
    expect((refusals[0] as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
  });
});

describe('sessions', () => {
  it('end after an hour unused, and after twelve hours however used', async () => {
    const { key, client } = await firstAdministrator(edge);
    edge.clock.advance(HOUR - 120_000);
    await client.getMe({});
    edge.clock.advance(HOUR - 120_000);
    await client.getMe({});
    edge.clock.advance(HOUR + 1);
    await expect(client.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));

    const { client: again } = await signIn(edge, key);
    for (let hours = 0; hours < 11.5; hours += 0.5) {
      edge.clock.advance(HOUR / 2);
      await again.getMe({});
    }
    edge.clock.advance(HOUR / 2 + 1);
    await expect(again.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
  });

  it('are not kept alive by refetches that no person caused', async () => {
    const { client } = await firstAdministrator(edge);
    edge.clock.advance(HOUR / 2);
    await client.getMe({}, { background: true });
    edge.clock.advance(HOUR / 2 + 1);
    await expect(client.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
  });

  it('end by signing out, which clears the cookie', async () => {
    const { client, browser } = await firstAdministrator(edge);
    const cookie = browser.cookieHeader();
    await client.signOut({});
    expect(browser.cookieHeader()).toBe('');
    browser.setCookies(cookie);
    await expect(client.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
  });

  it('change their cookie with a verification; the old one is not fresh and soon dead', async () => {
    const { client, browser, key } = await firstAdministrator(edge);
    edge.clock.advance(6 * 60_000);
    const invite = () => client.inviteAccount({ body: { name: 'B', role: 'viewer' } });
    await expect(invite()).rejects.toEqual(code('auth.fresh_verification_needed'));
    const stolen = edge.browser();
    stolen.setCookies(browser.cookieHeader());
    await verifyAgain(client, key);
    await invite();
    const thief = stolen.client(authApi);
    await expect(thief.inviteAccount({ body: { name: 'C', role: 'viewer' } })).rejects.toEqual(
      code('auth.fresh_verification_needed'),
    );
    edge.clock.advance(11_000);
    await expect(thief.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
    await client.getMe({});
  });

  it('cannot be verified with somebody else’s passkey', async () => {
    const { client } = await firstAdministrator(edge);
    const other = await invited(edge, client, 'Bob', 'viewer');
    const { ceremonyId, options } = await client.beginVerification({});
    const credential = other.key.assert(challengeOf(options));
    await expect(client.finishVerification({ body: { ceremonyId, credential } })).rejects.toEqual(
      code('auth.passkey_unknown'),
    );
  });

  it('do not enrol a further passkey without a fresh verification: what a thief of a session tries first', async () => {
    const { client, key } = await firstAdministrator(edge);
    edge.clock.advance(6 * 60_000);
    await expect(enrol(edge, client)).rejects.toEqual(code('auth.fresh_verification_needed'));
    await verifyAgain(client, key);
    await enrol(edge, client);
    expect((await client.listAccounts({})).items[0]?.passkeys).toHaveLength(2);
  });

  it('take no cookie of another form, and none when two of the name come', async () => {
    const { browser, client } = await firstAdministrator(edge);
    const cookie = browser.cookieHeader();
    const name = cookie.split('=')[0] ?? '';
    const planted = edge.browser();
    for (const header of [`${cookie}x`, `${name}=`, `x${cookie}`]) {
      planted.setCookies(header);
      await expect(planted.client(authApi).getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
    }
    const reply = await fetch(`${edge.url}/api/v1/me`, { headers: { cookie: `${cookie}; ${name}=${'A'.repeat(43)}` } });
    expect(reply.status).toBe(401);
    await client.getMe({});
  });
});
