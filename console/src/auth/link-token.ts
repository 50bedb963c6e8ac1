/** A link's token is 32 random bytes in base64url. */
const TOKEN_LENGTH = 43;

/** True when a link's token was cut short on its way, by a line break or a copy of half of it. */
export function isCutOff(token: string): boolean {
  return token.length < TOKEN_LENGTH;
}
