/**
 * Servers that answer for parked names and for nothing else.
 * Source: the set-up instructions that parking services and marketplaces publish for their customers ("point your name servers to
 * …"), compiled by hand. Version: 2026-11. Licence: facts, not subject to one.
 * A name server is listed only where a site of one's own cannot be served behind it: registrars' ordinary name servers are not.
 */
export const PARKING_NAME_SERVERS: readonly string[] = [
  'above.com',
  'afternic.com',
  'bodis.com',
  'cashparking.com',
  'dan.com',
  'dsredirection.com',
  'fabulous.com',
  'hugedomains.com',
  'parkingcrew.net',
  'parklogic.com',
  'rookdns.com',
  'sedoparking.com',
  'smartname.com',
  'undeveloped.com',
  'uniregistrymarket.link',
  'voodoo.com',
  'ztomy.com',
];

/** Mail servers to which parking services point names. */
export const PARKING_MAIL_SERVERS: readonly string[] = ['h-email.net', 'park-mx.above.com', 'mailerhost.net'];

/** Names to which parked names are aliases. */
export const PARKING_ALIASES: readonly string[] = [
  'parkingcrew.net',
  'sedoparking.com',
  'bodis.com',
  'parkingpage.namecheap.com',
  'parking.namesilo.com',
];
