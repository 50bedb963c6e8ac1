import type { ClientContext, DeviceFacts } from '../okta/client-context.ts';
import type { FactorRequest } from '../okta/factors.ts';
import { seededHex, seededNumber } from '../okta/seeded-ids.ts';
import type { UserProfile } from '../okta/state.ts';
import { type CompanyNetwork, HOME_NETWORKS, MOBILE_NETWORK, OFFICE_NETWORK } from './networks.ts';

/** Somebody at Acme: who they are, where they sit, what they sign in with. */
export interface Employee {
  /** `emp000` and on; also the first half of the login. */
  key: string;
  profile: UserProfile;
  /** Their laptop at home, in the office, and their phone on the road: the places they are known from. */
  home: ClientContext;
  office: ClientContext;
  phone: ClientContext;
  /** In the order they were enrolled; the first is the one they use. */
  authenticators: readonly FactorRequest[];
}

const GIVEN = [
  'Ada',
  'Ben',
  'Carla',
  'Dev',
  'Elin',
  'Farid',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
  'Kira',
  'Liam',
  'Mona',
  'Nadia',
  'Omar',
  'Pia',
  'Quinn',
  'Rosa',
  'Sami',
  'Tess',
  'Uma',
  'Vik',
  'Wendy',
  'Yara',
  'Zoe',
];
const FAMILY = [
  'Abbott',
  'Becker',
  'Castro',
  'Dunn',
  'Egan',
  'Fischer',
  'Garza',
  'Hale',
  'Ito',
  'Jensen',
  'Kaur',
  'Lopez',
  'Moreau',
  'Nolan',
  'Okafor',
  'Petrov',
  'Quist',
  'Reyes',
  'Silva',
  'Tran',
  'Usman',
  'Vega',
  'Wolfe',
  'Young',
  'Zielinski',
];
const DEPARTMENTS = ['Support', 'Engineering', 'Finance', 'People', 'Sales'] as const;

const MAC_AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const WINDOWS_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0';
const IPHONE_AGENT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';

/** The domain of Acme's logins. */
export const COMPANY_DOMAIN = 'acme.example';

/** Login of an employee by key. */
export function loginOf(key: string): string {
  return `${key}@${COMPANY_DOMAIN}`;
}

/** Key of the employee with a number: 12 → `emp012`. */
export function employeeKey(number: number): string {
  return `emp${String(number).padStart(3, '0')}`;
}

/** One employee, the same for the same seed and number. */
export function makeEmployee(seed: string, number: number): Employee {
  const key = employeeKey(number);
  const label = `${seed}/${key}`;
  const login = loginOf(key);
  const network = HOME_NETWORKS[seededNumber(`${label}/isp`, HOME_NETWORKS.length)] ?? OFFICE_NETWORK;
  const windows = seededNumber(`${label}/os`, 3) === 0;
  const laptop = laptopOf(label, key, windows);
  const phoneNumber = `+1303555${String(1_000 + number).padStart(4, '0')}`;
  const mobile: CompanyNetwork = { ...MOBILE_NETWORK, geo: network.geo };
  return {
    key,
    profile: {
      login,
      email: login,
      firstName: GIVEN[number % GIVEN.length] ?? 'Ada',
      // Steps through the second list more slowly, so that no two of 625 share a name.
      lastName: FAMILY[(Math.floor(number / GIVEN.length) + number * 7) % FAMILY.length] ?? 'Abbott',
      mobilePhone: phoneNumber,
      department: departmentOf(number),
      title: departmentOf(number) === 'Support' ? 'Support agent' : 'Staff',
    },
    home: browser(label, network, `198.51.100.${1 + (number % 250)}`, windows, laptop),
    office: browser(label, OFFICE_NETWORK, `192.0.2.${20 + (number % 4)}`, windows, laptop),
    phone: {
      ip: `203.0.113.${160 + (number % 40)}`,
      network: mobile.facts,
      geo: mobile.geo,
      userAgent: IPHONE_AGENT,
      os: 'iOS',
      browser: 'SAFARI',
      kind: 'Mobile',
      dtHash: seededHex(`${label}/phone`, 64),
      deviceFingerprint: seededHex(`${label}/phone print`, 32),
      device: null,
      zone: null,
    },
    authenticators: authenticatorsOf(number, phoneNumber),
  };
}

/** The support team is who the attack is after: its members can open any customer's record. */
function departmentOf(number: number): string {
  if (number === 12) return 'Support';
  return number === 31 ? 'People' : (DEPARTMENTS[number % DEPARTMENTS.length] ?? 'Support');
}

function laptopOf(label: string, key: string, windows: boolean): DeviceFacts {
  return {
    id: `guo${seededHex(`${label}/laptop`, 17)}`,
    name: windows ? `ACME-${key.toUpperCase()}` : `MAC-${key.toUpperCase()}`,
    managed: true,
    platform: windows ? 'WINDOWS' : 'OSX',
    osVersion: windows ? '10.0.22631' : '15.6.1',
  };
}

function browser(
  label: string,
  network: CompanyNetwork,
  ip: string,
  windows: boolean,
  device: DeviceFacts,
): ClientContext {
  return {
    ip,
    network: network.facts,
    geo: network.geo,
    userAgent: windows ? WINDOWS_AGENT : MAC_AGENT,
    os: windows ? 'Windows 10' : 'Mac OS X',
    browser: windows ? 'EDGE' : 'CHROME',
    kind: 'Computer',
    dtHash: seededHex(`${label}/browser`, 64),
    deviceFingerprint: seededHex(`${label}/print`, 32),
    device,
    zone: network.zone,
  };
}

/**
 * A quarter each: security key, one-time codes, Okta Verify push, text messages; every eighth keeps text messages beside
 * the key, which is how a phishable path stays open. emp012 is one of those; emp031 has codes, emp023 text messages.
 */
function authenticatorsOf(number: number, phoneNumber: string): FactorRequest[] {
  const sms: FactorRequest = { kind: 'sms', phoneNumber };
  if (number === 31) return [{ kind: 'totp' }];
  switch (number % 4) {
    case 0:
      return [
        { kind: 'webauthn', authenticatorName: 'YubiKey 5 Series' },
        ...(number % 8 === 0 || number === 12 ? [sms] : []),
      ];
    case 1:
      return [{ kind: 'totp' }];
    case 2:
      return [{ kind: 'okta_verify', deviceName: `iPhone of ${employeeKey(number)}`, platform: 'IOS' }];
    default:
      return [sms];
  }
}
