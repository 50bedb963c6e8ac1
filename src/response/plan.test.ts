import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMessage } from '../base/messages.ts';
import { buildPlan } from './build-plan.ts';
import { canonicalJson, type CanonicalValue } from './canonical-json.ts';
import { describeAction } from './describe-action.ts';
import { responseMessages } from './messages.ts';
import { planDigest, planText, statementText } from './plan-digest.ts';
import type { ContainmentDemand, ContainmentTarget } from './ports.ts';
import type { ActionRow } from './tables.ts';

function target(overrides: Partial<ContainmentTarget>): ContainmentTarget {
  return {
    principal: 'emp012',
    principalVendorId: '00u1',
    label: 'Emp Twelve',
    exposure: 'signed-in',
    attackerAuthenticators: [],
    findingIds: ['f1'],
    lastAtMs: 0,
    ...overrides,
  };
}

function demand(...targets: ContainmentTarget[]): ContainmentDemand {
  return {
    incidentId: 'i1',
    number: 'BW-1',
    targets,
    bystanders: [{ role: 'reporter', count: 5, labels: ['emp003'] }],
    findingMessages: { f1: { key: 'm', params: {} } },
  };
}

const authenticator = { vendorId: null, kind: 'push', enrolledAtMs: 1000, findingId: 'f1', label: 'Okta Verify' };

describe('the plan builder', () => {
  it('ends sessions, removes what was enrolled, expires the password, ends sessions once more', () => {
    const steps = buildPlan(demand(target({ attackerAuthenticators: [authenticator] })));
    expect(steps.map((step) => step.key)).toEqual([
      'emp012|end-sessions|1',
      'emp012|remove-authenticator|push@1000',
      'emp012|expire-password',
      'emp012|end-sessions|2',
    ]);
    expect(steps.map((step) => step.position)).toEqual([0, 1, 2, 3]);
  });

  it('expires a known password before it ends sessions', () => {
    for (const exposure of ['password-known', 'self-reported'] as const) {
      expect(buildPlan(demand(target({ exposure }))).map((step) => step.kind)).toEqual([
        'expire-password',
        'end-sessions',
      ]);
    }
  });

  it('asks nothing of reporters', () => {
    expect(buildPlan(demand())).toEqual([]);
  });
});

function row(overrides: Partial<ActionRow> = {}): ActionRow {
  const base = { tenant_id: 'live', id: 'a1', plan_id: 'p1', incident_id: 'i1', key: 'k1', position: 0 } as ActionRow;
  return {
    ...base,
    kind: 'end-sessions',
    principal: 'emp012',
    principal_vendor_id: null,
    label: 'Emp Twelve',
    params: '{}',
    state: 'proposed',
    ...overrides,
  };
}

describe('the digest', () => {
  const digest = (...rows: ActionRow[]): string => planDigest(planText('live', 'i1', rows));

  it('changes with everything that decides what is done to whom, and with nothing else', () => {
    const one = row();
    expect(digest(row({ label: 'other words', because: '[]', state: 'approved' }))).toBe(digest(one));
    for (const change of [
      { principal: 'emp013' },
      { principal_vendor_id: '00u2' },
      { kind: 'expire-password' as const },
      { params: '{"round":2}' },
      { params: '{"authenticator":{"vendorId":"x","kind":"push","enrolledAtMs":1,"label":""}}' },
      { params: '{"picked":{"vendorId":"opf1","type":"push","label":"Okta Verify"}}' },
      { id: 'a2' },
    ]) {
      expect(digest(row(change))).not.toBe(digest(one));
    }
  });

  it('does not depend on the order of the rows', () => {
    const [a, b] = [row(), row({ id: 'a2', key: 'k2' })];
    expect(digest(a, b)).toBe(digest(b, a));
  });

  it('spells equal values equally, whatever the order of their members', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (any) => {
        const text = canonicalJson(any as CanonicalValue);
        expect(canonicalJson(reversed(JSON.parse(text) as CanonicalValue))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(any)));
      }),
    );
    expect(() => canonicalJson(0.5)).toThrow(TypeError);
  });

  it('is part of a statement with one spelling', () => {
    const statement = {
      tenantId: 'live',
      incidentId: 'i1',
      planId: 'p1',
      revision: 2,
      digest: 'd',
      accountId: 'acc1',
      begunAtMs: 0,
    };
    expect(statementText({ ...statement, actionIds: ['b', 'a'] })).toBe(
      statementText({ ...statement, actionIds: ['a', 'b'] }),
    );
    expect(statementText({ ...statement, actionIds: ['a'] })).toContain('begun: 1970-01-01T00:00:00.000Z');
  });
});

function reversed(value: CanonicalValue): CanonicalValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: CanonicalValue) => reversed(item));
  const members = value as Readonly<Record<string, CanonicalValue>>;
  return Object.fromEntries(
    Object.entries(members)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('the words of an action', () => {
  const text = (action: ActionRow): string => {
    const words = describeAction(action, null);
    return [words.title, ...words.will, ...words.willNot, ...words.cannotUndo]
      .map((message) => renderMessage(responseMessages, message))
      .join('\n');
  };

  it('say what ending sessions does not do', () => {
    expect(text(row())).toContain('Does not end sessions inside apps that keep their own');
  });

  it('say that Okta takes the other Okta Verify enrolments along', () => {
    const params = JSON.stringify({
      authenticator: { vendorId: null, kind: 'push', enrolledAtMs: 1, label: 'Okta Verify' },
    });
    expect(text(row({ kind: 'remove-authenticator', params }))).toContain('other Okta Verify enrolments');
    expect(text(row({ kind: 'remove-authenticator', params: params.replace('push', 'sms') }))).not.toContain(
      'other Okta Verify',
    );
  });

  it('have a template for every key', () => {
    for (const kind of ['end-sessions', 'remove-authenticator', 'expire-password'] as const) {
      for (const params of ['{}', '{"round":2}', '{"afterRemoval":true}', '{"picked":{"label":"Okta Verify"}}']) {
        expect(text(row({ kind, params }))).not.toContain('response.');
      }
    }
  });
});
