import { AppError } from '../../../src/base/errors.ts';

type Asker = () => Promise<boolean>;

let asker: Asker | null = null;

/** The dialog registers here: it resolves true when the person verified, false when they turned away. */
export function onVerificationNeeded(ask: Asker): () => void {
  asker = ask;
  return () => {
    if (asker === ask) asker = null;
  };
}

/**
 * Makes a call; when the API wants a fresh user verification, asks for it and makes the call once more.
 * A refusal by the person is the original error.
 */
export async function withVerification<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'auth.fresh_verification_needed' || asker === null) throw error;
    if (!(await asker())) throw error;
    return call();
  }
}
