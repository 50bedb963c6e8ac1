import type { ReadPage } from './read-page.ts';

/** Phrases with which parking pages and marketplaces speak of a domain, in the languages they mostly do. */
const PHRASES: readonly RegExp[] = [
  /\b(?:this|the) domain(?: name)? (?:is|may be|could be) (?:for sale|available for (?:sale|purchase)|parked)\b/,
  /\b(?:buy|purchase|get|own|inquire about) this domain\b/,
  /\bdomain (?:is )?parked\b/,
  /\bparked (?:free|domain|page)\b/,
  /\bmake an? offer (?:on|for) this domain\b/,
  /\bdiese domain (?:steht zum verkauf|ist (?:zu verkaufen|geparkt))\b/,
  /\bce (?:nom de )?domaine est (?:à vendre|en vente)\b/,
  /\beste dominio (?:está|esta) (?:en venta|à venda|a venda)\b/,
];

/** Marketplaces to which parked names redirect. */
const MARKETS = ['afternic.com', 'dan.com', 'sedo.com', 'hugedomains.com', 'undeveloped.com', 'bodis.com', 'atom.com'];

/** Texts longer than this belong to a site, not to a placeholder. */
const MAX_WORDS = 600;

/** Whether a page says of itself that its domain is parked or for sale. A page that asks for a password is never that. */
export function isForSale(page: ReadPage, url: string): boolean {
  if (page.passwordFields > 0 || page.otpFields > 0) return false;
  const { hostname } = new URL(url);
  if (MARKETS.some((market) => hostname === market || hostname.endsWith(`.${market}`))) return true;
  const text = `${page.title ?? ''} ${page.text}`.toLowerCase().replace(/\s+/g, ' ');
  if (text.length > MAX_WORDS * 10) return false;
  return PHRASES.some((phrase) => phrase.test(text));
}
