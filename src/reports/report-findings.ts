import type { EntityRef, Evidence, FindingDraft, Severity } from '../base/finding.ts';
import type { KnownFacts } from '../base/finding-facts.ts';
import type { Lead } from './read-report.ts';

export const MESSAGE_REPORTED = 'reports.message-reported';
export const CREDENTIALS_ENTERED = 'reports.credentials-entered';
export const REPORTS_SOURCE = 'reports';

/** So many different people naming a look-alike make it high: two reports of one link are the cheapest sure sign there is. */
const HIGH_FROM = 2;
/** So many make a link that says nothing by itself worth an incident. */
const MEDIUM_FROM = 3;

/** A report as findings keep it. */
export interface ToldReport {
  reportId: string;
  reporter: string;
  text: string;
  link: string | null;
  sender: string | null;
  entered: boolean;
  messageAt: number | null;
  receivedAt: number;
  via: string;
}

/** How often a lead has been named lately, this report included. */
export interface Named {
  reports: number;
  /** Different people. */
  reporters: number;
}

/** That somebody reported a message leading there. The reporter told us and is accused of nothing. */
export function messageReported(report: ToldReport, lead: Lead, named: Named): FindingDraft {
  const shape = !lead.isLookAlike ? 'unknown' : lead.brand === null ? 'look-alike-no-brand' : 'look-alike';
  return {
    ...common(report),
    detector: MESSAGE_REPORTED,
    detectorVersion: 1,
    key: lead.value,
    severity: severityOf(lead, named),
    message: {
      key: `reports.finding.message-reported.${shape}`,
      params: {
        reporter: report.reporter,
        ...arrival(report),
        domain: lead.value,
        host: lead.host,
        brand: lead.brand,
        reporters: named.reporters,
      },
    },
    entities: [entityOf(lead), person(report.reporter, 'reporter')],
    techniques: ['T1566.002'],
    facts: {
      ...messageTime(report),
      domain: lead.value,
      host: lead.host,
      reportCount: named.reports,
      reporterCount: named.reporters,
      via: report.via,
    },
  };
}

/**
 * That somebody says that they typed a password or a code there. By the form, which anybody fills in for anybody, only the
 * strongest look-alike joins: a stranger who names two would otherwise merge two incidents with one sentence.
 * @param leads what is sure to be meant by "there"
 */
export function credentialsEntered(report: ToldReport, leads: readonly Lead[]): FindingDraft {
  const [lead, ...others] = strongestFirst(leads);
  const exposed: KnownFacts = { exposure: 'self-reported' };
  return {
    ...common(report),
    detector: CREDENTIALS_ENTERED,
    detectorVersion: 1,
    key: report.reporter,
    severity: 'high',
    message: {
      key: `reports.finding.credentials-entered.${lead === undefined ? 'no-domain' : 'domain'}`,
      params: { reporter: report.reporter, ...arrival(report), domain: lead?.value ?? null, via: report.via },
    },
    entities: [
      person(report.reporter, 'victim'),
      ...(lead === undefined ? [] : [entityOf(lead)]),
      ...others.map((other) => ({ ...entityOf(other), joins: report.via !== 'form' })),
    ],
    techniques: ['T1566.002', 'T1056.003'],
    facts: { ...exposed, ...messageTime(report), domain: lead?.value ?? null, via: report.via },
  };
}

/**
 * Which leads "there" means: the look-alikes, else the only link. Of several that say nothing, none: a wrong one would tie the
 * person to somebody else's incident.
 */
export function placesEntered(leads: readonly Lead[]): Lead[] {
  const lookAlikes = leads.filter((lead) => lead.isLookAlike);
  if (lookAlikes.length > 0) return lookAlikes;
  return leads.length === 1 ? [...leads] : [];
}

function strongestFirst(leads: readonly Lead[]): Lead[] {
  return leads.toSorted((a, b) => b.strength - a.strength);
}

function severityOf(lead: Lead, named: Named): Severity {
  if (lead.isLookAlike) return named.reporters >= HIGH_FROM ? 'high' : 'medium';
  return named.reporters >= MEDIUM_FROM ? 'medium' : 'info';
}

function common(report: ToldReport): Pick<FindingDraft, 'occurredAt' | 'receivedAt' | 'evidence'> {
  const occurredAt = report.messageAt ?? report.receivedAt;
  const { receivedAt } = report;
  const evidence: Evidence = {
    id: `report:${report.reportId}`,
    sourceId: REPORTS_SOURCE,
    occurredAt,
    receivedAt,
    raw: JSON.stringify(report),
  };
  return { occurredAt, receivedAt, evidence: [evidence] };
}

/** Chooses the words: what is dated by when the message came must not say that it was reported then. */
function arrival(report: ToldReport): { arrived: 'known' | 'unknown' } {
  return { arrived: report.messageAt === null ? 'unknown' : 'known' };
}

function messageTime(report: ToldReport): KnownFacts {
  return report.messageAt === null ? {} : { messageAtMs: report.messageAt };
}

function entityOf(lead: Lead): EntityRef {
  if (lead.kind === 'address') {
    return { kind: 'network', value: `ip:${lead.value}`, label: lead.value, role: 'attacker', joins: true };
  }
  return { kind: 'domain', value: lead.value, label: lead.value, role: 'attacker', joins: true };
}

function person(login: string, role: 'reporter' | 'victim'): EntityRef {
  return { kind: 'principal', value: login, label: login, role, joins: role === 'victim' };
}
