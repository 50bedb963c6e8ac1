import type { Detection } from './detection.ts';
import { EXPOSURE } from './exposure.ts';
import { NEW_AUTHENTICATOR } from './new-authenticator.ts';
import { NEW_CONTEXT_SIGN_IN, PASSWORD_KNOWN } from './new-context-sign-in.ts';

/** Every detection of this room that reads identity logs. */
export const SIGN_IN_DETECTIONS: readonly Detection[] = [NEW_CONTEXT_SIGN_IN, PASSWORD_KNOWN, NEW_AUTHENTICATOR];

/** Those that read name look-ups. */
export const DNS_DETECTIONS: readonly Detection[] = [EXPOSURE];
