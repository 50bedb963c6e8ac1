import { HOTEL_NETWORK } from './networks.ts';
import type { ClientContext } from '../okta/client-context.ts';
import type { OktaSimulator } from '../okta/okta-simulator.ts';
import { seededNumber } from '../okta/seeded-ids.ts';
import type { SimApp } from '../okta/people.ts';
import type { SimFactor, SimUser } from '../okta/state.ts';
import { COMPANY_DOMAIN, type Employee, loginOf, makeEmployee } from './staff.ts';

/** Acme: its staff, its applications, its name. */
export interface Company {
  name: string;
  domain: string;
  seed: string;
  staff: readonly Employee[];
  apps: { supportConsole: SimApp; hris: SimApp; wiki: SimApp; mail: SimApp };
  /** An employee by key; unknown keys are a mistake in a scenario, and throw. */
  employee(key: string): Employee;
}

export interface CompanyOptions {
  seed: string;
  /** Default 120; scenarios name people up to emp099. */
  size?: number;
}

const DAY_MS = 86_400_000;

/** Acme, the same for the same seed. */
export function createCompany(options: CompanyOptions): Company {
  const staff = Array.from({ length: options.size ?? 120 }, (_, number) => makeEmployee(options.seed, number));
  const byKey = new Map(staff.map((employee) => [employee.key, employee]));
  return {
    name: 'Acme',
    domain: COMPANY_DOMAIN,
    seed: options.seed,
    staff,
    apps: {
      supportConsole: { id: '0oasupportconsole001', name: 'Support Console' },
      hris: { id: '0oahris0000000000001', name: 'HRIS' },
      wiki: { id: '0oawiki0000000000001', name: 'Wiki' },
      mail: { id: '0oamail0000000000001', name: 'Mail' },
    },
    employee(key) {
      const employee = byKey.get(key);
      if (employee === undefined) throw new Error(`nobody at ${COMPANY_DOMAIN} is called ${key}`);
      return employee;
    },
  };
}

/** The person in the simulated Okta. */
export function userOf(okta: OktaSimulator, key: string): SimUser {
  const login = loginOf(key);
  for (const user of okta.org.state.users.values()) if (user.profile.login === login) return user;
  throw new Error(`${login} has no account`);
}

/** The factor somebody signs in with, or one of a kind. Throws where there is none. */
export function factorOf(user: SimUser, type?: SimFactor['type']): SimFactor {
  const found = user.factors.find((factor) => type === undefined || factor.type === type);
  if (found === undefined) throw new Error(`${user.profile.login} has no ${type ?? 'factor'}`);
  return found;
}

/**
 * Gives everybody their account and authenticators in the simulated Okta, and a past: on each of the last days everybody
 * signs in at home or in the office, most also on the phone, and opens a few applications.
 * @param nowMs where the past ends, milliseconds UTC
 */
export function setUpCompany(company: Company, okta: OktaSimulator, nowMs: number, historyDays = 7): void {
  for (const [number, employee] of company.staff.entries()) {
    const createdMs = nowMs - (400 - (number % 300)) * DAY_MS;
    const user = okta.org.addUser(employee.profile, { createdMs });
    for (const authenticator of employee.authenticators) okta.people.grantFactor(user, authenticator, createdMs);
    for (let day = historyDays; day >= 1; day -= 1) signInsOfDay(company, okta, employee, user, nowMs - day * DAY_MS);
  }
}

function signInsOfDay(company: Company, okta: OktaSimulator, employee: Employee, user: SimUser, dayMs: number): void {
  const day = Math.floor(dayMs / DAY_MS);
  const label = `${company.seed}/${employee.key}/${day}`;
  const pick = (what: string, below: number): number => seededNumber(`${label}/${what}`, below);
  const startMs = dayMs + pick('start', 2 * 3_600_000);
  // Home and office by turns, the phone two days of three: within three days everybody was everywhere, so that none of
  // their own places is new to them later.
  visit(company, okta, employee, user, day % 2 === 0 ? employee.home : employee.office, startMs);
  if (day % 3 !== 0)
    visit(company, okta, employee, user, employee.phone, startMs + 3_600_000 + pick('evening', 6 * 3_600_000));
}

/** One sign-in and some applications, at times in the past. */
function visit(
  company: Company,
  okta: OktaSimulator,
  employee: Employee,
  user: SimUser,
  context: ClientContext,
  atMs: number,
): void {
  const session = okta.people.signIn(user, context, { factor: factorOf(user), atMs });
  if (session === null) return;
  for (const [i, app] of usualApps(company, employee).entries()) okta.people.sso(session, app, atMs + 60_000 * (i + 1));
}

/** What somebody opens on an ordinary day. */
export function usualApps(company: Company, employee: Employee): readonly SimApp[] {
  const { mail, wiki, hris, supportConsole } = company.apps;
  const own =
    employee.profile.department === 'Support' ? supportConsole : employee.profile.department === 'People' ? hris : wiki;
  return [mail, own];
}

/** An employee's own laptop, on a network that is new to them: travel. */
export function travelling(employee: Employee): ClientContext {
  const { facts, geo, zone } = HOTEL_NETWORK;
  return { ...employee.home, ip: '203.0.113.41', network: facts, geo, zone };
}
