import type { VerdictWire } from '../api.ts';
import type { DomainFacts } from '../enrich/facts.ts';
import type { LookAlikeWire } from '../life/domain-wire.ts';

/** Everything a takedown pack is made from. */
export interface TakedownCase {
  /** The domain, or the host where strangers have others below the domain. */
  registrable: string;
  verdict: VerdictWire;
  seen: LookAlikeWire | null;
  facts: DomainFacts | null;
  life: readonly { at: number; kind: string; detail: Record<string, unknown> }[];
  reporter: { organisation: string; name: string; email: string } | null;
  /** The brand's own domains, so that the reader can compare. */
  ownDomains: readonly string[];
  screenshot: { mediaType: string; bytes: Uint8Array } | null;
}

export type Recipient = 'registrar' | 'host';

/** Whether a page was seen there that asks for what a sign-in page asks for, or looks like ours. */
export function isPhishingPage({ facts }: TakedownCase): boolean {
  const page = facts?.page;
  return page?.state === 'up' && (page.resembles === true || page.passwordFields > 0 || page.otpFields > 0);
}

/**
 * The address a report names: where the page was seen, or where it would be. A page that is no phishing page and lies elsewhere
 * is where readers were sent on to, often our own: nobody is asked to take that down.
 */
export function urlOf(about: TakedownCase): string {
  const { facts, registrable } = about;
  const url = facts?.page?.url;
  const isTheirs = isPhishingPage(about) || sentTo(about) === null;
  return isTheirs && url !== undefined && URL.canParse(url) ? new URL(url).href : `https://${registrable}/`;
}

/** The host outside of the domain that its page sends readers on to; null where it keeps them. */
export function sentTo({ facts, registrable }: TakedownCase): string | null {
  const url = facts?.page?.url;
  if (url === undefined || !URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  return hostname === registrable || hostname.endsWith(`.${registrable}`) ? null : hostname;
}

/** Who is written to in a role. Names and addresses are as registries give them: hostile text, bounded and on one line. */
export function contactOf(
  { facts }: TakedownCase,
  role: Recipient,
): { organisation: string | null; email: string | null; phone: string | null } {
  if (role === 'registrar') {
    const registrar = facts?.rdap?.registrar ?? null;
    return {
      organisation: oneLine(registrar?.name ?? null),
      email: emailOf(registrar?.abuseEmail ?? null),
      phone: oneLine(registrar?.abusePhone ?? null),
    };
  }
  const host = facts?.host ?? null;
  return { organisation: oneLine(host?.networkName ?? null), email: emailOf(host?.abuseEmail ?? null), phone: null };
}

const MAX_LINE_CHARACTERS = 200;
const EMAIL = /^[^\s@<>,;:"()[\]\\]{1,64}@[a-z0-9.-]{1,253}$/i;

/** A text from outside on one line, without what could forge a header or a paragraph; null when nothing is left. */
export function oneLine(text: string | null): string | null {
  const line = (text ?? '')
    .slice(0, MAX_LINE_CHARACTERS)
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim();
  return line === '' ? null : line;
}

function emailOf(text: string | null): string | null {
  const line = oneLine(text);
  return line !== null && EMAIL.test(line) ? line : null;
}

/** A link that a mail program does not open and a filter does not take for one. */
export function defanged(text: string): string {
  return text.replace(/^http/i, 'hxxp').replaceAll('.', '[.]');
}

/** A moment in UTC, to the second. */
export function moment(atMs: number): string {
  return new Date(atMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}
