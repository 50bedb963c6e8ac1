import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { AppError } from '../../../base/errors.ts';
import type { Log } from '../../log/log.ts';
import type { AppendResult, EventQuery, EventStore, EventStoreStats, NewEvent, StoredEvent } from '../event-store.ts';
import { assertFreeSpace, DEFAULT_MIN_FREE_BYTES } from '../free-space.ts';
import { storeFault, unwritableError } from '../store-errors.ts';
import { StoreGate } from '../store-gate.ts';
import { OpenFiles } from './open-files.ts';
import { type EventDayProblem, TenantEvents } from './tenant-events.ts';

export interface EventStoreOptions {
  /** One folder per tenant is made below it. */
  directory: string;
  clock: Clock;
  log: Log;
  /** Shared with the database, so that both stop together on a full disk. */
  readOnlyGate?: StoreGate;
  /** Seqs that were given before, from the state (judged seq): never given again even when all files are gone. */
  seqFloor?: (tenantId: string) => Promise<number> | number;
  /** Day files kept open. */
  maxOpenFiles?: number;
  /** Free space wanted before writing goes on after a full disk. */
  minFreeBytes?: number;
}

const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/u;
const DROPPED = '.dropped-';
const PROBE_BYTES = 262_144;
/** A day file without use is closed after this time of the clock. */
const IDLE_MS = 5 * 60_000;

/** {@link EventStore} in SQLite files, one per tenant and UTC day. */
export class EventDayStore implements EventStore {
  readonly #options: EventStoreOptions;
  readonly #gate: StoreGate;
  readonly #files: OpenFiles;
  readonly #tenants = new Map<string, Promise<TenantEvents>>();
  #closed = false;

  constructor(options: EventStoreOptions) {
    this.#options = options;
    this.#gate = options.readOnlyGate ?? new StoreGate(options.clock, options.log);
    this.#files = new OpenFiles(options.clock, options.maxOpenFiles ?? 12);
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(options.directory)) {
      if (name.startsWith(DROPPED)) rmSync(join(options.directory, name), { recursive: true, force: true });
    }
    this.#gate.addProbe(`events:${options.directory}`, () => this.#probe());
  }

  /** The mode of the gate, shared with the database when one was given. */
  get gate(): StoreGate {
    return this.#gate;
  }

  async append(tenantId: string, batch: readonly NewEvent[]): Promise<AppendResult> {
    this.#gate.assertWritable();
    this.#files.closeIdle(IDLE_MS);
    return (await this.#tenant(tenantId)).append(batch);
  }

  async readAfter(tenantId: string, afterSeq: number, limit: number): Promise<StoredEvent[]> {
    return (await this.#tenant(tenantId)).readAfter(afterSeq, limit);
  }

  /** @param aroundMs when the event occurred, if known: found by index then, else day after day, newest first */
  async byId(tenantId: string, eventId: string, aroundMs?: number): Promise<StoredEvent | null> {
    if (!/^[0-9a-f]{64}$/u.test(eventId)) return null;
    return (await this.#tenant(tenantId)).byId(eventId, aroundMs);
  }

  async find(tenantId: string, query: EventQuery): Promise<StoredEvent[]> {
    return (await this.#tenant(tenantId)).find(query);
  }

  async headSeq(tenantId: string): Promise<number> {
    return (await this.#tenant(tenantId)).headSeq;
  }

  async stats(tenantId: string): Promise<EventStoreStats> {
    return (await this.#tenant(tenantId)).stats();
  }

  /** Days that cannot be read (damaged, or written by a newer program): for health and doctor. */
  async problems(tenantId: string): Promise<EventDayProblem[]> {
    return (await this.#tenant(tenantId)).problems();
  }

  /** Reads every page and block of every day. @returns day and what is wrong with it, only where something is */
  async check(tenantId: string): Promise<{ day: string; problems: string[] }[]> {
    const tenant = await this.#tenant(tenantId);
    const checked = tenant.days().map((day) => ({ day, problems: tenant.check(day) }));
    return checked.filter(({ problems }) => problems.length > 0);
  }

  async dropDaysBefore(tenantId: string, day: string): Promise<string[]> {
    return (await this.#tenant(tenantId)).dropDaysBefore(day);
  }

  async dropTenant(tenantId: string): Promise<void> {
    const path = this.#tenantPath(tenantId);
    await (await this.#tenant(tenantId)).close();
    this.#tenants.delete(tenantId);
    // Renamed first, so that a removal cut short leaves nothing that looks like a tenant.
    const dropped = join(this.#options.directory, `${DROPPED}${tenantId}-${this.#options.clock.now()}-${process.pid}`);
    renameSync(path, dropped);
    rmSync(dropped, { recursive: true, force: true });
  }

  async copyTo(directory: string): Promise<void> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const tenantId of this.tenants()) await (await this.#tenant(tenantId)).copyTo(join(directory, tenantId));
  }

  /** Tenants that have a folder. */
  tenants(): string[] {
    const names = readdirSync(this.#options.directory);
    return names.filter((name) => TENANT.test(name) && statSync(join(this.#options.directory, name)).isDirectory());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#gate.removeProbe(`events:${this.#options.directory}`);
    for (const tenant of this.#tenants.values()) await (await tenant).close();
    this.#files.closeAll();
  }

  #tenant(tenantId: string): Promise<TenantEvents> {
    if (this.#closed) throw new AppError('store.closed', 'The event store has been closed.');
    const known = this.#tenants.get(tenantId);
    if (known) return known;
    const opening = this.#openTenant(tenantId);
    this.#tenants.set(tenantId, opening);
    opening.catch(() => this.#tenants.delete(tenantId));
    return opening;
  }

  async #openTenant(tenantId: string): Promise<TenantEvents> {
    const directory = this.#tenantPath(tenantId);
    const floorSeq = (await this.#options.seqFloor?.(tenantId)) ?? 0;
    try {
      return new TenantEvents({ directory, files: this.#files, gate: this.#gate, log: this.#options.log, floorSeq });
    } catch (thrown) {
      throw storeFault(thrown, directory, this.#gate);
    }
  }

  #tenantPath(tenantId: string): string {
    if (!TENANT.test(tenantId))
      throw new AppError('events.bad_tenant', 'A tenant is named by lower-case letters, digits and dashes.');
    return join(this.#options.directory, tenantId);
  }

  #probe(): Promise<void> {
    const { directory, minFreeBytes } = this.#options;
    return new Promise((resolve) => {
      assertFreeSpace(directory, minFreeBytes ?? DEFAULT_MIN_FREE_BYTES);
      const probe = join(directory, '.probe');
      try {
        writeFileSync(probe, new Uint8Array(PROBE_BYTES).fill(1), { flush: true });
      } finally {
        if (existsSync(probe)) rmSync(probe);
      }
      resolve();
    });
  }
}

/** Opens the event store. @throws AppError `store.unwritable` when the folder cannot be made */
export function openEventStore(options: EventStoreOptions): EventDayStore {
  try {
    return new EventDayStore(options);
  } catch (thrown) {
    throw unwritableError(`The folder of events ${options.directory}`, thrown);
  }
}
