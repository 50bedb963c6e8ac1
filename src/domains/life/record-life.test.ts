import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDb, type TestDb } from '../../platform/store/test-db.ts';
import { domainMigrations } from '../migrations.ts';
import { dropLife, type LifeEvent, recordLife } from './record-life.ts';
import type { LifeTables } from './tables.ts';

const TENANT = 'live';
const DOMAIN = 'acme-okta.com';
let store: TestDb;

beforeEach(async () => {
  store = await openTestDb([domainMigrations]);
});
afterEach(() => store.close());

const record = (event: LifeEvent, tenantId = TENANT) =>
  store.db.transaction((tx) => recordLife(tx, tenantId, DOMAIN, event));
const kinds = async () => (await events()).map((row) => row.kind);
const events = () =>
  store.db
    .read<LifeTables>()
    .selectFrom('domain_life')
    .selectAll()
    .where('tenant_id', '=', TENANT)
    .orderBy('seq')
    .execute();
const state = () =>
  store.db
    .read<LifeTables>()
    .selectFrom('domain_state')
    .selectAll()
    .where('tenant_id', '=', TENANT)
    .executeTakeFirstOrThrow();

test('writes what happened in order and says where the domain stands', async () => {
  await record({ kind: 'registered', at: 100 });
  await record({ kind: 'resolving', at: 200, detail: { address: '192.0.2.1' } });
  await record({ kind: 'page-up', at: 300 });
  await record({ kind: 'resembles', at: 300, detail: { likeness: 0.93 } });
  expect(await kinds()).toEqual(['registered', 'resolving', 'page-up', 'resembles']);
  expect(await state()).toMatchObject({ registered_at: 100, resolves: 1, page: 1, resembles: 1, mail: null });
});

test('calls a domain down that resolved and no longer does, once, and up again when it comes back', async () => {
  await record({ kind: 'not-resolving', at: 50 });
  expect((await state()).down_at).toBeNull();
  await record({ kind: 'resolving', at: 100 });
  await record({ kind: 'not-resolving', at: 200 });
  await record({ kind: 'not-resolving', at: 300 });
  expect(await kinds()).toEqual(['not-resolving', 'resolving', 'not-resolving', 'down', 'not-resolving']);
  expect((await state()).down_at).toBe(200);
  await record({ kind: 'resolving', at: 400 });
  expect((await state()).down_at).toBeNull();
});

test('calls a domain down whose page went away after its takedown was asked for, and not before', async () => {
  await record({ kind: 'page-up', at: 100 });
  await record({ kind: 'page-down', at: 150 });
  expect((await state()).down_at).toBeNull();
  await record({ kind: 'page-up', at: 200 });
  await record({ kind: 'takedown-sent', at: 300 });
  await record({ kind: 'page-down', at: 400 });
  expect((await state()).down_at).toBe(400);
});

test('writes an event once where it is asked to', async () => {
  await record({ kind: 'refused', at: 100, once: true });
  await record({ kind: 'refused', at: 200, once: true });
  expect(await kinds()).toEqual(['refused']);
  expect((await state()).refused_at).toBe(100);
});

test('keeps the first of each kind and the last hundred of a domain that blinks', async () => {
  await record({ kind: 'certified', at: 1 });
  for (let at = 2; at <= 261; at += 2) {
    await record({ kind: 'page-up', at });
    await record({ kind: 'page-down', at: at + 1 });
  }
  const rows = await events();
  expect(rows).toHaveLength(103);
  expect(rows.slice(0, 3).map((row) => [row.kind, row.at])).toEqual([
    ['certified', 1],
    ['page-up', 2],
    ['page-down', 3],
  ]);
  expect(rows.at(-1)).toMatchObject({ kind: 'page-down', at: 261 });
});

test('cuts long texts of a detail', async () => {
  await record({ kind: 'page-up', at: 1, detail: { title: 'x'.repeat(10_000), status: 200 } });
  expect(JSON.parse((await events())[0]?.detail ?? '')).toEqual({ title: 'x'.repeat(500), status: 200 });
});

test('removes the lives of one data space and leaves the other', async () => {
  await record({ kind: 'certified', at: 1 });
  await record({ kind: 'certified', at: 1 }, 'rehearsal');
  await store.db.transaction((tx) => dropLife(tx, 'rehearsal'));
  expect(await kinds()).toEqual(['certified']);
  const left = await store.db.read<LifeTables>().selectFrom('domain_state').select('tenant_id').execute();
  expect(left).toEqual([{ tenant_id: TENANT }]);
});
