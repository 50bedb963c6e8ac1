import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractLinks, type Link, MAX_CHARS, MAX_LINKS } from './index.ts';

const hosts = (text: string): string[] =>
  extractLinks(text)
    .filter((link) => link.certainty === 'link')
    .map((link) => link.host);
const mentions = (text: string): string[] =>
  extractLinks(text)
    .filter((link) => link.certainty === 'mention')
    .map((link) => link.host);

describe('lures as they were sent', () => {
  it.each([
    [
      'WARNING!! Your Acme VPN is being deactivated, to keep your VPN active, please head over to acme-vpn[.]net',
      'acme-vpn.net',
    ],
    ['Alert!! Your Acme schedule has been updated, Please tap acme-okta.com to view your changes.', 'acme-okta.com'],
    ['Your parcel is on hold, confirm your address: parcel-redelivery[.]info', 'parcel-redelivery.info'],
    [
      'Notice: sign in at https://acme.okta-sso.support:8443/login?next=/a.zip#b before 10.30am.',
      'acme.okta-sso.support',
    ],
    ['(see www.acme-okta.com)', 'www.acme-okta.com'],
    ['tap ACME-OKTA.COM.', 'acme-okta.com'],
    ['acme-okta.com/login', 'acme-okta.com'],
    ['Schedule:acme-okta.com,tap now', 'acme-okta.com'],
    ['*acme-okta.com* or _acme-okta.com_', 'acme-okta.com'],
    ['wait...acme-okta.com...', 'acme-okta.com'],
    ['您的账户已锁定请点击acme-okta.com查看', 'acme-okta.com'],
    ['https://acme-okta.com查看', 'acme-okta.com'],
    ['<a href="https://acme-okta.com/x">Acme</a>', 'acme-okta.com'],
  ])('%s', (text, host) => {
    expect(hosts(text)).toEqual([host]);
  });

  it('reads internationalised names to ASCII, homoglyphs included', () => {
    expect(hosts('tap аcme-okta.com')).toEqual([domainToASCII('аcme-okta.com')]);
    expect(hosts('https://ａｃｍｅ-okta。com/')).toEqual(['acme-okta.com']);
    expect(hosts('acme\u200b-ok\u00adta.com')).toEqual(['acme-okta.com']);
  });

  it('finds the host that a browser opens behind another name', () => {
    expect(hosts('https://acme.com@acme-okta.com/login')).toEqual(['acme-okta.com']);
    expect(hosts('https://acme.com:443,x@acme-okta.com')).toEqual(['acme-okta.com']);
    // an encoded slash ends the name for a server that decodes it, and not for a browser
    expect(hosts('https://acme.com%2flogin%2F@acme-okta.com/a')).toEqual(['acme.com', 'acme-okta.com']);
    expect(hosts('https://a.example/?to=https%3A%2F%2Facme-okta.com%2F@b.net')).toEqual(['acme-okta.com', 'b.net']);
    expect(hosts('https://acme-okta.com%2Fa/@b.net')).toEqual(['acme-okta.com']);
    expect(hosts('hxxps://acme-okta[.]com[/]a@b.net')).toEqual(['acme-okta.com']);
    expect(hosts('https:\\\\acme-okta.com\\login')).toEqual(['acme-okta.com']);
    expect(hosts('https:acme-okta.com')).toEqual(['acme-okta.com']);
    expect(hosts('https://acme-okta%2ecom/')).toEqual(['acme-okta.com']);
    expect(hosts('https://redirect.example/?to=https%3A%2F%2Facme-okta.com%2Fa&x=1')).toEqual(['acme-okta.com']);
    expect(mentions('https://redirect.example/?to=https%3A%2F%2Facme-okta.com%2Fa&x=1')).toEqual(['redirect.example']);
  });

  it('reads addresses in any base behind a scheme, and takes no number for one without', () => {
    expect(extractLinks('http://203.0.113.7/a http://0xcb007108')).toMatchObject([
      { host: '203.0.113.7', registrable: null, isAddress: true },
      { host: '203.0.113.8', registrable: null, isAddress: true },
    ]);
    expect(extractLinks('version 1.2.3.4 of 10.0.0.1, http:8080')).toEqual([]);
  });
});

describe('defanged links', () => {
  it.each([
    'hxxps://acme-okta[.]com/login',
    'hXXp://acme-okta(.)com',
    'h**ps[:]//acme-okta{.}com',
    'hxxp[://]acme-okta[.]com',
    'acme-okta[dot]com',
    'acme-okta (dot) com',
    'acme-okta [.] com',
    'acme-okta[.com',
    'acme-okta.]com',
    'acme-okta\\.com',
  ])('%s', (text) => {
    const [link, ...more] = extractLinks(text);
    expect(link).toMatchObject({ host: 'acme-okta.com', defanged: true, certainty: 'link' });
    expect(more).toEqual([]);
  });

  it('takes "dot" between words for a dot only as a mention', () => {
    expect(mentions('go to acme-okta dot com now')).toEqual(['acme-okta.com']);
    expect(hosts('a polka dot dress')).toEqual([]);
  });

  it('says where the link stands, as it was written', () => {
    const text = 'Go to hxxps://acme-okta[.]com/a, then call.';
    const [link] = extractLinks(text);
    expect(link).toMatchObject({ text: 'hxxps://acme-okta[.]com/a', start: 6, registrable: 'acme-okta.com' });
    expect(text.slice(link?.start, link?.end)).toBe(link?.text);
  });
});

describe('what is no link', () => {
  it.each([
    'e.g. i.e. a.m. p.m. U.S. Ph.D. etc.',
    'open file.txt in node.js with index.html or photo.jpeg',
    'version 2.0.1 costs 3.50 at 10.30pm',
    'Hello.Wrold and so on...and on',
    'john.doe@ and @someone',
    'http: see below. https://',
    '',
  ])('%s', (text) => {
    expect(extractLinks(text)).toEqual([]);
  });

  it.each([
    ['README.md', 'readme.md'],
    ['run setup.sh', 'setup.sh'],
    ['Your account is locked.In order to', 'locked.in'],
    ['Hello.World', 'hello.world'],
    ['mail it@acme-okta.com', 'acme-okta.com'],
  ])('%s is a mention and no more', (text, host) => {
    expect(hosts(text)).toEqual([]);
    expect(mentions(text)).toEqual([host]);
  });

  it('does not read paths, queries and file names in links as hosts', () => {
    expect(extractLinks('https://acme-okta.com/a.com/b.zip?c=d.net acme.io/x.com').map((link) => link.host)).toEqual([
      'acme-okta.com',
      'acme.io',
    ]);
  });
});

describe('hosts that a line break has cut', () => {
  it('are joined in each reading, the likeliest as a link', () => {
    const text = 'Sign in: https://acme.sso-\nhelpdesk.net';
    expect(hosts(text)).toContain('acme.sso-helpdesk.net');
    expect(mentions(text).toSorted()).toEqual(['acme.ssohelpdesk.net', 'helpdesk.net']);
    expect(extractLinks(text).find((link) => link.host === 'acme.sso-helpdesk.net')?.text).toBe(
      'https://acme.sso-\nhelpdesk.net',
    );
  });

  it.each([
    ['https://acme-okta\n.com/login', 'acme-okta.com'],
    ['https://acme-okta.\ncom', 'acme-okta.com'],
    ['https://acme\n-okta.com', 'acme-okta.com'],
    ['https://acme-ok\n  ta.com', 'acme-okta.com'],
    ['> https://acme-\r\n> okta.com', 'acme-okta.com'],
    ['https://acme-\nokta-\nsso.com', 'acme-okta-sso.com'],
  ])('%j', (text, host) => {
    expect(hosts(text)).toContain(host);
  });

  it('are only mentioned where the text may as well be prose', () => {
    expect(mentions('Tap acme-\nokta.com')).toContain('acme-okta.com');
    expect(hosts('Thanks.\nAcme.com is ours')).toEqual(['acme.com']);
  });
});

describe('hostile text', () => {
  it('gives at most so many hosts, links before mentions', () => {
    const many = Array.from({ length: 200 }, (_, i) => `host${i}.com`).join(' ');
    expect(extractLinks(many)).toHaveLength(MAX_LINKS);
    const padded = `${Array.from({ length: 200 }, (_, i) => `a@m${i}.com`).join(' ')} acme-okta.com`;
    expect(hosts(padded)).toEqual(['acme-okta.com']);
  });

  it('reads no further than its bound', () => {
    expect(extractLinks(`${' '.repeat(MAX_CHARS)}acme-okta.com`)).toEqual([]);
  });

  const nasty = fc.constantFrom(
    'http',
    'https',
    'hxxp',
    '://',
    ':',
    '/',
    '\\',
    '@',
    '.',
    '..',
    '-',
    '_',
    '[',
    ']',
    '[.]',
    '(dot)',
    ' dot ',
    '\n',
    '\r\n',
    ' ',
    '%2e',
    '%2f',
    '%3a',
    'acme',
    'okta',
    'com',
    'net',
    'zip',
    'In',
    'xn--',
    'а',
    '查',
    '\ud800',
    '\u200b',
    '。',
    '1',
    '0x7f',
  );
  const soup = fc
    .array(fc.oneof(nasty, fc.string({ maxLength: 5 })), { maxLength: 200 })
    .map((parts) => parts.join(''));

  it('never throws, and what it gives holds together', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 400 })), (text) => {
        const links = extractLinks(text);
        expect(links.length).toBeLessThanOrEqual(MAX_LINKS);
        expect(new Set(links.map((link) => link.host)).size).toBe(links.length);
        for (const link of links) check(text, link);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    'a.',
    'http://',
    'http://a',
    '@',
    'a@',
    '[.]',
    'a..',
    '-\n',
    'a-\n',
    'http://a-\n',
    ' dot a',
    '查a.com',
    'h**p',
  ])('is done with %j over and over', (unit) => {
    const text = unit.repeat(Math.ceil(MAX_CHARS / unit.length));
    expect(extractLinks(text).length).toBeLessThanOrEqual(MAX_LINKS);
  });
});

function check(text: string, link: Link): void {
  expect(text.slice(link.start, link.end)).toBe(link.text);
  expect(link.text).not.toBe('');
  expect(link.host).toMatch(/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/);
  expect(link.host.length).toBeLessThanOrEqual(253);
  if (!link.isAddress && link.registrable !== null) expect(`.${link.host}`.endsWith(`.${link.registrable}`)).toBe(true);
}
