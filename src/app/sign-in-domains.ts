import { LIVE_TENANT } from '../base/ids.ts';
import type { SignInDomains } from '../domains/owned/learn-owned.ts';
import type { IdentityTables } from '../identity/tables.ts';
import type { Db } from '../platform/store/db.ts';

/** People counted: enough to tell a company's domains from a contractor's. */
const MAX_PEOPLE = 50_000;

/**
 * Domains of the login names of people who completed a sign-in, and the hosts of the identity provider: what the identity
 * capability knows of which domains are ours.
 * @param orgUrl the provider that the configuration names for the live data space
 */
export function signInDomains(db: Db, orgUrl: string | null): (tenantId: string) => Promise<SignInDomains> {
  return async (tenantId) => {
    const read = db.read<IdentityTables>();
    const rows = await read
      .selectFrom('first_seen')
      .select('principal')
      .where('tenant_id', '=', tenantId)
      .where('kind', '=', 'any')
      .limit(MAX_PEOPLE)
      .execute();
    const people = new Map<string, number>();
    for (const { principal } of rows) {
      const place = principal.lastIndexOf('@');
      if (place < 1) continue;
      const domain = principal.slice(place + 1).toLowerCase();
      people.set(domain, (people.get(domain) ?? 0) + 1);
    }
    const connected = await read
      .selectFrom('identity_provider')
      .select('org_url')
      .where('tenant_id', '=', tenantId)
      .execute();
    const urls = [
      ...connected.map((row) => row.org_url),
      ...(tenantId === LIVE_TENANT && orgUrl !== null ? [orgUrl] : []),
    ];
    return { people, providers: urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname] : [])) };
  };
}
