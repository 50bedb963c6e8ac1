import fc from 'fast-check';
import { expect, it } from 'vitest';
import { faviconHash } from './favicon-hash.ts';
import { isForSale } from './for-sale.ts';
import { murmur3 } from './murmur3.ts';
import { readPage } from './read-page.ts';
import { OWN_PAGE, PAGES } from './test-pages.ts';

const BASE = 'https://acme-okta.example/login/';
const text = new TextEncoder();

it('reads title, forms, fields and icon of a sign-in page', () => {
  expect(readPage(OWN_PAGE, BASE)).toMatchObject({
    title: 'Acme - Sign In',
    passwordFields: 1,
    otpFields: 0,
    forms: [
      {
        action: 'https://acme-okta.example/api/v1/authn',
        method: 'post',
        fields: ['username:text', 'password:password', 'remember:checkbox'],
      },
    ],
    iconUrl: 'https://acme-okta.example/img/acme.png',
    refreshUrl: null,
  });
});

it.each([
  ['<input autocomplete="one-time-code">', 1],
  ['<input name=otp type=tel>', 1],
  ['<input type="number" placeholder="Verification code">', 1],
  ['<input inputmode=numeric maxlength=6 name=x>', 1],
  ['<form>' + '<input maxlength=1>'.repeat(6) + '</form>', 1],
  ['<input maxlength=1><input maxlength=1>', 0],
  ['<input name=postcode>', 0],
  ['<input name="option" type=text>', 0],
  ['<input type=password name=otp>', 0],
  ['<textarea><input name=otp></textarea>', 0],
  ['<!-- <input name=otp> -->', 0],
  ['<script>"<input name=otp>"</script>', 0],
])('counts fields for a code in %s', (html, count) => {
  expect(readPage(html, BASE).otpFields).toBe(count);
});

it('finds password fields outside forms and in broken markup', () => {
  expect(readPage('<div><INPUT TYPE="PassWord"><p></div></form><input type=password', BASE).passwordFields).toBe(1);
  expect(readPage('<div><INPUT TYPE="PassWord"><p></div></form><input type=password>', BASE).passwordFields).toBe(2);
});

it('follows what a page itself says', () => {
  const to = (content: string): string | null =>
    readPage(`<meta http-equiv="Refresh" content="${content}">`, BASE).refreshUrl;
  expect(to('0; url=https://next.example/')).toBe('https://next.example/');
  expect(to("3;URL='/there'")).toBe('https://acme-okta.example/there');
  expect(to('30')).toBeNull();
});

it('says of parking pages that they are, and never of a page that asks for a password', () => {
  const parked = PAGES.filter((page) => isForSale(readPage(page.html, BASE), BASE)).map((page) => page.name);
  expect(parked).toEqual(['for sale']);
  const trick = '<p>This domain is for sale</p><form><input type=password></form>';
  expect(isForSale(readPage(trick, BASE), BASE)).toBe(false);
  expect(isForSale(readPage('<p>x</p>', BASE), 'https://www.afternic.com/forsale/acme-okta.com')).toBe(true);
});

it('stays bounded on pages made to hurt', () => {
  const deep = readPage('<div>'.repeat(300_000), BASE);
  expect(deep.structureHashes.length).toBeLessThanOrEqual(1024);
  const wide = readPage('<form><input name=a></form>'.repeat(50_000) + '<title>' + 'x'.repeat(900_000), BASE);
  expect(wide.forms).toHaveLength(10);
  expect((wide.title ?? '').length).toBeLessThanOrEqual(300);
  const attributes = readPage(`<input ${'a=b '.repeat(200_000)}>`, BASE);
  expect(attributes.passwordFields).toBe(0);
  expect(readPage('<'.repeat(500_000), BASE).passwordFields).toBe(0);
});

it('reads any text without a fault', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<form action=',
      '<input type=password>',
      '</form>',
      '<title>',
      '&#x0;',
      '<!--',
      '-->',
      '<meta http-equiv=refresh content=',
      '<link rel=icon href=',
      '"',
      "'",
      '>',
      '\u0000',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const page = readPage(pieces.join(''), BASE);
      expect(page.forms.length).toBeLessThanOrEqual(10);
      for (const form of page.forms) expect(URL.canParse(form.action)).toBe(true);
      isForSale(page, BASE);
    }),
  );
});

it.each([
  ['', 0],
  ['hello', 613_153_351],
  ['hello, world', 345_750_399],
  ['The quick brown fox jumps over the lazy dog', 776_992_547],
])('hashes “%s” as MurmurHash3 does', (input, expected) => {
  expect(murmur3(text.encode(input))).toBe(expected);
});

it('hashes icons in base64 lines of 76', () => {
  const icon = text.encode('x'.repeat(100));
  const base64 = Buffer.from(icon).toString('base64');
  const lines = `${base64.slice(0, 76)}\n${base64.slice(76)}\n`;
  expect(faviconHash(icon)).toMatch(new RegExp(`^sha256:[0-9a-f]{64} mmh3:${murmur3(text.encode(lines))}$`));
});
