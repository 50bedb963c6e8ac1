import { LOOK_ALIKE_ISSUER, LOOK_ALIKE_SITES } from './background.ts';
import type { Scenario } from './scenario.ts';

/** A look-alike's site as a rehearsal tells it. Times are milliseconds UTC by the rehearsal's clock. */
export interface SimulatedSite {
  domain: string;
  /** One reserved for documentation (RFC 5737). */
  address: string;
  registrar: string;
  registeredAtMs: number;
  certificateNames: readonly string[];
  certificateIssuer: string;
  certifiedAtMs: number;
  hosting: string;
  title: string;
  /** Null where it shows no page. */
  onlineAtMs: number | null;
  /** The page is a copy of the company's own sign-in page. */
  copiesSignIn: boolean;
}

/** The sites of the attack and of the look-alikes that only resemble one, each by its own times. @param lureAtMs when the first lure is sent */
export function sitesOf(scenario: Scenario, lureAtMs: number): SimulatedSite[] {
  const attackers = attackersSite(scenario, lureAtMs);
  const others = LOOK_ALIKE_SITES.map((site, i): SimulatedSite => ({
    domain: site.domain,
    address: `203.0.113.${140 + i}`,
    registrar: site.registrar,
    registeredAtMs: lureAtMs + site.registeredMs,
    certificateNames: [site.domain, `www.${site.domain}`],
    certificateIssuer: LOOK_ALIKE_ISSUER,
    certifiedAtMs: lureAtMs + site.certifiedMs,
    hosting: site.hosting,
    title: site.title,
    onlineAtMs: site.onlineMs === null ? null : lureAtMs + site.onlineMs,
    copiesSignIn: false,
  }));
  return attackers === null ? others : [attackers, ...others];
}

function attackersSite(scenario: Scenario, lureAtMs: number): SimulatedSite | null {
  const find = <K extends 'domain-registered' | 'certificate' | 'page-online'>(kind: K) =>
    scenario.events.find((event) => event.kind === kind) as
      | Extract<Scenario['events'][number], { kind: K }>
      | undefined;
  const registered = find('domain-registered');
  const certificate = find('certificate');
  const page = find('page-online');
  if (registered === undefined || certificate === undefined) return null;
  return {
    domain: registered.domain,
    address: '203.0.113.66',
    registrar: registered.registrar,
    registeredAtMs: lureAtMs + registered.tMs,
    certificateNames: certificate.names,
    certificateIssuer: certificate.issuer,
    certifiedAtMs: lureAtMs + certificate.tMs,
    hosting: page?.hosting ?? 'EXAMPLE-CLOUD',
    title: page?.title ?? '',
    onlineAtMs: page === undefined ? null : lureAtMs + page.tMs,
    copiesSignIn: page?.copiesSignIn ?? false,
  };
}
