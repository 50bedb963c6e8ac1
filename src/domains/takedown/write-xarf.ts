import { hash } from 'node:crypto';
import { getDomain } from 'tldts';
import { imitationInWords } from './imitation-in-words.ts';
import { isPhishingPage, oneLine, type Recipient, type TakedownCase, urlOf } from './case-of.ts';

/** What the schema takes for a domain: no second hyphen in a row, so that internationalised names go without the field. */
const PLAIN_DOMAIN = /^([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}$/;

/**
 * An XARF v4 report (xarf.org, 4.2.0) of category `content`: `phishing` where a page was seen that asks for credentials, else
 * what can be said of the name alone, `suspicious_registration` when the registration time is known, `brand_infringement`
 * otherwise. The same facts give the same report with the same id.
 * @returns null while it is not known who reports
 */
export function writeXarf(about: TakedownCase, role: Recipient, evidence: readonly Evidence[]): object | null {
  const { facts, reporter, registrable } = about;
  if (reporter === null) return null;
  const contact = {
    org: reporter.organisation,
    contact: reporter.email,
    domain: domainOf(reporter.email),
  };
  const address = facts?.host?.address ?? facts?.dns?.addresses[0] ?? null;
  return {
    xarf_version: '4.2.0',
    report_id: uuidOf(`${registrable} ${role} ${happenedAt(about)}`),
    timestamp: new Date(happenedAt(about)).toISOString(),
    reporter: contact,
    sender: contact,
    source_identifier: role === 'host' && address !== null ? address : registrable,
    category: 'content',
    ...typeOf(about),
    evidence_source: 'automated_discovery',
    url: urlOf(about),
    ...(PLAIN_DOMAIN.test(registrable) ? { domain: registrable } : {}),
    ...(about.verdict.brand === null ? {} : { target_brand: about.verdict.brand }),
    ...networkOf(about),
    description: describe(about),
    evidence: evidence.map(({ contentType, description, bytes }) => ({
      content_type: contentType,
      description,
      payload: Buffer.from(bytes).toString('base64'),
      hash: `sha256:${hash('sha256', bytes)}`,
      size: bytes.byteLength,
    })),
    tags: ['tool:breakwater'],
  };
}

export interface Evidence {
  contentType: string;
  description: string;
  bytes: Uint8Array;
}

function typeOf(about: TakedownCase): object {
  const page = about.facts?.page;
  if (isPhishingPage(about)) {
    const form = page?.forms[0];
    const submission = form === undefined ? null : form.action;
    return {
      type: 'phishing',
      credential_fields: (page?.forms ?? []).flatMap((one) => one.fields).slice(0, 50),
      ...(submission !== null && URL.canParse(submission) ? { submission_url: new URL(submission).href } : {}),
      redirect_chain: (page?.redirects ?? []).filter((url) => URL.canParse(url)).slice(0, 20),
      lure_type: 'other',
    };
  }
  const registeredAt = about.facts?.rdap?.registeredAt ?? null;
  const brands = about.verdict.brand === null ? [] : [about.verdict.brand];
  if (registeredAt !== null) {
    return {
      type: 'suspicious_registration',
      registration_date: new Date(registeredAt).toISOString(),
      suspicious_indicators: [INDICATORS[about.verdict.class ?? ''] ?? 'brand_keyword'],
      targeted_brands: brands,
      predicted_usage: ['phishing'],
    };
  }
  return {
    type: 'brand_infringement',
    infringement_type: INFRINGEMENTS[about.verdict.class ?? ''] ?? 'brand_impersonation',
    legitimate_site: `https://${about.ownDomains[0] ?? domainOf(about.reporter?.email ?? '')}/`,
    infringing_elements: ['brand_name', 'domain_name'],
  };
}

const INDICATORS: Readonly<Record<string, string>> = {
  typo: 'typosquatting',
  clipped: 'typosquatting',
  homoglyph: 'homograph_attack',
  'tld-lure': 'suspicious_tld',
};

const INFRINGEMENTS: Readonly<Record<string, string>> = {
  typo: 'typosquatting',
  clipped: 'typosquatting',
  homoglyph: 'homograph',
  sublabel: 'lookalike',
};

function domainOf(email: string): string {
  return getDomain(email.slice(email.lastIndexOf('@') + 1)) ?? 'invalid.invalid';
}

function networkOf({ facts }: TakedownCase): object {
  const registrar = oneLine(facts?.rdap?.registrar?.name ?? null);
  const provider = oneLine(facts?.host?.networkName ?? null);
  const addresses = facts?.dns?.addresses ?? [];
  return {
    ...(registrar === null ? {} : { registrar }),
    ...(provider === null ? {} : { hosting_provider: provider }),
    ...(facts?.dns ? { nameservers: facts.dns.ns.slice(0, 20) } : {}),
    ...(facts?.dns
      ? {
          dns_records: {
            a: addresses.filter((one) => !one.includes(':')),
            aaaa: addresses.filter((one) => one.includes(':')),
            mx: facts.dns.mx.slice(0, 20),
          },
        }
      : {}),
    ...(facts?.page?.state === 'up'
      ? { verified_at: new Date(facts.page.checkedAt).toISOString(), verification_method: 'automated_crawler' }
      : {}),
  };
}

function describe(about: TakedownCase): string {
  if (about.verdict.kind !== 'look-alike' && !isPhishingPage(about))
    return `${about.registrable} is held to be prepared for phishing.`;
  const imitated = `${about.registrable} imitates ${about.verdict.brand ?? 'a company sign-in page'}.`;
  return [imitated, imitationInWords(about) ?? ''].join(' ').trim().slice(0, 1000);
}

/** When what is reported was seen: the page where there is one, else the name. */
function happenedAt({ facts, seen, life }: TakedownCase): number {
  return facts?.page?.checkedAt ?? seen?.firstSeenAt ?? life[0]?.at ?? 0;
}

/** A UUID of version 4's form made of a name, so that the same report keeps its id. */
function uuidOf(name: string): string {
  const hex = hash('sha256', name);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
