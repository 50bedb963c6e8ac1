import { hash } from 'node:crypto';
import { emptyFields, type IndexedFields } from '../../src/engines/events/index.ts';
import type { NewEvent } from '../../src/platform/store/event-store.ts';

/** Numbers in [0, 1) that repeat exactly for a seed: a 32-bit xorshift. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const ACTIONS = [
  ['user.session.start', 'policy.evaluate_sign_on', 'user.authentication.auth_via_mfa', 'user.authentication.sso'],
  ['user.authentication.verify', 'user.session.end', 'app.oauth2.token.grant', 'user.mfa.okta_verify'],
].flat();
const APPS = ['Google Workspace', 'Slack', 'Salesforce', 'GitHub Enterprise', 'Zendesk', 'AWS IAM Identity Center'];
const CITIES = [
  ['US', 'San Francisco', 'California', '94110'],
  ['US', 'Austin', 'Texas', '73301'],
  ['DE', 'Berlin', 'Berlin', '10115'],
  ['GB', 'London', 'England', 'E1 6AN'],
] as const;
const CARRIERS: readonly [number, string][] = [
  [7922, 'comcast'],
  [701, 'verizon'],
  [3320, 'deutsche telekom'],
  [2856, 'british telecom'],
];
const USER_AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36';

/** People in the synthetic company. */
export const PEOPLE = 5_000;

export function loginOf(person: number): string {
  return `person.${String(person).padStart(4, '0')}@acme-example.com`;
}

/**
 * Okta-like events, about 1.6 KB of JSON each, in order of time.
 * @param random seeded
 * @param everyMs mean time between events
 */
export function syntheticEvents(random: () => number, count: number, startMs: number, everyMs: number): NewEvent[] {
  const events: NewEvent[] = [];
  let time = startMs;
  for (let index = 0; index < count; index += 1) {
    time += Math.floor(random() * 2 * everyMs);
    events.push(syntheticEvent(random, time));
  }
  return events;
}

function syntheticEvent(random: () => number, time: number): NewEvent {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const token = (length: number): string => {
    let text = '';
    while (text.length < length) text += Math.floor(random() * 2 ** 32).toString(36);
    return text.slice(0, length);
  };
  const person = Math.floor(random() ** 2 * PEOPLE);
  const login = loginOf(person);
  const [country, city, state, postalCode] = pick(CITIES);
  const [asn, asOrg] = pick(CARRIERS);
  const ip = `${20 + (person % 180)}.${person % 251}.${(person * 7) % 253}.${Math.floor(random() * 4) + 1}`;
  const session = `102${token(22)}`;
  const device = hash('sha256', `device ${person}`);
  const action = pick(ACTIONS);
  const app = pick(APPS);
  const userId = `00u${hash('sha256', login).slice(0, 17)}`;
  const uuid = hash('sha256', token(24)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');
  const success = random() > 0.03;
  const raw = JSON.stringify({
    actor: {
      id: `00u${token(17)}`,
      type: 'User',
      alternateId: login,
      displayName: `Person ${person}`,
      detailEntry: null,
    },
    client: {
      userAgent: { rawUserAgent: USER_AGENT, os: 'Mac OS X', browser: 'CHROME' },
      device: 'Computer',
      ipAddress: ip,
      geographicalContext: {
        city,
        state,
        country,
        postalCode,
        geolocation: { lat: 37.7484, lon: -122.4156 },
      },
    },
    authenticationContext: {
      externalSessionId: session,
      rootSessionId: session,
    },
    displayMessage: action,
    eventType: action,
    outcome: { result: success ? 'SUCCESS' : 'FAILURE', reason: success ? null : 'VERIFICATION_ERROR' },
    published: new Date(time).toISOString(),
    securityContext: { asNumber: asn, asOrg, isp: asOrg, domain: `${asOrg.split(' ')[0]}.net`, isProxy: false },
    severity: 'INFO',
    debugContext: {
      debugData: {
        requestId: token(24),
        dtHash: device,
        behaviors:
          '{New Geo-Location=NEGATIVE, New Device=NEGATIVE, New IP=NEGATIVE, New State=NEGATIVE, Velocity=NEGATIVE}',
      },
    },
    transaction: { type: 'WEB', id: token(27), detail: {} },
    uuid,
    request: {
      ipChain: [{ ip, geographicalContext: { city, state, country, postalCode }, version: 'V4', source: null }],
    },
    target: [
      {
        id: `0oa${hash('sha256', app).slice(0, 17)}`,
        type: 'AppInstance',
        alternateId: app,
        displayName: app,
        detailEntry: null,
      },
    ],
  });
  const fields: IndexedFields = {
    ...emptyFields(),
    action,
    classUid: 3002,
    activityId: 1,
    status: success ? 'success' : 'failure',
    principal: login,
    principalId: userId,
    principalLabel: `Person ${person}`,
    ip,
    asn,
    asOrg,
    isProxy: false,
    country,
    city,
    userAgent: USER_AGENT,
    uaFamily: 'chrome',
    osFamily: 'macos',
    deviceFingerprint: device,
    rootSessionId: session,
    externalSessionId: session,
    app,
  };
  return {
    id: hash('sha256', uuid),
    sourceId: 'okta-main',
    format: 'okta',
    occurredAt: time,
    receivedAt: time + 900,
    raw,
    fields,
  };
}
