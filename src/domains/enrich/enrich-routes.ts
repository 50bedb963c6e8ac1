import type { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import type { Handlers } from '../../platform/http/context.ts';
import type { DomainTables } from '../tables.ts';
import type { enrichApi, lookUpsWire } from './api.ts';
import type { EnrichDeps } from './create-enrich.ts';
import { ENRICH_LOOP } from './enrich-loop.ts';
import { FIRST_LOOK_LOOP, FIRST_LOOK_NAMES } from './first-look.ts';
import { endLook, insertLook, lastLooks, lookWire } from './first-look-store.ts';
import { countJobs } from './job-store.ts';
import { readSetting, settleSetting } from './look-up-setting.ts';
import { readSignInPages } from './own-pages.ts';
import type { EnrichTables, FirstLookRow } from './tables.ts';
import { want } from './want.ts';

export interface EnrichRoutesDeps extends EnrichDeps {
  wake(tenantId: string, loop: string): void;
}

/** Handlers of look-ups. */
export function enrichRoutes(deps: EnrichRoutesDeps): Handlers<typeof enrichApi> {
  const { db, live } = deps;

  async function lookUps(tenantId: string, now: number): Promise<z.input<typeof lookUpsWire>> {
    const configured = deps.configuredLookUps(tenantId);
    const setting = await readSetting(db, tenantId);
    const pages = await readSignInPages(db, tenantId, configured);
    return {
      ...setting,
      configured: configured.enabled,
      noPictures: configured.noPictures,
      proxy: configured.proxy,
      resolvers: [...configured.resolvers],
      queue: await countJobs(db, tenantId, now),
      signInPages: pages.map(({ brandKey, urls, readOnly }) => ({ brand: brandKey, urls, readOnly })),
    };
  }

  return {
    getLookUps: ({ tenantId, clock }) => lookUps(tenantId, clock.now()),

    async setLookUps({ tenantId, clock, actor }, { body }) {
      const configured = deps.configuredLookUps(tenantId);
      if (configured.enabled !== null && configured.enabled !== body.agreed) {
        throw new AppError('domains.look_ups_configured', 'breakwater.yaml decides about look-ups', {
          status: 409,
          remedy: 'Change lookups.enabled there.',
        });
      }
      const at = clock.now();
      await db.transaction(async (tx) => {
        await settleSetting(tx, tenantId, configured, { ...body, by: actor?.name ?? actor?.id ?? '' }, at);
        await live.publish(tx, tenantId, 'first-look', 'setting');
        await live.publish(tx, tenantId, 'look-alike', 'setting');
        tx.afterCommit(() => {
          deps.wake(tenantId, ENRICH_LOOP);
          deps.wake(tenantId, FIRST_LOOK_LOOP);
        });
      });
      return lookUps(tenantId, at);
    },

    async setSignInPages(context, { params, body }) {
      const { tenantId } = context;
      const brand = await brandOf(deps, tenantId, params.brandId);
      const brandKey = brand.trim().toLowerCase();
      const isConfigured = deps
        .configuredLookUps(tenantId)
        .signInPages.some((page) => page.urls.length > 0 && page.brand.trim().toLowerCase() === brandKey);
      if (isConfigured) {
        throw new AppError('domains.brand_read_only', `breakwater.yaml sets the sign-in pages of ${brand}`, {
          status: 409,
          remedy: 'Change brands[].signInPages there.',
        });
      }
      const urls = JSON.stringify([...new Set(body.urls)]);
      await db.transaction(async (tx) => {
        const tables = tx.tables<EnrichTables>();
        await tables
          .insertInto('sign_in_page')
          .values({ tenant_id: tenantId, brand_key: brandKey, urls })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'brand_key']).doUpdateSet({ urls }))
          .execute();
        await live.publish(tx, tenantId, 'first-look', 'setting');
      });
      context.audit(params.brandId);
      return { urls: body.urls };
    },

    async checkDomain(context, { params: { registrable } }) {
      const { tenantId, clock } = context;
      await mustBeOn(deps, tenantId);
      const known = await db
        .read<DomainTables>()
        .selectFrom('look_alike')
        .select('registrable')
        .where('tenant_id', '=', tenantId)
        .where('registrable', '=', registrable)
        .executeTakeFirst();
      if (known === undefined) {
        throw new AppError('domains.look_alike_not_found', 'That look-alike has not been seen', { status: 404 });
      }
      context.audit(registrable);
      await db.transaction(async (tx) => {
        await want(tx, tenantId, registrable, 'person', clock.now());
        tx.afterCommit(() => deps.wake(tenantId, ENRICH_LOOP));
      });
      return { ok: true };
    },

    async getScreenshot({ tenantId }, { params }) {
      const row = await db
        .read<EnrichTables>()
        .selectFrom('domain_screenshot')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('screenshot_id', '=', params.screenshotId)
        .executeTakeFirst();
      if (row === undefined) {
        throw new AppError('domains.screenshot_not_found', 'That picture is not kept (any more)', { status: 404 });
      }
      return {
        registrable: row.registrable,
        takenAt: row.taken_at,
        mediaType: row.media_type,
        base64: Buffer.from(row.body).toString('base64'),
      };
    },

    async startFirstLook(context, { body }) {
      const { tenantId, clock } = context;
      await mustBeOn(deps, tenantId);
      const brand = await brandOf(deps, tenantId, body.brandId);
      const names = await deps.predict(tenantId, brand, FIRST_LOOK_NAMES);
      const at = clock.now();
      const row: FirstLookRow = {
        tenant_id: tenantId,
        run_id: uuidv7(at),
        brand,
        state: 'running',
        total: names.length,
        done: 0,
        standing: 0,
        parked: 0,
        wildcard: 0,
        unanswered: 0,
        started_at: at,
        ended_at: null,
        error: null,
      };
      await db.transaction(async (tx) => {
        const before = await tx
          .tables<EnrichTables>()
          .selectFrom('first_look')
          .select('run_id')
          .where('tenant_id', '=', tenantId)
          .where('brand', '=', brand)
          .where('state', '=', 'running')
          .execute();
        // A second press of the button begins again rather than twice.
        for (const { run_id: runId } of before) await endLook(tx, tenantId, runId, 'stopped', at);
        await insertLook(tx, row);
        await live.publish(tx, tenantId, 'first-look', row.run_id);
        tx.afterCommit(() => deps.wake(tenantId, FIRST_LOOK_LOOP));
      });
      context.audit(row.run_id, body.brandId);
      return lookWire(db, row, at);
    },

    async stopFirstLook(context, { params: { runId } }) {
      const { tenantId, clock } = context;
      await db.transaction(async (tx) => {
        const wasRunning = await endLook(tx, tenantId, runId, 'stopped', clock.now());
        if (wasRunning) await live.publish(tx, tenantId, 'first-look', runId);
      });
      context.audit(runId);
      return { ok: true };
    },

    listFirstLooks: async ({ tenantId, clock }) => ({ items: await lastLooks(db, tenantId, clock.now()) }),
  };
}

async function brandOf(deps: EnrichRoutesDeps, tenantId: string, brandId: string): Promise<string> {
  const brand = await deps.brandName(tenantId, brandId);
  if (brand !== null) return brand;
  throw new AppError('domains.brand_not_found', 'There is no such brand', { status: 404 });
}

async function mustBeOn(deps: EnrichRoutesDeps, tenantId: string): Promise<void> {
  if ((await readSetting(deps.db, tenantId)).effective) return;
  throw new AppError('domains.look_ups_off', 'Look-ups have not been agreed to', {
    status: 409,
    remedy: 'Agree to them in the set-up, or set lookups.enabled in breakwater.yaml.',
  });
}
