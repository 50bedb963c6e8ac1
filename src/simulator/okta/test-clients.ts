import type { ClientContext } from './client-context.ts';

/** A browser in the person's usual place. */
export const HOME: ClientContext = {
  ip: '198.51.100.20',
  network: { asn: 7018, asOrg: 'at&t corp.', isp: 'att services inc', domain: 'sbcglobal.net', isProxy: false },
  geo: { city: 'Denver', state: 'Colorado', country: 'United States', postalCode: '80202', lat: 39.7, lon: -105 },
  userAgent:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  os: 'Mac OS X',
  browser: 'CHROME',
  kind: 'Computer',
  dtHash: 'a'.repeat(64),
  deviceFingerprint: 'b'.repeat(32),
  device: null,
  zone: null,
};
/** A browser the person has never used, on a hosting network. */
export const AWAY: ClientContext = {
  ...HOME,
  ip: '203.0.113.88',
  network: { asn: 11878, asOrg: 'tzulo', isp: 'tzulo inc.', domain: 'tzulo.com', isProxy: true },
  geo: { ...HOME.geo, city: 'Chicago', state: 'Illinois' },
  dtHash: 'c'.repeat(64),
};
