import { describe, expect, it } from 'vitest';
import { pickFactor, SAME_MOMENT_MS } from './pick-factor.ts';
import { oktaFactorListSchema, type OktaFactor } from './wire.ts';

const AT = Date.UTC(2026, 10, 21, 22, 50);

function factor(id: string, factorType: string, createdMs: number | null = AT): OktaFactor {
  const created = createdMs === null ? {} : { created: new Date(createdMs).toISOString() };
  const [read] = oktaFactorListSchema.parse([{ id, factorType, provider: 'OKTA', status: 'ACTIVE', ...created }]);
  if (read === undefined) throw new Error('no factor');
  return read;
}

const asked = (kind: string | null) => ({ vendorId: null, kind, enrolledAtMs: AT });

describe('picking a factor whose kind the log does not name', () => {
  const alone = factor('f1', 'push');

  it('takes the only one that was created at that moment', () => {
    const picked = pickFactor([alone, factor('f2', 'webauthn', AT - SAME_MOMENT_MS - 1)], asked(null));
    expect(picked).toEqual({ kind: 'one', factor: alone });
  });

  it('asks a person when anything else was created then, of whatever type', () => {
    for (const other of ['webauthn', 'question', 'token:hardware']) {
      expect(pickFactor([alone, factor('f2', other, AT + SAME_MOMENT_MS)], asked(null)), other).toEqual({
        kind: 'several',
        count: 2,
      });
    }
  });

  it('asks a person when Okta gives no date for another one', () => {
    expect(pickFactor([alone, factor('f2', 'webauthn', null)], asked(null))).toMatchObject({ kind: 'several' });
    expect(pickFactor([factor('f2', 'webauthn', null)], asked(null))).toEqual({ kind: 'none' });
  });
});

describe('picking a factor of a kind that Okta’s factors do not have', () => {
  it('never takes the one that happens to be of that moment', () => {
    for (const kind of ['other', 'smart-card', 'constructor']) {
      expect(pickFactor([factor('f1', 'webauthn')], asked(kind)), kind).toEqual({ kind: 'unknown-kind' });
      expect(pickFactor([factor('f1', 'webauthn', AT - 600_000)], asked(kind)), kind).toEqual({ kind: 'none' });
    }
  });
});
