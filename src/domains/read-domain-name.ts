import { domainToASCII } from 'node:url';
import { AppError } from '../base/errors.ts';
import { placeOf } from './place-of.ts';

const MAX_CHARACTERS = 253;
/** Labels of letters, digits and hyphens, at least two: what a zone file can hold without escapes. */
const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)+$/;

/**
 * The registrable domain that a text names, in ASCII and lower case. Private suffixes count, and so do customers' places on
 * platforms: `acme-okta.pages.dev` is one, and `acme-okta.canva.site`.
 * @throws AppError `domains.bad_domain` (400) on anything that is no registrable domain, a host below one included
 */
export function readDomain(text: string): string {
  const ascii = domainToASCII(
    text
      .trim()
      .slice(0, MAX_CHARACTERS + 1)
      .toLowerCase()
      .replace(/\.$/, ''),
  );
  if (HOST.test(ascii) && placeOf(ascii) === ascii) return ascii;
  throw new AppError('domains.bad_domain', `"${text.slice(0, MAX_CHARACTERS)}" is no registrable domain`, {
    status: 400,
    remedy: 'Name the domain as it was registered, such as acme-okta.com.',
  });
}

/**
 * An own domain as everything here compares it, however it was given: ASCII, lower case, without a leading `*.` and a final dot.
 * What is no name stays as it is, for the engine to refuse.
 */
export function plainOwnDomain(text: string): string {
  const plain = text.trim().toLowerCase().replace(/^\*\./, '').replace(/\.$/, '');
  const ascii = domainToASCII(plain);
  return ascii === '' ? plain : ascii;
}
