import { describe, expect, it } from 'vitest';
import { createMatcher, type LookAlike, type Matcher } from './index.ts';

const ACME = { name: 'acme', domains: ['acme.com', 'acme.example'] };

function lookAlike(matcher: Matcher, host: string): LookAlike {
  const verdict = matcher.match(host);
  if (verdict.kind !== 'look-alike') throw new Error(`${host}: ${JSON.stringify(verdict)}`);
  return verdict;
}

describe('createMatcher', () => {
  const matcher = createMatcher([ACME]);

  it.each([
    ['acme-okta.com', 'combo', 'okta'],
    ['acme-sso.net', 'combo', 'sso'],
    ['acmesso.com', 'combo', 'sso'],
    ['it.acme.support', 'tld-lure', 'support'],
    ['acme.helpdesk', 'tld-lure', 'helpdesk'],
    ['acme.login-x.net', 'sublabel', 'login'],
    ['oktalogin-acme.com', 'combo', 'okta'],
    ['verification-9515-acme.com', 'combo', 'verification'],
    ['acrne-sso.com', 'homoglyph', 'sso'],
    // A short core word in look-alike characters, standing by itself.
    ['acme-0kta.com', 'combo', 'okta'],
    ['acme-oktá.com', 'combo', 'okta'],
    ['acme-ѕѕо.com', 'combo', 'sso'],
    ['vρn-acme.com', 'combo', 'vpn'],
  ])('reports %s as %s with lure %s', (host, expectedClass, lure) => {
    const verdict = lookAlike(matcher, host);
    expect(verdict.reported).toBe(true);
    expect(verdict.brand).toBe('acme');
    expect(verdict.class).toBe(expectedClass);
    expect(verdict.lure).toContain(lure);
  });

  it.each(['acme.com', 'login.acme.com', 'ACME.example.', 'a.b.c.acme.example'])(
    'is silent on the own name %s',
    (host) => {
      expect(matcher.match(host).kind).toBe('own');
    },
  );

  it('draws the parts of the name without gap', () => {
    const { pieces, display } = lookAlike(matcher, 'it.my-acme-sso.co.uk');
    expect(pieces.map((piece) => piece.text).join('')).toBe(display);
    expect(pieces.find((piece) => piece.role === 'brand')?.text).toBe('acme');
    expect(pieces.at(-1)).toMatchObject({ text: 'co.uk', role: 'tld' });
  });

  it('keeps the bare name on another suffix below the alarm', () => {
    expect(lookAlike(matcher, 'acme.nl')).toMatchObject({ class: 'unverified-use', reported: false });
  });
});

/** The attack classes of issue and reports, 2022 to 2026, on brands of each kind: telling, short, a word. */
describe('attack classes', () => {
  const matcher = createMatcher([
    { name: 'Twilio', domains: ['twilio.com'] },
    { name: 'DoorDash', domains: ['doordash.com'] },
    { name: 'T-Mobile', domains: ['t-mobile.com'], aliases: ['tmo'] },
    { name: 'Mailchimp', domains: ['mailchimp.com'], aliases: ['mc'] },
    { name: 'iQor', domains: ['iqor.com'] },
    { name: 'Match', domains: ['match.com'] },
    { name: 'Box', domains: ['box.com'] },
    { name: 'Zendesk', domains: ['zendesk.com'] },
    { name: 'Amica', domains: ['amica.com'] },
    { name: 'Crédit Lointain', domains: ['credit-lointain.example'] },
  ]);

  it.each([
    ['twilio-okta.com', 'Twilio', 'combo'],
    ['okta-twilio.com', 'Twilio', 'combo'],
    ['twiliosso.com', 'Twilio', 'combo'],
    ['mytwiliosso.com', 'Twilio', 'combo'],
    ['my-twilio-sso.com', 'Twilio', 'combo'],
    ['mymatchinternal.com', 'Match', 'combo'],
    ['servicenow-zendesk.com', 'Zendesk', 'combo'],
    ['sts-zendesk.com', 'Zendesk', 'combo'],
    ['zendesk-cdn.com', 'Zendesk', 'combo'],
    ['twilioacess.com', 'Twilio', 'combo'],
    ['box-okta.org', 'Box', 'combo'],
    ['boxokta.com', 'Box', 'combo'],
    ['tmo-sso.net', 'T-Mobile', 'combo'],
    ['mcsupport-okta.com', 'Mailchimp', 'combo'],
    ['twilio-empleados.com', 'Twilio', 'combo'],
    ['twilio-gehaltsabrechnung.de', 'Twilio', 'combo'],
    ['credit-lointain-connexion.fr', 'Crédit Lointain', 'combo'],
    ['creditlointain-paie.fr', 'Crédit Lointain', 'combo'],
    ['door-okta.com', 'DoorDash', 'clipped'],
    ['zen-sso.com', 'Zendesk', 'clipped'],
    ['t-okta.net', 'Twilio', 'clipped'],
    ['twiiio.net', 'Twilio', 'homoglyph'],
    ['twi1io-help.com', 'Twilio', 'homoglyph'],
    ['tvvilio.com', 'Twilio', 'homoglyph'],
    ['arnica-hr.com', 'Amica', 'homoglyph'],
    ['tẉilio.com', 'Twilio', 'homoglyph'],
    ['тwіlіо-sso.com', 'Twilio', 'homoglyph'],
    ['xn--twlio-q4a.com', 'Twilio', 'homoglyph'],
    ['my-zеndеsk-portal.com', 'Zendesk', 'homoglyph'],
    ['twilo.com', 'Twilio', 'typo'],
    ['zenndesk.com', 'Zendesk', 'typo'],
    ['zedneskhelp-zednesk.com', 'Zendesk', 'typo'],
    ['door-dash.net', 'DoorDash', 'typo'],
    ['tmobie.net', 'T-Mobile', 'typo'],
    ['mailchmip-okta.com', 'Mailchimp', 'typo'],
    ['mailchimpr.com', 'Mailchimp', 'typo'],
    ['mail.chimp-x.com', null, null],
    ['zend.esk.com', 'Zendesk', 'typo'],
    ['wwwzendesk.com', 'Zendesk', 'combo'],
    ['iqor-zendesk.com', 'iQor', 'two-brands'],
    ['iqor-slack.com', 'iQor', 'combo'],
    ['iqor-tmobile.com', 'iQor', 'two-brands'],
    ['slack-mailchimp.com', 'Mailchimp', 'combo'],
    ['iqor-twilio.com', 'Twilio', 'two-brands'],
    ['it.match.support', 'Match', 'tld-lure'],
    ['twilio.help', 'Twilio', 'tld-lure'],
    ['twilio.addoktapasskey.com', 'Twilio', 'sublabel'],
    ['match.setupsso.com', 'Match', 'sublabel'],
    ['twilio.com.login-x.net', 'Twilio', 'sublabel'],
    ['twilio.com-verify.net', 'Twilio', 'sublabel'],
    ['twilio-sso.evil.example.net', 'Twilio', 'sublabel'],
    ['verification-9515-zendesk.com', 'Zendesk', 'combo'],
    ['zendesk-sso.pages.dev', 'Zendesk', 'combo'],
  ])('%s imitates %s as %s', (host, brand, expectedClass) => {
    const verdict = matcher.match(host);
    if (brand === null) {
      expect(verdict.kind === 'look-alike' && verdict.reported).toBe(false);
      return;
    }
    expect(verdict).toMatchObject({ kind: 'look-alike', reported: true });
    const found = verdict as LookAlike;
    expect([found.brand, ...found.others.map((other) => other.brand)]).toContain(brand);
    expect(found.class).toBe(expectedClass);
  });

  it.each(['mfapasskeysetup.com', 'addssopasskey.com', 'okta-login.net', 'sso-verify.com', 'enroll-passkey.com'])(
    'reports %s as a lure without a brand',
    (host) => {
      expect(matcher.match(host)).toMatchObject({ kind: 'look-alike', class: 'idp-lure', brand: null, reported: true });
    },
  );

  it.each([
    'otpbank.hu',
    'setupvpn.com',
    'purevpn.com',
    'password.com',
    'lesson.com',
    'associates.com',
    'ssoid.rajasthan.example.in',
  ])('does not report %s, which only sounds like signing in', (host) => {
    const verdict = matcher.match(host);
    expect(verdict.kind === 'look-alike' && verdict.reported).toBe(false);
  });

  it.each([
    'boxing.com',
    'xbox.com',
    'boxoffice.com',
    'box-of-books.com',
    'matchbook.com',
    'rematch.net',
    'snapbox.io',
    'mobile.de',
    'imobile.com',
    't-mobile.nl',
    'twilio.zendesk.com',
    'zendesk.atlassian.net',
    'www.twilio.com.edgekey.net',
    'amicable.com',
    'dramica.org',
  ])('does not report the unrelated or expected name %s', (host) => {
    const verdict = matcher.match(host);
    expect(verdict.kind === 'look-alike' && verdict.reported).toBe(false);
  });
});

describe('brands and options', () => {
  it('treats learned domains as own', () => {
    const matcher = createMatcher([{ name: 'twilio', domains: ['twilio.com'], owned: ['twiliocdn-sso.com'] }]);
    expect(matcher.match('a.twiliocdn-sso.com')).toMatchObject({ kind: 'own', domain: 'twiliocdn-sso.com' });
  });

  it('covers only what is below an own domain that is not registrable itself', () => {
    const matcher = createMatcher([{ name: 'zendesk', domains: ['zendesk-sso.example.com', 'zendesk.com'] }]);
    expect(matcher.match('x.zendesk-sso.example.com').kind).toBe('own');
    expect(matcher.match('example.com').kind).toBe('silent');
  });

  it('knows a brand by its Unicode domain and spelling', () => {
    const matcher = createMatcher([{ name: 'Bücherwelt', domains: ['bücherwelt.de'] }]);
    expect(matcher.match('xn--bcherwelt-q9a.de').kind).toBe('own');
    expect(matcher.match('bucherwelt-login.com')).toMatchObject({ kind: 'look-alike', reported: true });
  });

  it('asks for stronger company where the brand is a word that anyone uses in host names', () => {
    const matcher = createMatcher([{ name: 'online', domains: ['online.example'] }]);
    const isReported = (host: string): boolean => {
      const verdict = matcher.match(host);
      return verdict.kind === 'look-alike' && verdict.reported;
    };
    expect(isReported('online-service.com')).toBe(false);
    expect(isReported('myonlineaccount.net')).toBe(false);
    expect(isReported('online-sso.com')).toBe(true);
  });

  it('moves the threshold and the lexicon', () => {
    const strict = createMatcher([ACME], { threshold: 99 });
    expect(strict.match('acme-login.com')).toMatchObject({ reported: false });
    const without = createMatcher([ACME], { withoutLures: ['sso'] });
    expect(without.match('acme-sso.com')).toMatchObject({ lure: [] });
  });

  it.each([
    [[{ name: ' ', domains: [] }], /no name/],
    [[ACME, { name: 'ACME', domains: [] }], /Two brands/],
    [[{ name: 'acme', domains: ['https://acme.com'] }], /not a domain/],
    [[{ name: 'acme', domains: ['com'] }], /top-level/],
    [[{ name: 'acme', domains: ['acme.com'], owned: ['co.uk'] }], /others register names below it/],
  ])('refuses %j', (brands, message) => {
    expect(() => createMatcher(brands)).toThrow(message);
  });

  it("tells that a name is a vendor's customer rather than that another name stands inside it", () => {
    const matcher = createMatcher([{ name: 'Acme', domains: ['acme.com'], aliases: ['acm'] }]);
    expect(matcher.match('acme.okta.com')).toMatchObject({
      kind: 'silent',
      why: { code: 'tenant', params: { brand: 'acme' } },
    });
  });
});

/** Imitations that need no lure, and names that only seem to imitate. */
describe('homographs and other names on their own', () => {
  const matcher = createMatcher([
    { name: 'Kestrel', domains: ['kestrel.example'] },
    { name: 'DXQ', domains: ['dxq.example'] },
    { name: 'acme', domains: ['acme.example'] },
    { name: 'Microsoft', domains: ['microsoft.com'] },
    { name: 'PayPal', domains: ['paypal.com'] },
    { name: 'Sitel', domains: ['sitel.com'] },
    { name: 'Mailgun', domains: ['mailgun.com'] },
    { name: 'BestBuy', domains: ['bestbuy.com'] },
    { name: 'Meridian Health', domains: ['meridianhealth.example'] },
    { name: 'Fabrikam', domains: ['fabrikam.example'] },
    { name: 'customer', domains: ['customer.example'] },
  ]);

  it.each([
    ['kеstrel.com', 'Kestrel'],
    ['dхq.com', 'DXQ'],
    ['аcme.com', 'acme'],
    ['xn--cme-5cd.com', 'acme'],
    ['dхq-billing.com', 'DXQ'],
    ['mісrоsоft.com', 'Microsoft'],
    ['rnicrosoft.com', 'Microsoft'],
    ['paypa1.com', 'PayPal'],
    ['раураl.com', 'PayPal'],
  ])('reports %s, which only looks like the name of %s, without any lure', (host, brand) => {
    expect(lookAlike(matcher, host)).toMatchObject({ class: 'homoglyph', brand, reported: true });
  });

  it.each([
    ['ácme.com', 'a word with an accent'],
    ['website1.com', 'a word with a number'],
    ['mailgen.com', 'another pair of words'],
    ['best-vpn.com', 'a short word beside what is sold to the public'],
    ['meridianhealthcare.net', 'a word across the cut'],
    ['fabrika.com', 'a stem'],
    ['fabrikama.com', 'an ending'],
    ['contact-customer-care.com', 'a name that anyone uses'],
  ])('keeps %s below the alarm: %s', (host) => {
    const verdict = matcher.match(host);
    expect(verdict.kind === 'look-alike' && verdict.reported).toBe(false);
  });
});
