import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapRecord, MAX_FIELD_LENGTH, OCSF_VERSION, type MapResult, type RecordFormat } from './index.ts';
import { loadOcsfChecker } from '../../../test/ocsf/ocsf-checker.ts';

const CORPORA = join(import.meta.dirname, '../../../../shared/corpora');
const check = loadOcsfChecker(join(CORPORA, 'schemas/ocsf'));
if (check === null)
  console.log('skipped: ../shared/corpora/schemas/ocsf is absent, events are not checked against the OCSF schema');

function mapped(record: unknown, format: RecordFormat = 'okta'): MapResult & { ok: true } {
  const result = mapRecord(format, record);
  if (!result.ok) throw new Error(`${result.path}: ${result.reason}`);
  return result;
}

const SIGN_IN = {
  uuid: '1b2c3d4e-0000-11f1-8000-000000000001',
  published: '2026-03-04T05:06:07.089Z',
  eventType: 'user.session.start',
  version: '0',
  severity: 'INFO',
  legacyEventType: 'core.user_auth.login_success',
  displayMessage: 'User login to Okta',
  actor: { id: '00u1', type: 'User', alternateId: 'Emp012@Acme.Example', displayName: 'Ada Twelve', detailEntry: null },
  client: {
    userAgent: {
      rawUserAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      os: 'Windows 10',
      browser: 'CHROME',
    },
    zone: 'null',
    device: 'Computer',
    id: null,
    ipAddress: '203.0.113.88',
    geographicalContext: {
      city: 'Los Angeles',
      state: 'California',
      country: 'United States',
      postalCode: '90014',
      geolocation: { lat: 34.05, lon: -118.24 },
    },
  },
  device: {
    id: 'guo1',
    name: 'PC-1',
    os_platform: 'WINDOWS',
    os_version: '10.0.22631',
    managed: false,
    registered: true,
  },
  authenticationContext: { authenticationStep: 0, externalSessionId: 'idxExternal', rootSessionId: 'idxRoot' },
  outcome: { result: 'SUCCESS', reason: null },
  securityContext: { asNumber: 11878, asOrg: 'tzulo', isp: 'tzulo inc.', domain: 'tzulo.com', isProxy: true },
  debugContext: {
    debugData: {
      requestId: 'req1',
      requestUri: '/idp/idx/challenge/answer?stateToken=secret',
      dtHash: 'd'.repeat(64),
      deviceFingerprint: 'f'.repeat(32),
      behaviors: '{New Geo-Location=POSITIVE, New Device=POSITIVE, New IP=NEGATIVE, Velocity=UNKNOWN}',
      risk: '{reasons=Anomalous Location, level=HIGH}',
    },
  },
  transaction: { type: 'WEB', id: 'txn1', detail: {} },
  request: {
    ipChain: [
      { ip: '203.0.113.88', version: 'V4' },
      { ip: '198.51.100.7', version: 'V4' },
    ],
  },
  target: [
    { id: 'lae1', type: 'AuthenticatorEnrollment', alternateId: 'unknown', displayName: 'Password', detailEntry: null },
    {
      id: '0oa1',
      type: 'AppInstance',
      alternateId: 'Okta Dashboard',
      displayName: 'Okta Dashboard',
      detailEntry: null,
    },
  ],
};

describe('an Okta sign-in', () => {
  const result = mapped(SIGN_IN);

  it('gives the flat fields that detections use', () => {
    expect(result.vendorId).toBe(SIGN_IN.uuid);
    expect(result.occurredAt).toBe(Date.UTC(2026, 2, 4, 5, 6, 7, 89));
    expect(result.fields).toEqual({
      action: 'user.session.start',
      classUid: 3002,
      activityId: 1,
      status: 'success',
      principal: 'emp012@acme.example',
      principalId: '00u1',
      principalLabel: 'Ada Twelve',
      targetPrincipal: null,
      targetPrincipalId: null,
      ip: '203.0.113.88',
      asn: 11878,
      asOrg: 'tzulo',
      isProxy: true,
      country: 'US',
      city: 'Los Angeles',
      userAgent: SIGN_IN.client.userAgent.rawUserAgent,
      uaFamily: 'chrome',
      osFamily: 'windows',
      deviceId: 'guo1',
      deviceManaged: false,
      deviceFingerprint: 'd'.repeat(64),
      rootSessionId: 'idxRoot',
      externalSessionId: 'idxExternal',
      transactionId: 'txn1',
      authenticatorKind: 'password',
      authenticatorPhishingResistant: null,
      authenticatorId: 'lae1',
      newDevice: true,
      newIp: false,
      app: 'Okta Dashboard',
      domain: null,
      outcomeReason: null,
    });
  });

  it('leaves nothing of value in unmapped', () => {
    const { event } = result;
    expect(event.metadata.version).toBe(OCSF_VERSION);
    expect(event).toMatchObject({
      session: { uid: 'idxRoot', uid_alt: 'idxExternal' },
      device: { uid: 'guo1', is_managed: false, os: { name: 'windows', type_id: 100, version: '10.0.22631' } },
      user: { name: 'emp012@acme.example', risk_level_id: 3 },
      src_endpoint: {
        ip: '203.0.113.88',
        autonomous_system: { number: 11878, name: 'tzulo' },
        intermediate_ips: ['198.51.100.7'],
      },
      http_request: { url: { path: '/idp/idx/challenge/answer' } },
    });
    expect(event.enrichments?.map((enrichment) => enrichment.type)).toEqual([
      'proxy',
      'behavior',
      'risk',
      'authenticator',
    ]);
    expect(event.unmapped).toEqual({ legacyEventType: 'core.user_auth.login_success' });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('keeps the origin that FastPass saw and the state of the device, which OCSF has no place for', () => {
    const { event } = mapped({
      ...SIGN_IN,
      device: { ...SIGN_IN.device, disk_encryption_type: 'ALL_INTERNAL_VOLUMES', secure_hardware_present: true },
      authenticationContext: { authenticatorContext: { requestOrigin: 'https://acme-okta.example' } },
    });
    expect(event.unmapped).toMatchObject({
      authenticatorContext: { requestOrigin: 'https://acme-okta.example' },
      devicePosture: { diskEncryption: 'ALL_INTERNAL_VOLUMES', secureHardware: true },
    });
  });

  it('keeps the same event when a pipeline lower-cased its keys', () => {
    const lower = lowerKeys(SIGN_IN);
    expect(mapped(lower).fields).toEqual(result.fields);
  });
});

function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerKeys(inner)]));
}

describe('the shapes behaviours come in', () => {
  const shapes: [name: string, debugData: unknown][] = [
    ['a Java map in text', { behaviors: '{New Device=POSITIVE, New IP=NEGATIVE}' }],
    ['a list of pairs', { behaviors: ['New Device=POSITIVE', 'New IP=NEGATIVE'] }],
    ['pairs as keys', { behaviors: { 'New Device=POSITIVE': null, 'New IP=NEGATIVE': null } }],
    ['an object', { behaviors: { 'New Device': 'POSITIVE', 'New IP': 'NEGATIVE' } }],
    [
      'JSON in text',
      { logOnlySecurityData: '{"risk":{"level":"LOW"},"behaviors":{"New Device":"POSITIVE","New IP":"NEGATIVE"}}' },
    ],
    ['a nested object', { logOnlySecurityData: { behaviors: { 'New Device': 'POSITIVE', 'New IP': 'NEGATIVE' } } }],
  ];
  it.each(shapes)('reads them from %s', (_name, debugData) => {
    const { fields } = mapped({ eventType: 'policy.evaluate_sign_on', debugContext: { debugData } });
    expect([fields.newDevice, fields.newIp]).toEqual([true, false]);
  });

  it('reads them from securityContext.userBehaviors', () => {
    const userBehaviors = [
      { name: 'New Device', result: 'NEGATIVE' },
      { name: 'New IP', result: 'POSITIVE' },
    ];
    const { fields } = mapped({ eventType: 'user.session.start', securityContext: { userBehaviors } });
    expect([fields.newDevice, fields.newIp]).toEqual([false, true]);
  });

  it('says nothing about what was not evaluated', () => {
    const { fields } = mapped({
      eventType: 'user.session.start',
      debugContext: { debugData: { behaviors: '{New Device=UNKNOWN}' } },
    });
    expect([fields.newDevice, fields.newIp]).toEqual([null, null]);
  });
});

describe('authenticators', () => {
  const cases: [word: object, kind: string][] = [
    [{ debugContext: { debugData: { factor: 'SIGNED_NONCE' } } }, 'fastpass'],
    [{ debugContext: { debugData: { factor: 'OKTA_VERIFY_PUSH' } } }, 'push'],
    [{ debugContext: { debugData: { factor: 'OKTA_SOFT_TOKEN' } } }, 'totp'],
    [{ debugContext: { debugData: { factor: 'TOKEN_SOFTWARE_TOTP' } } }, 'totp'],
    [{ debugContext: { debugData: { factor: 'SMS_FACTOR' } } }, 'sms'],
    [{ debugContext: { debugData: { factor: 'FIDO_WEBAUTHN' } } }, 'webauthn'],
    [{ debugContext: { debugData: { factor: 'RSA_SECURID' } } }, 'other'],
    [{ outcome: { result: 'SUCCESS', reason: 'User set up OKTA_VERIFY_PUSH factor' } }, 'push'],
    [{ outcome: { result: 'SUCCESS', reason: 'User reset FIDO_WEBAUTHN factor' } }, 'webauthn'],
    [{ authenticationContext: { credentialType: 'SMS' } }, 'sms'],
  ];
  it.each(cases)('%j is %s', (part, kind) => {
    expect(mapped({ eventType: 'user.authentication.auth_via_mfa', ...part }).fields.authenticatorKind).toBe(kind);
  });

  it('takes phishing resistance only from what the vendor verified', () => {
    const target = (properties: string): object => ({
      type: 'AuthenticatorEnrollment',
      id: 'pfd1',
      displayName: 'Okta Verify',
      detailEntry: { methodTypeUsed: 'Use Okta FastPass', methodUsedVerifiedProperties: properties },
    });
    const of = (properties: string): unknown =>
      mapped({ eventType: 'user.authentication.auth_via_mfa', target: [target(properties)] }).fields;
    expect(of('[DEVICE_BOUND, PHISHING_RESISTANT]')).toMatchObject({
      authenticatorKind: 'fastpass',
      authenticatorPhishingResistant: true,
      authenticatorId: 'pfd1',
    });
    expect(of('[USER_PRESENCE]')).toMatchObject({ authenticatorPhishingResistant: false });
    expect(of('')).toMatchObject({ authenticatorPhishingResistant: null });
  });

  it('invents no id where the record of an enrolment carries none', () => {
    const { fields, event } = mapped({
      eventType: 'user.mfa.factor.activate',
      outcome: { result: 'SUCCESS', reason: 'User set up OKTA_VERIFY_PUSH factor' },
      actor: { id: '00u1', type: 'User', alternateId: 'a@b.example' },
      target: [{ id: '00u1', type: 'User', alternateId: 'A@B.example', displayName: 'A' }],
    });
    expect(fields).toMatchObject({
      classUid: 3001,
      activityId: 10,
      authenticatorId: null,
      targetPrincipal: 'a@b.example',
      targetPrincipalId: '00u1',
    });
    expect(event).toMatchObject({ auth_factors: [{ factor_type_id: 5, factor_type: 'Push Notification' }] });
  });
});

describe('times', () => {
  const cases: [published: string, expected: number][] = [
    ['2022-03-22 14:21:53.225', Date.UTC(2022, 2, 22, 14, 21, 53, 225)],
    ['2024-04-02 19:17:37.621000000', Date.UTC(2024, 3, 2, 19, 17, 37, 621)],
    ['2024-04-02T19:17:37+02:30', Date.UTC(2024, 3, 2, 16, 47, 37)],
    ['2024-04-02T19:17:37.1Z', Date.UTC(2024, 3, 2, 19, 17, 37, 100)],
    ['2024-02-30T00:00:00Z', 0],
    ['redacted', 0],
  ];
  it.each(cases)('%s', (published, expected) => {
    expect(mapped({ eventType: 'user.session.start', published }).occurredAt).toBe(expected);
  });
});

describe('DNS lines', () => {
  it('maps ours, Zeek and Cloudflare Gateway alike', () => {
    const ours = mapped(
      {
        time: '2026-01-01T00:00:00Z',
        user: 'Emp007@acme.example',
        qname: 'Acme-Okta.com.',
        ip: '10.1.2.3',
        device_managed: true,
      },
      'dns',
    );
    const zeek = mapped(
      {
        ts: 1_767_225_600.5,
        uid: 'C1',
        'id.orig_h': '10.1.2.3',
        query: 'acme-okta.com',
        qtype_name: 'A',
        rcode: 0,
        rcode_name: 'NOERROR',
      },
      'dns',
    );
    const gateway = mapped(
      {
        Datetime: '2026-01-01T00:00:00Z',
        Email: 'emp007@acme.example',
        QueryName: 'acme-okta.com',
        SrcIP: '10.1.2.3',
        RCode: 3,
      },
      'dns',
    );
    expect(ours.fields).toMatchObject({
      domain: 'acme-okta.com',
      principal: 'emp007@acme.example',
      ip: '10.1.2.3',
      deviceManaged: true,
      classUid: 4003,
    });
    expect(zeek.fields).toMatchObject({ domain: 'acme-okta.com', ip: '10.1.2.3', status: 'success' });
    expect(zeek.occurredAt).toBe(1_767_225_600_500);
    expect(gateway.fields).toMatchObject({
      domain: 'acme-okta.com',
      principal: 'emp007@acme.example',
      status: 'failure',
    });
    for (const result of [ours, zeek, gateway]) expect(check?.(result.event) ?? []).toEqual([]);
  });

  it('refuses a line that asks for nothing', () => {
    expect(mapRecord('dns', { user: 'a' })).toEqual({ ok: false, reason: 'no name that was asked for', path: 'qname' });
    expect(mapRecord('dns', { qname: 'a b<script>' })).toMatchObject({ ok: false, path: 'qname' });
  });
});

describe('events that are OCSF already', () => {
  it('reads back what the Okta mapper wrote', () => {
    const { event, fields } = mapped(SIGN_IN);
    const back = mapped(JSON.parse(JSON.stringify(event)), 'ocsf').fields;
    for (const name of [
      'action',
      'classUid',
      'status',
      'principal',
      'principalId',
      'ip',
      'asn',
      'country',
      'deviceId',
      'deviceManaged',
      'rootSessionId',
      'authenticatorKind',
      'app',
    ] as const) {
      expect([name, back[name]]).toEqual([name, fields[name]]);
    }
  });

  it('refuses other classes, other majors and what is too long or too deep', () => {
    expect(mapRecord('ocsf', { class_uid: 1007, activity_id: 1, metadata: { version: '1.4.0' } })).toMatchObject({
      ok: false,
      path: 'class_uid',
    });
    expect(mapRecord('ocsf', { class_uid: 3002, activity_id: 1, metadata: { version: '2.0.0' } })).toMatchObject({
      ok: false,
      path: 'metadata.version',
    });
    const valid = { class_uid: 3002, activity_id: 1, metadata: { version: '1.4.0' } };
    expect(mapRecord('ocsf', { ...valid, message: 'x'.repeat(70_000) })).toMatchObject({ ok: false });
    let deep: unknown = 1;
    for (let i = 0; i < 50_000; i += 1) deep = [deep];
    expect(mapRecord('ocsf', { ...valid, unmapped: deep })).toMatchObject({ ok: false });
    expect(mapRecord('okta', { eventType: 'a', target: deep })).toMatchObject({ ok: true });
  });
});

describe('any record', () => {
  it('never makes the mapper throw, and its strings are bounded', () => {
    const formats = fc.constantFrom<RecordFormat>('okta', 'dns', 'ocsf');
    fc.assert(
      fc.property(formats, fc.jsonValue({ maxDepth: 4 }), (format, value) => {
        expectBounded(mapRecord(format, value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('survives any value anywhere in a real record', () => {
    const paths = pathsOf(SIGN_IN);
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.oneof(
          fc.jsonValue(),
          fc.string({ maxLength: 5_000, unit: 'binary' }),
          fc.constantFrom('constructor', '__proto__', 'toString'),
        ),
        (path, value) => {
          const record = structuredClone(SIGN_IN) as Record<string, unknown>;
          let at: Record<string, unknown> = record;
          for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
          at[path.at(-1) ?? ''] = value;
          const result = mapRecord('okta', record);
          expectBounded(result);
          if (result.ok) expect(check?.(JSON.parse(JSON.stringify(result.event))) ?? []).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key])),
  ];
}

function expectBounded(result: MapResult): void {
  if (!result.ok) return;
  expect(Number.isSafeInteger(result.occurredAt)).toBe(true);
  for (const value of Object.values(result.fields)) {
    if (typeof value !== 'string') continue;
    expect(value.length).toBeLessThanOrEqual(MAX_FIELD_LENGTH);
    expect(value.isWellFormed()).toBe(true);
    expect(value).not.toContain('\0');
  }
}

describe.skipIf(check === null)('the OCSF checker of these tests', () => {
  it('names what is wrong with an event', () => {
    const { event } = mapped(SIGN_IN);
    const broken = { ...event, rootSession: 'x', activity_id: 42, user: {}, status_id: '1' } as Record<string, unknown>;
    delete broken['time'];
    expect(check?.(broken).toSorted()).toEqual([
      'authentication.activity_id: 42 is not in its list',
      'authentication.rootSession: no such attribute',
      'authentication.status_id: string where integer_t is expected',
      'authentication.time: required',
      'authentication.user: needs one of account, name, uid',
      'type_uid does not follow from class and activity',
    ]);
  });
});

const PANTHER = join(CORPORA, 'identity/panther/okta.ndjson');
describe.skipIf(!existsSync(PANTHER))('public Okta events', () => {
  const events = existsSync(PANTHER)
    ? readFileSync(PANTHER, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: unknown }).event)
    : [];

  it('all map, to valid OCSF', () => {
    expect(events.length).toBeGreaterThan(50);
    for (const event of events) {
      const result = mapped(event);
      expect(check?.(result.event) ?? []).toEqual([]);
      expect(result.fields.action).not.toBeNull();
      expect(result.fields.principal ?? result.fields.targetPrincipal ?? result.fields.principalId).not.toBeNull();
    }
  });
});
if (!existsSync(PANTHER)) console.log('skipped: ../shared/corpora/identity/panther is absent');
