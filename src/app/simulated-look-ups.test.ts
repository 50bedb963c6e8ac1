import { expect, it } from 'vitest';
import { simulatedLookUps } from './simulated-look-ups.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { oktapus } from '../simulator/scenarios/oktapus.ts';
import { sitesOf } from '../simulator/scenarios/site.ts';

const LURE_AT = Date.UTC(2026, 10, 22, 9);
const DOMAIN = 'acme-okta.com';
const { signal } = new AbortController();

it('shows each part of the attacker’s site from the moment on that the scenario tells, and no other site at all', async () => {
  const clock = new VirtualClock(LURE_AT - 2_300_000, []);
  const { dns, rdap, pages } = simulatedLookUps(clock, () => sitesOf(oktapus, LURE_AT));
  const look = async () => {
    const [name, registration, certificate, page] = await Promise.all([
      dns.domain(DOMAIN, [DOMAIN], signal),
      rdap.domain(DOMAIN, signal),
      pages.certificate(DOMAIN, signal),
      pages.page(DOMAIN, signal),
    ]);
    return [name.state, registration.state, certificate.state, page.state];
  };
  expect(await look()).toEqual(['nxdomain', 'not-found', 'none', 'down']);
  await clock.advanceTo(LURE_AT - 2_216_000);
  expect(await look()).toEqual(['resolves', 'found', 'none', 'down']);
  await clock.advanceTo(LURE_AT - 2_100_000);
  expect(await look()).toEqual(['resolves', 'found', 'shown', 'down']);
  await clock.advanceTo(LURE_AT - 1_900_000);
  expect(await look()).toEqual(['resolves', 'found', 'shown', 'up']);
  expect(await rdap.domain(DOMAIN, signal)).toMatchObject({
    registeredAt: LURE_AT - 2_216_000,
    registrar: { name: 'Porkbun' },
  });
  expect(await pages.certificate(`www.${DOMAIN}`, signal)).toMatchObject({ notBefore: LURE_AT - 2_100_000 });
  // What only resembles the attack is as consistent: nobody has a certificate for a name that is not registered.
  await clock.advanceTo(LURE_AT + 30_000);
  for (const { domain, certifiedAtMs } of sitesOf(oktapus, LURE_AT)) {
    const { registeredAt } = await rdap.domain(domain, signal);
    expect(registeredAt).toBeLessThan(certifiedAtMs);
    expect((await dns.domain(domain, [domain], signal)).state).toBe('resolves');
    expect(await pages.certificate(domain, signal)).toMatchObject({ state: 'shown', notBefore: certifiedAtMs });
  }
  expect((await pages.page('acme-vpn.net', signal)).state).toBe('down');
  expect((await dns.domain('acme-sso.net', [], signal)).state).toBe('nxdomain');
  expect((await rdap.domain('acme-sso.net', signal)).state).toBe('not-found');
});
