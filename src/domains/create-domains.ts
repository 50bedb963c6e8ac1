import type { Clock } from '../base/clock.ts';
import { type LookAlike, predictLookAlikes } from '../engines/lookalike/index.ts';
import type { FindingSink } from '../platform/findings/finding-sink.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { EdgeApp } from '../platform/http/create-edge-app.ts';
import type { Edge } from '../platform/http/edge.ts';
import type { Loops } from '../platform/jobs/loops.ts';
import type { RunningSpace } from '../platform/jobs/running-space.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Db, MigrationSet, Tx } from '../platform/store/db.ts';
import type { domainsApi } from './api.ts';
import { createBrandBooks, type ProtectedBrand } from './brand-books.ts';
import { tellNotLookedFor } from './brand-wire.ts';
import {
  addLog,
  forgetLog,
  isTrustedLog,
  readLogs,
  removableLog,
  removeLog,
  settingsOf,
  settleLogs,
} from './certificate-logs.ts';
import { followDomains } from './follow-domains.ts';
import { createEnrich } from './enrich/create-enrich.ts';
import type { ConfiguredLookUps, OpenLookUps } from './enrich/ports.ts';
import { type LookUpSummary, sumUpLookUps } from './enrich/sum-up-look-ups.ts';
import { want } from './enrich/want.ts';
import { createLures } from './lures/create-lures.ts';
import { createLogs } from './logs/create-logs.ts';
import type { LogListSettings } from './logs/log-list-store.ts';
import type { OpenList, ReadLogSize } from './logs/ports.ts';
import type { SignInDomains } from './owned/learn-owned.ts';
import { wantOwn } from './owned/want-own.ts';
import { createElsewhere } from './elsewhere/create-elsewhere.ts';
import type { ConfiguredNameList } from './elsewhere/ports.ts';
import { type AskedFor, noteAsked } from './elsewhere/note-asked.ts';
import { severityOf } from './look-alike-finding.ts';
import { recordElsewhere, type SeenIn } from './look-alikes.ts';
import { domainMigrations } from './migrations.ts';
import type { CertificateLogSettings, ConfiguredDomains, OpenCertificateLog } from './ports.ts';
import { domainRoutes } from './routes.ts';
import type { CertificateLogRow, DomainTables } from './tables.ts';
import { watchCertificates, watchLoopName } from './watch-certificates.ts';

export interface DomainsDeps {
  db: Db;
  sources: Sources;
  sink: FindingSink;
  live: LivePublisher;
  log: Log;
  openReader: OpenCertificateLog;
  openList: OpenList;
  readLogSize: ReadLogSize;
  /** How names are looked up outside, and what the configuration says of it. */
  openLookUps: OpenLookUps;
  configuredLookUps: (tenantId: string) => ConfiguredLookUps;
  /** The folder of what is kept beside the store. */
  dataPath: string;
  /** Lists of names that the configuration sets for a data space. */
  configuredNameLists: (tenantId: string) => readonly ConfiguredNameList[];
  /** How many GiB of names seen in certificates the configuration keeps; null where it says nothing. */
  configuredGiB: (tenantId: string) => number | null;
  /** The certificate log list that the configuration sets for a data space. */
  configuredList: (tenantId: string) => LogListSettings | null;
  /** What the configuration sets for a data space. Asked at every start of one; must not change meanwhile. */
  configured: (tenantId: string) => ConfiguredDomains;
  /** The incident that names a domain, or null. Wired to the incidents capability. */
  incidentOfDomain: (tenantId: string, registrable: string) => Promise<string | null>;
  /** Domains under which people of ours sign in. Wired to the identity capability. */
  signInDomains: (tenantId: string) => Promise<SignInDomains>;
}

/** A data space to watch for. */
export interface WatchedSpace extends RunningSpace {
  /** Logs to read beside the configured ones, read-only: a rehearsal's. */
  logs?: readonly CertificateLogSettings[];
  /** Judge and show, and read no log: for commands that work on the store. */
  offline?: boolean;
}

export interface Domains {
  handlers: Handlers<typeof domainsApi>;
  migrations: MigrationSet;
  /** Serves the blocklists under `/feeds/`, and what is saved as a file. */
  mount(app: EdgeApp, edge: Edge): void;
  /** Reads brands and logs of a data space and starts one loop per log. @throws AppError `lookalike.bad_brand` */
  startTenant(space: WatchedSpace): Promise<void>;
  /** Stops reading and waits for the turns under way. */
  stopTenant(tenantId: string): Promise<void>;
  /** HostJudge of identity/ports.ts and ReportedHosts of reports/ports.ts. Knows nothing of data spaces that were not started. */
  hostJudge: {
    /** Reported look-alikes only, null for everything else. Remembers the last hosts. */
    judge(tenantId: string, host: string): { registrable: string; brand: string | null; score: number } | null;
    /** Whether a host lies in a brand's own domains. */
    isOwn(tenantId: string, host: string): boolean;
    /** Writes down that a look-alike was named elsewhere than in a certificate. Does nothing for other hosts. */
    noteSeen(tx: Tx, tenantId: string, host: string, seenIn: SeenIn, at: number): Promise<void>;
    /** Writes down that one of our people asked for a look-alike. Does nothing for other hosts. */
    noteAsked(tx: Tx, tenantId: string, asked: AskedFor): Promise<void>;
  };
  brandsOf(tenantId: string): Promise<readonly ProtectedBrand[]>;
  /** Whether names are looked up outside, and how many of those predicted for the brands stood when they were last. */
  lookUpsOf(tenantId: string): Promise<LookUpSummary>;
  logsOf(
    tenantId: string,
  ): Promise<(CertificateLogSettings & { sourceId: string; readOnly: boolean; isTrusted: boolean })[]>;
  /** Removes everything of a data space that has been stopped. */
  dropTenant(tx: Tx, tenantId: string): Promise<void>;
}

/** Builds the domains capability: brands, certificate logs, look-alikes. */
export function createDomains(deps: DomainsDeps): Domains {
  const { db } = deps;
  const configuredBrands = (tenantId: string) => deps.configured(tenantId).brands;
  const books = createBrandBooks(db, configuredBrands, (tenantId) => deps.configured(tenantId).lexicon ?? {});
  const clocks = new Map<string, Clock>();
  const running = new Map<string, { clock: Clock; loops: Loops; sourceIds: Set<string> }>();

  function watch(row: CertificateLogRow): void {
    const space = running.get(row.tenant_id);
    if (space === undefined) return;
    const { tenant_id: tenantId, source_id: sourceId, origin } = row;
    const { clock } = space;
    const open = () => {
      const reader = deps.openReader({ ...settingsOf(row), tenantId, sourceId, isTrusted: isTrustedLog(row), clock });
      return logs.measure(tenantId, sourceId, () => clock.now(), reader);
    };
    space.sourceIds.add(sourceId);
    space.loops.start(watchCertificates({ ...deps, books }, { tenantId, sourceId, origin, clock, open }));
  }

  async function unwatch(tenantId: string, sourceId: string): Promise<void> {
    const space = running.get(tenantId);
    if (space?.sourceIds.delete(sourceId)) await space.loops.stop(watchLoopName(sourceId));
  }

  const following = followDomains({
    ...deps,
    books,
    configured: configuredBrands,
    clockOf: (tenantId) => clocks.get(tenantId) ?? null,
  });
  const logs = createLogs({ ...deps, books, watch, unwatch });
  const lures = createLures({
    ...deps,
    books,
    configured: configuredBrands,
    archiveOf: (tenantId) => logs.archiveOf(tenantId),
    learned: (tx, tenantId, word, at) => logs.rescan(tx, tenantId, 'lure', word, at),
  });
  const elsewhere = createElsewhere({ ...deps, books });
  const isOwn = (tenantId: string, host: string): boolean => books.ready(tenantId)?.judge(host).kind === 'own';
  const enrich = createEnrich({
    ...deps,
    isOwn,
    async brandName(tenantId, brandId) {
      const { brands } = await books.of(tenantId);
      return brands.find((brand) => brand.brandId === brandId)?.name ?? null;
    },
    async predict(tenantId, brand, most) {
      const { matcher } = await books.of(tenantId);
      return predictLookAlikes(matcher, brand, most).map((prediction) => prediction.host);
    },
    async note(tx, tenantId, host, isParked, at) {
      const verdict = books.ready(tenantId)?.judge(host);
      if (verdict?.kind !== 'look-alike') return;
      await recordElsewhere(tx, tenantId, verdict, 'look-up', at);
      await want(tx, tenantId, verdict.registrable, isParked ? 'unverified-use' : 'look-up', at);
      await deps.live.publish(tx, tenantId, 'look-alike', verdict.registrable);
    },
  });

  deps.sources.onResumed((tenantId, sourceId) => {
    const space = running.get(tenantId);
    if (space?.sourceIds.has(sourceId)) space.loops.wake(watchLoopName(sourceId));
  });

  function alarmOf(tenantId: string, host: string): LookAlike | null {
    const verdict = books.ready(tenantId)?.judge(host);
    return verdict?.kind === 'look-alike' && severityOf(verdict) !== null ? verdict : null;
  }

  return {
    migrations: domainMigrations,

    handlers: {
      ...logs.handlers,
      ...elsewhere.handlers,
      ...enrich.handlers,
      ...following.handlers,
      ...lures.handlers,
      ...domainRoutes({
        db,
        books,
        live: deps.live,
        configured: configuredBrands,
        incidentOfDomain: deps.incidentOfDomain,
        brandPut: (tx, tenantId, name, at) => logs.rescan(tx, tenantId, 'brand', name, at),
        async addCertificateLog(tenantId, log, clock, signal) {
          const row = await addLog(deps, tenantId, log, clock, signal);
          watch(row);
          return { sourceId: row.source_id };
        },
        async removeCertificateLog(tenantId, sourceId) {
          await removableLog(db, tenantId, sourceId);
          await unwatch(tenantId, sourceId);
          await removeLog(deps, tenantId, sourceId);
        },
      }),
    },

    mount: (app, edge) => following.mount(app, edge),

    async startTenant({ tenantId, clock, loops, logs: given = [], offline = false }) {
      tellNotLookedFor(deps.log, (await books.of(tenantId)).brands);
      clocks.set(tenantId, clock);
      await logs.settle(tenantId, clock.now());
      await elsewhere.settle(tenantId, clock.now());
      const rows = await settleLogs(
        deps,
        tenantId,
        [...deps.configured(tenantId).certificateLogs, ...given],
        clock.now(),
      );
      if (offline) return;
      await wantOwn(db, tenantId, (await books.of(tenantId)).brands, clock.now());
      running.set(tenantId, { clock, loops, sourceIds: new Set() });
      for (const row of rows) watch(row);
      logs.start({ tenantId, clock, loops });
      lures.start({ tenantId, clock, loops });
      elsewhere.start({ tenantId, clock, loops });
      await enrich.start({ tenantId, clock, loops });
    },

    async stopTenant(tenantId) {
      await lures.stop(tenantId);
      await logs.stop(tenantId);
      await elsewhere.stop(tenantId);
      await enrich.stop(tenantId);
      const sourceIds = [...(running.get(tenantId)?.sourceIds ?? [])];
      await Promise.all(sourceIds.map((sourceId) => unwatch(tenantId, sourceId)));
      running.delete(tenantId);
      clocks.delete(tenantId);
    },

    hostJudge: {
      judge(tenantId, host) {
        const verdict = alarmOf(tenantId, host);
        if (verdict === null) return null;
        const { registrable, brand, score } = verdict;
        return { registrable, brand, score };
      },
      isOwn,
      async noteSeen(tx, tenantId, host, seenIn, at) {
        const verdict = alarmOf(tenantId, host);
        if (verdict === null) return;
        await recordElsewhere(tx, tenantId, verdict, seenIn, at);
        await deps.live.publish(tx, tenantId, 'look-alike', verdict.registrable);
      },
      async noteAsked(tx, tenantId, asked) {
        const verdict = alarmOf(tenantId, asked.host);
        if (verdict === null) return;
        await noteAsked(tx, tenantId, verdict, asked);
        await deps.live.publish(tx, tenantId, 'look-alike', verdict.registrable);
      },
    },

    async brandsOf(tenantId) {
      const { brands } = await books.of(tenantId);
      return brands;
    },

    async lookUpsOf(tenantId) {
      const { brands } = await books.of(tenantId);
      const names = brands.map((brand) => brand.name);
      return sumUpLookUps(db, tenantId, names, deps.configuredLookUps(tenantId).enabled);
    },

    async logsOf(tenantId) {
      const rows = await readLogs(db, tenantId);
      return rows.map((row) => ({
        ...settingsOf(row),
        sourceId: row.source_id,
        readOnly: row.read_only === 1,
        isTrusted: isTrustedLog(row),
      }));
    },

    async dropTenant(tx, tenantId) {
      const tables = tx.tables<DomainTables>();
      const read = await tables
        .selectFrom('certificate_log')
        .select('source_id')
        .where('tenant_id', '=', tenantId)
        .execute();
      for (const { source_id: sourceId } of read) await forgetLog(deps, tx, tenantId, sourceId);
      await tables.deleteFrom('brand').where('tenant_id', '=', tenantId).execute();
      await tables.deleteFrom('look_alike').where('tenant_id', '=', tenantId).execute();
      await logs.dropTenant(tx, tenantId);
      await elsewhere.dropTenant(tx, tenantId);
      await following.dropTenant(tx, tenantId);
      await lures.dropTenant(tx, tenantId);
      await enrich.drop(tx, tenantId);
      books.forgetAfter(tx, tenantId);
    },
  };
}
