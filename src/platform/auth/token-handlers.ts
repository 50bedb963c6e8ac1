import { AppError } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import { PERMISSIONS, type Permission } from '../../base/permissions.ts';
import type { ChainState } from '../audit/audit-log.ts';
import type { Handlers } from '../http/context.ts';
import { allAccounts } from './account-store.ts';
import type { authApi } from './api.ts';
import { newApiToken, secretHash } from './api-token.ts';
import type { AuthRoom } from './auth-room.ts';
import type { AuthTables } from './tables.ts';
import { allTokens, deleteToken, insertToken } from './token-store.ts';

const DAY_MS = 86_400_000;
const CHAIN_CHECK_MS = 60_000;
const KNOWN: ReadonlySet<string> = new Set(PERMISSIONS);

/** API tokens of machines, and the audit log. */
export function tokenHandlers(
  room: AuthRoom,
): Pick<Handlers<typeof authApi>, 'listTokens' | 'createToken' | 'revokeToken' | 'listAudit'> {
  let chain: { state: ChainState; checkedAt: number } | null = null;

  return {
    async listTokens() {
      const rows = await allTokens(room.db.read<AuthTables>());
      return {
        items: rows.map((row) => ({
          tokenId: row.token_id,
          label: row.label,
          permissions: (JSON.parse(row.permissions) as string[]).filter((one): one is Permission => KNOWN.has(one)),
          createdAt: row.created_at,
          expiresAt: row.expires_at,
          lastUsedAt: row.last_used_at,
        })),
      };
    },

    async createToken(context, { body }) {
      const now = room.clock.now();
      const token = newApiToken(room.randomBytes);
      const tokenId = uuidv7(now, room.randomBytes);
      const permissions = [...new Set(body.permissions)].toSorted();
      context.audit(tokenId, ...permissions);
      await room.db.transaction((tx) =>
        insertToken(tx.tables<AuthTables>(), {
          token_id: tokenId,
          token_hash: secretHash(token),
          label: body.label,
          permissions: JSON.stringify(permissions),
          created_at: now,
          expires_at: body.expiresInDays === null ? null : now + body.expiresInDays * DAY_MS,
          last_used_at: null,
        }),
      );
      return { tokenId, token };
    },

    async revokeToken(_, { params }) {
      const wasThere = await room.db.transaction((tx) => deleteToken(tx.tables<AuthTables>(), params.tokenId));
      if (!wasThere) throw new AppError('auth.no_such_token', 'There is no such token.', { status: 404 });
      room.announceEnded([params.tokenId]);
      return { ok: true };
    },

    async listAudit(_, { query }) {
      const now = room.clock.now();
      if (chain === null || Math.abs(now - chain.checkedAt) > CHAIN_CHECK_MS) {
        chain = { state: await room.audit.verify(), checkedAt: now };
      }
      const page = await room.audit.page(query.cursor ?? null, query.limit, query.rehearsal);
      const names = new Map((await allAccounts(room.db.read<AuthTables>())).map((one) => [one.account_id, one.name]));
      return {
        items: page.items.map((row) => ({
          seq: row.seq,
          at: row.at,
          actor: row.actor_id === '' ? row.actor_kind : `${row.actor_kind} ${row.actor_id}`,
          actorName: names.get(row.actor_id) ?? null,
          verb: row.verb,
          objects: JSON.parse(row.objects) as string[],
          outcome: row.outcome,
          space: row.space,
          hash: row.hash,
        })),
        nextCursor: page.nextCursor,
        chain: {
          whole: chain.state.whole,
          brokenAtSeq: chain.state.whole ? null : chain.state.brokenAtSeq,
          checkedAt: chain.checkedAt,
        },
      };
    },
  };
}
