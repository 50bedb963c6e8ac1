import { emptyFields } from '../indexed-fields.ts';
import { booleanMember, compact, member, objectMember, textMember, type JsonObject } from '../json.ts';
import { classification, type MapResult } from '../map-result.ts';
import { hostnameOf, ipAddressOf } from '../network.ts';
import { OCSF_CLASS, OCSF_VERSION } from '../ocsf-classes.ts';
import { parseTimestamp } from '../time.ts';

/** Where resolvers put the same thing: ours, Zeek's `dns.log`, Cloudflare Gateway, Route 53 Resolver, Umbrella exports. */
const NAME_KEYS = ['qname', 'query', 'QueryName', 'query_name', 'domain'];
/** Where web proxies put what was asked for: Squid's JSON, W3C extended lines as JSON, Zeek's `http.log`. */
const URL_KEYS = ['url', 'request_url', 'cs-uri', 'cs_uri', 'uri', 'cs-host', 'cs_host', 'dest_host', 'hostname'];
const TIME_KEYS = ['time', 'timestamp', 'ts', 'Datetime', 'query_timestamp', 'published'];
const USER_KEYS = ['user', 'Email', 'identity', 'username'];
const IP_KEYS = ['ip', 'client_ip', 'SrcIP', 'id.orig_h', 'srcaddr', 'source_ip'];
const DEVICE_KEYS = ['device_id', 'DeviceID', 'device', 'host'];
const TYPE_KEYS = ['qtype', 'qtype_name', 'QueryTypeName', 'query_type', 'type'];
const ID_KEYS = ['id', 'uuid', 'QueryID'];
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/**
 * Maps one DNS query as a resolver logged it, or one request as a web proxy did: a JSON object with at least the name asked for.
 * A proxy asks for the name on its reader's behalf, so its lines are look-ups too; their action is `proxy.request`.
 * @param record keys in any letter case, see the lists above; times RFC 3339, or seconds or milliseconds since 1970
 */
export function mapDns(record: JsonObject): MapResult {
  const inQuery = first(record, NAME_KEYS);
  const asked = inQuery ?? hostOfUrl(first(record, URL_KEYS));
  const domain = hostnameOf(asked);
  if (asked === null) return { ok: false, reason: 'no name that was asked for', path: 'qname' };
  if (domain === null) return { ok: false, reason: 'the name that was asked for is not a host name', path: 'qname' };
  const user = first(record, USER_KEYS)?.toLowerCase() ?? null;
  const ip = ipAddressOf(first(record, IP_KEYS));
  const deviceId = first(record, DEVICE_KEYS)?.slice(0, 128) ?? null;
  const deviceManaged =
    booleanMember(record, 'device_managed') ?? booleanMember(objectMember(record, 'device'), 'managed');
  const code = (textMember(record, 'rcode_name', 16) ?? textMember(record, 'rcode', 16))?.toUpperCase() ?? null;
  const rcode = rcodeOf(code);
  const occurredAt = timeOf(record);
  const vendorId = first(record, ID_KEYS)?.slice(0, 128) ?? null;
  const activityId = rcode === null ? 1 : 6;
  const device =
    deviceId === null && deviceManaged === null
      ? null
      : compact({
          uid: deviceId,
          name: deviceId === null ? 'unknown' : null,
          type_id: 0,
          type: 'Unknown',
          is_managed: deviceManaged,
        });
  return {
    ok: true,
    event: compact({
      ...classification(OCSF_CLASS.dnsActivity, activityId),
      time: occurredAt,
      severity_id: 1,
      status_id: rcode === null ? 0 : rcode === 0 ? 1 : 2,
      metadata: compact({
        version: OCSF_VERSION,
        product: { name: inQuery === null ? 'Web proxy' : 'DNS resolver', vendor_name: 'Unknown' },
        uid: vendorId,
        profiles: device === null && user === null ? null : ['host'],
      }),
      query: compact({ hostname: domain, type: first(record, TYPE_KEYS)?.slice(0, 16) }),
      rcode_id: rcode,
      actor: user === null ? null : { user: { name: user, type_id: 1 } },
      device,
      src_endpoint: ip === null ? { hostname: 'unknown' } : { ip },
    }),
    fields: {
      ...emptyFields(),
      action: inQuery === null ? 'proxy.request' : 'dns.query',
      classUid: OCSF_CLASS.dnsActivity,
      activityId,
      status: rcode === null ? null : rcode === 0 ? 'success' : 'failure',
      principal: user,
      ip,
      deviceId,
      deviceManaged,
      domain,
    },
    vendorId,
    occurredAt,
  };
}

/** The host of a URL, or of `host:port` as proxies write CONNECT; null where there is none. */
function hostOfUrl(text: string | null): string | null {
  if (text === null) return null;
  const start = text.indexOf('://');
  const rest = start < 0 ? text : text.slice(start + 3);
  const end = rest.search(/[/?#\\]/u);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d{1,5}$/u, '');
  return host === '' ? null : host;
}

function first(record: JsonObject, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = textMember(record, key, 512);
    if (text !== null) return text;
  }
  return null;
}

/** The OCSF response code, which is the DNS one up to REFUSED; 99 for others, null where there is none. */
function rcodeOf(code: string | null): number | null {
  if (code === null) return null;
  const named = RCODES.indexOf(code);
  if (named >= 0) return named;
  return /^[0-5]$/u.test(code) ? Number(code) : 99;
}

function timeOf(record: JsonObject): number {
  for (const key of TIME_KEYS) {
    const value = member(record, key);
    const parsed = parseTimestamp(value);
    if (parsed !== null) return parsed;
    const number =
      typeof value === 'number'
        ? value
        : typeof value === 'string' && /^\d{9,13}(?:\.\d{1,6})?$/u.test(value)
          ? Number(value)
          : NaN;
    // Seconds until the year 2286 have at most ten digits; more digits are milliseconds.
    if (Number.isFinite(number) && number > 0 && number < 8.64e15)
      return Math.floor(number < 1e10 ? number * 1_000 : number);
  }
  return 0;
}
