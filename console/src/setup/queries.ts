import { useSpaceQuery } from '../data/use-query.ts';

/** The set-up checklist. */
export function useSetup() {
  return useSpaceQuery('setup', [], (clients) => clients.setup.getSetup({}));
}

/** Brands to protect. */
export function useBrands() {
  return useSpaceQuery('brands', [], (clients) => clients.domains.listBrands({}));
}

/** Certificate logs that are read. */
export function useCertificateLogs() {
  return useSpaceQuery('certificate-logs', [], (clients) => clients.domains.listCertificateLogs({}));
}

/** How people are told. */
export function useChannels(enabled = true) {
  return useSpaceQuery('channels', [], (clients) => clients.notify.listChannels({}), { enabled });
}

/** Which write credentials are in place. */
export function useResponders() {
  return useSpaceQuery('responders', [], (clients) => clients.response.getResponders({}));
}
