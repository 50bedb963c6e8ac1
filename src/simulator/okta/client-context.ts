/** Where a request comes from: everything Okta writes down of a client. */
export interface ClientContext {
  ip: string;
  network: NetworkFacts;
  geo: GeoFacts;
  /** As sent. */
  userAgent: string;
  /** As Okta reads it from the user agent: `Windows 10`, `Mac OS X`, `iOS`, `Android`. */
  os: string;
  /** As Okta reads it: `CHROME`, `SAFARI`, `UNKNOWN`. */
  browser: string;
  kind: 'Computer' | 'Mobile' | 'Unknown';
  /** The browser's device token, hashed. A new browser has a new one. */
  dtHash: string | null;
  deviceFingerprint: string | null;
  /** The device record, for devices bound to Okta Verify; null for any other browser. */
  device: DeviceFacts | null;
  /** Name of the network zone that decided a policy, else null. */
  zone: string | null;
}

export interface NetworkFacts {
  asn: number;
  asOrg: string;
  isp: string;
  domain: string;
  isProxy: boolean;
}

export interface GeoFacts {
  city: string;
  state: string;
  country: string;
  postalCode: string;
  lat: number;
  lon: number;
}

export interface DeviceFacts {
  id: string;
  name: string;
  managed: boolean;
  platform: 'WINDOWS' | 'OSX' | 'IOS' | 'ANDROID';
  osVersion: string;
}
