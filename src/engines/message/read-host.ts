import { parse } from 'tldts';

export interface ReadHost {
  host: string;
  registrable: string | null;
  isAddress: boolean;
  /** True when it ends in a suffix of the Public Suffix List, below which somebody has registered a name. */
  isPublic: boolean;
}

const MAX_TEXT = 512;
const MAX_HOST = 253;
const MAX_LABEL = 63;
const SUFFIX_OPTIONS = { allowPrivateDomains: true, extractHostname: false, validateHostname: false } as const;

/**
 * Reads a host as a browser would (WHATWG URL: UTS #46 to ASCII, numbers in any base as IPv4).
 * @param text host characters only: letters, digits, hyphen, underscore and dots
 * @returns null for what no browser opens
 */
export function readHost(text: string): ReadHost | null {
  if (text.length === 0 || text.length > MAX_TEXT) return null;
  const url = URL.parse(`http://${text}/`);
  if (url === null) return null;
  const host = url.hostname.endsWith('.') ? url.hostname.slice(0, -1) : url.hostname;
  if (host.length === 0 || host.length > MAX_HOST) return null;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return { host, registrable: null, isAddress: true, isPublic: false };
  for (const label of host.split('.')) if (label.length === 0 || label.length > MAX_LABEL) return null;
  const { domain, isIcann, isPrivate } = parse(host, SUFFIX_OPTIONS);
  const isPublic = domain !== null && (isIcann === true || isPrivate === true);
  return { host, registrable: domain, isAddress: false, isPublic };
}
