import type { Page } from 'playwright-core';

/** An authenticator of the browser's own, which says yes to whatever a page may ask it. */
export interface VirtualAuthenticator {
  /** Passkeys it holds: for which relying party, and how often each has signed. */
  passkeys(): Promise<{ rpId: string | undefined; signCount: number }[]>;
}

/** Gives the page's browser an authenticator (CTAP 2.1, discoverable credentials, user verification) through DevTools. */
export async function addVirtualAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async passkeys() {
      const { credentials } = await devTools.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.map(({ rpId, signCount }) => ({ rpId, signCount }));
    },
  };
}
