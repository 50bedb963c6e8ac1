const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/u;
const IPV6_CHARACTERS = /^[0-9a-f:.]{2,45}$/u;

/** The address in lower case when it is an IPv4 or IPv6 address (a zone id is dropped), else null. */
export function ipAddressOf(value: string | null): string | null {
  if (value === null || value.length > 64) return null;
  const text = (value.split('%', 1)[0] ?? '').toLowerCase();
  if (IPV4.test(text)) return text;
  if (!IPV6_CHARACTERS.test(text)) return null;
  return isIpv6(text) ? text : null;
}

/** An address, and the port where one is spelled with it. */
export interface Endpoint {
  ip: string;
  port: number | null;
}

/** What may stand between an address and its port: RFC 5952 §6 lists most of these for IPv6, logs have all of them. */
const PORT_SPELLINGS: readonly RegExp[] = [
  /^\[([^\]]{2,45})\](?::(\d{1,5}))?$/u,
  /^([0-9.]{7,15}):(\d{1,5})$/u,
  /^(.{2,45})#(\d{1,5})$/u,
  /^(.{2,45}) port (\d{1,5})$/u,
  /^([0-9a-f:]{2,39})p(\d{1,5})$/u,
  /^([0-9a-f:]{2,39})\.(\d{1,5})$/u,
  /^((?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}):(\d{1,5})$/u,
];

/**
 * The address and port of `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`, `2001:db8::1#80`,
 * `2001:db8::1 port 80`, `2001:db8::1p80`, `2001:db8::1.80`, and `2001:db8:0:0:0:0:0:1:80`; null for anything else. A port
 * after a shortened IPv6 address and a colon cannot be told from its last group and is read as that.
 */
export function endpointOf(value: string | null): Endpoint | null {
  const ip = ipAddressOf(value);
  if (ip !== null) return { ip, port: null };
  if (value === null || value.length > 64) return null;
  const text = value.trim().toLowerCase();
  for (const spelling of PORT_SPELLINGS) {
    const found = spelling.exec(text);
    const address = found === null ? null : ipAddressOf(found[1] ?? null);
    if (found === null || address === null) continue;
    const port = found[2] === undefined ? null : Number(found[2]);
    return port !== null && port > 65_535 ? null : { ip: address, port };
  }
  return null;
}

/** RFC 4291 §2.2: eight groups, one `::` for a run of zeros, IPv4 at the end allowed. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  let count = groups.length;
  if (last.includes('.')) {
    if (!IPV4.test(last)) return false;
    groups.pop();
    count += 1;
  }
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/u.test(group))) return false;
  return halves.length === 2 ? count <= 7 : count === 8;
}

/** A host name in lower case without final dot, at most 253 characters of letters, digits, `-`, `_`, `.`; else null. */
export function hostnameOf(value: string | null): string | null {
  if (value === null || value.length > 254) return null;
  const name = (value.endsWith('.') ? value.slice(0, -1) : value).toLowerCase();
  return /^(?=.{1,253}$)[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){0,126}$/u.test(name) ? name : null;
}
