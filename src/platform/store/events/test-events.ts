import { hash } from 'node:crypto';
import { emptyFields, type IndexedFields } from '../../../engines/events/index.ts';
import type { NewEvent } from '../event-store.ts';

/** When the events of tests are received unless they say otherwise: noon of a UTC day. */
export const TEST_NOW = Date.UTC(2026, 10, 21, 12);

/** An event that is the same for the same number, with some fields. For tests. */
export function testEvent(
  index: number,
  more: Partial<Omit<NewEvent, 'fields'>> = {},
  fields: Partial<IndexedFields> = {},
): NewEvent {
  const principal = `person.${index % 7}@acme.example`;
  return {
    id: hash('sha256', `event ${index}`),
    sourceId: 'okta-main',
    format: 'okta',
    occurredAt: TEST_NOW + index,
    receivedAt: TEST_NOW + index + 500,
    raw: JSON.stringify({ uuid: index, actor: { alternateId: principal }, text: `Zoë ✓ ${'x'.repeat(index % 300)}` }),
    fields: {
      ...emptyFields(),
      action: 'user.session.start',
      principal,
      ip: `198.51.100.${index % 50}`,
      rootSessionId: `session-${Math.floor(index / 3)}`,
      ...fields,
    },
    ...more,
  };
}
