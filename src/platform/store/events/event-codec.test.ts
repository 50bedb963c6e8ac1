import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFields } from '../../../engines/events/index.ts';
import { packBlock, unpackBlock } from './event-block.ts';
import { decodeBody, encodeBody } from './event-body.ts';
import { keyHash } from './key-hash.ts';
import { buildKeyRun, type KeyedRow, searchKeyRun } from './key-run.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 200 });

describe('the stored body of an event', () => {
  it('comes back as it was, whatever the texts are', () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.integer(),
        fc.boolean(),
        text,
        text,
        (sourceId, raw, occurredAt, misdated, principal, app) => {
          const body = {
            sourceId,
            format: 'okta',
            occurredAt,
            receivedAt: occurredAt + 1,
            misdated,
            raw,
            fields: { ...emptyFields(), principal, app, asn: 64_512, isProxy: misdated },
          };
          expect(decodeBody(encodeBody(body))).toEqual(body);
        },
      ),
    );
  });

  it('reads fields that did not exist when it was written as null', () => {
    const head = JSON.stringify(['s', 'okta', 1, 2, 0, 'signed in']);
    const bytes = Buffer.concat([
      Buffer.from(Uint32Array.of(head.length).buffer),
      Buffer.from(head),
      Buffer.from('{}'),
    ]);
    expect(decodeBody(bytes)).toEqual({
      sourceId: 's',
      format: 'okta',
      occurredAt: 1,
      receivedAt: 2,
      misdated: false,
      raw: '{}',
      fields: { ...emptyFields(), action: 'signed in' },
    });
  });

  it('tells any other bytes instead of reading them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decodeBody(Buffer.from(bytes));
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'events.body_damaged' });
        }
      }),
    );
  });
});

describe('a packed block', () => {
  const entry = fc.record({
    seq: fc.maxSafeNat(),
    body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  });

  it('gives back its events', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 120 }), (entries) => {
        const back = unpackBlock(packBlock(entries));
        expect(back.map(({ seq, body }) => [seq, body.toString('hex')])).toEqual(
          entries.map(({ seq, body }) => [seq, body.toString('hex')]),
        );
      }),
    );
  });

  it('tells a changed byte instead of giving another record', () => {
    const packed = packBlock([{ seq: 7, body: Buffer.from('the record of event seven, as it was received') }]);
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Buffer.from(packed);
        changed.writeUInt8(changed.readUInt8(at) ^ mask, at);
        try {
          expect(unpackBlock(changed)).toEqual(unpackBlock(packed));
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'events.block_damaged' });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a run of keys', () => {
  it('finds every event that has a key, and by no other kind', () => {
    const names = ['alice@acme.example', 'bob@acme.example', '198.51.100.7', 'session', 'acme-okta.example'];
    const kinds = ['person', 'ip', 'session', 'domain'] as const;
    const key = fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...names).map(keyHash));
    fc.assert(
      fc.property(fc.array(fc.array(key, { maxLength: 4 }), { maxLength: 300 }), key, (keys, [kind, hash]) => {
        const rows: KeyedRow[] = keys.map((list, index) => ({ seq: index * 3 + 1, keys: list }));
        const run = buildKeyRun(rows);
        const expected = rows.flatMap((row) =>
          row.keys.filter(([k, h]) => k === kind && h === hash).map(() => row.seq),
        );
        expect(searchKeyRun(run.keys, () => run.seqs, kind, hash)).toEqual(expected);
        const shifted = new Uint8Array(run.keys.length + 1);
        shifted.set(run.keys, 1);
        expect(searchKeyRun(shifted.subarray(1), () => run.seqs, kind, hash)).toEqual(expected);
      }),
    );
  });

  it('hashes to 48 bits that stay the same for ever, and spread', () => {
    expect([keyHash(''), keyHash('alice@acme.example'), keyHash('198.51.100.7')]).toMatchInlineSnapshot(`
      [
        69031501345564,
        129562189857393,
        159677041886733,
      ]
    `);
    const hashes = new Set(Array.from({ length: 100_000 }, (_, index) => keyHash(`person.${index}@acme.example`)));
    expect(hashes.size).toBe(100_000);
    expect(Math.max(...hashes)).toBeLessThan(2 ** 48);
  });
});
