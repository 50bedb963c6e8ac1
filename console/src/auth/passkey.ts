import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/browser';
import { AppError } from '../../../src/base/errors.ts';

type Json = Record<string, unknown>;

/** Runs the browser's WebAuthn ceremony; its refusals become errors with a remedy. Loaded when first needed. */
async function ceremony<T>(run: (browser: typeof import('@simplewebauthn/browser')) => Promise<T>): Promise<T> {
  const browser = await import('@simplewebauthn/browser');
  if (!browser.browserSupportsWebAuthn()) {
    throw new AppError('auth.passkeys_unsupported', 'This browser cannot use passkeys on this address.', {
      remedy: 'Open the console over https, or on localhost, in a current browser.',
    });
  }
  try {
    return await run(browser);
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') {
      throw new AppError('auth.ceremony_cancelled', 'The passkey was not used: the request was closed or timed out.', {
        remedy: 'Try again and confirm with your key, fingerprint or PIN.',
        cause: error,
      });
    }
    if (name === 'InvalidStateError') {
      throw new AppError('auth.already_enrolled', 'This authenticator already holds a passkey for you.', {
        remedy: 'Use another authenticator, or sign in with this one.',
        cause: error,
      });
    }
    throw new AppError('auth.ceremony_failed', error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}

/** Makes a passkey from the server's creation options. */
export async function createPasskey(options: Json): Promise<Json> {
  const reply: RegistrationResponseJSON = await ceremony((browser) =>
    browser.startRegistration({
      optionsJSON: options as unknown as Parameters<typeof browser.startRegistration>[0]['optionsJSON'],
    }),
  );
  return { ...reply };
}

/** Uses a passkey for the server's request options: signing in, verifying, approving a plan. */
export async function assertPasskey(options: Json): Promise<Json> {
  const reply: AuthenticationResponseJSON = await ceremony((browser) =>
    browser.startAuthentication({
      optionsJSON: options as unknown as Parameters<typeof browser.startAuthentication>[0]['optionsJSON'],
    }),
  );
  return { ...reply };
}
