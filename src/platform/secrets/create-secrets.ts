import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { Secret } from '../../base/secret.ts';
import type { Db, MigrationSet, Tx } from '../store/db.ts';
import { secretMigrations } from './migrations.ts';
import type { SealingKey } from './sealing-key.ts';
import type { SecretTables } from './tables.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a secret belongs. It opens there only: an envelope moved to another place is refused. */
export interface SecretPlace {
  tenantId: string;
  row: string;
  field: string;
}

export interface SecretStore {
  migrations: MigrationSet;
  put(tx: Tx, place: SecretPlace, secret: Secret): Promise<void>;
  /** The secret, or null when there is none. @throws AppError `secret.wrong_key`, `secret.damaged` */
  get(place: SecretPlace): Promise<Secret | null>;
  delete(tx: Tx, place: SecretPlace): Promise<void>;
  removeTenant(tx: Tx, tenantId: string): Promise<void>;
  /** Seals everything again under a new key, in one transaction. Gives how many. */
  rotate(newKey: SealingKey): Promise<number>;
  /** Secrets that this key does not open, for the doctor. */
  unopenable(): Promise<number>;
}

/**
 * Vendor credentials and signing secrets, sealed with AES-256-GCM (NIST SP 800-38D). Nonces are random; the place is the
 * additional authenticated data, so that a row swapped in the database does not open.
 */
export function createSecrets(deps: {
  db: Db;
  clock: Clock;
  /** The key; null where there is none and `make` does not ask for a new one. */
  key: (make: boolean) => SealingKey | null;
}): SecretStore {
  let rotated: SealingKey | null = null;
  const find = (make: boolean): SealingKey | null => rotated ?? deps.key(make);
  const key = (make: boolean): SealingKey => {
    const found = find(make);
    if (found !== null) return found;
    throw new AppError('secret.key_missing', 'the key that the credential was sealed with is not there', {
      remedy: 'Put the key file back in place (keyFile), or enter the credential again.',
    });
  };

  return {
    migrations: secretMigrations,

    async put(tx, place, secret) {
      const sealing = key(true);
      const row = {
        tenant_id: place.tenantId,
        row_id: place.row,
        field: place.field,
        key_id: sealing.id,
        envelope: seal(sealing, place, secret),
        changed_at: deps.clock.now(),
      };
      await tx
        .tables<SecretTables>()
        .insertInto('sealed_secret')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'row_id', 'field'])
            .doUpdateSet({ key_id: row.key_id, envelope: row.envelope, changed_at: row.changed_at }),
        )
        .execute();
    },

    async get(place) {
      const row = await deps.db
        .read<SecretTables>()
        .selectFrom('sealed_secret')
        .select(['key_id', 'envelope'])
        .where('tenant_id', '=', place.tenantId)
        .where('row_id', '=', place.row)
        .where('field', '=', place.field)
        .executeTakeFirst();
      return row === undefined ? null : open(key(false), place, row);
    },

    async delete(tx, place) {
      await tx
        .tables<SecretTables>()
        .deleteFrom('sealed_secret')
        .where('tenant_id', '=', place.tenantId)
        .where('row_id', '=', place.row)
        .where('field', '=', place.field)
        .execute();
    },

    async removeTenant(tx, tenantId) {
      await tx.tables<SecretTables>().deleteFrom('sealed_secret').where('tenant_id', '=', tenantId).execute();
    },

    async rotate(newKey) {
      const count = await deps.db.transaction(async (tx) => {
        const rows = await tx.tables<SecretTables>().selectFrom('sealed_secret').selectAll().execute();
        for (const row of rows) {
          const place = { tenantId: row.tenant_id, row: row.row_id, field: row.field };
          await tx
            .tables<SecretTables>()
            .updateTable('sealed_secret')
            .set({
              key_id: newKey.id,
              envelope: seal(newKey, place, open(key(false), place, row)),
              changed_at: deps.clock.now(),
            })
            .where('tenant_id', '=', row.tenant_id)
            .where('row_id', '=', row.row_id)
            .where('field', '=', row.field)
            .execute();
        }
        return rows.length;
      });
      rotated = newKey;
      return count;
    },

    async unopenable() {
      const rows = await deps.db.read<SecretTables>().selectFrom('sealed_secret').select('key_id').execute();
      if (rows.length === 0) return 0;
      const id = find(false)?.id;
      return rows.filter((row) => row.key_id !== id).length;
    },
  };
}

function seal(key: SealingKey, place: SecretPlace, secret: Secret): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(placeBytes(place));
  return Buffer.concat([nonce, cipher.update(secret.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64',
  );
}

function open(key: SealingKey, place: SecretPlace, row: { key_id: string; envelope: string }): Secret {
  if (row.key_id !== key.id) {
    throw new AppError(
      'secret.wrong_key',
      `the credential was sealed with another key (${row.key_id}, here is ${key.id})`,
      { remedy: 'Put the right key file in place (keyFile), or enter the credential again.' },
    );
  }
  const bytes = Buffer.from(row.envelope, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(placeBytes(place))
      .setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    const plain = Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES)),
      decipher.final(),
    ]);
    return new Secret(plain.toString('utf8'));
  } catch (cause) {
    throw new AppError('secret.damaged', 'a sealed credential was changed or moved in the database', {
      cause,
      remedy: 'Enter the credential again, and find out who wrote to the database.',
    });
  }
}

/** Length-prefixed, so that no two places have the same bytes. */
function placeBytes(place: SecretPlace): Buffer {
  return Buffer.from(
    [place.tenantId, place.row, place.field].map((part) => `${Buffer.byteLength(part)}:${part}`).join(''),
    'utf8',
  );
}
