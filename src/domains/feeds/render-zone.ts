import type { FeedContent } from './feed-content.ts';

/** A reader asks again after this, seconds; a domain that is taken out is free again as fast. */
const TTL_S = 60;
/** A reader that cannot reach us keeps what it has for this long, seconds: an outage must not unblock. */
const EXPIRE_S = 30 * 86_400;
/** A name with the zone's own behind it must stay within 255 octets (RFC 1035 §2.3.4), or the whole zone is refused. */
const MAX_NAME_CHARACTERS = 200;

/** The listed domains that a zone has no room for: in the other lists they are. */
export function tooLongForZone(content: Pick<FeedContent, 'items'>): string[] {
  return content.items.map(({ domain }) => domain).filter((domain) => domain.length > MAX_NAME_CHARACTERS);
}

/**
 * A response policy zone (RPZ, draft-vixie-dnsop-dns-rpz) as a master file (RFC 1035 §5): each domain and everything below it
 * does not exist. Names are relative, so that the zone may have any name; those of {@link tooLongForZone} are counted in its head.
 */
export function renderZone(content: FeedContent): string {
  const leftOut = tooLongForZone(content).length;
  const without = leftOut === 0 ? '' : `, ${leftOut} of them too long for a zone and left out`;
  const lines = [
    `; Breakwater blocklist, ${counted(content)}${without}`,
    `$TTL ${TTL_S}`,
    `@ IN SOA localhost. hostmaster.localhost. ( ${content.serial} ${TTL_S} ${TTL_S} ${EXPIRE_S} ${TTL_S} )`,
    '@ IN NS localhost.',
  ];
  for (const { domain } of content.items) {
    if (domain.length > MAX_NAME_CHARACTERS) continue;
    lines.push(`${domain} IN CNAME .`, `*.${domain} IN CNAME .`);
  }
  return `${lines.join('\n')}\n`;
}

function counted({ items }: FeedContent): string {
  return items.length === 1 ? '1 domain' : `${items.length} domains`;
}

/** A hosts file: it cannot say "and everything below", so that it names the hosts that were seen, and `www`. */
export function renderHosts(content: FeedContent): string {
  const lines = [`# Breakwater blocklist, ${counted(content)}, version ${content.serial}`];
  for (const { domain, hosts } of content.items) {
    // A certificate's wildcard is no host.
    const names = [domain, `www.${domain}`, ...hosts.filter((host) => !host.startsWith('*.'))];
    for (const name of new Set(names)) lines.push(`0.0.0.0 ${name}`);
  }
  return `${lines.join('\n')}\n`;
}

/** How a firewall wants to hear "and everything below". */
export type DomainsForm = 'plain' | 'wildcard' | 'dot';

/** One name a line and nothing else: some firewalls take a comment for a name. */
export function renderDomains(content: FeedContent, form: DomainsForm): string {
  const lines = content.items.flatMap(({ domain }) => {
    if (form === 'wildcard') return [domain, `*.${domain}`];
    return [form === 'dot' ? `.${domain}` : domain];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
