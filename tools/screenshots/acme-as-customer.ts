import type { Clock } from '../../src/base/clock.ts';
import type { Activity } from '../../src/platform/clock/activity.ts';
import { createAcmeWorld, type AcmeWorld } from '../../src/simulator/index.ts';

/** Where Acme's Okta is, as a company would write it. A name of nobody (RFC 2606). */
export const OKTA_URL = 'https://acme.okta.example';

let worlds: AcmeWorld | null = null;

/**
 * Hands requests to {@link OKTA_URL} to the simulation in this process, so that pictures show a company's address instead of a
 * port of this machine; the certificate log is shown by its origin. To be called before the app takes its own `fetch`.
 */
export function answerForAcme(): void {
  const outside = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    if (worlds !== null && request.url.startsWith(`${OKTA_URL}/`)) return worlds.okta.handler(request);
    return outside(request);
  };
}

/** Sets Acme up behind that address. */
export async function createAcme(clock: Clock, activity: Activity): Promise<AcmeWorld> {
  worlds = await createAcmeWorld({ scenario: '0ktapus', clock, seed: 'screenshots', activity });
  return worlds;
}
