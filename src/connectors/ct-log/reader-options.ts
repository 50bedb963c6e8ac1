import type { Clock } from '../../base/clock.ts';
import { decodeBase64, encodeBase64, type LogIdentity, MAX_CHECKPOINT_BYTES } from '../../engines/ct/index.ts';
import type { CertificateLogKind } from '../../domains/ports.ts';
import type { Egress } from '../../platform/http/egress.ts';
import { ctLogError } from './ct-log-errors.ts';
import type { HostScheduler } from './host-scheduler.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { nodeCtCrypto, readSpki } from './node-crypto.ts';

/** What a log may cost us. Every limit has a default that fits the public logs of 2026. */
interface CtLogLimits {
  /** A data tile, unpacked. 256 certificates are about 400 KiB. */
  tileBytes: number;
  /** A names tile, unpacked. The same 256 are about 36 KiB. */
  namesTileBytes: number;
  checkpointBytes: number;
  /** For one request, in real milliseconds. */
  timeoutMs: number;
  /** Tiles of 256 entries read by one call, in parallel. */
  tilesPerRead: number;
  /** How long a log without names tiles is not asked for them again. */
  namesAbsentForMs: number;
  /** The log's newest tree head is asked for this often while there is something else to read. */
  headEveryMs: number;
  /** Behind by more leaves than this, the newest are read first. */
  jumpBehind: number;
  /** Leaves of a tile that is not full yet are proven when they are this old; full tiles at once. */
  proveWithinMs: number;
  /** A get-sth, proof or other small answer of an RFC 6962 log. */
  answerBytes: number;
  /** A get-entries answer, of which only the leaves are kept. 256 entries are about 1.5 MiB. */
  entriesBytes: number;
  /** Leaves kept of one such answer, about: the rest is asked for again. 256 of them are about 400 KiB. */
  leavesBytes: number;
  /** Entries asked for at once from an RFC 6962 log, at most; the number follows what the log gives. Most give no more. */
  maxBatch: number;
}

const CT_LOG_LIMITS: CtLogLimits = {
  tileBytes: 32 * 1024 * 1024,
  namesTileBytes: 8 * 1024 * 1024,
  checkpointBytes: MAX_CHECKPOINT_BYTES,
  timeoutMs: 30_000,
  tilesPerRead: 8,
  namesAbsentForMs: 600_000,
  headEveryMs: 900,
  jumpBehind: 4_096,
  proveWithinMs: 120_000,
  answerBytes: 64 * 1024,
  entriesBytes: 24 * 1024 * 1024,
  leavesBytes: 2 * 1024 * 1024,
  maxBatch: 256,
};

/** Such a log signs a head every few seconds to minutes, so that all of it comes at once; and each piece of a gap costs a proof. */
const RFC6962_LIMITS: Partial<CtLogLimits> = { jumpBehind: 16_384 };

export interface CtLogReaderOptions {
  /** Default `static-ct`. */
  kind?: CertificateLogKind;
  /** SHA-256 of the key in base64, as log lists have it: compared with the key where it is given. */
  logId?: string;
  /** Maximum merge delay the log promises, milliseconds. Default 60 s for static-ct, a day for RFC 6962. */
  mmdMs?: number;
  /** Shared by the readers of a program, so that logs of one host take turns. Default: none. */
  scheduler?: HostScheduler;
  /** Monitoring prefix of the log, e.g. `https://rome2026h2.mon.example/`. The final slash may be missing. */
  monitoringUrl: string;
  /** Origin line the checkpoint must have: the submission prefix without scheme and final slash. Default: any. RFC 6962 logs sign none. */
  origin?: string;
  /**
   * The log's key as in the browser vendors' log lists: SubjectPublicKeyInfo, base64. Without it nothing that the log says is
   * proven, so it may be missing only for a log on this machine (plain http on loopback: a rehearsal or a test).
   */
  publicKey?: string;
  /** The way out that guards which addresses are contacted. */
  egress: Egress;
  /** Default `web`: 80, 443, 8080, 8443. `any` for a log whose address the operator set himself. */
  ports?: 'web' | 'any';
  /** Shared by the readers of a program: how much of what they read may be held at a time, each its share. Default: no bound over all. */
  memory?: MemoryBudget;
  clock: Clock;
  /** Mail address or URL the log's operator can reach you by. Logs limit readers that give none. */
  userAgentContact: string;
  /** Where the first read begins: at the tree's end less `lookBackEntries`, or at leaf 0. Default `head`. */
  startAt?: 'head' | 'beginning';
  /** Default 0. */
  lookBackEntries?: number;
  limits?: Partial<CtLogLimits>;
}

/** The options as checked. */
export interface CheckedOptions {
  kind: CertificateLogKind;
  mmdMs: number;
  /** With final slash. */
  monitoringUrl: string;
  /** Null where nothing is to be verified. */
  identity: LogIdentity | null;
  origin: string | null;
  userAgent: string;
  /** What ties a position to this log. */
  logKey: string;
  startAt: 'head' | 'beginning';
  lookBackEntries: number;
  limits: CtLogLimits;
}

/** @throws AppError `ct_log.bad_configuration` naming the option */
export function checkOptions(options: CtLogReaderOptions): CheckedOptions {
  const url = URL.parse(options.monitoringUrl);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw badOption(`monitoringUrl is not an http or https URL: ${options.monitoringUrl.slice(0, 200)}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw badOption('monitoringUrl must not have a user, a query or a fragment');
  }
  const monitoringUrl = url.href.endsWith('/') ? url.href : `${url.href}/`;

  const contact = options.userAgentContact.trim();
  if (!/^[\x20-\x7e]{3,200}$/.test(contact) || /[()]/.test(contact)) {
    throw badOption('userAgentContact must be a mail address or URL of 3 to 200 printable ASCII characters');
  }
  const lookBackEntries = options.lookBackEntries ?? 0;
  if (!Number.isSafeInteger(lookBackEntries) || lookBackEntries < 0)
    throw badOption('lookBackEntries must be 0 or more');

  const { origin = null } = options;
  const { kind = 'static-ct' } = options;
  const common = {
    kind,
    mmdMs: options.mmdMs ?? (kind === 'rfc6962' ? 86_400_000 : 60_000),
    monitoringUrl,
    origin,
    userAgent: `Breakwater certificate reader (${contact})`,
    startAt: options.startAt ?? 'head',
    lookBackEntries,
    limits: { ...CT_LOG_LIMITS, ...(kind === 'rfc6962' ? RFC6962_LIMITS : {}), ...options.limits },
  } as const;
  if (options.publicKey === undefined) {
    if (url.protocol !== 'http:' || !isLoopback(url.hostname)) {
      throw badOption(`publicKey is missing: without it nothing ${url.host} says could be verified`);
    }
    return { ...common, identity: null, logKey: `unverified ${monitoringUrl}` };
  }
  const publicKeySpki = decodeBase64(options.publicKey);
  if (publicKeySpki === null || readSpki(publicKeySpki) === null) {
    throw badOption('publicKey is not a P-256 or RSA (2048 bits or more) SubjectPublicKeyInfo in base64');
  }
  const logKey = encodeBase64(nodeCtCrypto.sha256(publicKeySpki));
  if (options.logId !== undefined && options.logId !== logKey) {
    throw badOption(`logId is not the SHA-256 of publicKey: ${options.logId.slice(0, 100)}, expected ${logKey}`);
  }
  return { ...common, identity: origin === null ? { publicKeySpki } : { publicKeySpki, origin }, logKey };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.[0-9]{1,3}){3}$/.test(hostname);
}

function badOption(message: string): Error {
  return ctLogError('bad_configuration', message, { retryable: false, status: 400 });
}
