import { describe, expect, it } from 'vitest';
import { readHostname } from './hostname.ts';

describe('readHostname', () => {
  it.each([
    ['Example.COM.', 'example.com'],
    [' example.com\n', 'example.com'],
    ['*.example.com', 'example.com'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['ｅｘａｍｐｌｅ。com', 'example.com'],
    ['exa\u200bmple.com', 'example.com'],
    ['ex\u00adample.com', 'example.com'],
  ])('reads %j', (input, ascii) => {
    expect(readHostname(input)).toMatchObject({ ascii });
  });

  it('shows punycode as what it stands for', () => {
    expect(readHostname('xn--bcher-kva.example')).toEqual({
      ascii: 'xn--bcher-kva.example',
      display: 'bücher.example',
    });
  });

  it('keeps punycode that does not decode', () => {
    expect(readHostname('xn--99999999.example')).toEqual({
      ascii: 'xn--99999999.example',
      display: 'xn--99999999.example',
    });
  });

  it.each([
    ['', 'empty'],
    ['.', 'empty'],
    ['a..b', 'bad-label'],
    [`${'a'.repeat(64)}.com`, 'bad-label'],
    [`${'a.'.repeat(127)}com`, 'too-long'],
    ['x'.repeat(2001), 'too-long'],
    ['http://example.com/', 'bad-character'],
    ['user@example.com', 'bad-character'],
    ['example.com:8443', 'bad-character'],
    ['192.0.2.7', 'ip-address'],
    ['[2001:db8::1]', 'bad-character'],
    ['℀.com', 'bad-character'],
  ])('refuses %j as %s', (input, code) => {
    expect(readHostname(input)).toMatchObject({ invalid: { code } });
  });
});
