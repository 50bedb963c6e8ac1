import { crc32 } from 'node:zlib';
import type { Kysely } from 'kysely';
import { AppError } from '../../base/errors.ts';
import { systemRandomBytes, uuidv7 } from '../../base/ids.ts';
import { secretHash } from '../../platform/auth/api-token.ts';
import type { Db } from '../../platform/store/db.ts';
import type { FeedFormat } from './feed-files.ts';
import type { FeedTables, FeedTokenRow } from './tables.ts';

/** `bwf_`, 256 random bits as base64url, CRC-32 of what stands before in base 36. A prefix of its own: it is no API token. */
const FORM = /^bwf_[A-Za-z0-9_-]{43}[0-9a-z]{7}$/;
const MAX_TOKENS = 200;

function checksum(text: string): string {
  return crc32(text).toString(36).padStart(7, '0');
}

/** Whether a text has the form and checksum of a token: a mistyped one costs no question to the store. */
export function isFeedToken(text: string): boolean {
  return FORM.test(text) && checksum(text.slice(0, -7)) === text.slice(-7);
}

/** Makes a token. Only its hash is kept. @throws AppError `domains.too_many_feed_tokens` */
export async function createFeedToken(
  db: Db,
  tenantId: string,
  wanted: { label: string; formats: readonly FeedFormat[]; createdBy: string },
  at: number,
): Promise<{ tokenId: string; token: string }> {
  const body = `bwf_${Buffer.from(systemRandomBytes(32)).toString('base64url')}`;
  const token = body + checksum(body);
  const tokenId = uuidv7(at);
  await db.transaction(async (tx) => {
    const rows = await readFeedTokens(tx.tables<FeedTables>(), tenantId);
    if (rows.length >= MAX_TOKENS) {
      throw new AppError('domains.too_many_feed_tokens', `There are ${rows.length} tokens already`, {
        status: 409,
        remedy: 'Revoke those that nobody uses.',
      });
    }
    await tx
      .tables<FeedTables>()
      .insertInto('feed_token')
      .values({
        tenant_id: tenantId,
        token_id: tokenId,
        token_hash: secretHash(token),
        label: wanted.label,
        formats: JSON.stringify([...new Set(wanted.formats)]),
        created_at: at,
        created_by: wanted.createdBy,
        last_used_at: null,
        last_format: null,
      })
      .execute();
  });
  return { tokenId, token };
}

/** The tokens of a data space, oldest first. */
export function readFeedTokens(q: Kysely<FeedTables>, tenantId: string): Promise<FeedTokenRow[]> {
  return q.selectFrom('feed_token').selectAll().where('tenant_id', '=', tenantId).orderBy('token_id').execute();
}

/** Revokes a token. @throws AppError `domains.no_such_feed_token` */
export async function revokeFeedToken(db: Db, tenantId: string, tokenId: string): Promise<void> {
  const { numDeletedRows } = await db.transaction((tx) =>
    tx
      .tables<FeedTables>()
      .deleteFrom('feed_token')
      .where('tenant_id', '=', tenantId)
      .where('token_id', '=', tokenId)
      .executeTakeFirst(),
  );
  if (Number(numDeletedRows) === 1) return;
  throw new AppError('domains.no_such_feed_token', 'There is no such token', { status: 404 });
}

/** What a token opens, or null. */
export async function openFeedToken(db: Db, token: string): Promise<FeedTokenRow | null> {
  if (!isFeedToken(token)) return null;
  const row = await db
    .read<FeedTables>()
    .selectFrom('feed_token')
    .selectAll()
    .where('token_hash', '=', secretHash(token))
    .executeTakeFirst();
  return row ?? null;
}
