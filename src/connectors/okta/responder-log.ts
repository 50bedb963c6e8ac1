import type { OktaHttp } from './okta-http.ts';
import { garbage, timeOf } from './responder-hand.ts';
import { oktaLogPageSchema } from './wire.ts';

/** One record of the System Log that shows an effect. */
export interface LogHit {
  uuid: string;
  eventType: string;
  atMs: number | null;
  outcomeReason: string | null;
}

/** Records read at most: an effect shows in the newest. */
const LIMIT = 100;

/** Records of some types whose target is a person, newest first. Failed ones are left out: they show no effect. */
export async function readLog(
  http: OktaHttp,
  userId: string,
  eventTypes: readonly string[],
  sinceMs: number,
  signal: AbortSignal,
): Promise<LogHit[]> {
  const types = eventTypes.map((type) => `eventType eq "${type}"`).join(' or ');
  const reply = await http.request('GET', '/api/v1/logs', {
    query: {
      since: new Date(sinceMs).toISOString(),
      filter: `(${types}) and target.id eq "${userId}"`,
      sortOrder: 'DESCENDING',
      limit: LIMIT,
    },
    signal,
  });
  const page = oktaLogPageSchema.safeParse(reply.body);
  if (!page.success) throw garbage('a page of the System Log');
  return page.data.flatMap((event) => {
    // The filter is the vendor's; what it lets through is checked again.
    if (!eventTypes.includes(event.eventType) || !hasTarget(event['target'], userId)) return [];
    const outcome = objectOf(event['outcome']);
    if (outcome['result'] === 'FAILURE' || outcome['result'] === 'DENY') return [];
    const reason = outcome['reason'];
    return [
      {
        uuid: event.uuid,
        eventType: event.eventType,
        atMs: timeOf(event.published),
        outcomeReason: typeof reason === 'string' ? reason : null,
      },
    ];
  });
}

function hasTarget(targets: unknown, userId: string): boolean {
  return Array.isArray(targets) && targets.some((target: unknown) => objectOf(target)['id'] === userId);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
