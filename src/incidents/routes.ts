import { AppError } from '../base/errors.ts';
import type { Finding } from '../base/finding.ts';
import type { Handlers, RequestContext } from '../platform/http/context.ts';
import type { Db } from '../platform/store/db.ts';
import type { incidentsApi } from './api.ts';
import type { createByHand, Hand } from './change-by-hand.ts';
import { incidentNamed } from './incident-rows.ts';
import { readIncidentFacts } from './refresh-incident.ts';
import { entityWires, listIncidents, readEntitySums, readNotes, readTimeline, rowWire, wireMessage } from './store.ts';
import type { IncidentTables } from './tables.ts';
import { tellStory } from './tell-story.ts';

/** Things shown on an incident's page; a page with more is searched, not read. */
const MAX_ENTITIES = 1000;

/** Handlers of the incidents API. Merged incidents stay readable: their `mergedInto` says where they went. */
export function incidentRoutes(db: Db, byHand: ReturnType<typeof createByHand>): Handlers<typeof incidentsApi> {
  const read = () => db.read<IncidentTables>();
  return {
    async listIncidents(context, { query }) {
      return listIncidents(read(), context.tenantId, query);
    },

    async getIncident(context, { params }) {
      const row = await incidentNamed(read(), context.tenantId, params.incidentId);
      const facts = await readIncidentFacts(read(), context.tenantId, row.id, row.severity_rank);
      const story = tellStory(facts, row.contained_at);
      return {
        ...rowWire(row),
        entities: await readEntitySums(read(), context.tenantId, row.id, MAX_ENTITIES),
        notes: await readNotes(read(), context.tenantId, row.id),
        story: story.map(({ at, message }) => ({ at, message: wireMessage(JSON.stringify(message)) })),
        closedReason: row.closed_reason,
      };
    },

    async getTimeline(context, { params, query }) {
      const row = await incidentNamed(read(), context.tenantId, params.incidentId);
      return readTimeline(read(), context.tenantId, row.id, query);
    },

    async getFinding(context, { params }) {
      const row = await read()
        .selectFrom('incident_finding')
        .select(['body', 'entities', 'message', 'incident_id'])
        .where('tenant_id', '=', context.tenantId)
        .where('id', '=', params.findingId)
        .executeTakeFirst();
      if (row === undefined) {
        throw new AppError('incidents.finding_not_found', 'There is no such finding', {
          status: 404,
          remedy: 'Open it from its incident.',
        });
      }
      context.audit(params.findingId);
      return findingWireOf(JSON.parse(row.body) as Finding, row);
    },

    async setIncidentState(context, { params, body }) {
      context.audit(await byHand.setState(handOf(context), params.incidentId, body.state, body.reason));
      return { ok: true };
    },

    async mergeIncidents(context, { params, body }) {
      const merged = await byHand.merge(handOf(context), params.incidentId, body.from, body.reason);
      context.audit(merged.into, merged.from);
      return { ok: true };
    },

    async splitIncident(context, { params, body }) {
      const parts = await byHand.split(handOf(context), params.incidentId, body.findingIds, body.reason);
      context.audit(parts.from, parts.to);
      return { incidentId: parts.to };
    },

    async addNote(context, { params, body }) {
      const note = await byHand.addNote(handOf(context), params.incidentId, body.text);
      context.audit(note.incidentId, note.noteId);
      return { noteId: note.noteId };
    },
  };
}

function handOf(context: RequestContext): Hand {
  return { tenantId: context.tenantId, by: context.actor?.name ?? '', at: context.clock.now() };
}

function findingWireOf(finding: Finding, row: { entities: string; message: string; incident_id: string | null }) {
  return {
    findingId: finding.id,
    incidentId: row.incident_id,
    detector: finding.detector,
    detectorVersion: finding.detectorVersion,
    severity: finding.severity,
    message: wireMessage(row.message),
    occurredAt: finding.occurredAt,
    receivedAt: finding.receivedAt,
    foundAt: finding.foundAt,
    techniques: [...finding.techniques],
    entities: entityWires(row.entities),
    facts: { ...finding.facts },
    evidence: finding.evidence.map(({ id, ...rest }) => ({ evidenceId: id, ...rest })),
  };
}
