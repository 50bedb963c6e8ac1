import { TENANT_DOMAINS } from './data/lures.data.ts';
import { DELIVERY_NETWORKS, OPEN_DELIVERY_NETWORKS } from './data/suffixes.data.ts';

const SHARED: ReadonlySet<string> = new Set([...TENANT_DOMAINS, ...DELIVERY_NETWORKS, ...OPEN_DELIVERY_NETWORKS]);

/**
 * Whether names below a domain are those of many companies by design: a delivery network's or an identity provider's.
 * @param domain lower case ASCII, without a trailing dot
 */
export function isSharedDomain(domain: string): boolean {
  return SHARED.has(domain);
}
