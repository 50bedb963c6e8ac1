import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { FirstSeen, forgetUnseen } from './first-seen.ts';
import { identityMigrations } from './migrations.ts';
import type { IdentityTables } from './tables.ts';
import { DAY, homeOf, signIn, T0, TENANT } from './test-support.ts';

let test: TestDb;
beforeEach(async () => {
  test = await openTestDb([identityMigrations]);
});
afterEach(() => test.close());

function learn(tenantId: string, user: string, atMs: number): Promise<void> {
  return test.db.transaction(async (tx) => {
    const principal = `${user}@acme.example`;
    const seen = await FirstSeen.load(tx, tenantId, new Set([principal]));
    for (const { fields } of signIn(user, homeOf(user), atMs)) seen.learn(principal, fields, atMs);
    await seen.flush();
  });
}

async function people(): Promise<string[]> {
  const rows = await test.db
    .read<IdentityTables>()
    .selectFrom('first_seen')
    .select(['tenant_id', 'principal'])
    .distinct()
    .execute();
  return rows.map((row) => `${row.tenant_id} ${row.principal}`).toSorted();
}

describe('what people are known by', () => {
  it('is forgotten when it was not seen for long, in one data space, and counted', async () => {
    await learn(TENANT, 'emp012', T0 - 200 * DAY);
    await learn(TENANT, 'emp031', T0 - 200 * DAY);
    await learn(TENANT, 'emp031', T0 - 179 * DAY);
    await learn('rehearsal', 'emp012', T0 - 200 * DAY);
    const before = T0 - 180 * DAY;
    const gone = await test.db.transaction((tx) => forgetUnseen(tx, TENANT, before));
    expect(gone).toBeGreaterThan(2);
    expect(await people()).toEqual(['live emp031@acme.example', 'rehearsal emp012@acme.example']);
    expect(await test.db.transaction((tx) => forgetUnseen(tx, TENANT, before))).toBe(0);
  });
});
