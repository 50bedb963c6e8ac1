import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { openTestDb, type TestDb } from '../store/test-db.ts';
import { createSecrets, type SecretStore } from './create-secrets.ts';
import { secretMigrations } from './migrations.ts';
import { loadSealingKey } from './sealing-key.ts';
import type { SecretTables } from './tables.ts';

let folder: string;
let test: TestDb;
let secrets: SecretStore;
let file: string;
const place = { tenantId: 'live', row: 'okta', field: 'read' };

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-secrets-'));
  file = path.join(folder, 'keys/key');
  test = await openTestDb([secretMigrations]);
  secrets = createSecrets({ db: test.db, clock: systemClock, key: () => loadSealingKey({ file }) });
});
afterEach(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

const put = (at = place, text = 'the-token'): Promise<void> =>
  test.db.transaction((tx) => secrets.put(tx, at, new Secret(text)));

describe('secrets', () => {
  it('gives back what was sealed and keeps no clear text in the store', async () => {
    await put();
    expect((await secrets.get(place))?.reveal()).toBe('the-token');
    const rows = await test.db.read<SecretTables>().selectFrom('sealed_secret').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('the-token');
    expect(Buffer.from(rows[0]?.envelope ?? '', 'base64').includes('the-token')).toBe(false);
  });

  it('makes its key once, readable by its owner only', async () => {
    await put();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const first = readFileSync(file, 'utf8');
    await put({ ...place, field: 'write' });
    expect(readFileSync(file, 'utf8')).toBe(first);
    chmodSync(file, 0o644);
    expect(() => loadSealingKey({ file })).toThrow(/read by others/);
  });

  it('refuses an envelope that was moved to another place, and one that was changed', async () => {
    await put();
    await put({ ...place, field: 'write' }, 'stronger');
    const tables = test.db.read<SecretTables>();
    const rows = await tables.selectFrom('sealed_secret').selectAll().orderBy('field').execute();
    await test.db.transaction(async (tx) => {
      await tx
        .tables<SecretTables>()
        .updateTable('sealed_secret')
        .set({ envelope: rows[1]?.envelope ?? '' })
        .where('field', '=', 'read')
        .execute();
    });
    await expect(secrets.get(place)).rejects.toMatchObject({ code: 'secret.damaged' });
    const flipped = Buffer.from(rows[0]?.envelope ?? '', 'base64');
    flipped.writeUInt8(flipped.readUInt8(14) ^ 1, 14);
    await test.db.transaction(async (tx) => {
      await tx
        .tables<SecretTables>()
        .updateTable('sealed_secret')
        .set({ envelope: flipped.toString('base64') })
        .where('field', '=', 'read')
        .execute();
    });
    await expect(secrets.get(place)).rejects.toMatchObject({ code: 'secret.damaged' });
  });

  it('says which key is missing when another is in place', async () => {
    await put();
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
    await expect(secrets.get(place)).rejects.toMatchObject({ code: 'secret.wrong_key' });
    expect(await secrets.unopenable()).toBe(1);
    writeFileSync(file, 'not a key');
    await expect(secrets.get(place)).rejects.toMatchObject({ code: 'secret.key_invalid' });
  });

  it('seals everything again under a new key', async () => {
    await put();
    const next = loadSealingKey({ file: path.join(folder, 'next') });
    expect(await secrets.rotate(next)).toBe(1);
    expect((await secrets.get(place))?.reveal()).toBe('the-token');
    const restarted = createSecrets({ db: test.db, clock: systemClock, key: () => next });
    expect((await restarted.get(place))?.reveal()).toBe('the-token');
  });

  it('forgets what is deleted', async () => {
    await put();
    await test.db.transaction((tx) => secrets.delete(tx, place));
    expect(await secrets.get(place)).toBeNull();
  });
});
