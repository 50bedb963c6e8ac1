import { describe, expect, it } from 'vitest';
import { mapRecord } from '../../engines/events/index.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createOktaSimulator, type OktaSimulator } from '../okta/okta-simulator.ts';
import { createCompany, factorOf, setUpCompany, userOf } from './company.ts';

const START = Date.UTC(2026, 5, 1, 9);
const WEEK_MS = 7 * 86_400_000;

function acme(seed = 'acme'): OktaSimulator {
  const okta = createOktaSimulator({ clock: new VirtualClock(START, []), seed });
  setUpCompany(createCompany({ seed }), okta, START);
  return okta;
}

describe('Acme', () => {
  const company = createCompany({ seed: 'acme' });

  it('is the same company for the same seed, and another for another', () => {
    expect(JSON.stringify(createCompany({ seed: 'acme' }).staff)).toBe(JSON.stringify(company.staff));
    expect(JSON.stringify(createCompany({ seed: 'other' }).staff)).not.toBe(JSON.stringify(company.staff));
    expect(JSON.stringify(acme().org.systemLog.all())).toBe(JSON.stringify(acme().org.systemLog.all()));
  });

  it('has 120 people with names, logins and devices of their own', () => {
    expect(company.staff).toHaveLength(120);
    for (const of of [
      (i: number) => company.staff[i]?.profile.login,
      (i: number) => `${company.staff[i]?.profile.firstName} ${company.staff[i]?.profile.lastName}`,
      (i: number) => company.staff[i]?.home.device?.id,
      (i: number) => company.staff[i]?.home.dtHash,
    ]) {
      expect(new Set(company.staff.map((_, i) => of(i))).size).toBe(120);
    }
  });

  it('gives emp012 a security key that must be kept beside text messages, emp031 codes, emp023 text messages', () => {
    const okta = acme();
    const types = (key: string): string[] => userOf(okta, key).factors.map(({ type }) => type);
    expect(types('emp012')).toEqual(['webauthn', 'sms']);
    expect(types('emp031')).toEqual(['token:software:totp']);
    expect(types('emp023')).toEqual(['sms']);
  });

  it('has a past in which everybody was seen at home, in the office and on the phone, and nowhere else', () => {
    const okta = acme();
    const records = okta.org.systemLog.all();
    expect(records.length).toBeGreaterThan(5_000);
    for (const record of records) {
      const published = Date.parse(record.published);
      expect(published).toBeGreaterThanOrEqual(START - WEEK_MS);
      expect(published).toBeLessThan(START);
    }
    for (const employee of company.staff) {
      const { seen } = userOf(okta, employee.key);
      expect([...seen.ips].toSorted()).toEqual([employee.home.ip, employee.office.ip, employee.phone.ip].toSorted());
    }
  });

  it('signs in without surprises on an ordinary day', () => {
    const okta = acme();
    const before = okta.org.systemLog.all().length;
    for (const employee of company.staff) {
      const user = userOf(okta, employee.key);
      for (const place of [employee.home, employee.office, employee.phone])
        okta.people.signIn(user, place, { factor: factorOf(user) });
    }
    for (const record of okta.org.systemLog.all().slice(before)) {
      const mapped = mapRecord('okta', record);
      expect(mapped.ok && [mapped.fields.newDevice, mapped.fields.newIp, mapped.fields.isProxy]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });
});
