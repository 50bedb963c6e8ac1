import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCtCrypto } from '../../connectors/ct-log/node-crypto.ts';
import { concatBytes, decodeBase64, encodeBase64, uint64Bytes } from './bytes.ts';
import { type Checkpoint, MAX_CHECKPOINT_BYTES, parseCheckpoint } from './checkpoint.ts';
import { logCheckpoint, signedTreeHead } from './checkpoint.vectors.ts';
import { sha256 } from './test-corpus.ts';
import { formatCheckpoint, noteKeyId, type TreeHeadResult, verifyTreeHead } from './tree-head.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const keyOf = (base64: string): Uint8Array => decodeBase64(base64) ?? new Uint8Array(0);

function parsed(text: string): Checkpoint {
  const result = parseCheckpoint(bytesOf(text));
  if (!result.ok) throw new Error(result.reason);
  return result.checkpoint;
}

async function verified(text: string, origin?: string, key = logCheckpoint.key): Promise<TreeHeadResult> {
  const publicKeySpki = keyOf(key);
  return verifyTreeHead(
    parsed(text),
    origin === undefined ? { publicKeySpki } : { publicKeySpki, origin },
    nodeCtCrypto,
  );
}

describe("another implementation's checkpoint", () => {
  it('is read in full', () => {
    const checkpoint = parsed(logCheckpoint.text);
    expect(checkpoint).toMatchObject({ origin: logCheckpoint.origin, size: 300, extensions: [] });
    expect(encodeBase64(checkpoint.rootHash)).toBe('lCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=');
    expect(checkpoint.signatures).toMatchObject([{ name: logCheckpoint.origin, keyId: logCheckpoint.keyId }]);
  });

  it('is verified with the key of its log, with its time', async () => {
    const result = await verified(logCheckpoint.text, logCheckpoint.origin);
    expect(result).toMatchObject({ ok: true, head: { size: 300, timestampMs: logCheckpoint.timestampMs } });
    expect(noteKeyId(logCheckpoint.origin, keyOf(logCheckpoint.key), sha256)).toBe(logCheckpoint.keyId);
  });

  it('is verified without knowing its origin, which the signature does not cover', async () => {
    expect(await verified(logCheckpoint.text)).toMatchObject({ ok: true });
  });

  it('is refused under another origin, another key, another size and another root', async () => {
    const { text } = logCheckpoint;
    expect(await verified(text, 'rome2026h2.example.org')).toMatchObject({ reason: 'other_origin' });
    expect(await verified(text, undefined, signedTreeHead.key)).toMatchObject({ reason: 'no_signature' });
    expect(await verified(text.replace('\n300\n', '\n301\n'))).toMatchObject({ reason: 'bad_signature' });
    expect(await verified(text.replace('lCkH', 'lCkI'))).toMatchObject({ reason: 'bad_signature' });
  });

  it('is refused with extension lines, which the signature would not cover', async () => {
    const extended = logCheckpoint.text.replace('2v0=\n', '2v0=\nextra\n');
    expect(await verified(extended)).toMatchObject({ ok: false, reason: 'extension_lines' });
  });

  it('is verified beside signatures of witnesses, before and after', async () => {
    const witness = '— witness.example/w1 AAAAAQIDBAU=\n';
    const [note = '', own = ''] = logCheckpoint.text.split('\n\n');
    expect(await verified(`${note}\n\n${witness}${own}${witness}`)).toMatchObject({ ok: true });
    expect(await verified(`${note}\n\n${witness}`)).toMatchObject({ ok: false, reason: 'no_signature' });
  });

  it('is refused when a second line of the same key does not hold', async () => {
    const [note = '', own = ''] = logCheckpoint.text.split('\n\n');
    const broken = own.replace('f6r5H/Z', 'f6r5H/a');
    expect(await verified(`${note}\n\n${own}${broken}`)).toMatchObject({ ok: false, reason: 'bad_signature' });
  });

  it('is refused whatever single byte of it is changed', async () => {
    const original = bytesOf(logCheckpoint.text);
    for (let i = 0; i < original.length; i += 1) {
      const changed = original.slice();
      changed[i] = (changed[i] ?? 0) ^ 0x01;
      const result = parseCheckpoint(changed);
      if (!result.ok) continue;
      const publicKeySpki = keyOf(logCheckpoint.key);
      const head = await verifyTreeHead(result.checkpoint, { publicKeySpki }, nodeCtCrypto);
      expect(head.ok, `byte ${i}`).toBe(false);
    }
  });
});

describe("an RFC 6962 log's signed tree head", () => {
  it('is verified as a checkpoint once its parts are put in a note', async () => {
    const key = keyOf(signedTreeHead.key);
    const id = noteKeyId('example.com', key, sha256);
    const body = concatBytes([uint64Bytes(signedTreeHead.timestampMs), keyOf(signedTreeHead.digitallySigned)]);
    const line = encodeBase64(
      concatBytes([Uint8Array.of(id >>> 24, (id >> 16) & 255, (id >> 8) & 255, id & 255), body]),
    );
    const text = `example.com\n${signedTreeHead.size}\n${signedTreeHead.root}\n\n— example.com ${line}\n`;
    const result = await verified(text, 'example.com', signedTreeHead.key);
    expect(result).toMatchObject({ ok: true, head: { size: 90_785_920, timestampMs: 1_588_741_228_371 } });
    // Our own writer gives the same text.
    const signature = keyOf(signedTreeHead.digitallySigned).subarray(4);
    const head = { ...signedTreeHead, rootHash: keyOf(signedTreeHead.root) };
    expect(formatCheckpoint('example.com', head, id, signature)).toBe(text);
  });
});

describe('text that is no checkpoint', () => {
  const [note = '', own = ''] = logCheckpoint.text.split('\n\n');
  const cases: [string, string, number][] = [
    ['nothing', '', 0],
    ['a note without signatures', `${note}\n`, 0],
    ['an empty signature block', `${note}\n\n`, 5],
    ['no newline at the end', `${note}\n\n${own.trimEnd()}`, 0],
    ['carriage returns', logCheckpoint.text.replaceAll('\n', '\r\n'), 0],
    ['a size with a leading zero', logCheckpoint.text.replace('\n300\n', '\n0300\n'), 2],
    ['a negative size', logCheckpoint.text.replace('\n300\n', '\n-1\n'), 2],
    ['a size beyond 2^53', logCheckpoint.text.replace('\n300\n', '\n9999999999999999\n'), 2],
    ['a root of 31 bytes', logCheckpoint.text.replace(/lCk[^\n]*/, encodeBase64(new Uint8Array(31))), 3],
    ['a blank line in its text', logCheckpoint.text.replace('2v0=\n', '2v0=\n\nx\n'), 4],
    ['a signature line with a hyphen', logCheckpoint.text.replace('—', '-'), 5],
    ['a key name with a plus', logCheckpoint.text.replace('— rome', '— rome+'), 5],
    ['a signature of four bytes', `${note}\n\n— a AAAAAA==\n`, 5],
    ['more bytes than allowed', `${'a'.repeat(MAX_CHECKPOINT_BYTES)}${logCheckpoint.text}`, 0],
  ];

  it.each(cases)('is refused: %s', (_what, text, line) => {
    expect(parseCheckpoint(bytesOf(text))).toMatchObject({ ok: false, line });
  });

  it('is refused when it is not UTF-8', () => {
    const bytes = bytesOf(logCheckpoint.text);
    bytes[3] = 0xff;
    expect(parseCheckpoint(bytes)).toMatchObject({ ok: false, reason: 'checkpoint is not UTF-8' });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (junk, at) => {
        const original = bytesOf(logCheckpoint.text);
        parseCheckpoint(junk);
        parseCheckpoint(concatBytes([original.subarray(0, at), junk, original.subarray(at)]));
      }),
    );
  });
});
