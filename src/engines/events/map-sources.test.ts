import { describe, expect, it } from 'vitest';
import { detectFormat, mapRecord, recordsIn, type IndexedFields, type MapResult, type RecordFormat } from './index.ts';
import { endpointOf } from './network.ts';

function mapped(format: RecordFormat, record: unknown): MapResult & { ok: true } {
  const result = mapRecord(format, record);
  if (!result.ok) throw new Error(`${result.path}: ${result.reason}`);
  return result;
}

function fieldsOf(format: RecordFormat, record: unknown): IndexedFields {
  return mapped(format, record).fields;
}

const GRAPH_SIGN_IN = {
  id: '66ea54eb-6301-4ee5-be62-ff5a759b0100',
  createdDateTime: '2026-03-04T05:06:07Z',
  userId: '26be570a-ae82-4189-b4e2-a37c6808512d',
  userPrincipalName: 'Emp012@Acme.Example',
  userDisplayName: 'Ada Twelve',
  appId: '00000002-0000-0ff1-ce00-000000000000',
  appDisplayName: 'Office 365 Exchange Online',
  ipAddress: '203.0.113.88',
  autonomousSystemNumber: 64500,
  clientAppUsed: 'Browser',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0',
  correlationId: 'corr-1',
  sessionId: 'sess-1',
  uniqueTokenIdentifier: 'tok-1',
  isInteractive: true,
  authenticationRequirement: 'multiFactorAuthentication',
  riskLevelDuringSignIn: 'medium',
  riskLevelAggregated: 'none',
  riskEventTypes_v2: ['anonymizedIPAddress', 'unfamiliarFeatures'],
  status: { errorCode: 50126, failureReason: 'Invalid username or password' },
  location: { city: 'Boston', state: 'Massachusetts', countryOrRegion: 'US' },
  deviceDetail: {
    deviceId: 'dev-1',
    displayName: 'PC-1',
    operatingSystem: 'Windows',
    isManaged: true,
    isCompliant: false,
  },
  authenticationDetails: [
    { authenticationMethod: 'Password', succeeded: true },
    { authenticationMethod: 'FIDO2 security key', succeeded: true },
  ],
};

describe('an Entra sign-in', () => {
  const diagnostic = {
    time: '2026-03-04T05:08:00.1230000Z',
    category: 'SignInLogs',
    operationName: 'Sign-in activity',
    resultType: '50126',
    callerIpAddress: '203.0.113.88',
    correlationId: 'corr-1',
    location: 'US',
    properties: GRAPH_SIGN_IN,
  };
  const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
  const logAnalytics = Object.fromEntries([
    ['TimeGenerated', '2026-03-04T05:09:00Z'],
    ['Type', 'SigninLogs'],
    ['OperationName', 'Sign-in activity'],
    ['ResultType', '50126'],
    ...Object.entries(GRAPH_SIGN_IN)
      .filter(([name]) => name !== 'location')
      .map(([name, value]) => [
        name === 'ipAddress' ? 'IPAddress' : pascal(name),
        typeof value === 'object' ? JSON.stringify(value) : value,
      ]),
    ['Location', 'US'],
    ['LocationDetails', JSON.stringify(GRAPH_SIGN_IN.location)],
  ]);

  it('is one event in its three shapes: same id, time and fields', () => {
    const [first, ...others] = [GRAPH_SIGN_IN, diagnostic, logAnalytics].map((record) => {
      const { vendorId, occurredAt, fields } = mapped('entra', record);
      return { vendorId, occurredAt, fields };
    });
    expect(others).toEqual([first, first]);
    expect(first).toMatchObject({ vendorId: GRAPH_SIGN_IN.id, occurredAt: Date.UTC(2026, 2, 4, 5, 6, 7) });
  });

  it('leaves nothing of value aside', () => {
    expect(fieldsOf('entra', GRAPH_SIGN_IN)).toMatchObject({
      status: 'failure',
      principal: 'emp012@acme.example',
      asn: 64500,
      isProxy: true,
      country: 'US',
      deviceId: 'dev-1',
      deviceManaged: true,
      rootSessionId: 'sess-1',
      authenticatorKind: 'webauthn',
      authenticatorPhishingResistant: true,
      outcomeReason: 'Invalid username or password',
    });
    expect(mapped('entra', GRAPH_SIGN_IN).event).toMatchObject({
      user: { risk_level_id: 2 },
      session: { uid: 'sess-1', credential_uid: 'tok-1' },
      device: { is_managed: true, is_compliant: false },
      is_mfa: true,
    });
  });

  it('that asks for a second step is a challenge, not a failure', () => {
    expect(fieldsOf('entra', { ...GRAPH_SIGN_IN, status: { errorCode: 50074 } }).status).toBe('challenge');
    expect(fieldsOf('entra', { ...GRAPH_SIGN_IN, status: { errorCode: 0 } }).status).toBe('success');
  });

  it('not of a person names its log and the service', () => {
    const service = {
      ...diagnostic,
      category: 'AADServicePrincipalSignInLogs',
      properties: { id: 's1', servicePrincipalId: 'sp-1', servicePrincipalName: 'backup', appId: 'a1' },
    };
    expect(mapped('entra', service)).toMatchObject({
      event: { metadata: { log_name: 'ServicePrincipalSignInLogs' } },
      fields: { principalId: 'sp-1', principalLabel: 'backup' },
    });
  });
});

describe('Entra beside sign-ins', () => {
  it('reads the audit log, with whom it was done to', () => {
    const audit = {
      id: 'Directory_1',
      activityDateTime: '2026-03-04T05:06:07Z',
      activityDisplayName: 'User registered security info',
      result: 'success',
      resultReason: 'User registered Authenticator App with Notification and Code',
      initiatedBy: { user: { id: 'u1', userPrincipalName: 'A@acme.example', ipAddress: '203.0.113.88' } },
      targetResources: [{ id: 'u1', type: 'User', userPrincipalName: 'A@acme.example' }],
    };
    expect(mapped('entra', audit)).toMatchObject({
      vendorId: 'Directory_1',
      fields: {
        classUid: 3001,
        activityId: 10,
        principal: 'a@acme.example',
        targetPrincipal: 'a@acme.example',
        ip: '203.0.113.88',
      },
    });
    const wrapped = { time: 'x', category: 'AuditLogs', operationName: audit.activityDisplayName, properties: audit };
    expect(mapped('entra', wrapped).fields).toEqual(mapped('entra', audit).fields);
  });

  it('reads risk detections as findings, and Graph activity with its session', () => {
    const risk = {
      id: 'r1',
      riskEventType: 'anonymizedIPAddress',
      riskLevel: 'high',
      detectedDateTime: '2026-03-04T05:06:07Z',
    };
    expect(mapped('entra', risk)).toMatchObject({
      vendorId: 'r1',
      event: { class_uid: 2004, risk_level_id: 3, severity_id: 4 },
      fields: { isProxy: true },
    });
    const call = {
      category: 'MicrosoftGraphActivityLogs',
      properties: {
        requestId: 'q1',
        requestMethod: 'GET',
        requestUri: 'https://graph.microsoft.com/v1.0/me/messages?$top=1',
        c_sid: 'sess-1',
        userId: 'u1',
      },
    };
    expect(fieldsOf('entra', call)).toMatchObject({
      action: 'GET https://graph.microsoft.com/v1.0/me/messages',
      classUid: 6003,
      activityId: 2,
      rootSessionId: 'sess-1',
    });
  });
});

describe('addresses with ports', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', null],
    ['192.0.2.1:8080', '192.0.2.1', 8080],
    ['2001:DB8::1', '2001:db8::1', null],
    ['[2001:db8::1]', '2001:db8::1', null],
    ['[2001:db8::1]:443', '2001:db8::1', 443],
    ['2001:db8::1#443', '2001:db8::1', 443],
    ['2001:db8::1 port 443', '2001:db8::1', 443],
    ['2001:db8::1p443', '2001:db8::1', 443],
    ['2001:db8::1.443', '2001:db8::1', 443],
    ['2001:db8:0:0:0:0:0:1:443', '2001:db8:0:0:0:0:0:1', 443],
  ])('%s', (text, ip, port) => {
    expect(endpointOf(text)).toEqual({ ip, port });
    expect(fieldsOf('duo', { result: 'success', access_device: { ip: text } }).ip).toBe(ip);
  });

  it('are none where there is no address, or no such port', () => {
    for (const text of ['', 'host', '192.0.2.300', '192.0.2.1:99999', '[x]:1', 'p1', '#1', ':1', '1.2.3:4'])
      expect(endpointOf(text)).toBeNull();
  });
});

describe('what each source keeps where', () => {
  const cases: [format: RecordFormat, record: object, expected: Partial<IndexedFields>][] = [
    [
      'google-workspace',
      {
        id: { time: '2026-03-04T05:06:07.000Z', uniqueQualifier: '1', applicationName: 'login' },
        actor: { email: 'A@acme.example', profileId: '10' },
        ipAddress: '203.0.113.88',
        networkInfo: { ipAsn: [64500], regionCode: 'US' },
        events: [
          {
            type: 'login',
            name: 'login_failure',
            parameters: [
              { name: 'login_challenge_method', multiValue: ['security_key'] },
              { name: 'login_failure_type', value: 'login_failure_invalid_second_factor' },
            ],
          },
        ],
      },
      {
        action: 'login_failure',
        status: 'failure',
        principal: 'a@acme.example',
        authenticatorKind: 'webauthn',
        outcomeReason: 'login_failure_invalid_second_factor',
      },
    ],
    [
      'm365-audit',
      {
        AuditData: JSON.stringify({
          Id: 'm1',
          Operation: 'UserLoginFailed',
          CreationTime: '2026-03-04T05:06:07',
          ResultStatus: 'Success',
          UserId: 'A@acme.example',
          ClientIP: '203.0.113.88:443',
          LogonError: 'InvalidUserNameOrPassword',
          DeviceProperties: [
            { Name: 'SessionId', Value: 'sess-1' },
            { Name: 'Id', Value: 'dev-1' },
            { Name: 'IsCompliantAndManaged', Value: 'False' },
          ],
        }),
      },
      {
        status: 'failure',
        ip: '203.0.113.88',
        rootSessionId: 'sess-1',
        deviceId: 'dev-1',
        deviceManaged: false,
        outcomeReason: 'InvalidUserNameOrPassword',
      },
    ],
    [
      'duo',
      {
        txid: 't1',
        result: 'denied',
        reason: 'anonymous_ip',
        factor: 'WebAuthn Security Key',
        trusted_endpoint_status: 'not trusted',
        access_device: { ip: '203.0.113.88', epkey: 'EP1' },
        user: { name: 'A@acme.example' },
      },
      {
        status: 'failure',
        isProxy: true,
        authenticatorKind: 'webauthn',
        authenticatorPhishingResistant: true,
        deviceId: 'EP1',
        deviceManaged: false,
      },
    ],
    [
      'cloudtrail',
      {
        eventID: 'e1',
        eventName: 'ConsoleLogin',
        eventSource: 'signin.amazonaws.com',
        responseElements: { ConsoleLogin: 'Failure' },
        errorMessage: 'Failed authentication',
        userIdentity: { type: 'IAMUser', userName: 'Ada', principalId: 'A1', accessKeyId: 'K1' },
        additionalEventData: { MFAUsed: 'No' },
        sourceIPAddress: '203.0.113.88',
      },
      {
        classUid: 3002,
        status: 'failure',
        principal: 'ada',
        authenticatorKind: 'password',
        outcomeReason: 'Failed authentication',
      },
    ],
    [
      'github',
      {
        _document_id: 'd1',
        '@timestamp': 1_772_600_767_000,
        action: 'team.add_member',
        actor: 'Ada',
        user: 'Ben',
        actor_ip: '203.0.113.88',
        actor_location: { country_code: 'US' },
      },
      { classUid: 3006, activityId: 3, principal: 'ada', targetPrincipal: 'ben', country: 'US' },
    ],
    [
      'slack',
      {
        id: 's1',
        date_create: 1_772_600_767,
        action: 'anomaly',
        actor: { user: { email: 'A@acme.example' } },
        details: { reason: ['user_agent', 'ip_address'] },
        context: { ip_address: '203.0.113.88', session_id: 7 },
      },
      { classUid: 2004, newDevice: true, newIp: true, rootSessionId: '7' },
    ],
    [
      'salesforce',
      {
        EVENT_TYPE: 'LoginAs',
        USER_NAME: 'victim@acme.example',
        DELEGATED_USER_NAME: 'admin@acme.example',
        SESSION_KEY: 'S1',
        SOURCE_IP: '203.0.113.88',
        REQUEST_ID: 'r1',
      },
      {
        classUid: 3002,
        activityId: 7,
        principal: 'admin@acme.example',
        targetPrincipal: 'victim@acme.example',
        rootSessionId: 'S1',
      },
    ],
    [
      'zendesk',
      {
        id: 1,
        actor_name: 'Ada',
        action: 'update',
        source_type: 'user',
        source_label: 'Ben',
        source_id: 9,
        change_description: 'Role changed from Agent to Administrator',
        created_at: '2026-03-04T05:06:07Z',
      },
      { classUid: 3005, activityId: 3, principalLabel: 'Ada', targetPrincipalId: '9' },
    ],
    [
      'snowflake',
      {
        EVENT_ID: '1',
        EVENT_TYPE: 'LOGIN',
        USER_NAME: 'ADA',
        IS_SUCCESS: 'YES',
        FIRST_AUTHENTICATION_FACTOR: 'PASSWORD',
        SECOND_AUTHENTICATION_FACTOR: 'PASSKEY',
        CLIENT_IP: '203.0.113.88',
      },
      { classUid: 3002, status: 'success', authenticatorKind: 'webauthn' },
    ],
    [
      'auth0',
      {
        log_id: 'l1',
        data: {
          type: 'gd_enrollment_complete',
          date: '2026-03-04T05:06:07Z',
          user_name: 'A@acme.example',
          ip: '203.0.113.88',
          details: { authenticator: { type: 'sms' } },
        },
      },
      { classUid: 3001, activityId: 10, authenticatorKind: 'sms', principal: 'a@acme.example' },
    ],
    [
      '1password',
      {
        uuid: 'o1',
        session_uuid: 'S1',
        category: 'credentials_failed',
        type: 'password_secret_bad',
        target_user: { email: 'A@acme.example' },
        client: { ip_address: '203.0.113.88', os_name: 'MacOSX' },
      },
      { status: 'failure', rootSessionId: 'S1', osFamily: 'macos', outcomeReason: 'password_secret_bad' },
    ],
    [
      'onelogin',
      { id: 1, event_type_id: 3, actor_user_id: 1, user_id: 2, user_name: 'ben@acme.example' },
      { classUid: 3002, activityId: 7, principalId: '1', targetPrincipalId: '2' },
    ],
    [
      'push',
      {
        id: 'p1',
        object: 'PASSWORD_PHISHING',
        new: { email: 'A@acme.example', url: 'https://acme-okta.example/?x', sourceIpAddress: '203.0.113.88' },
      },
      { classUid: 2004, principal: 'a@acme.example' },
    ],
    [
      'cloudflare',
      {
        RayID: 'r1',
        ClientIP: '203.0.113.88',
        ClientASN: 64500,
        ClientASNDescription: 'Example',
        Action: 'block',
        ClientIPClass: 'tor',
      },
      { asn: 64500, asOrg: 'Example', isProxy: true, status: 'failure' },
    ],
  ];
  it.each(cases)('%s', (format, record, expected) => {
    const result = mapped(format, record);
    expect(result.fields).toMatchObject(expected);
    if (format !== '1password') expect(result.fields.ip ?? '203.0.113.88').toBe('203.0.113.88');
  });

  it('says where in a record the reason lies when it is none of the source', () => {
    for (const [format] of cases)
      expect(mapRecord(format, { a: 1 })).toMatchObject({ ok: false, path: expect.stringMatching(/./) });
  });
});

describe('a record in an envelope', () => {
  const okta = {
    uuid: 'u',
    published: '2026-03-04T09:12:44.118Z',
    eventType: 'user.session.start',
    actor: { id: '00u1', type: 'User', alternateId: 'ada@acme.example' },
    outcome: { result: 'SUCCESS' },
  };
  const auth0 = { log_id: '9', type: 's', date: '2026-03-04T09:12:44.118Z', user_name: 'ada@acme.example' };
  const trail = {
    eventName: 'ConsoleLogin',
    eventSource: 'signin.amazonaws.com',
    eventTime: '2026-03-04T09:12:44Z',
    eventID: 'e',
    userIdentity: { type: 'IAMUser', userName: 'ada' },
    sourceIPAddress: '203.0.113.88',
  };
  it.each([
    ['okta', okta, { 'detail-type': 'SystemLog', source: 'aws.partner/okta.com/acme', detail: okta }],
    ['auth0', auth0, { 'detail-type': 'Auth0 log', detail: { log_id: '9', data: auth0 } }],
    ['cloudtrail', trail, { 'detail-type': 'AWS Console Sign In via CloudTrail', detail: trail }],
    ['cloudtrail', trail, { EventId: 'e', Username: 'ada', CloudTrailEvent: JSON.stringify(trail) }],
  ] as const)('of %s is told and read as it is alone', (format, record, envelope) => {
    expect(detectFormat(envelope)).toBe(format);
    expect(mapped(format, envelope)).toEqual(mapped(format, record));
  });

  it('is told of Duo’s first logs and of Salesforce’s stream', () => {
    const duo = { timestamp: 1, eventtype: 'authentication', factor: 'Duo Push', result: 'SUCCESS', username: 'ada' };
    expect(detectFormat(duo)).toBe('duo');
    expect(
      detectFormat({ timestamp: 1, action: 'bypass_create', username: 'Ada', object: 'g', description: '{}' }),
    ).toBe('duo');
    expect(detectFormat({ schema: 's', payload: { EventIdentifier: 'e', EventDate: 'd' } })).toBe('salesforce');
  });
});

describe('a document of records', () => {
  it('is taken apart wherever an API keeps its list, and left alone where it is a record', () => {
    const record = { eventType: 'a', actor: {} };
    for (const page of [
      [record],
      { value: [record] },
      { Records: [record] },
      { Events: [record], NextToken: 'x' },
      { response: { authlogs: [record] } },
      record,
    ])
      expect(recordsIn(page)).toEqual([record]);
    const hook = { eventType: 'com.okta.event_hook', source: 'x', eventId: '1', data: { events: [record, record] } };
    expect(recordsIn(hook)).toEqual([record, record]);
    expect(recordsIn({ x: [record] })).toEqual([{ x: [record] }]);
    expect(recordsIn(5)).toEqual([5]);
  });
});
