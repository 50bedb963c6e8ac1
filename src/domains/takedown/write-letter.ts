import {
  contactOf,
  defanged,
  isPhishingPage,
  moment,
  oneLine,
  type Recipient,
  sentTo,
  type TakedownCase,
  urlOf,
} from './case-of.ts';
import { imitationInWords } from './imitation-in-words.ts';

const PLACEHOLDER = '[your name, organisation and mail address]';
/** Room for the names of the lines that say it all at a glance. */
const NAME_WIDTH = 9;

/**
 * A letter that an abuse desk understands at a glance: what, where, since when and what is asked stand first, one line each, then
 * the evidence. It claims nothing that was not seen.
 */
export function writeLetter(about: TakedownCase, role: Recipient): { subject: string; body: string } {
  const { registrable, verdict } = about;
  const what = isPhishingPage(about) ? 'Phishing page' : 'Domain prepared for phishing';
  const subject = `${what}: ${defanged(registrable)}${verdict.brand === null ? '' : ` imitates ${verdict.brand}`}`;
  const { organisation } = contactOf(about, role);
  const glance: [string, string | null][] = [
    ['What', whatOf(about)],
    ['Where', defanged(isPhishingPage(about) ? urlOf(about) : registrable)],
    ['Address', about.facts?.dns?.addresses.slice(0, 8).join(', ') ?? null],
    ['Since', sinceOf(about)],
    ['We ask', askedOf(about, role)],
  ];
  const hosts = about.seen?.hosts.filter((host) => host !== registrable).slice(0, 20) ?? [];
  const lines = [
    `To the abuse team${organisation === null ? '' : ` of ${organisation}`},`,
    '',
    ...glance.flatMap(([name, text]) =>
      text === null || text === '' ? [] : [`${`${name}:`.padEnd(NAME_WIDTH)}${text}`],
    ),
    '',
    'Evidence',
    ...evidence(about).map((line) => `- ${line}`),
    ...(hosts.length === 0 ? [] : [`- Hosts seen there: ${hosts.map(defanged).join(', ')}.`]),
    '',
    ...closing(role),
    `Addresses are defanged, so that no filter stops this mail; the attached ${attached(about)} them as they are.`,
    'Please tell us what you decide, with your reference.',
    '',
    ...(about.reporter === null
      ? [PLACEHOLDER]
      : [about.reporter.name, about.reporter.organisation, about.reporter.email]),
    '',
  ];
  return { subject, body: lines.join('\n') };
}

/** What is asked. A host is asked to take down only a page that was seen to be phishing. */
function askedOf(about: TakedownCase, role: Recipient): string {
  if (role === 'registrar') return 'Suspend the domain (clientHold).';
  return isPhishingPage(about)
    ? "Take the page down, and keep the account's records."
    : "Check what is served there, suspend it if it is phishing, and keep the account's records.";
}

/** What it is, in one sentence. */
function whatOf(about: TakedownCase): string {
  const { verdict, reporter, facts } = about;
  const whose = verdict.brand === null ? 'a company' : verdict.brand;
  const onBehalf = reporter === null || verdict.brand === null ? '' : ` (reported by ${reporter.organisation})`;
  const wants = wantedOf(about);
  if (isPhishingPage(about)) {
    const does =
      facts?.page?.resembles === true ? `copies the sign-in page of ${whose}` : `passes for a sign-in page of ${whose}`;
    return `A phishing page: it ${does}${wants === null ? '' : ` and asks for ${wants}`}${onBehalf}.`;
  }
  if (verdict.kind !== 'look-alike') return `A domain that we hold to be prepared for phishing${onBehalf}.`;
  return `A domain prepared for phishing: its name imitates ${whose}. Such names are used within minutes to steal passwords and codes${onBehalf}.`;
}

/** What the page wants typed; null where it asks for nothing. */
function wantedOf({ facts }: TakedownCase): string | null {
  const wants = [
    ...((facts?.page?.passwordFields ?? 0) > 0 ? ['a password'] : []),
    ...((facts?.page?.otpFields ?? 0) > 0 ? ['a one-time code'] : []),
  ];
  return wants.length === 0 ? null : wants.join(' and ');
}

/** Since when it is there, as far as it was seen, and when it was seen last. */
function sinceOf({ facts, seen, life }: TakedownCase): string | null {
  const firstUp = life.find((event) => event.kind === 'page-up')?.at ?? null;
  const registered = facts?.rdap?.registeredAt ?? null;
  const certified = seen?.certifiedAt ?? life.find((event) => event.kind === 'certified')?.at ?? null;
  const parts = [
    ...(registered === null ? [] : [`registered ${moment(registered)}`]),
    ...(registered !== null || certified === null ? [] : [`certificate issued ${moment(certified)}`]),
    ...(firstUp === null ? [] : [`page first seen ${moment(firstUp)}`]),
    ...(facts?.page?.state === 'up' ? [`page last seen ${moment(facts.page.checkedAt)}`] : []),
  ];
  if (parts.length > 0) return parts.join('; ');
  return seen === null ? null : `first seen ${moment(seen.firstSeenAt)}`;
}

/** What the pack holds beside the letters: without a reporter there is no XARF report to attach. */
function attached({ reporter }: TakedownCase): string {
  return reporter === null ? 'evidence.json has' : 'report (XARF v4) and evidence.json have';
}

function closing(role: Recipient): string[] {
  return role === 'registrar'
    ? [
        'Your abuse policy covers this; section 3.18 of the ICANN registrar agreement asks registrars of generic top-level domains to act on',
        'well-evidenced phishing.',
      ]
    : ["The account's records may be asked for by the authorities."];
}

function evidence(about: TakedownCase): string[] {
  const { seen, facts: found, ownDomains } = about;
  const lines: string[] = [];
  const imitation = imitationInWords(about);
  if (imitation !== null) lines.push(imitation);
  if (ownDomains.length > 0) {
    lines.push(`The company's own domains are ${ownDomains.slice(0, 5).join(', ')}. This is none of them.`);
  }
  if (found?.rdap?.registeredAt !== null && found?.rdap?.registeredAt !== undefined) {
    lines.push(`Registered ${moment(found.rdap.registeredAt)}, by the registry's own record (RDAP).`);
  }
  if (seen?.certifiedAt !== null && seen?.certifiedAt !== undefined) {
    lines.push(`A certificate for it was logged publicly ${moment(seen.certifiedAt)} (Certificate Transparency).`);
  }
  if (found?.dns !== null && found?.dns !== undefined && found.dns.addresses.length > 0) {
    lines.push(`Resolved ${moment(found.dns.checkedAt)} to ${found.dns.addresses.slice(0, 8).join(', ')}.`);
  }
  if (found?.tls?.sha256 !== null && found?.tls?.sha256 !== undefined) {
    lines.push(
      `Shows the certificate with SHA-256 ${found.tls.sha256}, issued by ${oneLine(found.tls.issuer) ?? 'unknown'}.`,
    );
  }
  lines.push(...pageEvidence(about));
  return lines;
}

function pageEvidence(about: TakedownCase): string[] {
  const page = about.facts?.page ?? null;
  if (page === null || page.state !== 'up') return ['No page was looked at by us, or none was up when we looked.'];
  const title = oneLine(page.title);
  const lines = [
    `The page answered ${moment(page.checkedAt)} with status ${page.status ?? 'unknown'}${title === null ? '' : ` and the title "${title}"`}.`,
  ];
  const elsewhere = sentTo(about);
  if (elsewhere !== null) lines.push(`It sends readers on to ${defanged(elsewhere)}.`);
  const wants = wantedOf(about);
  if (wants !== null) lines.push(`It has a form that asks for ${wants}.`);
  if (page.resembles === true) lines.push("Its words and its build are those of the company's own sign-in page.");
  if (page.bodySha256 !== null) lines.push(`SHA-256 of the page as we read it: ${page.bodySha256}.`);
  return lines;
}
