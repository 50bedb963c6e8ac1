import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { openTestDb, type TestDb } from '../store/test-db.ts';
import { createAuditLog, type AuditEvent, type AuditLog } from './audit-log.ts';
import { auditMigrations } from './migrations.ts';
import type { AuditTables } from './tables.ts';

let opened: TestDb;
let audit: AuditLog;
const event = (verb: string): AuditEvent => ({
  actor: { kind: 'account', id: 'a1' },
  verb,
  objects: ['i1', 'i2'],
  outcome: 'done',
});

const tamper = (run: ReturnType<typeof sql>) => opened.db.transaction((tx) => run.execute(tx.tables<AuditTables>()));

beforeEach(async () => {
  opened = await openTestDb([auditMigrations]);
  audit = createAuditLog({ db: opened.db, clock: systemClock });
});
afterEach(() => opened.close());

describe('audit log', () => {
  it('chains entries and pages them newest first', async () => {
    for (const verb of ['a', 'b', 'c', 'd', 'e']) await audit.record(event(verb));
    const first = await audit.page(null, 2);
    expect(first.items.map((row) => row.verb)).toEqual(['e', 'd']);
    const second = await audit.page(first.nextCursor, 2);
    const third = await audit.page(second.nextCursor, 2);
    expect([...second.items, ...third.items].map((row) => row.verb)).toEqual(['c', 'b', 'a']);
    expect(third.nextCursor).toBeNull();
    expect(await audit.verify()).toMatchObject({ whole: true, entries: 5, headHash: first.items[0]?.hash });
  });

  it('keeps nothing of a change that was rolled back', async () => {
    await audit.record(event('a'));
    await expect(
      opened.db.transaction(async (tx) => {
        await audit.append(tx, event('b'));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await audit.record(event('c'));
    expect((await audit.page(null, 10)).items.map((row) => row.verb)).toEqual(['c', 'a']);
    expect(await audit.verify()).toMatchObject({ whole: true, entries: 2 });
  });

  it('keeps the chain whole when many write at once', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => audit.record(event(`v${i}`))));
    expect(await audit.verify()).toMatchObject({ whole: true, entries: 50 });
  });

  it.each([
    ['a changed outcome', sql`update audit_entry set outcome = 'denied:x' where seq = 3`, 3],
    ['a changed actor', sql`update audit_entry set actor_id = 'a2' where seq = 2`, 2],
    ['a live line passed off as the rehearsal', sql`update audit_entry set space = 'rehearsal' where seq = 2`, 2],
    ['a removed entry', sql`delete from audit_entry where seq = 3`, 3],
    ['entries cut off at the end', sql`delete from audit_entry where seq >= 4`, 4],
    ['a removed beginning', sql`delete from audit_entry where seq = 1`, 1],
  ])('shows %s', async (_, change, brokenAtSeq) => {
    for (let i = 0; i < 5; i += 1) await audit.record(event(`v${i}`));
    await tamper(change);
    expect(await audit.verify()).toMatchObject({ whole: false, brokenAtSeq });
  });

  it('bounds and cleans what callers name', async () => {
    await audit.record({ ...event('x'), objects: ['a\nb', 'y'.repeat(5000), '\uD800'] });
    const [row] = (await audit.page(null, 1)).items;
    expect(JSON.parse(row?.objects ?? '')).toEqual(['a?b', 'y'.repeat(200), '?']);
    expect(await audit.verify()).toMatchObject({ whole: true });
  });

  it('says where a thing happened, leaves the rehearsal out when asked, and chains both as one', async () => {
    const spaces = ['live', 'rehearsal', 'live', 'rehearsal', 'rehearsal', 'live'];
    for (const [i, space] of spaces.entries()) await audit.record({ ...event(`v${i + 1}`), space });
    await audit.record(event('v7'));
    const first = await audit.page(null, 2, 'hidden');
    expect(first.items.map((row) => row.seq)).toEqual([7, 6]);
    const second = await audit.page(first.nextCursor, 2, 'hidden');
    expect(second.items.map((row) => row.seq)).toEqual([3, 1]);
    expect(second.nextCursor).toBeNull();
    const all = (await audit.page(null, 10)).items.toReversed();
    expect(all.map((row) => row.space)).toEqual([...spaces, 'live']);
    expect(await audit.verify()).toMatchObject({ whole: true, entries: 7 });
  });

  it('takes a nonsense cursor for the end', async () => {
    await audit.record(event('a'));
    expect(await audit.page('nonsense', 10)).toEqual({ items: [], nextCursor: null });
  });
});
