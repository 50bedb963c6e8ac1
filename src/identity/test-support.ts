import { mapRecord } from '../engines/events/index.ts';
import type { Finding } from '../base/finding.ts';
import { eventId } from '../platform/findings/seal-finding.ts';
import type { EventQuery, EventStore, NewEvent, StoredEvent } from '../platform/store/event-store.ts';
import type { HostJudge, NamedByIncidents } from './ports.ts';

/** Helpers of this room's tests. */

export const TENANT = 'live';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Tuesday afternoon: the first lure of the scenarios. */
export const T0 = Date.UTC(2026, 10, 17, 14);

export interface Place {
  ip: string;
  asn: number;
  asOrg: string;
  dtHash?: string;
  ua?: string;
  proxy?: boolean;
}

export const ATTACKER: Place = {
  ip: '203.0.113.88',
  asn: 11878,
  asOrg: 'tzulo',
  dtHash: 'd'.repeat(64),
  ua: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
};

const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';

/** Where somebody lives: an access provider's address and a laptop of her own. */
export function homeOf(user: string): Place {
  const number = Number.parseInt(user.replaceAll(/\D/gu, '') || '200', 10) % 250;
  return { ip: `198.51.${number}.20`, asn: 7922, asOrg: 'Comcast', dtHash: `${user}-laptop`, ua: MAC };
}

let serial = 0;

export interface OktaEventOptions {
  at: number;
  type: string;
  user: string;
  place: Place;
  result?: string;
  factor?: string;
  session?: string | null;
  app?: string;
  reason?: string;
}

/** A System Log record as Okta writes it, as far as it matters here. */
export function oktaRecord(options: OktaEventOptions): Record<string, unknown> {
  serial += 1;
  const { place, user } = options;
  const login = `${user}@acme.example`;
  const actor = { id: `00u${user}`, type: 'User', alternateId: login, displayName: user.toUpperCase() };
  return {
    uuid: `uuid-${serial}-${options.type}-${options.at}`,
    published: new Date(options.at).toISOString(),
    eventType: options.type,
    actor,
    client: {
      ipAddress: place.ip,
      userAgent: { rawUserAgent: place.ua ?? MAC },
      geographicalContext: { country: 'United States' },
    },
    securityContext: { asNumber: place.asn, asOrg: place.asOrg, isProxy: place.proxy ?? false },
    authenticationContext: { rootSessionId: options.session ?? null, externalSessionId: options.session ?? 'unknown' },
    debugContext: {
      debugData: {
        ...(place.dtHash === undefined ? {} : { dtHash: place.dtHash }),
        ...(options.factor === undefined ? {} : { factor: options.factor }),
      },
    },
    outcome: { result: options.result ?? 'SUCCESS', reason: options.reason ?? null },
    target: [
      ...(options.type.startsWith('user.mfa.') ? [actor] : []),
      ...(options.app === undefined ? [] : [{ id: '0oa1', type: 'AppInstance', displayName: options.app }]),
    ],
  };
}

export function oktaEvent(options: OktaEventOptions): NewEvent {
  return newEvent('okta', 'okta', oktaRecord(options), options.at + 2000);
}

export function dnsEvent(at: number, user: string | null, host: string): NewEvent {
  serial += 1;
  const record = {
    id: `q${serial}`,
    time: at,
    qname: host,
    ...(user === null ? {} : { user: `${user}@acme.example` }),
    ip: '10.0.0.7',
  };
  return newEvent('ingest:dns', 'dns', record, at + 1000);
}

export function newEvent(
  sourceId: string,
  format: 'okta' | 'dns' | 'ocsf',
  record: unknown,
  receivedAt: number,
): NewEvent {
  const mapped = mapRecord(format, record);
  if (!mapped.ok) throw new Error(`${mapped.path}: ${mapped.reason}`);
  const raw = JSON.stringify(record);
  return {
    id: eventId(TENANT, sourceId, mapped.vendorId, raw),
    sourceId,
    format,
    occurredAt: mapped.occurredAt,
    receivedAt,
    raw,
    fields: mapped.fields,
  };
}

/** A whole sign-in at a place, to an application: what ordinary days are made of. */
export function signIn(user: string, place: Place, at: number, factor = 'OKTA_VERIFY_PUSH'): NewEvent[] {
  const session = `s-${user}-${at}`;
  return [
    oktaEvent({ at, type: 'user.session.start', user, place, session }),
    oktaEvent({ at: at + 8000, type: 'user.authentication.auth_via_mfa', user, place, session, factor }),
    oktaEvent({ at: at + 12_000, type: 'user.authentication.sso', user, place, session, app: 'Mail' }),
  ];
}

/** Ten working days at home. */
export function historyOf(users: readonly string[], days = 10): NewEvent[] {
  return users.flatMap((user) =>
    Array.from({ length: days }, (_day, day) => signIn(user, homeOf(user), T0 - (days - day) * DAY - 5 * HOUR)).flat(),
  );
}

/** Events in memory, with the semantics of the real store. */
export function memoryEvents(): EventStore & { all: StoredEvent[] } {
  const all: StoredEvent[] = [];
  const byId = new Map<string, StoredEvent>();
  return {
    all,
    append: async (_tenantId, batch) => {
      let appended = 0;
      for (const event of batch) {
        if (byId.has(event.id)) continue;
        const age = event.receivedAt - event.occurredAt;
        const stored = { ...event, seq: all.length + 1, misdated: age > 90 * DAY || age < -DAY };
        byId.set(event.id, stored);
        all.push(stored);
        appended += 1;
      }
      return { appended, duplicates: batch.length - appended, headSeq: all.length };
    },
    readAfter: async (_tenantId, afterSeq, limit) => all.slice(afterSeq, afterSeq + limit),
    byId: async (_tenantId, id) => byId.get(id) ?? null,
    find: async (_tenantId, query) => all.filter((event) => matches(event, query)).slice(0, query.limit),
    headSeq: async () => all.length,
    stats: async () => ({ events: all.length, sizeBytes: 0, oldestMs: null, newestMs: null }),
    dropDaysBefore: async () => [],
    dropTenant: async () => undefined,
    copyTo: async () => undefined,
    close: async () => undefined,
  };
}

function matches(event: StoredEvent, query: EventQuery): boolean {
  return (
    event.occurredAt >= query.fromMs &&
    event.occurredAt < query.toMs &&
    (query.ip === undefined || query.ip === event.fields.ip)
  );
}

/** Names the addresses put into it. */
export function namedAddresses(): NamedByIncidents & { names: Map<string, string> } {
  const names = new Map<string, string>();
  return {
    names,
    named: async (_tx, _tenantId, entities) =>
      entities.flatMap(({ kind, value }) => {
        const incidentNumber = names.get(value);
        return incidentNumber === undefined ? [] : [{ kind, value, incidentNumber }];
      }),
  };
}

export const LOOK_ALIKE: HostJudge = {
  judge: (_tenantId, host) => (host.endsWith('acme-okta.com') ? { registrable: 'acme-okta.com', brand: 'Acme' } : null),
  noteAsked: () => Promise.resolve(),
};

/** What must be the same for the same events: everything but when it was found and the further evidence. */
export function essence(finding: Finding): unknown {
  return {
    id: finding.id,
    detector: finding.detector,
    key: finding.key,
    severity: finding.severity,
    message: finding.message.key,
    entities: finding.entities.map(({ kind, value, role, joins }) => `${kind} ${value} ${role} ${joins}`).toSorted(),
  };
}
