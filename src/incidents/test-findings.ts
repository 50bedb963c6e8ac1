import type { EntityRef, Finding, FindingDraft, Severity } from '../base/finding.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import { sealFinding } from '../platform/findings/seal-finding.ts';

/** T: the first lure of the tests' attack. */
export const T0 = Date.UTC(2026, 10, 21, 22, 49);

export interface TestFinding {
  detector?: string;
  key: string;
  severity?: Severity;
  at?: number;
  entities?: readonly EntityRef[];
  facts?: Finding['facts'];
  tenantId?: string;
}

/** A finding for tests: sealed, with one record of evidence. */
export function testFinding(input: TestFinding): Finding {
  const at = input.at ?? T0;
  const draft: FindingDraft = {
    detector: input.detector ?? 'test.detector',
    detectorVersion: 1,
    key: input.key,
    severity: input.severity ?? 'medium',
    occurredAt: at,
    receivedAt: at + 500,
    message: { key: `test.${input.key}`, params: {} },
    entities: input.entities ?? [],
    evidence: [
      {
        id: `evidence-${input.key}`,
        sourceId: 'okta:test',
        occurredAt: at,
        receivedAt: at + 500,
        raw: `{"k":"${input.key}"}`,
      },
    ],
    techniques: ['T1566.002'],
    facts: input.facts ?? {},
  };
  return sealFinding(input.tenantId ?? LIVE_TENANT, draft, at + 700);
}

export function entity(
  kind: EntityRef['kind'],
  value: string,
  role: EntityRef['role'],
  joins = true,
  label = value,
): EntityRef {
  return { kind, value, label, role, joins };
}

/** The attack of scenario S1 as findings: a domain, five reports, two sign-ins, one enrolment. */
export function attackFindings(): Finding[] {
  const domain = entity('domain', 'acme-okta.com', 'attacker');
  const ip = entity('network', 'ip:203.0.113.88', 'attacker', true, '203.0.113.88');
  const certified = testFinding({
    detector: 'domains.look-alike',
    key: 'acme-okta.com',
    severity: 'high',
    at: T0 - 2_100_000,
    entities: [domain],
    facts: { certifiedAtMs: T0 - 2_100_000 },
  });
  const reports = ['emp003', 'emp017', 'emp020', 'emp021', 'emp022'].map((login, index) =>
    testFinding({
      detector: 'reports.reported',
      key: login,
      severity: 'medium',
      at: T0 + 60_000 + index * 10_000,
      entities: [domain, entity('principal', login, 'reporter', false)],
      facts: { messageAtMs: T0 + index * 100 },
    }),
  );
  const signIns = (['emp012', 'emp031'] as const).map((login, index) =>
    testFinding({
      detector: 'identity.new-context-sign-in',
      key: `${login}|s${index}`,
      severity: 'high',
      at: T0 + 171_000 + index * 129_000,
      entities: [
        entity('principal', login, 'victim'),
        ip,
        entity('network', 'asn:11878', 'attacker', true, 'AS11878 tzulo'),
        entity('session', `session-${login}`, 'attacker'),
        ...(index === 0 ? [domain] : []),
      ],
      facts: { exposure: 'signed-in', principalVendorId: `00u${login}` },
    }),
  );
  const enrolment = testFinding({
    detector: 'identity.authenticator-enrolled',
    key: 'emp012|opf1',
    severity: 'critical',
    at: T0 + 262_000,
    entities: [
      entity('principal', 'emp012', 'victim'),
      ip,
      entity('authenticator', 'opf1', 'attacker', true, 'Okta Verify on Android'),
    ],
    facts: {
      exposure: 'signed-in',
      principalVendorId: '00uemp012',
      authenticatorVendorId: 'opf1',
      authenticatorKind: 'push',
      enrolledAtMs: T0 + 262_000,
    },
  });
  return [certified, ...reports, ...signIns, enrolment];
}
