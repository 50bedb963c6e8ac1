import { isoBase64URL } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import { refused, type Expectation, type Verdict } from './verdict.ts';

const clientDataShape = z.looseObject({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.unknown().optional(),
});

/**
 * What the browser says about the page (CollectedClientData, WebAuthn Level 3 §5.8.1): the part that makes a passkey
 * unphishable, so nothing in it is let through that does not have to be.
 * @param type `webauthn.create` or `webauthn.get`
 */
export function checkClientData(
  clientDataJson: string,
  type: 'webauthn.create' | 'webauthn.get',
  expected: Expectation,
): Verdict<{ origin: string }> {
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(isoBase64URL.toBuffer(clientDataJson));
    parsed = JSON.parse(text);
  } catch (thrown) {
    return refused('malformed', `client data is not JSON in UTF-8: ${String(thrown)}`);
  }
  const shaped = clientDataShape.safeParse(parsed);
  if (!shaped.success) return refused('malformed', 'client data lacks type, challenge or origin');
  const data = shaped.data;

  // 1. Ceremony type: an assertion must not pass for an enrolment, nor a payment (payment.get) for a sign-in.
  if (data.type !== type) return refused('type', `got "${data.type}", expected "${type}"`);

  // 2. Challenge: exactly the one handed out, so that nothing recorded earlier can be replayed.
  if (data.challenge !== expected.challenge) return refused('challenge', `got "${data.challenge}", expected another`);

  // 3. Origin: exact. A look-alike's origin is where a phished ceremony shows itself.
  if (!expected.origins.includes(data.origin)) {
    return refused('origin', `got "${data.origin}", expected one of: ${expected.origins.join(', ')}`);
  }

  // 4. No frames: a page that embeds us and asks for a signature makes the browser sign with crossOrigin true.
  if (data.crossOrigin === true) return refused('cross-origin', 'made in a frame of another origin');
  if (data.topOrigin !== undefined)
    return refused('cross-origin', `made under top origin ${JSON.stringify(data.topOrigin)}`);

  return { ok: true, origin: data.origin };
}
