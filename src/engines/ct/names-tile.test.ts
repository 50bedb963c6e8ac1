import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oid, sequence, set, utf8String } from '../../simulator/ct-log/der-writer.ts';
import { encodeBase64 } from './bytes.ts';
import { parseNamesTile } from './names-tile.ts';

const subject = encodeBase64(sequence(set(sequence(oid('2.5.4.3'), utf8String('acme.example')))));
const line = (value: object): string => `${JSON.stringify(value)}\n`;

describe('a names tile', () => {
  it('is read in both of its known forms', () => {
    const older = line({ Timestamp: 5, Subject: { CommonName: 'a.example' }, DNS: ['A.example', '*.b.example'] });
    const newer = line({ Index: 257, Timestamp: 6, Subject: subject, DNS: ['c.example'], IP: ['10.0.0.1'] });
    const parsed = parseNamesTile(older + newer, 1, 2);
    expect(parsed).toEqual({
      ok: true,
      entries: [
        {
          leafIndex: 256,
          timestampMs: 5,
          names: [
            { host: 'a.example', wildcard: false },
            { host: 'b.example', wildcard: true },
          ],
          leftOut: 0,
          subjectCommonName: 'a.example',
          issuerCommonName: null,
        },
        {
          leafIndex: 257,
          timestampMs: 6,
          names: [{ host: 'c.example', wildcard: false }],
          leftOut: 0,
          subjectCommonName: 'acme.example',
          issuerCommonName: null,
        },
      ],
    });
  });

  it('stands in the common name where there is no DNS name, as for a certificate', () => {
    const parsed = parseNamesTile(line({ Timestamp: 1, Subject: subject }), 0, 1);
    expect(parsed).toMatchObject({ ok: true, entries: [{ names: [{ host: 'acme.example', wildcard: false }] }] });
  });

  it('leaves out what is no host name, and says how many', () => {
    const parsed = parseNamesTile(line({ Timestamp: 1, DNS: ['a b', 'ok.example', 'é.example'] }), 0, 1);
    expect(parsed).toMatchObject({ ok: true, entries: [{ names: [{ host: 'ok.example' }], leftOut: 2 }] });
  });

  it('is read as bytes and without a newline at its end', () => {
    const text = line({ Timestamp: 1, DNS: ['a.example'] }).trimEnd();
    expect(parseNamesTile(new TextEncoder().encode(text), 0, 1)).toMatchObject({ ok: true });
  });

  const good = line({ Timestamp: 1, DNS: [] });
  it.each([
    ['fewer lines than asked for', good, 2, 'names tile line 2 is missing or too long'],
    ['more lines', good + good, 1, 'names tile has more than 1 lines'],
    ['a blank line', `\n${good}`, 2, 'names tile line 1 is missing or too long'],
    ['text that is not JSON', '{"Timestamp":1\n', 1, 'names tile line 1 is not JSON'],
    ['a list', '[]\n', 1, 'names tile line 1 is not an object'],
    ['no time', line({ DNS: [] }), 1, 'names tile line 1 has no Timestamp'],
    ['a time that is no whole number', line({ Timestamp: 1.5 }), 1, 'names tile line 1 has no Timestamp'],
    ['names that are no list', line({ Timestamp: 1, DNS: 'a' }), 1, 'names tile line 1 has a malformed DNS list'],
    ['a name that is no text', line({ Timestamp: 1, DNS: [1] }), 1, 'names tile line 1 has a DNS name that is no text'],
    [
      'an index of another leaf',
      line({ Index: 9, Timestamp: 1 }),
      1,
      'names tile line 1 says it is leaf 9, expected 0',
    ],
    ['an index that is no number', line({ Index: 'x', Timestamp: 1 }), 1, 'names tile line 1 has a malformed Index'],
  ])('is refused with %s', (_what, text, width, reason) => {
    expect(parseNamesTile(text, 0, width)).toMatchObject({ ok: false, reason });
  });

  it('is refused when it is not UTF-8', () => {
    expect(parseNamesTile(Uint8Array.of(0xff, 0x0a), 0, 1)).toMatchObject({ ok: false, line: 0 });
  });

  it('never makes it throw, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (dns, subject) => {
        parseNamesTile(line({ Timestamp: 1, DNS: dns, Subject: subject, Issuer: dns }), 0, 1);
        parseNamesTile(`${JSON.stringify(dns)}\n`, 0, 1);
      }),
    );
  });
});
