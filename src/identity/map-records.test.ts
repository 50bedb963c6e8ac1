import { expect, it } from 'vitest';
import { mapInParts, type MapOptions, mapRecords } from './map-records.ts';

const OPTIONS: MapOptions = {
  tenantId: 'live',
  sourceOf: (format) => `import:${format}`,
  format: 'auto',
  receivedAt: (occurredAt) => occurredAt,
};

const record = (uuid: string, minute: number): object => ({
  uuid,
  published: `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`,
  eventType: 'user.session.start',
  version: '0',
  severity: 'INFO',
  displayMessage: 'User login to Okta',
  actor: { id: '00u1', type: 'User', alternateId: 'ann@acme.example', displayName: 'Ann' },
  outcome: { result: 'SUCCESS', reason: null },
});
const FIRST = record('a1', 1);
const SECOND = record('a2', 2);
const hook = { eventType: 'com.okta.event_hook', source: 'https://acme.okta.example', eventId: 'h1' };

const mapped = (document: unknown) => mapRecords([{ line: 7, text: JSON.stringify(document, null, 1) }], OPTIONS);

it.each([
  ['what an event hook was sent', { ...hook, data: { events: [FIRST, SECOND] } }],
  ['a page of an API', { value: [FIRST, SECOND] }],
  ['a list', [FIRST, SECOND]],
])('takes the records out of %s', (_, document) => {
  const { events, rejections } = mapped(document);
  expect(rejections).toEqual([]);
  expect(events.map(({ raw }) => JSON.parse(raw) as unknown)).toEqual([FIRST, SECOND]);
  expect(events.map(({ occurredAt }) => new Date(occurredAt).getUTCMinutes())).toEqual([1, 2]);
  // the same record that comes by itself is the same event
  expect(events[0]?.id).toBe(mapped(FIRST).events[0]?.id);
});

it('keeps the text of a record that comes by itself as it was', () => {
  expect(mapped(FIRST).events[0]?.raw).toBe(JSON.stringify(FIRST, null, 1));
});

it('names the line of each record within that is none, and keeps the others', () => {
  const { events, rejections } = mapped({ ...hook, data: { events: [FIRST, { a: 1 }, 5] } });
  expect(events).toHaveLength(1);
  expect(rejections).toMatchObject([{ line: 7 }, { line: 7 }]);
  expect(rejections[0]?.reason).toMatch(/not recognised/);
});

it.each([
  ['what an event hook was sent', { ...hook, data: { events: [FIRST, SECOND] } }],
  ['a page of an API', { value: [FIRST, SECOND] }],
])('takes the records out of %s where the format is given, too', (_, document) => {
  const { events } = mapRecords([{ line: 7, text: JSON.stringify(document) }], { ...OPTIONS, format: 'okta' });
  expect(events.map(({ id }) => id)).toEqual([FIRST, SECOND].map((one) => mapped(one).events[0]?.id));
});

it('takes nothing apart of which no record is of the format that is given', () => {
  const text = JSON.stringify({ value: [{ a: 1 }, { b: 2 }] });
  const { events, rejections } = mapRecords([{ line: 7, text }], { ...OPTIONS, format: 'okta' });
  expect([events.length, rejections.length]).toEqual([0, 1]);
});

it('gives so many records at a time, however many a line holds', () => {
  const text = JSON.stringify([...Array<number>(1_200).fill(1), FIRST]);
  const parts = [
    ...mapInParts(
      [
        { line: 7, text },
        { line: 8, text },
      ],
      OPTIONS,
      500,
    ),
  ];
  expect(parts.map(({ events, rejections }) => events.length + rejections.length)).toEqual([500, 500, 500, 500, 402]);
  expect(parts.flatMap(({ rejections }) => rejections)).toHaveLength(2_400);
  // nothing is read ahead of what was asked for
  const [first] = mapInParts(
    [
      { line: 7, text },
      { line: 8, text: '{' },
    ],
    OPTIONS,
    500,
  );
  expect(first?.rejections).toHaveLength(500);
});
