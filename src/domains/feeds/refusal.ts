import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import type { BrandBook } from '../brand-books.ts';
import { isSharedDomain } from '../../engines/lookalike/index.ts';
import { isPlatform } from '../place-of.ts';
import { MOST_LINKED } from './data/most-linked.data.ts';

/** Why a domain does not belong on a blocklist. */
export type RefusalCode = 'own' | 'own-below' | 'public-suffix' | 'widely-used' | 'shared-service' | 'platform';

const WIDELY_USED: ReadonlySet<string> = new Set(MOST_LINKED);

/**
 * Why blocking a domain would hurt the company itself, or null. Five guards, each a rule and not a list of exceptions: our own
 * domain or one with an own name below it; a suffix below which strangers register names (Public Suffix List with its private
 * part: `pages.dev`, `github.io`, `co.uk`); a domain that very many sites link to; a service that many companies share; a builder of
 * sites or forms, a store of files, a shortener of links where strangers have pages.
 * @param domain lower case ASCII, without a trailing dot
 */
export function refusalOf(book: Pick<BrandBook, 'matcher'>, domain: string): RefusalCode | null {
  if (book.matcher.match(domain).kind === 'own') return 'own';
  const below = `.${domain}`;
  for (const brand of book.matcher.brands) {
    for (const own of [...brand.domains, ...(brand.owned ?? [])]) {
      if (inAscii(own).endsWith(below)) return 'own-below';
    }
  }
  if (getDomain(domain, { allowPrivateDomains: true }) === null) return 'public-suffix';
  if (WIDELY_USED.has(domain)) return 'widely-used';
  if (isSharedDomain(domain)) return 'shared-service';
  return isPlatform(domain) ? 'platform' : null;
}

/** An own domain may be given in any spelling. */
function inAscii(own: string): string {
  return domainToASCII(own.trim().toLowerCase().replace(/\.$/, '').replace(/^\*\./, ''));
}

/** Whether very many sites link to a domain, or many share it: what lies there says nothing about who owns it. */
export function isWidelyUsed(domain: string): boolean {
  return WIDELY_USED.has(domain) || isSharedDomain(domain) || isPlatform(domain);
}
