import { z } from 'zod';
import { defineApi } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { domainFactsWire } from '../enrich/api.ts';

const at = z.number().int();
const registrable = z.string().trim().min(1).max(253);
const decision = z.enum(['ours', 'benign', 'hostile']);

/**
 * What can happen in a domain's life, in the order in which it usually does. Kinds that can end carry `gone: true` in their
 * detail when they have (`mail`, `resembles`).
 */
export const LIFE_KINDS = [
  'registered',
  'certified',
  'resolving',
  'mail',
  'page-up',
  'resembles',
  'came-alive',
  'reported',
  'asked-for',
  'followed',
  'decided',
  'undecided',
  'blocked',
  'unblocked',
  'refused',
  'takedown-prepared',
  'takedown-sent',
  'page-down',
  'not-resolving',
  'down',
] as const;

/** What the judge says of one host. */
export const verdictWire = z.object({
  host: z.string(),
  kind: z.enum(['look-alike', 'own', 'silent', 'invalid']),
  registrable: z.string().nullable(),
  brand: z.string().nullable(),
  matched: z.string().nullable(),
  class: z.string().nullable(),
  score: z.number().nullable(),
  reported: z.boolean(),
  lure: z.array(z.string()),
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
  pieces: z.array(z.object({ text: z.string(), role: z.string() })),
});

export const DOMAIN_STATES = [
  'resolving',
  'mail',
  'page',
  'resembles',
  'blocked',
  'refused',
  'sent',
  'down',
  'unknown',
] as const;
export const SEEN_IN = ['certificates', 'reports', 'registrations', 'dns', 'proxy', 'look-up', 'by-hand'] as const;
export const DOMAIN_SORTS = ['first-seen', 'last-seen', 'score', 'name'] as const;

/** What narrows the list of domains; the same in the list, the counts, the export and the console's address bar. */
export const domainFilter = z.object({
  brand: z.string().max(100).optional(),
  class: z.string().max(40).optional(),
  decision: z.enum(['none', 'ours', 'benign', 'hostile']).optional(),
  state: z.enum(DOMAIN_STATES).optional(),
  seenIn: z.enum(SEEN_IN).optional(),
  /** Part of the domain or of a host below it. */
  text: z.string().trim().max(200).optional(),
  /** First seen from this moment on, and before that one, milliseconds UTC. */
  since: z.coerce.number().int().min(0).optional(),
  until: z.coerce.number().int().min(0).optional(),
  /** By when it was first seen unless asked otherwise, the newest first. */
  sort: z.enum(DOMAIN_SORTS).optional(),
  order: z.enum(['asc', 'desc']).optional(),
});

export const lookAlikeWire = z.object({
  registrable: z.string(),
  hosts: z.array(z.string()),
  brand: z.string().nullable(),
  class: z.string(),
  score: z.number(),
  /** False when it is worth knowing only: nobody was told. */
  reported: z.boolean(),
  /** Why it is taken for an imitation: the strongest reasons, in words. */
  why: z.array(z.string()),
  firstSeenAt: at,
  lastSeenAt: at,
  /** When the first certificate naming it was logged; null when it was seen elsewhere only. */
  certifiedAt: at.nullable(),
  /** When a certificate naming it was proven to stand in its log; null while only the log's unsigned list of names says so. */
  provenAt: at.nullable(),
  registeredAt: at.nullable(),
  seenIn: z.array(z.string()),
  incidentId: z.string().nullable(),
  /** Null: not looked up, or not found out. */
  resolves: z.boolean().nullable(),
  mail: z.boolean().nullable(),
  page: z.boolean().nullable(),
  resembles: z.boolean().nullable(),
  /** Where its look-up is; null when none was wanted. */
  lookup: domainFactsWire.shape.stage.nullable(),
  decision: decision.nullable(),
  decidedAt: at.nullable(),
  /** Since when it is in the blocklists. Listed is not yet blocked: see `refusedAt`. */
  blockedAt: at.nullable(),
  /** When the first client of ours was refused. */
  refusedAt: at.nullable(),
  takedownSentAt: at.nullable(),
  downAt: at.nullable(),
});

export const lifeEventWire = z.object({
  at,
  kind: z.enum(LIFE_KINDS),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const decidedWire = z.object({
  items: z.array(
    z.object({
      registrable: z.string(),
      /** Whether it is in the blocklists now. */
      listed: z.boolean(),
      /** Why it is hostile and still in none. */
      refused: z.string().nullable(),
    }),
  ),
});

/** A domain's life, and what was decided about it. */
export const lifeApi = defineApi({
  listLookAlikes: {
    method: 'GET',
    path: '/api/v1/look-alikes',
    summary: 'Look-alikes seen, filtered and sorted; newest first unless asked otherwise.',
    access: 'domains:read',
    query: pageQuery.extend(domainFilter.shape),
    response: pageOf(lookAlikeWire),
  },
  countLookAlikes: {
    method: 'GET',
    path: '/api/v1/look-alikes/counts',
    summary: 'How many look-alikes there are, by brand, class and decision.',
    access: 'domains:read',
    query: domainFilter,
    response: z.object({
      /** Those the filters leave. */
      matching: z.number().int(),
      total: z.number().int(),
      brands: z.array(z.string()),
      classes: z.array(z.string()),
    }),
  },
  getLookAlike: {
    method: 'GET',
    path: '/api/v1/look-alikes/domain/:registrable',
    summary: 'Everything known of one domain: verdict, look-ups, life, decisions.',
    access: 'domains:read',
    params: z.object({ registrable }),
    response: z.object({
      registrable: z.string(),
      /** Null when it was never seen: somebody asks about it. */
      seen: lookAlikeWire.nullable(),
      verdict: verdictWire,
      /** The host that the verdict is about: the gravest seen. */
      verdictHost: z.string(),
      facts: domainFactsWire.nullable(),
      life: z.array(lifeEventWire),
      decisions: z.array(
        z.object({
          decision,
          reason: z.string(),
          by: z.string(),
          at,
          revokedAt: at.nullable(),
          revokedBy: z.string().nullable(),
        }),
      ),
      /** Why blocklists refuse it unless its name is typed; null when they would take it. */
      refusal: z.string().nullable(),
      incidentId: z.string().nullable(),
    }),
  },
  followDomain: {
    method: 'POST',
    path: '/api/v1/look-alikes/follow',
    summary: 'Follows the domain of a host that was checked by hand, like one that a certificate named.',
    access: 'domains:decide',
    body: z.object({
      /** A host or a link, defanged or not; it must imitate a brand. */
      host: z.string().trim().min(1).max(2000),
    }),
    response: z.object({ registrable: z.string(), host: z.string() }),
    audit: 'domain.follow',
    fresh: 'people',
  },
  decideDomains: {
    method: 'POST',
    path: '/api/v1/look-alikes/decide',
    summary: 'Marks domains as ours, benign or hostile, with the reason. What stood before is undone.',
    access: 'domains:decide',
    body: z.object({
      registrables: z.array(registrable).min(1).max(500),
      decision,
      reason: z.string().trim().max(500).default(''),
      brand: z.string().max(100).optional(),
      /** The domain's name, typed: lists one that blocklists refuse, silences one that many share. */
      confirm: z.string().max(253).optional(),
    }),
    response: decidedWire,
    audit: 'domain.decide',
    fresh: 'people',
  },
  undoDecisions: {
    method: 'POST',
    path: '/api/v1/look-alikes/undo',
    summary: 'Undoes what was decided about domains.',
    access: 'domains:decide',
    body: z.object({ registrables: z.array(registrable).min(1).max(500) }),
    response: decidedWire,
    audit: 'domain.undo',
    fresh: 'people',
  },
});
