import { hash } from 'node:crypto';
import { errorText } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Db } from '../../platform/store/db.ts';
import type { ConfiguredLookUps, LookUpCache, LookUps, PageFingerprint } from './ports.ts';
import type { EnrichTables } from './tables.ts';

/** Own sign-in pages change with releases; they are read again this often. */
const FRESH_MS = 86_400_000;
const AGAIN_MS = 3_600_000;
/** Pages compared with one look-alike. */
const MAX_PAGES = 10;

export interface OwnPages {
  /** Fingerprints of the brand's sign-in pages, or of all brands' for a name without one. The last good ones while they are away. */
  of(brand: string | null, signal: AbortSignal): Promise<PageFingerprint[]>;
  /** The hosts of all our sign-in pages. */
  hosts(): Promise<ReadonlySet<string>>;
}

/** Brings the sign-in pages of a data space at hand. They are asked for like any page: through the guarded way out. */
export function createOwnPages(parts: {
  db: Db;
  log: Log;
  clock: Clock;
  tenantId: string;
  lookUps: LookUps;
  cache: LookUpCache;
  configured: ConfiguredLookUps;
}): OwnPages {
  const { db, clock, cache, tenantId } = parts;
  const triedAt = new Map<string, number>();
  const underWay = new Map<string, Promise<PageFingerprint | null>>();

  async function fingerprintOf(url: string, signal: AbortSignal): Promise<PageFingerprint | null> {
    const name = `own-page/${hash('sha256', url)}`;
    const kept = await cache.read(name);
    const last = kept === null ? null : (JSON.parse(kept.body) as PageFingerprint);
    const now = clock.now();
    if (kept !== null && now < kept.fetchedAt + FRESH_MS) return last;
    const begun = underWay.get(url);
    // Checks that run side by side wait for the one that asks: without it they would compare with nothing.
    if (begun !== undefined) return begun.catch(() => last);
    if (now < (triedAt.get(url) ?? Number.NEGATIVE_INFINITY) + AGAIN_MS) return last;
    triedAt.set(url, now);
    const asked = askFor(url, name, last, signal).finally(() => underWay.delete(url));
    underWay.set(url, asked);
    return asked;
  }

  async function askFor(
    url: string,
    name: string,
    last: PageFingerprint | null,
    signal: AbortSignal,
  ): Promise<PageFingerprint | null> {
    try {
      const page = await parts.lookUps.pages.page(url, signal);
      if (page.fingerprint === null || page.state !== 'up' || page.fingerprint.structure.length === 0) return last;
      await cache.write(name, JSON.stringify(page.fingerprint), clock.now());
      return page.fingerprint;
    } catch (thrown) {
      signal.throwIfAborted();
      parts.log.warn({ err: errorText(thrown) }, 'a sign-in page of ours could not be read');
      return last;
    }
  }

  return {
    async of(brand, signal) {
      const pages = await readSignInPages(db, tenantId, parts.configured);
      const urls = pages
        .filter((page) => brand === null || page.brandKey === brand.trim().toLowerCase())
        .flatMap((page) => page.urls)
        .slice(0, MAX_PAGES);
      const fingerprints: PageFingerprint[] = [];
      for (const url of urls) {
        const one = await fingerprintOf(url, signal);
        if (one !== null) fingerprints.push(one);
      }
      return fingerprints;
    },
    async hosts() {
      const pages = await readSignInPages(db, tenantId, parts.configured);
      const urls = pages.flatMap((page) => page.urls).filter((url) => URL.canParse(url));
      return new Set(urls.map((url) => new URL(url).hostname));
    },
  };
}

/** Sign-in pages by brand; what the configuration sets stands before what a person stored. */
export async function readSignInPages(
  db: Db,
  tenantId: string,
  configured: ConfiguredLookUps,
): Promise<{ brandKey: string; urls: string[]; readOnly: boolean }[]> {
  const rows = await db
    .read<EnrichTables>()
    .selectFrom('sign_in_page')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .execute();
  const pages = configured.signInPages
    .filter((page) => page.urls.length > 0)
    .map((page) => ({ brandKey: page.brand.trim().toLowerCase(), urls: [...page.urls], readOnly: true }));
  const taken = new Set(pages.map((page) => page.brandKey));
  for (const row of rows) {
    if (!taken.has(row.brand_key))
      pages.push({ brandKey: row.brand_key, urls: JSON.parse(row.urls) as string[], readOnly: false });
  }
  return pages;
}
