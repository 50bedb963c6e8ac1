import type { GeoFacts, NetworkFacts } from '../okta/client-context.ts';

/** A network people sit in: who runs it, where it is, and the addresses the simulation uses of it (RFC 5737 ranges only). */
export interface CompanyNetwork {
  facts: NetworkFacts;
  geo: GeoFacts;
  zone: string | null;
}

const US = 'United States';

/** Home and mobile providers of the staff, with their real system numbers. */
export const HOME_NETWORKS: readonly CompanyNetwork[] = [
  {
    facts: {
      asn: 7922,
      asOrg: 'comcast cable communications llc',
      isp: 'comcast cable',
      domain: 'comcast.net',
      isProxy: false,
    },
    geo: { city: 'Denver', state: 'Colorado', country: US, postalCode: '80202', lat: 39.7392, lon: -104.9903 },
    zone: null,
  },
  {
    facts: { asn: 7018, asOrg: 'at&t corp.', isp: 'att services inc', domain: 'sbcglobal.net', isProxy: false },
    geo: { city: 'Austin', state: 'Texas', country: US, postalCode: '78701', lat: 30.2672, lon: -97.7431 },
    zone: null,
  },
  {
    facts: { asn: 20115, asOrg: 'charter communications llc', isp: 'spectrum', domain: 'spectrum.com', isProxy: false },
    geo: { city: 'Saint Louis', state: 'Missouri', country: US, postalCode: '63101', lat: 38.627, lon: -90.1994 },
    zone: null,
  },
  {
    facts: {
      asn: 209,
      asOrg: 'centurylink communications llc',
      isp: 'lumen',
      domain: 'centurylink.net',
      isProxy: false,
    },
    geo: { city: 'Boulder', state: 'Colorado', country: US, postalCode: '80301', lat: 40.015, lon: -105.2705 },
    zone: null,
  },
  {
    facts: { asn: 701, asOrg: 'verizon business', isp: 'verizon fios', domain: 'verizon.net', isProxy: false },
    geo: { city: 'Philadelphia', state: 'Pennsylvania', country: US, postalCode: '19102', lat: 39.9526, lon: -75.1652 },
    zone: null,
  },
];

/** A carrier's shared addresses: many people, few addresses, changing within a session. */
export const MOBILE_NETWORK: CompanyNetwork = {
  facts: { asn: 21928, asOrg: 't-mobile usa inc.', isp: 't-mobile usa', domain: 't-mobile.com', isProxy: false },
  geo: { city: 'Denver', state: 'Colorado', country: US, postalCode: '80202', lat: 39.7392, lon: -104.9903 },
  zone: null,
};

/** Acme's own office; the number is one of those reserved for documentation (RFC 5398). */
export const OFFICE_NETWORK: CompanyNetwork = {
  facts: { asn: 64_500, asOrg: 'acme corporation', isp: 'acme corporation', domain: 'acme.example', isProxy: false },
  geo: { city: 'Denver', state: 'Colorado', country: US, postalCode: '80202', lat: 39.7392, lon: -104.9903 },
  zone: 'Acme Denver office',
};

/** A hotel's guest network: new to whoever stays there, and no hosting provider. */
export const HOTEL_NETWORK: CompanyNetwork = {
  facts: { asn: 5650, asOrg: 'frontier communications', isp: 'frontier', domain: 'frontiernet.net', isProxy: false },
  geo: { city: 'Tampa', state: 'Florida', country: US, postalCode: '33602', lat: 27.9506, lon: -82.4572 },
  zone: null,
};
