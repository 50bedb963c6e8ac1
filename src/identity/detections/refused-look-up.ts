/** Longest record looked into: a line of a resolver or proxy has a kilobyte. */
const MAX_CHARACTERS = 65_536;

/** Where resolvers and proxies say what they did, in lower case without `_`, `-`, `.` and blanks. */
const VERDICT_KEYS: ReadonlySet<string> = new Set([
  'action', 'act', 'disposition', 'decision', 'resolverdecision', 'verdict', 'result', 'outcome', 'policyaction',
  'firewallruleaction', 'blocked', 'isblocked', 'wasblocked', 'rcode', 'rcodename', 'rpzaction', 'scresult', 'sresult',
  'sccachestatus', 'cachestatus', 'filterresult',
]); // prettier-ignore

/** OCSF: `action_id` 2 is Denied, `disposition_id` 2 Blocked; 5 is REFUSED of `rcode_id`. */
const REFUSING_NUMBERS: Readonly<Record<string, number>> = { actionid: 2, dispositionid: 2, rcodeid: 5, rcode: 5 };

const REFUSED = /^(?:tcp_denied|denied|deny|block|refused|reject|sinkhole|drop|filteredblack)/;

/**
 * Whether a resolver's or proxy's line says that the request was stopped there (Umbrella `Blocked`, Gateway
 * `blockedByPolicy`, Route 53 `BLOCK`, Squid `TCP_DENIED/403`, rcode REFUSED, OCSF `disposition_id` 2). A name that does not
 * exist is no refusal, and neither is a line that does not say.
 * @param raw the record's JSON; anything else says nothing
 */
export function wasRefused(raw: string): boolean {
  if (raw.length > MAX_CHARACTERS) return false;
  let record: unknown;
  try {
    record = JSON.parse(raw);
  } catch {
    return false;
  }
  if (typeof record !== 'object' || record === null) return false;
  return Object.entries(record).some(([name, value]) => {
    const key = name.toLowerCase().replaceAll(/[_\-. ]/g, '');
    if (REFUSING_NUMBERS[key] !== undefined && Number(value) === REFUSING_NUMBERS[key]) return true;
    if (!VERDICT_KEYS.has(key)) return false;
    if (value === true) return key.endsWith('blocked');
    if (typeof value !== 'string') return false;
    const said = value.slice(0, 64).trim().toLowerCase();
    return REFUSED.test(said) || (key.endsWith('blocked') && said === 'true');
  });
}
