/**
 * Keeps personal data out of the log: by field name, and in running text by the shape of mail and IP addresses. What it lets
 * through must be safe to ship to any log service.
 */
const MASK = '•••';

/** Names (and the last part of compound names such as `reporterEmail`, `peer_ip`) whose values are about a person. */
const PERSONAL = new Set([
  'principal',
  'login',
  'email',
  'mail',
  'ip',
  'address',
  'peer',
  'host',
  'hostname',
  'user',
  'username',
  'name',
  'displayname',
  'phone',
  'reporter',
  'subject',
  'recipient',
  'to',
  'from',
  'text',
  'body',
  'useragent',
  'label',
]);

/** Names whose values are never logged, whatever the settings say. */
const SECRET = new Set([
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'credential',
  'privatekey',
  'apikey',
  'assertion',
  'signature',
]);

const MAX_DEPTH = 5;
const MAX_ITEMS = 50;
const MAX_TEXT = 2000;

/** Bounded on both sides of each mark, so that matching is linear in the text. */
const MAIL = /[^\s@<>"'(),;:]{1,64}@[^\s@<>"'(),;:]{1,255}/g;
const IPV4 = /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g;
const IPV6 = /\b[0-9a-f]{1,4}:(?:[0-9a-f]{0,4}:){1,7}[0-9a-f]{0,4}/gi;

/** Log fields as they may be written. @param personal true keeps personal data (secrets are masked all the same) */
export function redactFields(fields: Record<string, unknown>, personal: boolean): Record<string, unknown> {
  return redactObject(fields, personal, 0);
}

/** Running text (an error's message) without mail and IP addresses. */
export function redactText(text: string): string {
  const bounded = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return bounded.replace(MAIL, MASK).replace(IPV4, MASK).replace(IPV6, MASK);
}

function redactObject(fields: object, personal: boolean, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields).slice(0, MAX_ITEMS)) {
    if (value !== null && value !== undefined && matches(key, SECRET)) out[key] = MASK;
    else if (value !== null && value !== undefined && !personal && matches(key, PERSONAL)) out[key] = MASK;
    else out[key] = redactValue(value, personal, depth + 1);
  }
  return out;
}

function redactValue(value: unknown, personal: boolean, depth: number): unknown {
  if (typeof value === 'string') return personal ? value.slice(0, MAX_TEXT) : redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (depth >= MAX_DEPTH) return '…';
  if (value instanceof Error) return redactError(value, personal, depth);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redactValue(item, personal, depth + 1));
  // Secret and dates say for themselves how they are written.
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return redactValue((value as { toJSON(): unknown }).toJSON(), personal, depth + 1);
  }
  return redactObject(value, personal, depth);
}

function redactError(error: Error, personal: boolean, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = {
    type: error.name,
    message: redactValue(error.message, personal, depth + 1),
  };
  if ('code' in error && typeof error.code === 'string') out['code'] = error.code;
  if (error.stack) out['stack'] = redactValue(error.stack, personal, depth + 1);
  if (error.cause !== undefined) out['cause'] = redactValue(error.cause, personal, depth + 1);
  return out;
}

/** `peerIp`, `peer_ip`, `ip` match `ip`; `script` does not. */
function matches(key: string, names: ReadonlySet<string>): boolean {
  const bounded = key.slice(0, 80);
  if (names.has(bounded.toLowerCase().replace(/[_-]/g, ''))) return true;
  const words = bounded.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[\s_-]+/);
  return names.has((words.at(-1) ?? '').toLowerCase());
}
