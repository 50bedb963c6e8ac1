import type { RequestContext } from '../../platform/http/context.ts';
import { Activity } from '../../platform/clock/activity.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { Loops } from '../../platform/jobs/loops.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import { silentLog } from '../../platform/log/log.ts';
import type { TestDb } from '../../platform/store/test-db.ts';
import type { DomainTables } from '../tables.ts';
import { keepingSink, openDomainsDb } from '../test-domains.ts';
import { createEnrich, type Enrich } from './create-enrich.ts';
import type { ConfiguredLookUps } from './ports.ts';
import { LOOK_UPS_BY_CONSENT, makeTestOutside, type TestOutside } from './test-look-ups.ts';
import { want, type WantedBecause } from './want.ts';

export const TENANT = 'live';
export const START_MS = Date.UTC(2026, 10, 22);

export interface TestEnrich {
  store: TestDb;
  clock: VirtualClock;
  outside: TestOutside;
  published: string[];
  enrich: Enrich;
  /** Writes a look-alike down and wants it, as the watcher does. */
  seen(registrable: string, why?: WantedBecause, hosts?: string[]): Promise<void>;
  pass(ms: number): Promise<void>;
  agree(agreed?: boolean): Promise<void>;
  /** What handlers are given. */
  context: RequestContext;
  /** Ends the process without a word and starts another on the same store. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Enrichment on a fresh store with a made-up world outside. For tests only. */
export async function openTestEnrich(
  configured: Partial<ConfiguredLookUps> = {},
  names: readonly string[] = [],
): Promise<TestEnrich> {
  const activity = new Activity();
  const clock = new VirtualClock(START_MS, [activity]);
  const store = await openDomainsDb();
  const outside = makeTestOutside();
  const published: string[] = [];
  const live: LivePublisher = { publish: async (_tx, _tenantId, kind, id) => void published.push(`${kind} ${id}`) };
  let loops = new Loops(clock, activity, silentLog);

  function make(): Enrich {
    return createEnrich({
      db: store.db,
      sink: keepingSink,
      live,
      log: silentLog,
      openLookUps: () => outside.lookUps,
      configuredLookUps: () => ({ ...LOOK_UPS_BY_CONSENT, ...configured }),
      isOwn: (_tenantId, host) => host === 'acme.com' || host.endsWith('.acme.com'),
      brandName: async (_tenantId, brandId) => (brandId === 'brand-acme' ? 'Acme' : null),
      predict: async (_tenantId, _brand, most) => names.slice(0, most),
      async note(tx, tenantId, host, isParked, at) {
        await insert(tx.tables<DomainTables>(), host, [host], at);
        await want(tx, tenantId, host, isParked ? 'unverified-use' : 'look-up', at);
      },
    });
  }

  async function insert(
    tables: ReturnType<typeof store.db.read<DomainTables>>,
    registrable: string,
    hosts: string[],
    at: number,
  ): Promise<void> {
    await tables
      .insertInto('look_alike')
      .values({
        tenant_id: TENANT,
        registrable,
        hosts: JSON.stringify(hosts),
        brand: 'Acme',
        class: 'combo',
        score: 95,
        reported: 1,
        first_seen_at: at,
        last_seen_at: at,
        certified_at: null,
        seen_in: '["certificates"]',
        told_at: null,
        told_rank: 0,
      })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'registrable']).doNothing())
      .execute();
  }

  const context = {
    tenantId: TENANT,
    clock,
    actor: { kind: 'account', id: 'account-1', name: 'Ada' },
    audit: () => undefined,
  } as unknown as RequestContext;
  const opened: TestEnrich = {
    store,
    clock,
    outside,
    published,
    enrich: make(),
    context,
    async seen(registrable, why = 'alarm', hosts = [registrable]) {
      await store.db.transaction(async (tx) => {
        await insert(tx.tables<DomainTables>(), registrable, hosts, clock.now());
        await want(tx, TENANT, registrable, why, clock.now());
      });
    },
    pass: (ms) => clock.advanceTo(clock.now() + ms),
    async agree(agreed = true) {
      await opened.enrich.handlers.setLookUps(context, {
        params: undefined,
        query: undefined,
        body: { agreed, screenshots: false },
      });
    },
    async restart() {
      await loops.stopAll();
      loops = new Loops(clock, activity, silentLog);
      opened.enrich = make();
      await opened.enrich.start({ tenantId: TENANT, clock, loops });
    },
    async close() {
      await loops.stopAll();
      await store.close();
    },
  };
  await opened.enrich.start({ tenantId: TENANT, clock, loops });
  return opened;
}
