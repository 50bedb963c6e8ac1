import { AppError } from '../../base/errors.ts';

/** What a browser says about where a request comes from. */
export interface Provenance {
  origin: string | null;
  secFetchSite: string | null;
  /** True for requests that change something, and for the live stream. */
  guarded: boolean;
  /** True when the request carries its own proof (a bearer token), which no browser attaches by itself. */
  hasToken: boolean;
}

/**
 * Refuses what another site's page makes a browser send (CSRF, cross-site leaks). Both signs are checked, each on its own:
 * Origin must be one of ours, and Fetch Metadata must say `same-origin`. A guarded request without a token must carry at least
 * one of them, so that a client too old to say where it comes from cannot ride on a cookie.
 * @throws AppError `http.cross_site` (403)
 */
export function refuseCrossSite(from: Provenance, pageOrigins: readonly string[]): void {
  const fault = (what: string): AppError =>
    new AppError('http.cross_site', `The request comes from ${what}.`, {
      status: 403,
      remedy: `Use the console at ${pageOrigins[0] ?? 'its own address'}.`,
    });
  if (from.origin !== null && !pageOrigins.includes(from.origin)) {
    throw fault(`a page of ${from.origin.slice(0, 100).replace(/[^\x20-\x7e]/g, '?')}`);
  }
  const site = from.secFetchSite;
  // `none` is a person typing the address: fine for reading, never for changing.
  if (site !== null && site !== 'same-origin' && (from.guarded || site !== 'none')) {
    throw fault(site === 'none' ? 'no page' : 'another site');
  }
  if (from.guarded && !from.hasToken && from.origin === null && site === null) {
    throw fault('a client that does not say from which page');
  }
}
