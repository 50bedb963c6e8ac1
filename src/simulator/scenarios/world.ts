import type { Clock } from '../../base/clock.ts';
import type { Company } from '../company/company.ts';
import type { OktaSimulator } from '../okta/okta-simulator.ts';
import type { SimSession } from '../okta/state.ts';

/** What an employee sends to the company when a message looks wrong to them. */
export interface SubmittedReport {
  /** Login. */
  reporter: string;
  text: string;
  /** As the reporter gives it, perhaps defanged. */
  link: string;
  from: string;
  /** When the text came, milliseconds UTC. */
  messageAtMs: number;
  receivedAtMs: number;
}

/** One line of the company's resolver, as it is handed to Breakwater. */
export interface DnsLine {
  id: string;
  time: string;
  user: string;
  qname: string;
  qtype: 'A';
  rcode: 'NOERROR';
  ip: string;
  device_managed: boolean;
}

/** A certificate log that can grow. */
export interface CtLogPort {
  addCertificate(request: { names: readonly string[]; issuer?: string }): unknown;
  publish(): void;
}

/** Everything an attack touches: the fakes, and the ways by which Acme's people and machines tell Breakwater. */
export interface ScenarioWorld {
  clock: Clock;
  company: Company;
  okta: OktaSimulator;
  ctLog: CtLogPort | null;
  reports: { submit(report: SubmittedReport): Promise<void> };
  dns: { push(lines: readonly DnsLine[]): Promise<void> };
  attack: AttackState;
}

/** What the attacker has so far. */
export interface AttackState {
  /** By person: the session their password opened. */
  sessions: Map<string, SimSession>;
  /** The support console holds a session of its own, which ending Okta's does not end. */
  consoleOpen: boolean;
  customersSeen: Set<string>;
  codesSeen: Set<string>;
}

/** An attacker who has nothing yet. */
export function createAttackState(): AttackState {
  return { sessions: new Map(), consoleOpen: false, customersSeen: new Set(), codesSeen: new Set() };
}
