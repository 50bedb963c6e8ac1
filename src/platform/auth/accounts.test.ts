import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../http/client.ts';
import { startTestEdge, type TestEdge } from '../http/test-edge.ts';
import { authApi } from './api.ts';
import { isApiToken } from './api-token.ts';
import { enrol, firstAdministrator, invited, openLink, signIn } from './test-sign-in.ts';

const OPERATOR = 'operator-token-of-this-run-0123456789';
const code = (expected: string) => expect.objectContaining({ code: expected });

let edge: TestEdge;
beforeEach(async () => {
  edge = await startTestEdge({ operatorToken: OPERATOR });
});
afterEach(() => edge.stop());

describe('people', () => {
  it('are invited, enrol a passkey, and may do what their role says', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const { accountId, link } = await admin.inviteAccount({ body: { name: 'Bob', role: 'viewer' } });
    expect((await admin.listAccounts({})).items.find((one) => one.accountId === accountId)).toMatchObject({
      name: 'Bob',
      invited: true,
      passkeys: [],
    });
    const browser = edge.browser();
    expect(await openLink(browser, link)).toBe('enrol');
    const bob = browser.client(authApi);
    expect(await bob.getMe({})).toMatchObject({ name: 'Bob', role: null, permissions: [] });
    await expect(bob.listAccounts({})).rejects.toEqual(code('auth.not_allowed'));
    await enrol(edge, bob);
    expect(await bob.getMe({})).toMatchObject({ name: 'Bob', role: 'viewer' });
    await expect(bob.listAccounts({})).rejects.toEqual(code('auth.not_allowed'));
    await expect(openLink(edge.browser(), link)).rejects.toEqual(code('auth.link_invalid'));
  });

  it('lose sessions and passkeys when an administrator recovers them, and enrol anew', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const bob = await invited(edge, admin, 'Bob', 'responder');
    const { link } = await admin.recoverAccount({ params: { accountId: bob.accountId } });
    await expect(bob.client.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
    await expect(signIn(edge, bob.key)).rejects.toEqual(code('auth.passkey_unknown'));
    const browser = edge.browser();
    await openLink(browser, link);
    const key = await enrol(edge, browser.client(authApi));
    const { client } = await signIn(edge, key);
    expect(await client.getMe({})).toMatchObject({ accountId: bob.accountId, role: 'responder' });
  });

  it('cannot recover themselves', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const { accountId } = await admin.getMe({});
    await expect(admin.recoverAccount({ params: { accountId: accountId ?? '' } })).rejects.toEqual(
      code('auth.not_yourself'),
    );
  });

  it('always have one administrator who can sign in', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const accountId = (await admin.getMe({})).accountId ?? '';
    // Invited only: no passkey, so not one who could administer.
    await admin.inviteAccount({ body: { name: 'Carol', role: 'administrator' } });
    for (const attempt of [
      admin.setAccountRole({ params: { accountId }, body: { role: 'viewer' } }),
      admin.removeAccount({ params: { accountId } }),
    ]) {
      await expect(attempt).rejects.toEqual(code('auth.last_administrator'));
    }
    await invited(edge, admin, 'Dan', 'administrator');
    expect(await admin.removeAccount({ params: { accountId } })).toEqual({ ok: true });
    await expect(admin.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
  });

  it('prove themselves anew when their role changes', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const bob = await invited(edge, admin, 'Bob', 'viewer');
    await admin.setAccountRole({ params: { accountId: bob.accountId }, body: { role: 'administrator' } });
    await expect(bob.client.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
    const { client } = await signIn(edge, bob.key);
    expect((await client.getMe({})).role).toBe('administrator');
  });

  it('keep their last passkey, and nobody removes another’s without the right to', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const bob = await invited(edge, admin, 'Bob', 'viewer');
    const passkeysOf = async (accountId: string) =>
      (await admin.listAccounts({})).items.find((one) => one.accountId === accountId)?.passkeys ?? [];
    const [only] = await passkeysOf(bob.accountId);
    const params = { passkeyId: only?.passkeyId ?? '' };
    await expect(bob.client.removePasskey({ params })).rejects.toEqual(code('auth.last_passkey'));
    await enrol(edge, bob.client);
    const adminId = (await admin.getMe({})).accountId ?? '';
    const [adminKey] = await passkeysOf(adminId);
    await expect(bob.client.removePasskey({ params: { passkeyId: adminKey?.passkeyId ?? '' } })).rejects.toEqual(
      code('auth.no_such_passkey'),
    );
    expect(await bob.client.removePasskey({ params })).toEqual({ ok: true });
    await expect(signIn(edge, bob.key)).rejects.toEqual(code('auth.passkey_unknown'));
  });
});

describe('the operator of the machine', () => {
  const operator = (token = OPERATOR) => createClient(authApi, { baseUrl: edge.url, token });

  it('may do everything but approve, never counts as verified, and only on the machine', async () => {
    await firstAdministrator(edge);
    const me = await operator().getMe({});
    expect(me.permissions).toContain('settings:write');
    expect(me.permissions).not.toContain('response:approve');
    await expect(operator().inviteAccount({ body: { name: 'X', role: 'viewer' } })).rejects.toEqual(
      code('auth.passkey_needed'),
    );
    const elsewhere = await fetch(`${edge.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${OPERATOR}`, 'x-forwarded-for': '203.0.113.9' },
    });
    expect(elsewhere.status).toBe(401);
    await expect(operator(`${OPERATOR}x`).getMe({})).rejects.toEqual(code('auth.token_refused'));
  });

  it('recovers an administrator who lost every key', async () => {
    const { client, key } = await firstAdministrator(edge);
    await expect(edge.auth.operator.recoverAdministrator('Nobody')).rejects.toMatchObject({
      code: 'auth.no_such_account',
      remedy: 'Name one of: "Ada".',
    });
    const { link } = await edge.auth.operator.recoverAdministrator('Ada');
    await expect(client.getMe({})).rejects.toEqual(code('auth.sign_in_needed'));
    await expect(signIn(edge, key)).rejects.toEqual(code('auth.passkey_unknown'));
    const browser = edge.browser();
    expect(await openLink(browser, link)).toBe('enrol');
    await enrol(edge, browser.client(authApi));
    expect(await browser.client(authApi).getMe({})).toMatchObject({ name: 'Ada', role: 'administrator' });
    const verbs = (await edge.audit.page(null, 50)).items.filter((row) => row.verb === 'account.recover');
    expect(verbs).toMatchObject([{ actor_kind: 'system', outcome: 'done' }]);
  });
});

describe('API tokens', () => {
  it('do what they were made for and nothing else, until revoked or expired', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const made = await admin.createToken({
      body: { label: 'prometheus', permissions: ['metrics:read', 'accounts:read'], expiresInDays: 1 },
    });
    expect(isApiToken(made.token)).toBe(true);
    const machine = createClient(authApi, { baseUrl: edge.url, token: made.token });
    expect(await machine.getMe({})).toMatchObject({ kind: 'token', permissions: ['accounts:read', 'metrics:read'] });
    expect((await machine.listTokens({})).items[0]).toMatchObject({ label: 'prometheus', tokenId: made.tokenId });
    await expect(machine.listAudit({ query: {} })).rejects.toEqual(code('auth.not_allowed'));
    await expect(machine.revokeToken({ params: { tokenId: made.tokenId } })).rejects.toEqual(code('auth.not_allowed'));
    await expect(machine.signOut({})).rejects.toEqual(code('auth.not_allowed'));
    await admin.revokeToken({ params: { tokenId: made.tokenId } });
    await expect(machine.getMe({})).rejects.toEqual(code('auth.token_refused'));

    const short = await admin.createToken({ body: { label: 'x', permissions: ['metrics:read'], expiresInDays: 1 } });
    edge.clock.advance(86_400_000);
    await expect(createClient(authApi, { baseUrl: edge.url, token: short.token }).getMe({})).rejects.toEqual(
      code('auth.token_refused'),
    );
  });

  it('are kept as hashes, and neither the token nor a link is kept for a repeated request', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const body = { label: 'x', permissions: ['metrics:read' as const], expiresInDays: null };
    const made = await admin.createToken({ body }, { idempotencyKey: 'same-key-1' });
    await expect(admin.createToken({ body }, { idempotencyKey: 'same-key-1' })).rejects.toEqual(
      code('http.idempotency_secret'),
    );
    const invite = await admin.inviteAccount({ body: { name: 'B', role: 'viewer' } });
    const secrets = [made.token, new URL(invite.link).hash.slice(1)];
    const tables = ['api_token', 'enrolment_link', 'session', 'http_reply', 'audit_entry'] as const;
    for (const table of tables) {
      const rows = await edge.db
        .read<Record<string, Record<string, unknown>>>()
        .selectFrom(table)
        .selectAll()
        .execute();
      expect(rows.length).toBeGreaterThan(0);
      for (const secret of secrets) expect(JSON.stringify(rows)).not.toContain(secret);
    }
  });

  it.each(['bw_short', `bw_${'A'.repeat(43)}0000000`, 'x'.repeat(60)])(
    'are refused by their form: %s',
    async (token) => {
      await expect(createClient(authApi, { baseUrl: edge.url, token }).getMe({})).rejects.toMatchObject({
        code: 'auth.token_refused',
        status: 401,
      });
    },
  );
});

describe('the audit log', () => {
  it('shows who did what, names looked up and not kept, and that the chain is whole', async () => {
    const { client: admin } = await firstAdministrator(edge);
    await admin.inviteAccount({ body: { name: 'Bob', role: 'viewer' } });
    const page = await admin.listAudit({ query: { limit: 2 } });
    expect(page.chain).toMatchObject({ whole: true, brokenAtSeq: null });
    expect(page.items[0]).toMatchObject({ verb: 'account.invite', outcome: 'done', actorName: 'Ada' });
    // Before a dangerous write stands that it was begun.
    expect(page.items[1]).toMatchObject({ verb: 'account.invite', outcome: 'begun' });
    const all = await edge.audit.page(null, 100);
    expect(JSON.stringify(all)).not.toContain('Ada');
    expect(JSON.stringify(all)).not.toContain('Bob');
    const next = await admin.listAudit({ query: { limit: 2, cursor: page.nextCursor ?? '' } });
    expect(next.items[0]?.seq).toBe((page.items[1]?.seq ?? 0) - 1);
  });

  it('tells what was done in the rehearsal from what was real, and leaves it out when asked', async () => {
    const { client: admin } = await firstAdministrator(edge);
    const line = { verb: 'plan.approve', objects: ['p1'], outcome: 'done' } as const;
    await edge.audit.record({ ...line, actor: { kind: 'account', id: 'a1' }, space: 'rehearsal' });
    const shown = await admin.listAudit({ query: { limit: 2 } });
    expect(shown.items.map(({ space }) => space)).toEqual(['rehearsal', 'live']);
    const hidden = await admin.listAudit({ query: { limit: 2, rehearsal: 'hidden' } });
    expect(hidden.items[0]).toEqual(shown.items[1]);
    expect(hidden.chain.whole).toBe(true);
  });
});
