import { emptyFields, type IndexedFields } from '../../../engines/events/index.ts';
import { AppError } from '../../../base/errors.ts';

/** Everything of an event but its id, seq and the columns it is found by. */
export interface EventBody {
  sourceId: string;
  format: string;
  occurredAt: number;
  receivedAt: number;
  misdated: boolean;
  fields: IndexedFields;
  raw: string;
}

/**
 * Place of each field in a stored body. Only ever add at the end: a body that is shorter was written before a field existed,
 * which then reads as null.
 */
const FIELD_PLACES: Readonly<Record<keyof IndexedFields, number>> = {
  action: 0,
  classUid: 1,
  activityId: 2,
  status: 3,
  principal: 4,
  principalId: 5,
  principalLabel: 6,
  targetPrincipal: 7,
  targetPrincipalId: 8,
  ip: 9,
  asn: 10,
  asOrg: 11,
  isProxy: 12,
  country: 13,
  city: 14,
  userAgent: 15,
  uaFamily: 16,
  osFamily: 17,
  deviceId: 18,
  deviceManaged: 19,
  deviceFingerprint: 20,
  rootSessionId: 21,
  externalSessionId: 22,
  transactionId: 23,
  authenticatorKind: 24,
  authenticatorPhishingResistant: 25,
  authenticatorId: 26,
  newDevice: 27,
  newIp: 28,
  app: 29,
  domain: 30,
  outcomeReason: 31,
};

const FIELD_ORDER = Object.entries(FIELD_PLACES)
  .toSorted(([, a], [, b]) => a - b)
  .map(([name]) => name);

/** Bytes before the two texts: length of the head. */
const PREFIX_BYTES = 4;

/** The stored form of a body: u32 length of the head, the head (JSON list), the raw record. UTF-8, little-endian. */
export function encodeBody(body: EventBody): Buffer {
  const values: unknown[] = [body.sourceId, body.format, body.occurredAt, body.receivedAt, body.misdated ? 1 : 0];
  const fields: Readonly<Record<string, unknown>> = { ...body.fields };
  for (const name of FIELD_ORDER) values.push(fields[name] ?? null);
  const head = JSON.stringify(values);
  const headBytes = Buffer.byteLength(head);
  const buffer = Buffer.allocUnsafe(PREFIX_BYTES + headBytes + Buffer.byteLength(body.raw));
  buffer.writeUInt32LE(headBytes, 0);
  buffer.write(head, PREFIX_BYTES);
  buffer.write(body.raw, PREFIX_BYTES + headBytes);
  return buffer;
}

/** @throws AppError `events.body_damaged` when the bytes are none that {@link encodeBody} made */
export function decodeBody(bytes: Buffer): EventBody {
  const headBytes = bytes.length < PREFIX_BYTES ? -1 : bytes.readUInt32LE(0);
  if (headBytes < 0 || PREFIX_BYTES + headBytes > bytes.length) throw damaged();
  const head = parseHead(bytes.toString('utf8', PREFIX_BYTES, PREFIX_BYTES + headBytes));
  if (!Array.isArray(head)) throw damaged();
  const [sourceId, format, occurredAt, receivedAt, misdated, ...values] = head as unknown[];
  if (typeof sourceId !== 'string' || typeof format !== 'string') throw damaged();
  if (typeof occurredAt !== 'number' || typeof receivedAt !== 'number') throw damaged();
  const fields: Record<string, unknown> = { ...emptyFields() };
  for (const [index, name] of FIELD_ORDER.entries()) fields[name] = values[index] ?? null;
  return {
    sourceId,
    format,
    occurredAt,
    receivedAt,
    misdated: misdated === 1,
    fields: fields as unknown as IndexedFields,
    raw: bytes.toString('utf8', PREFIX_BYTES + headBytes),
  };
}

function parseHead(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw damaged(thrown);
  }
}

function damaged(cause?: unknown): AppError {
  return new AppError('events.body_damaged', 'A stored event cannot be read back.', {
    remedy: 'Restore the day from a backup; `breakwater doctor` names the file.',
    ...(cause === undefined ? {} : { cause }),
  });
}
