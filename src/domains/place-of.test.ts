import { describe, expect, it } from 'vitest';
import { compileBook } from './brand-books.ts';
import { refusalOf } from './feeds/refusal.ts';
import { placeOf } from './place-of.ts';

describe('the place that a host is kept by', () => {
  it.each([
    ['login.acme-okta.com', 'acme-okta.com'],
    ['acme-okta.pages.dev', 'acme-okta.pages.dev'],
    ['acme-okta.canva.site', 'acme-okta.canva.site'],
    ['deep.acme-okta.godaddysites.com', 'acme-okta.godaddysites.com'],
    ['acme.my.canva.site', 'acme.my.canva.site'],
    ['acme-okta.b-cdn.net', 'acme-okta.b-cdn.net'],
    // The operator's own hosts, where forms are told apart by path alone.
    ['form.jotform.com', 'jotform.com'],
    ['www.glitch.me', 'glitch.me'],
    ['canva.site', 'canva.site'],
    // A region stands in between; without a name before it, the host is everybody's.
    ['acme-sso.eu-central-1.wasabisys.com', 'acme-sso.eu-central-1.wasabisys.com'],
    ['eu-central-1.wasabisys.com', 'wasabisys.com'],
    ['s3.eu-central-1.wasabisys.com', 'wasabisys.com'],
    ['acme.bit.ly', 'bit.ly'],
    ['co.uk', null],
  ])('of %s is %s', (host, place) => expect(placeOf(host)).toBe(place));
});

describe('builders of sites and forms, tunnels, stores and short links', () => {
  const book = compileBook([{ brandId: 'b', name: 'Acme', domains: ['acme.com'], aliases: [], readOnly: false }], {
    ours: new Map(),
    benign: new Set(),
  });
  const named =
    'godaddysites.com jotform.com canva.site wufoo.com zohosites.com jimdosite.com webador.com glitch.me tilda.ws 000webhostapp.com';

  it.each([...named.split(' '), 'loca.lt', 'mooo.com', 'is.gd', 'tally.so', 'wasabisys.com', 'mailchimpsites.com'])(
    'are not blocked as a whole: %s',
    (domain) => expect(refusalOf(book, domain)).not.toBeNull(),
  );

  it.each(['acme-okta.canva.site', 'acme-okta.jotform.com', 'acme-okta.fra1.digitaloceanspaces.com'])(
    'may have one customer blocked: %s',
    (place) => expect(refusalOf(book, place)).toBeNull(),
  );

  it('silence one customer, or all of them when a person typed the platform’s name', () => {
    const quiet = (domain: string, host: string) => {
      const { matcher } = compileBook(book.brands, { ours: new Map(), benign: new Set([domain]) });
      const verdict = matcher.match(host);
      return verdict.kind === 'look-alike' && verdict.reported;
    };
    expect(quiet('example.com', 'acme-okta.canva.site')).toBe(true);
    expect(quiet('acme-okta.canva.site', 'acme-okta.canva.site')).toBe(false);
    expect(quiet('acme-okta.canva.site', 'acme-sso.canva.site')).toBe(true);
    expect(quiet('canva.site', 'acme-okta.canva.site')).toBe(false);
  });
});
