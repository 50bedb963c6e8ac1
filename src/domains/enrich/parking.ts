import { PARKING_ALIASES, PARKING_MAIL_SERVERS, PARKING_NAME_SERVERS } from './data/parking.data.ts';

/**
 * Whether a domain is parked: its name servers, alias or mail servers belong to a parking service, or its page says so. A page that
 * asks for a password is never parked, whoever serves its name.
 */
export function isParked(
  dns: { ns: readonly string[]; mx: readonly string[]; cname: readonly string[] },
  page: { forSale: boolean; passwordFields: number; otpFields: number } | null,
): boolean {
  if (page !== null && page.passwordFields + page.otpFields > 0) return false;
  return (
    page?.forSale === true ||
    dns.ns.some((name) => liesBelow(name, PARKING_NAME_SERVERS)) ||
    dns.cname.some((name) => liesBelow(name, PARKING_ALIASES)) ||
    dns.mx.some((name) => liesBelow(name, PARKING_MAIL_SERVERS))
  );
}

function liesBelow(name: string, parents: readonly string[]): boolean {
  return parents.some((parent) => name === parent || name.endsWith(`.${parent}`));
}
