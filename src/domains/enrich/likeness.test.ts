import { expect, it } from 'vitest';
import { faviconHash } from '../../connectors/page/favicon-hash.ts';
import { readPage } from '../../connectors/page/read-page.ts';
import { OWN_PAGE, PAGES } from '../../connectors/page/test-pages.ts';
import { likenessOf, resembles } from './likeness.ts';
import type { PageFingerprint } from './ports.ts';

function seen(html: string, icon: string | null): { fingerprint: PageFingerprint; asks: boolean } {
  const page = readPage(html, 'https://acme-okta.example/');
  return {
    fingerprint: {
      text: page.textHashes,
      structure: page.structureHashes,
      faviconHash: icon === null ? null : faviconHash(Buffer.from(icon)),
    },
    asks: page.passwordFields + page.otpFields > 0,
  };
}

const own = seen(OWN_PAGE, 'acme').fingerprint;

it.each(PAGES)('judges “$name” as a person would', ({ html, icon, imitates }) => {
  const { fingerprint, asks } = seen(html, icon);
  const likeness = likenessOf(own, fingerprint);
  expect([likeness, resembles(likeness, asks)]).toEqual([likeness, imitates]);
});

it('is 1 for the same page, 0 for pages without anything in common, whichever comes first', () => {
  expect(likenessOf(own, own)).toEqual({ text: 1, structure: 1, sameIcon: true });
  const other: PageFingerprint = { text: [1, 2, 3], structure: [4], faviconHash: null };
  expect(likenessOf(own, other)).toMatchObject({ text: 0, structure: 0, sameIcon: false });
  for (const page of PAGES) {
    const { fingerprint } = seen(page.html, null);
    expect(likenessOf(own, fingerprint)).toEqual(likenessOf(fingerprint, own));
  }
});

it('estimates the likeness of long pages from samples', () => {
  const words = (from: number): string =>
    Array.from(
      { length: 9000 },
      (_none, nth) => `${String.fromCharCode(97 + ((from + nth) % 26))}${letters(from + nth)}`,
    ).join(' ');
  const a = seen(`<p>${words(0)}</p>`, null).fingerprint;
  const b = seen(`<p>${words(3000)}</p>`, null).fingerprint;
  // 6,000 of 12,000 runs are shared.
  expect(a.text).toHaveLength(1024);
  expect(likenessOf(a, b).text).toBeGreaterThan(0.42);
  expect(likenessOf(a, b).text).toBeLessThan(0.58);
});

function letters(number: number): string {
  return number.toString().replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)));
}
