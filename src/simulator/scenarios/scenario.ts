import type { AuthenticatorKind } from '../../engines/events/index.ts';
import type { ClientContext } from '../okta/client-context.ts';

/** Where a fact of a timeline comes from: published about the original, or inferred. */
export type Ground = 'documented' | 'inferred';

interface At {
  /** Milliseconds from the first lure; negative before it. */
  tMs: number;
  ground: Ground;
}

/** One thing that happens in an attack. People by their key (`emp012`). */
export type ScenarioEvent = At &
  (
    | { kind: 'domain-registered'; domain: string; registrar: string }
    | { kind: 'certificate'; names: readonly string[]; issuer: string }
    | {
        kind: 'page-online';
        url: string;
        hosting: string;
        title: string;
        /** It is a copy of the company's own sign-in page. */
        copiesSignIn: boolean;
      }
    | { kind: 'lure'; to: string; from: string; text: string }
    | { kind: 'report'; reporter: string }
    | { kind: 'dns-query'; person: string; qname: string; deviceManaged: boolean }
    | { kind: 'factor-failed'; person: string; factor: 'sms' }
    | { kind: 'session-started'; person: string }
    | { kind: 'sms-sent'; person: string }
    | { kind: 'factor-verified'; person: string; factor: 'sms' | 'token:software:totp' }
    | { kind: 'app-opened'; person: string; app: 'dashboard' | 'supportConsole' | 'hris' }
    | { kind: 'factor-enrolled'; person: string; device: string }
    | { kind: 'mail-sent'; to: string; subject: string }
    | { kind: 'customer-viewed'; person: string; customer: string }
    | { kind: 'code-viewed'; person: string; customer: string }
    | { kind: 'customer-lost'; customer: string }
  );

/** What Breakwater must have told, and by when. */
export interface Deadline {
  what: 'look-alike' | 'campaign' | 'stolen-sign-in' | 'authenticator' | 'console-burst';
  byMs: number;
}

/** The truth of an attack, which the product does not see: for tests, and for the rehearsal's screen. */
export interface GroundTruth {
  domain: string;
  attackerIp: string;
  attackerAsn: number;
  /** Whose sign-in was used. */
  victims: readonly string[];
  /** Who gave a password that led nowhere. */
  credentialsOnly: readonly string[];
  /** Who told the company; never to be accused. */
  reporters: readonly string[];
  /** Who was seen to look the domain up. */
  exposed: readonly string[];
  enrolled: { person: string; kind: AuthenticatorKind; atMs: number };
  customersSeen: number;
  deadlines: readonly Deadline[];
}

/** A milestone of the original, by its own clock. */
export interface OriginalMoment {
  what: 'registered' | 'first-text' | 'last-text' | 'first-report' | 'blocked' | 'everyone-warned' | 'resets';
  at: string;
  sinceLureMs: number;
}

/** An attack on Acme: its timeline, where the attacker sits, and what was true. */
export interface Scenario {
  id: string;
  attacker: ClientContext;
  /** In order of time. */
  events: readonly ScenarioEvent[];
  truth: GroundTruth;
  /** What happened at the company this is modelled on. */
  original: { company: string; moments: readonly OriginalMoment[] };
}
