import { hash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import type { Db, Tx } from '../store/db.ts';
import type { HttpTables } from './tables.ts';

/** What to do with a write that carries a key. */
export type Begin = { kind: 'go' } | { kind: 'replay'; body: string };

export interface IdempotencyStore {
  /**
   * Claims a key before the write is made.
   * @throws AppError `http.idempotency_other_body` (422) for the same key with another request,
   * `http.idempotency_running` (409) while the first is under way, `http.idempotency_unknown` (409) when the program stopped
   * in the middle of it, `http.idempotency_secret` (409) when its reply held a secret
   */
  begin(claim: IdempotencyClaim): Promise<Begin>;
  /** Keeps the reply for a day. @param body the JSON text, or null when it held a secret */
  finish(claim: IdempotencyClaim, body: string | null): Promise<void>;
  /** Gives the key back: the write threw, so it changed nothing. */
  release(claim: IdempotencyClaim): Promise<void>;
  /** Forgets the replies of a rehearsal: they name its people. */
  removeTenant(tx: Tx, tenantId: string): Promise<void>;
}

export interface IdempotencyClaim {
  tenantId: string;
  actorId: string;
  key: string;
  fingerprint: string;
}

const KEEP_MS = 24 * 3_600_000;
const MAX_KEPT_CHARS = 262_144;

/** The fingerprint of a request: two with the same key must be the same. */
export function requestFingerprint(method: string, url: URL, body: Uint8Array): string {
  return hash('sha256', JSON.stringify([method, url.pathname, url.search, hash('sha256', body)]));
}

/** Replies of writes, so that a repeated request is answered and not carried out again. */
export function createIdempotencyStore(deps: { db: Db; clock: Clock }): IdempotencyStore {
  const { db, clock } = deps;
  const runId = uuidv7(clock.now());
  let prunedAt = 0;

  return {
    begin: (claim) =>
      db.transaction(async (tx) => {
        const tables = tx.tables<HttpTables>();
        const now = clock.now();
        if (Math.abs(now - prunedAt) > 600_000) {
          prunedAt = now;
          await tables
            .deleteFrom('http_reply')
            .where('created_at', '<', now - KEEP_MS)
            .execute();
        }
        const found = await tables
          .selectFrom('http_reply')
          .selectAll()
          .where('tenant_id', '=', claim.tenantId)
          .where('actor_id', '=', claim.actorId)
          .where('idempotency_key', '=', claim.key)
          .where('created_at', '>=', now - KEEP_MS)
          .executeTakeFirst();
        if (found) return settle(found, claim, runId);
        await tables
          .insertInto('http_reply')
          .values({
            tenant_id: claim.tenantId,
            actor_id: claim.actorId,
            idempotency_key: claim.key,
            fingerprint: claim.fingerprint,
            run_id: runId,
            state: 'running',
            body: '',
            created_at: now,
          })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'actor_id', 'idempotency_key']).doUpdateSet({
              fingerprint: claim.fingerprint,
              run_id: runId,
              state: 'running',
              body: '',
              created_at: now,
            }),
          )
          .execute();
        return { kind: 'go' };
      }),

    async finish(claim, body) {
      const keeps = body !== null && body.length <= MAX_KEPT_CHARS;
      await db.transaction((tx) =>
        tx
          .tables<HttpTables>()
          .updateTable('http_reply')
          .set({ state: keeps ? 'kept' : 'secret', body: keeps ? body : '' })
          .where('tenant_id', '=', claim.tenantId)
          .where('actor_id', '=', claim.actorId)
          .where('idempotency_key', '=', claim.key)
          .where('run_id', '=', runId)
          .execute(),
      );
    },

    async release(claim) {
      await db.transaction((tx) =>
        tx
          .tables<HttpTables>()
          .deleteFrom('http_reply')
          .where('tenant_id', '=', claim.tenantId)
          .where('actor_id', '=', claim.actorId)
          .where('idempotency_key', '=', claim.key)
          .where('run_id', '=', runId)
          .execute(),
      );
    },

    async removeTenant(tx, tenantId) {
      await tx.tables<HttpTables>().deleteFrom('http_reply').where('tenant_id', '=', tenantId).execute();
    },
  };
}

function settle(found: HttpTables['http_reply'], claim: IdempotencyClaim, runId: string): Begin {
  if (found.fingerprint !== claim.fingerprint) {
    throw new AppError('http.idempotency_other_body', 'This Idempotency-Key was used for another request.', {
      status: 422,
      remedy: 'Make a new key for each new request.',
    });
  }
  if (found.state === 'kept') return { kind: 'replay', body: found.body };
  if (found.state === 'secret') {
    throw new AppError('http.idempotency_secret', 'This was done already; its reply was shown once and is not kept.', {
      status: 409,
      remedy: 'Revoke what it made and make another with a new key.',
    });
  }
  if (found.run_id === runId) {
    throw new AppError('http.idempotency_running', 'The first request with this Idempotency-Key is still under way.', {
      status: 409,
      retryable: true,
      retryAfterMs: 1000,
    });
  }
  throw new AppError(
    'http.idempotency_unknown',
    'Breakwater stopped in the middle of the first request with this key.',
    {
      status: 409,
      remedy: 'Look whether it was done; if not, send it again with a new key.',
    },
  );
}
