import { describe, expect, it } from 'vitest';
import { createMatcher, describeReason, describeWhy, explainReason } from './index.ts';

describe('describeReason and describeWhy', () => {
  const matcher = createMatcher([
    { name: 'twilio', domains: ['twilio.com'] },
    { name: 'box', domains: ['box.com'] },
    { name: 'okta', domains: ['okta.com'] },
  ]);
  const hosts =
    'twilio-okta.com twiiio.net twlio.com twi-lio.com twil-sso.com sso.twilio.nl twilio.com.login-x.net twilios.com twilio-abc.com it.twilio.support twilio.passkey-login.com okta-drop.com box-twilio.com';

  it('leaves no parameter open and no text empty', () => {
    for (const host of `${hosts} mfa-passkey-setup.com`.split(' ')) {
      const verdict = matcher.match(host);
      if (verdict.kind !== 'look-alike') throw new Error(host);
      for (const reason of verdict.reasons) {
        expect(describeReason(reason), reason.code).toMatch(/\w{3}/);
        expect(describeReason(reason), reason.code).not.toMatch(/\{|""|undefined/);
      }
    }
  });

  it('keeps tiers and measured figures from who did not ask how the score came about', () => {
    const verdict = matcher.match('twilio-okta.com');
    if (verdict.kind !== 'look-alike') throw new Error(verdict.kind);
    const texts = verdict.reasons.map((reason) => describeReason(reason));
    expect(texts).toContain('twilio is a distinctive name');
    expect(texts).toContain('lure word "okta" (a sign-in or staff word) in the same label');
    expect(verdict.reasons.map(explainReason).join()).toMatch(/twilio is a distinctive name \([\d.]+ bits\)/);
  });

  it('explains silence', () => {
    const told = (host: string): string => {
      const verdict = matcher.match(host);
      if (verdict.kind !== 'silent' && verdict.kind !== 'invalid') throw new Error(host);
      return describeWhy(verdict.why);
    };
    expect(told('boxing.com')).toContain('"boxing"');
    expect(told('com')).toContain('public suffix');
    expect(told('weather.com')).toContain('no protected brand');
    expect(told('twilio.akamaiedge.net')).toContain('delivery network');
    expect(told('twilio.zendesk.com')).toContain('tenant');
    expect(told('a..b')).toContain('label');
    expect(told('box-of-things.com')).toContain('too little');
  });
});
