import { afterEach, describe, expect, it } from 'vitest';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import type { Db } from '../platform/store/db.ts';
import { incidentMigrations } from '../incidents/migrations.ts';
import { responseMigrations } from './migrations.ts';
import type { Responder } from './ports.ts';
import { attackedPeople, createTestResponder, type TestResponder } from './test-responder.ts';
import { attack, manualClock, openTestResponse } from './test-response.ts';
import { T0 } from '../incidents/test-findings.ts';

/** Counts the places where the process could die, and dies at the chosen one: from then on nothing gets out any more. */
class Mortal {
  #left: number;
  constructor(diesAt: number) {
    this.#left = diesAt;
  }
  get dead(): boolean {
    return this.#left <= 0;
  }
  live(): void {
    if (this.dead) throw new Error('the process is dead');
    this.#left -= 1;
    if (this.dead) throw new Error('the process dies');
  }
}

function mortalDb(db: Db, mortal: Mortal): Db {
  return {
    dialect: db.dialect,
    read: () => db.read(),
    close: () => db.close(),
    async transaction(work) {
      mortal.live();
      const result = await db.transaction(work);
      mortal.live();
      return result;
    },
  };
}

function mortalResponder(responder: TestResponder, mortal: Mortal): Responder {
  return {
    vendor: 'okta',
    async snapshot(action, signal) {
      mortal.live();
      return responder.snapshot(action, signal);
    },
    async carryOut(action, snapshot, signal) {
      mortal.live();
      const done = await responder.carryOut(action, snapshot, signal);
      mortal.live();
      return done;
    },
    async observe(action, snapshot, signal) {
      mortal.live();
      return responder.observe(action, snapshot, signal);
    },
    probe: (signal) => responder.probe(signal),
  };
}

let stores: TestDb[] = [];
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  stores = [];
});

/** Runs the plan, dying at the n-th place; then starts again and runs to the end. */
async function dieAndGoOn(diesAt: number): Promise<{ died: boolean; vendor: TestResponder }> {
  const store = await openTestDb([incidentMigrations, responseMigrations]);
  stores.push(store);
  const vendor = createTestResponder();
  attackedPeople(vendor);
  const clock = manualClock(T0 + 400_000);
  const before = await openTestResponse(vendor, { store, clock });
  await attack(before);
  await before.approve();
  const mortal = new Mortal(diesAt);
  const dying = await openTestResponse(mortalResponder(vendor, mortal), {
    store,
    clock,
    wrap: (db) => mortalDb(db, mortal),
  });
  await dying.run(1).catch((thrown: unknown) => {
    if (!mortal.dead) throw thrown;
  });
  const after = await openTestResponse(vendor, { store, clock });
  await after.run(3);
  expect((await after.plan()).actions.map((action) => action.state)).toEqual(Array(7).fill('verified'));
  expect(await after.incidentState()).toBe('contained');
  await store.close();
  stores = stores.filter((one) => one !== store);
  return { died: mortal.dead, vendor };
}

describe('a process that dies in the middle of a plan', () => {
  it('loses no action and repeats none with another effect, wherever it dies', async () => {
    let places = 0;
    for (let diesAt = 1; ; diesAt += 1) {
      const { died, vendor } = await dieAndGoOn(diesAt);
      // Reading first: no write is made twice, also when its answer was lost with the process.
      expect(vendor.writes.toSorted()).toEqual([
        'end-sessions emp012 00uemp012',
        'end-sessions emp012 00uemp012',
        'end-sessions emp031 00uemp031',
        'end-sessions emp031 00uemp031',
        'expire-password emp012 00uemp012',
        'expire-password emp031 00uemp031',
        'remove-authenticator emp012 opf1',
      ]);
      expect(vendor.people.get('emp012')?.factors.map((factor) => factor.id)).toEqual(['fwf-emp012']);
      expect(vendor.people.get('emp099')).toMatchObject({ sessions: 2, passwordExpired: false });
      if (!died) break;
      places = diesAt;
    }
    // 7 actions: a look, an intent (2), a call (2), an acceptance (2), a reading, a verification (2).
    expect(places).toBeGreaterThanOrEqual(60);
  }, 120_000);
});
