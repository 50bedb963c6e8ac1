import { randomBytes } from 'node:crypto';
import { createDnsLookUp } from '../connectors/dns/dns-look-up.ts';
import { createPageLookUp } from '../connectors/page/page-look-up.ts';
import { findChromium, takePicture } from '../connectors/page/take-picture.ts';
import { createRdapLookUp } from '../connectors/rdap/rdap-look-up.ts';
import { proxyOf } from './connectors.ts';
import { SIMULATED_SIGN_IN_PAGE, simulatedLookUps } from './simulated-look-ups.ts';
import { systemClock } from '../base/clock.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import type { ConfiguredLookUps, LookUps, OpenLookUps } from '../domains/enrich/ports.ts';
import type { LoadedConfig } from '../platform/config/load-config.ts';
import type { SimulatedSite } from '../simulator/index.ts';
import { createEgress } from '../platform/http/egress.ts';
import { createServerResolve } from '../platform/http/egress-resolve.ts';
import { createBudget } from '../platform/jobs/budget.ts';

/** Calls to registries in a minute, over all of them; each one is asked at most once a second besides. */
const RDAP_PER_MINUTE = 60;
const RDAP_BURST = 5;

/**
 * What look-ups ask with: for the live space the real world through the guarded way out, for a rehearsal a simulated one.
 * @param rehearsedSites the look-alikes' sites in the rehearsal that runs
 */
export function createAppLookUps(
  config: LoadedConfig,
  rehearsedSites: () => readonly SimulatedSite[],
): {
  openLookUps: OpenLookUps;
  configuredLookUps: (tenantId: string) => ConfiguredLookUps;
} {
  const { lookups, contact, brands } = config.config;
  const proxy = proxyOf(config, lookups.proxy);
  const chromium = findChromium(lookups.chromium ?? null);
  return {
    openLookUps({ tenantId, clock, cache }): LookUps {
      if (tenantId === REHEARSAL_TENANT) return simulatedLookUps(clock, rehearsedSites);
      const resolve = createServerResolve(lookups.resolvers);
      const egress = createEgress({ resolve, proxy });
      // What is sent to real servers is paced in real time, whatever clock the space runs by.
      const questions = createBudget(systemClock, lookups.queriesPerSecond, 1000, lookups.queriesPerSecond);
      const calls = createBudget(systemClock, RDAP_PER_MINUTE, 60_000, RDAP_BURST);
      return {
        dns: createDnsLookUp({
          servers: lookups.resolvers,
          take: (signal) => questions.take(signal),
          randomLabel: () => `x${randomBytes(10).toString('hex')}`,
        }),
        rdap: createRdapLookUp({
          egress,
          clock: systemClock,
          cache,
          userAgent: `breakwater (${contact ?? 'no contact configured'})`,
          take: (signal) => calls.take(signal),
        }),
        pages: createPageLookUp({
          egress,
          userAgent: lookups.userAgent,
          takePicture:
            'why' in chromium
              ? null
              : (url, signal) => takePicture({ ...chromium, egress, userAgent: lookups.userAgent }, url, signal),
        }),
      };
    },
    configuredLookUps(tenantId) {
      if (tenantId === REHEARSAL_TENANT) {
        return {
          enabled: true,
          screenshots: false,
          signInPages: [{ brand: 'acme', urls: [SIMULATED_SIGN_IN_PAGE] }],
          proxy: null,
          resolvers: [],
          noPictures: 'a rehearsal contacts nobody',
        };
      }
      return {
        enabled: lookups.enabled ?? null,
        screenshots: lookups.screenshots ?? null,
        signInPages: brands.map((brand) => ({ brand: brand.name, urls: brand.signInPages })),
        proxy: proxy === null ? null : proxy.host,
        resolvers: lookups.resolvers,
        noPictures: 'why' in chromium ? chromium.why : null,
      };
    },
  };
}
