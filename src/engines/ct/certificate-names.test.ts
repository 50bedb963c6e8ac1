import { X509Certificate } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, derTrue, octetString, oid, sequence, set, utf8String } from '../../simulator/ct-log/der-writer.ts';
import { issuePrecertificate } from '../../simulator/ct-log/certificate.ts';
import { seededKey } from '../../simulator/ct-log/seeded-key.ts';
import { concatBytes } from './bytes.ts';
import { type CertificateNames, MAX_NAMES, readCertificateNames } from './certificate-names.ts';
import { parseDataTile, type TileLeaf } from './data-tile.ts';
import { parseNamesTile } from './names-tile.ts';
import { CORPUS_TILES, corpusDir, corpusTile } from './test-corpus.ts';

const dir = corpusDir();

function corpusLeaves(index: number, width: number): readonly TileLeaf[] {
  const tile = parseDataTile(corpusTile(dir ?? '', 'data', index, width), index, width);
  if (!tile.ok) throw new Error(`${tile.reason} at ${tile.offset}`);
  return tile.leaves;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const dnsName = (text: string): Uint8Array => der(0x82, ascii(text));
const alternativeNames = (...names: readonly Uint8Array[]): Uint8Array =>
  sequence(oid('2.5.29.17'), octetString(sequence(...names)));
const commonNameOf = (value: Uint8Array): Uint8Array => sequence(set(sequence(oid('2.5.4.3'), value)));

interface Parts {
  subject?: Uint8Array;
  issuer?: Uint8Array;
  extensions?: readonly Uint8Array[];
  afterKey?: readonly Uint8Array[];
  version?: boolean;
}

function tbs({
  subject = sequence(),
  issuer = sequence(),
  extensions,
  afterKey = [],
  version = true,
}: Parts): Uint8Array {
  return sequence(
    ...(version ? [der(0xa0, der(0x02, Uint8Array.of(2)))] : []),
    der(0x02, Uint8Array.of(1)),
    sequence(oid('1.2.840.10045.4.3.2')),
    issuer,
    sequence(),
    subject,
    sequence(),
    ...afterKey,
    ...(extensions === undefined ? [] : [der(0xa3, sequence(...extensions))]),
  );
}

const certificateOf = (body: Uint8Array): Uint8Array => sequence(body, sequence(), der(0x03, Uint8Array.of(0)));

function hosts(result: CertificateNames): string[] {
  if (!result.ok) throw new Error(result.reason);
  return result.names.map((name) => (name.wildcard ? `*.${name.host}` : name.host));
}

describe.skipIf(dir === null)('1,034 certificates of a real log', () => {
  it.each(CORPUS_TILES)('have the names of names tile $index, in order ($width entries)', ({ index, width }) => {
    const names = parseNamesTile(corpusTile(dir ?? '', 'names', index, width), index, width);
    if (!names.ok) throw new Error(names.reason);
    for (const [place, leaf] of corpusLeaves(index, width).entries()) {
      const read = readCertificateNames(leaf.certificate);
      const listed = names.entries[place];
      expect(read).toMatchObject({ ok: true, from: 'alternative-names', leftOut: 0, names: listed?.names });
      expect(read.ok && read.subjectCommonName).toBe(listed?.subjectCommonName);
      expect(leaf.timestampMs).toBe(listed?.timestampMs);
      expect(leaf.leafIndex).toBe(listed?.leafIndex);
    }
  });

  it.each(CORPUS_TILES)("have the names Node's parser finds in tile $index ($width entries)", ({ index, width }) => {
    for (const leaf of corpusLeaves(index, width)) {
      const submitted = leaf.submitted ?? new Uint8Array(0);
      const node = new X509Certificate(submitted);
      const expected = (node.subjectAltName ?? '').split(', ').filter((name) => name.startsWith('DNS:'));
      expect(hosts(readCertificateNames(submitted)).map((name) => `DNS:${name}`)).toEqual(expected);
      const read = readCertificateNames(leaf.certificate);
      expect(read).toEqual(readCertificateNames(submitted));
      expect(read.ok && read.issuerCommonName).toBe(/^CN=(.*)$/m.exec(node.issuer)?.[1]);
    }
  });

  it('never make it throw when bytes are changed, cut out or put in', () => {
    const samples = corpusLeaves(3, 10).map((leaf) => leaf.certificate);
    const change = fc.record({ at: fc.nat(2_000), cut: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.nat(9), fc.array(change, { maxLength: 4 }), (sample, changes) => {
        let bytes = samples[sample] ?? new Uint8Array(0);
        for (const { at, cut, put } of changes) {
          const place = at % (bytes.length + 1);
          bytes = concatBytes([bytes.subarray(0, place), put, bytes.subarray(place + cut)]);
        }
        const read = readCertificateNames(bytes);
        if (!read.ok) expect(read.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are refused at every length but their own', () => {
    const [leaf] = corpusLeaves(3, 10);
    const whole = leaf?.certificate ?? new Uint8Array(0);
    for (let length = 0; length < whole.length; length += 1) {
      expect(readCertificateNames(whole.subarray(0, length)).ok, `${length} bytes`).toBe(false);
    }
  });
});

describe('names in a certificate', () => {
  const body = tbs({
    subject: commonNameOf(utf8String('www.acme.example')),
    issuer: commonNameOf(der(0x13, ascii('Some Authority R1'))),
    extensions: [
      sequence(oid('2.5.29.19'), derTrue(), octetString(sequence())),
      alternativeNames(dnsName('WWW.acme.example.'), der(0x87, Uint8Array.of(10, 0, 0, 1)), dnsName('*.acme.example')),
    ],
  });

  it('are the DNS names in their order, without IP addresses, from a certificate or its bare TBSCertificate', () => {
    for (const bytes of [body, certificateOf(body)]) {
      const read = readCertificateNames(bytes);
      expect(hosts(read)).toEqual(['www.acme.example', '*.acme.example']);
      expect(read).toMatchObject({ subjectCommonName: 'www.acme.example', issuerCommonName: 'Some Authority R1' });
    }
  });

  it('are read from a critical extension, from two of them, past unique ids and with extra bytes behind', () => {
    const critical = sequence(oid('2.5.29.17'), derTrue(), octetString(sequence(dnsName('one.example'))));
    const uniqueIds = [der(0x81, Uint8Array.of(0)), der(0x82, Uint8Array.of(0))];
    const bytes = tbs({ extensions: [critical, alternativeNames(dnsName('two.example'))], afterKey: uniqueIds });
    expect(hosts(readCertificateNames(concatBytes([bytes, Uint8Array.of(0, 0)])))).toEqual([
      'one.example',
      'two.example',
    ]);
  });

  it('are the common name only where there is no DNS name', () => {
    const subject = commonNameOf(utf8String('Old.example'));
    expect(readCertificateNames(tbs({ subject, version: false }))).toMatchObject({
      from: 'common-name',
      names: [{ host: 'old.example', wildcard: false }],
    });
    const withAddress = [alternativeNames(der(0x87, Uint8Array.of(10, 0, 0, 1)))];
    expect(hosts(readCertificateNames(tbs({ subject, extensions: withAddress })))).toEqual(['old.example']);
    const withBadName = [alternativeNames(dnsName('a b'))];
    const read = readCertificateNames(tbs({ subject, extensions: withBadName }));
    expect(read).toMatchObject({ ok: true, names: [], leftOut: 1, from: 'alternative-names' });
    expect(hosts(readCertificateNames(tbs({ subject: commonNameOf(utf8String('Acme Inc.')) })))).toEqual([]);
  });

  it('leave out what is no host name, and say how many', () => {
    const names = [dnsName('a.example\0.evil.example'), dnsName('ok.example'), dnsName(''), dnsName('ünï.example')];
    expect(readCertificateNames(tbs({ extensions: [alternativeNames(...names)] }))).toMatchObject({
      names: [{ host: 'ok.example', wildcard: false }],
      leftOut: 3,
    });
  });

  it('are bounded in number', () => {
    const names = Array.from({ length: MAX_NAMES + 5 }, (_, i) => dnsName(`n${i}.example`));
    const read = readCertificateNames(tbs({ extensions: [alternativeNames(...names)] }));
    expect(read).toMatchObject({ ok: true, leftOut: 5 });
    expect(read.ok && read.names.length).toBe(MAX_NAMES);
  });

  it('take the last of several common names, in any string type, and none that is malformed', () => {
    const two = sequence(
      set(sequence(oid('2.5.4.3'), utf8String('first.example'))),
      set(sequence(oid('2.5.4.10'), utf8String('Acme'))),
      set(sequence(oid('2.5.4.3'), der(0x1e, Uint8Array.of(0, 0x78, 0, 0x2e, 0, 0x79)))),
    );
    expect(hosts(readCertificateNames(tbs({ subject: two })))).toEqual(['x.y']);
    for (const bad of [der(0x0c, Uint8Array.of(0xff)), der(0x1e, Uint8Array.of(0x78)), der(0x02, Uint8Array.of(1))]) {
      expect(readCertificateNames(tbs({ subject: commonNameOf(bad) }))).toMatchObject({ subjectCommonName: null });
    }
    expect(readCertificateNames(tbs({ subject: commonNameOf(utf8String('Ünal')) }))).toMatchObject({
      subjectCommonName: 'Ünal',
    });
  });

  it.each([
    ['no bytes', new Uint8Array(0)],
    ['text', ascii('-----BEGIN CERTIFICATE-----')],
    ['an indefinite length', Uint8Array.of(0x30, 0x80, 0, 0)],
    ['a length of five bytes', Uint8Array.of(0x30, 0x85, 0, 0, 0, 0, 1, 0)],
    ['a high tag number', Uint8Array.of(0x3f, 0x81, 0x01, 0)],
    ['a cut-off alternative name', tbs({ extensions: [alternativeNames(Uint8Array.of(0x82, 9, 0x61))] })],
    ['an extension without value', tbs({ extensions: [sequence(oid('2.5.29.17'))] })],
    ['alternative names that are no list', tbs({ extensions: [sequence(oid('2.5.29.17'), octetString(ascii('x')))] })],
  ])('are not read from %s', (_what, bytes) => {
    expect(readCertificateNames(bytes)).toMatchObject({ ok: false });
  });

  it('never make it throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readCertificateNames(bytes)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0x30, 0x82, 0xa3, 0x06, 0x04, 0, 1, 2, 3, 0x80, 0xff), { maxLength: 60 }),
        (bytes) => {
          readCertificateNames(Uint8Array.from(bytes));
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('names in certificates made at random', () => {
  /** Node's own parser, as lines `DNS:…`; null where it refuses the certificate. */
  function nodeNames(certificate: Uint8Array): string[] | null {
    let text: string | undefined;
    try {
      text = new X509Certificate(certificate).subjectAltName;
    } catch {
      return null;
    }
    // Names that Node quotes have characters that no host name has.
    return (text ?? '').split(', ').filter((line) => line.startsWith('DNS:'));
  }

  const label = fc.stringMatching(/^[a-zA-Z0-9_](?:[a-zA-Z0-9_-]{0,20}[a-zA-Z0-9_])?$/);
  const name = fc
    .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 5 }))
    .map(([wildcard, labels]) => `${wildcard ? '*.' : ''}${labels.join('.')}`);
  const issued = fc.record({
    names: fc.array(name, { minLength: 1, maxLength: 40 }),
    issuer: fc.string({ minLength: 1, maxLength: 40 }),
    notBeforeMs: fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2049, 0) }),
    serial: fc.uint8Array({ minLength: 19, maxLength: 19 }),
  });
  const issuerKey = seededKey('fuzz/issuer');

  const certify = (request: typeof issued extends fc.Arbitrary<infer T> ? T : never): Uint8Array =>
    issuePrecertificate({ ...request, issuerKey, isSigned: true, subjectSpki: issuerKey.spki }).precertificate;

  it("are the ones Node's parser finds", () => {
    fc.assert(
      fc.property(issued, (request) => {
        const certificate = certify(request);
        const read = readCertificateNames(certificate);
        expect(nodeNames(certificate)).toEqual(request.names.map((one) => `DNS:${one}`));
        expect(hosts(read)).toEqual(request.names.map((one) => one.toLowerCase()));
        expect(read.ok && read.issuerCommonName).toBe(request.issuer);
      }),
      { numRuns: 300 },
    );
  });

  it("are the ones Node's parser finds where bytes were changed and Node still reads it", () => {
    const change = fc.record({ at: fc.nat(2_000), to: fc.nat(255) });
    let compared = 0;
    fc.assert(
      fc.property(issued, fc.array(change, { minLength: 1, maxLength: 2 }), (request, changes) => {
        const certificate = new Uint8Array(certify(request));
        for (const { at, to } of changes) certificate[at % certificate.length] = to;
        const expected = nodeNames(certificate);
        const read = readCertificateNames(certificate);
        // Node quotes or escapes what is no host name; ours leaves it out and counts it.
        const isPlain = expected?.every((line) => /^DNS:(?:\*\.)?[\w-]+(?:\.[\w-]+)*$/.test(line)) ?? false;
        if (expected === null || !isPlain || expected.length === 0 || !read.ok || read.leftOut > 0) return;
        compared += 1;
        expect(hosts(read)).toEqual(expected.map((line) => line.slice(4).toLowerCase()));
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});
