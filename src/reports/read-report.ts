import type { z } from 'zod';
import { extractLinks, type Link } from '../engines/message/index.ts';
import type { reportInput } from './api.ts';
import type { ReportedHosts } from './ports.ts';

export type ReportInput = z.output<typeof reportInput>;

/** A report with what would hurt a store or a reader taken out of it. */
export interface CleanReport {
  text: string;
  link: string | null;
  reporter: string;
  sender: string | null;
  messageAt: number | null;
  entered: boolean;
}

/** What a reported message leads to. */
export interface Lead {
  kind: 'domain' | 'address';
  /** Registrable domain, or an IP address. */
  value: string;
  /** The host as it stood in the message, in ASCII. */
  host: string;
  isLookAlike: boolean;
  brand: string | null;
  /** How surely it is a look-alike, 0 to 100; 0 for what is none. */
  strength: number;
}

export type LinksVerdict = 'look-alike' | 'unknown' | 'own';

const DAY_MS = 86_400_000;
/** A message's time by the reporter's word is believed within these bounds, as records' times are (house.md). */
const OLDEST_MS = 90 * DAY_MS;
const NEWEST_MS = DAY_MS;
/** Leads followed of one report, look-alikes first. */
const MAX_LEADS = 10;

/** Cleans what a person typed. A time of the message that cannot be is left out; one in the future is now. */
export function cleanReport(input: ReportInput, receivedAt: number): CleanReport {
  const { messageAt } = input;
  const isBelievable =
    messageAt !== undefined && messageAt >= receivedAt - OLDEST_MS && messageAt <= receivedAt + NEWEST_MS;
  return {
    text: cleanText(input.text),
    link: cleanText(input.link ?? '') || null,
    reporter: cleanText(input.reporter).toLowerCase(),
    sender: cleanText(input.from ?? '') || null,
    messageAt: isBelievable ? Math.min(messageAt, receivedAt) : null,
    entered: input.entered,
  };
}

/** Without control characters (PostgreSQL refuses NUL), lone surrogates and outer blanks; lines end in `\n`. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed()
    .trim();
}

/** Where the message leads, by its text and the link given apart: own hosts are told by the verdict only. */
export function readLeads(
  report: Pick<CleanReport, 'text' | 'link'>,
  hosts: ReportedHosts,
  tenantId: string,
): { leads: Lead[]; links: string[]; verdict: LinksVerdict } {
  const apart = extractLinks(report.link ?? '');
  const inText = extractLinks(report.text);
  // Who gives a link apart means it, whatever it looks like.
  const meant = new Set([...apart, ...inText.filter((link) => link.certainty === 'link')].map((link) => link.host));
  const judged = new Map([...apart, ...inText].map(({ host }) => [host, hosts.judge(tenantId, host)]));
  /** Surer readings of the text that imitate a brand: a doubtful reading of the same place adds nobody. */
  const sure = inText.filter((link) => link.certainty === 'link' && judged.get(link.host) !== null);

  const links: string[] = [];
  const leads = new Map<string, Lead>();
  let own = 0;
  for (const link of uniqueHosts([...apart, ...inText])) {
    const { host } = link;
    const lookAlike = judged.get(host) ?? null;
    if (!meant.has(host) && (lookAlike === null || sure.some((other) => overlap(link, other)))) continue;
    links.push(host);
    if (lookAlike !== null) {
      const { registrable: value, brand, score: strength } = lookAlike;
      addLead(leads, { kind: 'domain', value, host, isLookAlike: true, brand, strength });
      continue;
    }
    if (hosts.isOwn(tenantId, host)) {
      own += 1;
      continue;
    }
    const value = link.isAddress ? host : link.registrable;
    if (value === null) continue;
    const kind = link.isAddress ? 'address' : 'domain';
    addLead(leads, { kind, value, host, isLookAlike: false, brand: null, strength: 0 });
  }
  const sorted = [...leads.values()].toSorted((a, b) => Number(b.isLookAlike) - Number(a.isLookAlike));
  return { leads: sorted.slice(0, MAX_LEADS), links, verdict: verdictOf(sorted, own, links.length) };
}

function uniqueHosts(links: readonly Link[]): Iterable<Link> {
  return new Map(links.map((link) => [link.host, link])).values();
}

function overlap(a: Link, b: Link): boolean {
  return a.start < b.end && b.start < a.end;
}

function addLead(leads: Map<string, Lead>, lead: Lead): void {
  const before = leads.get(lead.value);
  if (before === undefined || (lead.isLookAlike && !before.isLookAlike)) leads.set(lead.value, lead);
}

function verdictOf(leads: readonly Lead[], own: number, links: number): LinksVerdict {
  if (leads.some((lead) => lead.isLookAlike)) return 'look-alike';
  return own > 0 && own === links ? 'own' : 'unknown';
}
