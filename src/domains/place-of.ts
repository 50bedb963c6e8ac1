import { getDomain } from 'tldts';
import type { Matcher, Verdict } from '../engines/lookalike/index.ts';
import { SHARED_HOSTS, SITE_PLATFORMS, STORES } from './data/shared-hosts.data.ts';

const PLATFORMS: ReadonlySet<string> = new Set(SITE_PLATFORMS);
const DEEP: ReadonlySet<string> = new Set(STORES);
const SHARED: ReadonlySet<string> = new Set(SHARED_HOSTS);
/** First labels below a platform that are its operator's own, and everybody's pages by path: `form.jotform.com/2423`. */
const OPERATORS =
  /^(?:www|app|apps|web|my|me|go|m|api|cdn|static|assets|img|images|media|files|docs|forms?|submit|survey|surveys|s3|oss|cos|blob|storage|eu|us|f\d{3})$/;

/** Whether strangers have names or pages below a domain although it is no public suffix. @param domain lower case ASCII */
export function isPlatform(domain: string): boolean {
  return PLATFORMS.has(domain) || DEEP.has(domain) || SHARED.has(domain);
}

/**
 * What one party has registered or rented and answers for: the registrable domain (Public Suffix List with its private part), or,
 * below a builder of sites, a form service, a tunnel or a store of files that the list does not have, the customer's own host.
 * Whatever is told, decided, blocked or looked up is kept by it, so that one customer never stands for another.
 * @param host lower case ASCII, without a trailing dot
 * @returns null for a public suffix and what is no name
 */
export function placeOf(host: string): string | null {
  const registrable = getDomain(host, { allowPrivateDomains: true, validateHostname: false });
  if (registrable === null) return null;
  const labels = host.split('.');
  const ofRegistrable = registrable.split('.').length;
  // The nearest platform counts; what the Public Suffix List cuts deeper stays.
  for (let from = 1; labels.length - from >= 2 && labels.length - from >= ofRegistrable; from += 1) {
    const above = labels.slice(from).join('.');
    const first = labels[from - 1] ?? '';
    if (PLATFORMS.has(above)) return OPERATORS.test(first) ? above : `${first}.${above}`;
    if (DEEP.has(above)) return from < 2 || OPERATORS.test(labels[0] ?? '') ? above : host;
  }
  return registrable;
}

/** A matcher whose look-alikes and own names say the place they are kept by: see {@link placeOf}. */
export function byPlace(matcher: Matcher): Matcher {
  return {
    brands: matcher.brands,
    threshold: matcher.threshold,
    match: (hostname) => placed(matcher.match(hostname)),
    explain(hostname) {
      const explanation = matcher.explain(hostname);
      return { ...explanation, verdict: placed(explanation.verdict) };
    },
  };
}

/** Names of which nothing is said are the many: they are left as they are. */
function placed(verdict: Verdict): Verdict {
  if (verdict.kind !== 'look-alike' && verdict.kind !== 'own') return verdict;
  const place = placeOf(verdict.host);
  return place === null || place === verdict.registrable ? verdict : { ...verdict, registrable: place };
}
