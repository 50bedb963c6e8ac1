import { SEVERITIES } from '../../src/base/finding.ts';
import type { Severity } from '../../src/base/finding.ts';
import { DOMAIN_SORTS, DOMAIN_STATES, SEEN_IN } from '../../src/domains/life/api.ts';

/** What URLs keep: filters and what is laid open. Checked by hand; a wrong value is dropped, it is no error. */
type Raw = Record<string, unknown>;

const INCIDENT_STATES = ['open', 'contained', 'closed', 'all'] as const;
const ENTRY_KINDS = ['finding', 'action', 'note', 'state'] as const;
const PARTS = ['plan', 'timeline', 'involved', 'notes'] as const;

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((one) => one === value);
}

function text(value: unknown, maxLength: number): string | undefined {
  // The router reads "17" in a URL as a number.
  const string = typeof value === 'number' ? String(value) : value;
  return typeof string === 'string' && string !== '' && string.length <= maxLength ? string : undefined;
}

export interface IncidentsSearch {
  state?: (typeof INCIDENT_STATES)[number] | undefined;
  q?: string | undefined;
  severity?: Severity | undefined;
}

/** The incident list: which are shown. */
export function incidentsSearch(raw: Raw): IncidentsSearch {
  return {
    state: oneOf(INCIDENT_STATES, raw['state']),
    q: text(raw['q'], 200),
    severity: oneOf(SEVERITIES, raw['severity']),
  };
}

export interface IncidentSearch {
  /** The part shown on a phone. */
  part?: (typeof PARTS)[number] | undefined;
  kind?: (typeof ENTRY_KINDS)[number] | undefined;
  who?: string | undefined;
  /** The finding laid open. */
  finding?: string | undefined;
}

/** An incident: the part shown, the timeline's filters, the finding laid open. */
export function incidentSearch(raw: Raw): IncidentSearch {
  return {
    part: oneOf(PARTS, raw['part']),
    kind: oneOf(ENTRY_KINDS, raw['kind']),
    who: text(raw['who'], 320),
    finding: text(raw['finding'], 100),
  };
}

const DECISIONS = ['none', 'ours', 'benign', 'hostile'] as const;
const TIMES = ['1d', '7d', '30d'] as const;

export interface DomainsSearch {
  check?: string | undefined;
  q?: string | undefined;
  brand?: string | undefined;
  class?: string | undefined;
  decision?: (typeof DECISIONS)[number] | undefined;
  state?: (typeof DOMAIN_STATES)[number] | undefined;
  seen?: (typeof SEEN_IN)[number] | undefined;
  time?: (typeof TIMES)[number] | undefined;
  sort?: (typeof DOMAIN_SORTS)[number] | undefined;
  order?: 'asc' | 'desc' | undefined;
}

/** Look-alikes: the host that is checked, and what narrows and sorts the list. */
export function domainsSearch(raw: Raw): DomainsSearch {
  return {
    check: text(raw['check'], 2000),
    q: text(raw['q'], 200),
    brand: text(raw['brand'], 100),
    class: text(raw['class'], 40),
    decision: oneOf(DECISIONS, raw['decision']),
    state: oneOf(DOMAIN_STATES, raw['state']),
    seen: oneOf(SEEN_IN, raw['seen']),
    time: oneOf(TIMES, raw['time']),
    sort: oneOf(DOMAIN_SORTS, raw['sort']),
    order: oneOf(['asc', 'desc'], raw['order']),
  };
}

export interface SetupSearch {
  step?: string | undefined;
}

/** Set-up: the step that is open. */
export function setupSearch(raw: Raw): SetupSearch {
  return { step: text(raw['step'], 30) };
}

export interface SignInSearch {
  next?: string | undefined;
}

/** Sign-in: where to go on. */
export function signInSearch(raw: Raw): SignInSearch {
  return { next: text(raw['next'], 2000) };
}
