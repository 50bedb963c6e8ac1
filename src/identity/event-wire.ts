import type { HandlerOutput } from '../platform/http/contract.ts';
import type { StoredEvent } from '../platform/store/event-store.ts';
import type { identityApi } from './api.ts';

/** One event as the console reads it: as received, and as we read it. */
export function eventWire(event: StoredEvent): HandlerOutput<(typeof identityApi)['getEvent']> {
  return {
    eventId: event.id,
    seq: event.seq,
    sourceId: event.sourceId,
    format: event.format,
    occurredAt: event.occurredAt,
    receivedAt: event.receivedAt,
    misdated: event.misdated,
    raw: event.raw,
    fields: { ...event.fields },
  };
}
