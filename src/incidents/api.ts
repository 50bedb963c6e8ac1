import { z } from 'zod';
import { defineApi } from '../platform/http/contract.ts';
import { pageOf, pageQuery } from '../platform/http/paging.ts';
import { entityWire, messageWire, okWire, severityWire } from '../platform/http/wire.ts';

const incidentId = z.object({ incidentId: z.string().max(100) });

export const INCIDENT_STATES = ['open', 'contained', 'closed'] as const;

export const incidentRowWire = z.object({
  incidentId: z.string(),
  /** `BW-17` */
  number: z.string(),
  state: z.enum(INCIDENT_STATES),
  severity: severityWire,
  /** The headline, in words, made from the findings. */
  headline: messageWire,
  findings: z.number().int(),
  victims: z.number().int(),
  domains: z.array(z.string()),
  firstAt: z.number().int(),
  lastAt: z.number().int(),
  openedAt: z.number().int(),
  mergedInto: z.string().nullable(),
});

export const incidentWire = incidentRowWire.extend({
  entities: z.array(
    entityWire.extend({ findings: z.number().int(), firstAt: z.number().int(), lastAt: z.number().int() }),
  ),
  notes: z.array(z.object({ noteId: z.string(), author: z.string(), text: z.string(), at: z.number().int() })),
  /** The steps of the story, each a message, earliest first: what the headline is made of. */
  story: z.array(z.object({ at: z.number().int(), message: messageWire })),
  closedReason: z.string().nullable(),
});

/** One line of the timeline: a finding, why it is here, a note, or a step of the response. */
export const timelineEntryWire = z.object({
  entryId: z.string(),
  kind: z.enum(['finding', 'action', 'note', 'state']),
  at: z.number().int(),
  severity: severityWire.nullable(),
  message: messageWire,
  findingId: z.string().nullable(),
  detector: z.string().nullable(),
  /** Why it was joined to this incident. */
  joined: z.object({ reason: messageWire, by: z.enum(['rule', 'person']), at: z.number().int() }).nullable(),
  entities: z.array(entityWire),
  receivedAt: z.number().int().nullable(),
  foundAt: z.number().int().nullable(),
});

export const findingWire = z.object({
  findingId: z.string(),
  incidentId: z.string().nullable(),
  detector: z.string(),
  detectorVersion: z.number().int(),
  severity: severityWire,
  message: messageWire,
  occurredAt: z.number().int(),
  receivedAt: z.number().int(),
  foundAt: z.number().int(),
  techniques: z.array(z.string()),
  entities: z.array(entityWire),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  evidence: z.array(
    z.object({
      evidenceId: z.string(),
      sourceId: z.string(),
      occurredAt: z.number().int(),
      receivedAt: z.number().int(),
      raw: z.string(),
    }),
  ),
});

export type IncidentRowWire = z.output<typeof incidentRowWire>;
export type IncidentWire = z.output<typeof incidentWire>;
export type TimelineEntryWire = z.output<typeof timelineEntryWire>;
export type FindingWire = z.output<typeof findingWire>;

export const incidentsApi = defineApi({
  listIncidents: {
    method: 'GET',
    path: '/api/v1/incidents',
    summary: 'Incidents, those with the newest finding first.',
    access: 'incidents:read',
    query: pageQuery.extend({
      state: z.enum([...INCIDENT_STATES, 'all']).default('all'),
      q: z.string().max(200).optional(),
    }),
    response: pageOf(incidentRowWire),
  },
  getIncident: {
    method: 'GET',
    path: '/api/v1/incidents/:incidentId',
    summary: 'One incident: headline, story, people and things involved, notes. Takes an id or a number (BW-17).',
    access: 'incidents:read',
    params: incidentId,
    response: incidentWire,
  },
  getTimeline: {
    method: 'GET',
    path: '/api/v1/incidents/:incidentId/timeline',
    summary: 'The timeline of an incident, earliest first, paged.',
    access: 'incidents:read',
    params: incidentId,
    query: z.object({
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(5000).default(1000),
    }),
    response: pageOf(timelineEntryWire),
  },
  getFinding: {
    method: 'GET',
    path: '/api/v1/findings/:findingId',
    summary: 'One finding with its raw evidence.',
    access: 'evidence:read',
    params: z.object({ findingId: z.string().max(100) }),
    response: findingWire,
    audit: 'finding.read',
  },
  setIncidentState: {
    method: 'POST',
    path: '/api/v1/incidents/:incidentId/state',
    summary: 'Marks an incident contained, closed or open again. Closing needs a reason.',
    access: 'incidents:write',
    params: incidentId,
    body: z.object({ state: z.enum(INCIDENT_STATES), reason: z.string().trim().max(1000).optional() }),
    response: okWire,
    audit: 'incident.state',
  },
  mergeIncidents: {
    method: 'POST',
    path: '/api/v1/incidents/:incidentId/merge',
    summary: 'Moves every finding of another incident into this one, by hand, with a reason.',
    access: 'incidents:write',
    params: incidentId,
    body: z.object({ from: z.string().max(100), reason: z.string().trim().min(1).max(1000) }),
    response: okWire,
    audit: 'incident.merge',
  },
  splitIncident: {
    method: 'POST',
    path: '/api/v1/incidents/:incidentId/split',
    summary: 'Moves chosen findings into a new incident, by hand, with a reason.',
    access: 'incidents:write',
    params: incidentId,
    body: z.object({
      findingIds: z.array(z.string().max(100)).min(1).max(5000),
      reason: z.string().trim().min(1).max(1000),
    }),
    response: z.object({ incidentId: z.string() }),
    audit: 'incident.split',
  },
  addNote: {
    method: 'POST',
    path: '/api/v1/incidents/:incidentId/notes',
    summary: 'Adds a note to an incident.',
    access: 'incidents:write',
    params: incidentId,
    body: z.object({ text: z.string().trim().min(1).max(10_000) }),
    response: z.object({ noteId: z.string() }),
    audit: 'incident.note',
  },
});
