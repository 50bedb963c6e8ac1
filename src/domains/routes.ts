import type { Clock } from '../base/clock.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { Db } from '../platform/store/db.ts';
import type { rootApi } from './api.ts';
import type { BrandBooks } from './brand-books.ts';
import { readLogs } from './certificate-logs.ts';
import { brandWireOf } from './brand-wire.ts';
import { type ChangeBrandsDeps, deleteBrand, putBrand } from './change-brands.ts';
import type { CertificateLogSettings } from './ports.ts';
import { predictBrand } from './predict-brand.ts';
import { judgeTyped } from './verdict-wire.ts';

export interface DomainRoutesDeps extends ChangeBrandsDeps {
  db: Db;
  books: BrandBooks;
  incidentOfDomain: (tenantId: string, registrable: string) => Promise<string | null>;
  addCertificateLog(
    tenantId: string,
    log: CertificateLogSettings,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<{ sourceId: string }>;
  removeCertificateLog(tenantId: string, sourceId: string): Promise<void>;
}

/** Handlers of the domains API. */
export function domainRoutes(deps: DomainRoutesDeps): Handlers<typeof rootApi> {
  return {
    async listBrands(context) {
      const { brands } = await deps.books.of(context.tenantId);
      return { items: brands.map(brandWireOf) };
    },
    async putBrand(context, { body }) {
      const brand = await putBrand(deps, context.tenantId, body, context.clock.now());
      context.audit(brand.brandId);
      return brandWireOf(brand);
    },
    async deleteBrand(context, { params }) {
      await deleteBrand(deps, context.tenantId, params.brandId);
      context.audit(params.brandId);
      return { ok: true };
    },
    async predictLookAlikes(context, { body: { limit, ...brand } }) {
      const { brands, lexicon } = await deps.books.of(context.tenantId);
      const predictions = predictBrand(brands, lexicon, brand, limit);
      return { items: predictions.map((prediction) => ({ ...prediction, lure: [...prediction.lure] })) };
    },
    async checkHosts(context, { body }) {
      const { matcher } = await deps.books.of(context.tenantId);
      return { items: body.hosts.map((host) => judgeTyped(matcher, host)) };
    },
    async listCertificateLogs(context) {
      const rows = await readLogs(deps.db, context.tenantId);
      return {
        items: rows.map((row) => ({
          sourceId: row.source_id,
          monitoringUrl: row.monitoring_url,
          origin: row.origin,
          readOnly: row.read_only === 1,
          listed: row.listed === 1,
        })),
      };
    },
    async addCertificateLog(context, { body }) {
      const added = await deps.addCertificateLog(context.tenantId, body, context.clock, context.signal);
      context.audit(added.sourceId);
      return added;
    },
    async removeCertificateLog(context, { params }) {
      await deps.removeCertificateLog(context.tenantId, params.sourceId);
      context.audit(params.sourceId);
      return { ok: true };
    },
  };
}
