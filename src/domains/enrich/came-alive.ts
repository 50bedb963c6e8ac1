import { hash } from 'node:crypto';
import type { FindingDraft, Severity } from '../../base/finding.ts';
import type { LifeEvent } from '../life/record-life.ts';
import type { DomainStateRow } from '../life/tables.ts';
import type { Checked } from './check-domain.ts';
import type { DnsFacts } from './facts.ts';

export const CAME_ALIVE = 'domains.came-alive';

/** What a check means for the life of a domain. */
export interface Change {
  events: LifeEvent[];
  /** What came alive, gravest first; empty where nothing did. */
  alive: Alive[];
}

/** `imitates`: a page that resembles our sign-in page · `asks`: one with a field for a password or code. */
type Alive = 'imitates' | 'asks' | 'page' | 'mail' | 'resolving';

const SEVERITY: Readonly<Record<Alive, Severity>> = {
  imitates: 'high',
  asks: 'high',
  page: 'medium',
  mail: 'medium',
  resolving: 'low',
};
const ORDER: readonly Alive[] = ['imitates', 'asks', 'page', 'mail', 'resolving'];

/**
 * Compares what was found with where the domain stood. A silent or failing server says nothing and changes nothing. What shows at
 * the very first look has not come alive, except a page that asks for passwords: nobody was told of that.
 * @param before where the domain stood (domain_state)
 * @param was what the last check found: whether the page had such a field, and what name servers answered
 */
export function changeOf(
  before: DomainStateRow,
  was: { asked: boolean; dns: DnsFacts | null },
  checked: Checked,
  at: number,
): Change {
  const { dns, rdap, page } = checked;
  const events: LifeEvent[] = [];
  const alive = new Set<Alive>();
  const isFirst = before.resolves === null;
  const isGone = dns.state === 'nxdomain' || dns.state === 'no-address';

  if (rdap?.registeredAt != null && rdap.registeredAt !== before.registered_at) {
    events.push({ kind: 'registered', at: rdap.registeredAt, detail: { registrar: rdap.registrar?.name ?? null } });
  }
  if (dns.state === 'resolves' && before.resolves !== 1) {
    events.push({
      kind: 'resolving',
      at,
      detail: { addresses: dns.addresses.slice(0, 4).join(' '), parked: dns.parked },
    });
    if (!isFirst && !dns.parked) alive.add('resolving');
  } else if (hasLeftParking(was.dns, dns)) {
    events.push({ kind: 'resolving', at, detail: { addresses: dns.addresses.slice(0, 4).join(' '), parked: false } });
    alive.add('resolving');
  }
  if (isGone && before.resolves !== 0) events.push({ kind: 'not-resolving', at, detail: { answer: dns.state } });
  if (dns.state === 'resolves' || dns.state === 'no-address') {
    const hasMail = dns.mx.length > 0 && !dns.parked;
    if (hasMail && before.mail !== 1) {
      events.push({ kind: 'mail', at, detail: { servers: dns.mx.slice(0, 3).join(' ') } });
      if (!isFirst) alive.add('mail');
    }
    if (!hasMail && before.mail === 1) events.push({ kind: 'mail', at, detail: { gone: true } });
  }
  if (page !== null && dns.state === 'resolves') {
    const asks = page.passwordFields + page.otpFields > 0;
    const isUp = page.state === 'up' && (page.status ?? 0) < 400 && !dns.parked;
    const isDown = page.state === 'down' || (page.state === 'up' && !isUp);
    if (isUp && before.page !== 1) {
      events.push({ kind: 'page-up', at, detail: { title: page.title, url: page.url, asksPassword: asks } });
      if (!isFirst) alive.add('page');
    }
    if (isDown && before.page === 1) events.push({ kind: 'page-down', at, detail: { status: page.status } });
    if (isUp && asks && !was.asked) alive.add('asks');
    if (isUp && page.resembles === true && before.resembles !== 1) {
      events.push({ kind: 'resembles', at, detail: { text: page.textLikeness, structure: page.structureLikeness } });
      alive.add('imitates');
    }
    if (page.resembles === false && before.resembles === 1)
      events.push({ kind: 'resembles', at, detail: { gone: true } });
  }
  return { events, alive: ORDER.filter((what) => alive.has(what)) };
}

/** One that only lost its words of sale, or whose page was silent this time, stands where it stood. */
function hasLeftParking(was: DnsFacts | null, now: DnsFacts): boolean {
  if (was?.parked !== true || was.state !== 'resolves' || now.parked || now.state !== 'resolves') return false;
  return !now.addresses.some((address) => was.addresses.includes(address));
}

/** How grave it is that something came alive. */
export function aliveSeverity(alive: readonly Alive[]): Severity | null {
  const [gravest] = alive;
  return gravest === undefined ? null : SEVERITY[gravest];
}

/** The finding that a look-alike came alive, with what was seen as evidence. */
export function cameAliveFinding(
  registrable: string,
  brand: string | null,
  alive: readonly Alive[],
  severity: Severity,
  checked: Checked,
  at: number,
): FindingDraft {
  const [what = 'resolving'] = alive;
  const { picture: _picture, ...facts } = checked;
  const raw = JSON.stringify(facts);
  return {
    detector: CAME_ALIVE,
    detectorVersion: 1,
    key: registrable,
    severity,
    occurredAt: at,
    receivedAt: at,
    message: {
      key: `domains.finding.came-alive.${what}`,
      params: { registrable, brand, title: checked.page?.title ?? null, addresses: checked.dns.addresses.slice(0, 3) },
    },
    entities: [{ kind: 'domain', value: registrable, label: registrable, role: 'attacker', joins: true }],
    evidence: [
      {
        id: `look-up:${registrable}:${hash('sha256', raw).slice(0, 16)}`,
        sourceId: 'look-ups',
        occurredAt: at,
        receivedAt: at,
        raw,
      },
    ],
    techniques: ['T1583.001'],
    facts: { brand, alive: alive.join(' '), address: checked.dns.addresses[0] ?? null, url: checked.page?.url ?? null },
  };
}
