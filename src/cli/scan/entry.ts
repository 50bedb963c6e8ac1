import { extractLinks } from '../../engines/message/index.ts';

/** Longer than any host name in a link that is worth reading. */
const MAX_ENTRY_LENGTH = 8192;
const SEPARATORS = /[\s,;"'<>]+/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** Depth at which names are looked for in a JSON document. */
const MAX_DEPTH = 6;
const MAX_NAMES_PER_LINE = 20_000;
/** Fields that hold host names, in lower case without `_` and `-`: names tiles, certstream, crt.sh, certificate dumps, plain lists. */
const NAME_FIELDS: ReadonlySet<string> = new Set([
  'dns', 'dnsname', 'dnsnames', 'alldomains', 'san', 'sans', 'subjectaltname', 'subjectaltnames', 'subjectalternativename',
  'subjectalternativenames', 'names', 'namevalue', 'commonname', 'cn', 'host', 'hostname', 'hosts', 'domain', 'domains', 'fqdn', 'url', 'qname', 'query',
]); // prettier-ignore

/** True for an ordinary host name: nothing in it that a link, a list or a quotation would have. */
function isPlain(entry: string): boolean {
  for (let index = 0; index < entry.length; index++) {
    const code = entry.charCodeAt(index);
    // letters, digits, hyphen, dot, underscore, and everything beyond ASCII
    if ((code >= 0x61 && code <= 0x7a) || code === 0x2e || code === 0x2d || (code >= 0x30 && code <= 0x39)) continue;
    if ((code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x80 && code !== 0xa0 && code !== 0xfeff)) continue;
    return false;
  }
  return true;
}

/**
 * The host names that an entry of a list holds: a host name, a URL, a host with port, a defanged link, a line of a hosts file
 * (`0.0.0.0 name`), several names with commas or spaces between them. What cannot be a name is given as it is, for the judge to
 * refuse. Takes any text, in linear time.
 */
export function hostsOfEntry(entry: string): readonly string[] {
  if (isPlain(entry)) return entry === '' ? [] : [entry];
  if (entry.length > MAX_ENTRY_LENGTH) return [entry];
  if (entry.includes('[') || entry.includes('(') || /hxxp/i.test(entry)) {
    const links = extractLinks(entry);
    if (links.some((link) => link.defanged)) return links.map((link) => link.host);
  }
  const words = entry.split(SEPARATORS).filter((word) => word !== '');
  if (words.length > 1 && isAddress(words[0] ?? '')) words.shift();
  const comment = words.findIndex((word) => word.startsWith('#'));
  const hosts: string[] = [];
  for (const word of comment < 0 ? words : words.slice(0, comment)) {
    const host = hostOfWord(word);
    if (host !== '' && !hosts.includes(host)) hosts.push(host);
  }
  return hosts;
}

function isAddress(word: string): boolean {
  return IPV4.test(word) || (word.includes('::') && /^[0-9a-f:]+$/i.test(word));
}

/** The host in a URL, as `host:port`, or behind `DNS:` as certificate tools print names. */
function hostOfWord(word: string): string {
  const scheme = word.indexOf('://');
  let host = scheme >= 0 ? word.slice(scheme + 3) : word.startsWith('//') ? word.slice(2) : word;
  if (scheme < 0 && /^dns:/i.test(host)) host = host.slice(4);
  const end = host.search(/[/?#\\]/);
  if (end >= 0) host = host.slice(0, end);
  host = host.slice(host.lastIndexOf('@') + 1);
  const colon = host.lastIndexOf(':');
  return colon >= 0 && /^\d{0,5}$/.test(host.slice(colon + 1)) ? host.slice(0, colon) : host;
}

/** The host names in one line of JSON, each once; null when it is not JSON or holds no field with names. */
export function hostsOfJson(line: string): readonly string[] | null {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    // a line that is cut off or no JSON is counted by the caller
    return null;
  }
  const hosts = new Set<string>();
  if (typeof document === 'string') addNames(document, hosts);
  else collect(document, 0, hosts);
  return hosts.size === 0 ? null : [...hosts];
}

function collect(value: unknown, depth: number, into: Set<string>): void {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, depth + 1, into);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (NAME_FIELDS.has(key.toLowerCase().replaceAll(/[_-]/g, ''))) addNames(item, into);
    if (typeof item === 'object') collect(item, depth + 1, into);
  }
}

function addNames(value: unknown, into: Set<string>): void {
  for (const text of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (typeof text !== 'string') continue;
    // a common name may be a person's or an issuer's: only what has a dot can be a host name
    for (const host of hostsOfEntry(text)) if (host.includes('.') && into.size < MAX_NAMES_PER_LINE) into.add(host);
  }
}
