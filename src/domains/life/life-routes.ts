import type { Handlers, RequestContext } from '../../platform/http/context.ts';
import { readFacts } from '../enrich/facts.ts';
import { refusalOf } from '../feeds/refusal.ts';
import { readDomain } from '../read-domain-name.ts';
import { judgeTyped } from '../verdict-wire.ts';
import type { lifeApi } from './api.ts';
import type { Decider } from './decide.ts';
import { decideDomains, type DecideDomainsDeps, undoDecisions } from './decide-domains.ts';
import { domainWire, gravest, type LookAlikeWire } from './domain-wire.ts';
import { followByHand } from './follow-by-hand.ts';
import { countDomains, type DomainFilter, listDomains } from './list-domains.ts';
import { readDecisions, readLife } from './read-life.ts';

export interface LifeRoutesDeps extends DecideDomainsDeps {
  incidentOfDomain: (tenantId: string, registrable: string) => Promise<string | null>;
}

/** One page of the list as it is sent: what the list, a domain's page and the export read. */
export async function domainsPage(
  deps: LifeRoutesDeps,
  tenantId: string,
  filter: DomainFilter,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: LookAlikeWire[]; nextCursor: string | null }> {
  const { rows, nextCursor } = await listDomains(deps.db, tenantId, filter, page);
  const { matcher } = await deps.books.of(tenantId);
  const names = rows.map((row) => row.registrable);
  const facts = await readFacts(deps.db, tenantId, names);
  const items: LookAlikeWire[] = [];
  for (const row of rows) {
    const incidentId = await deps.incidentOfDomain(tenantId, row.registrable);
    items.push(domainWire(row, matcher, facts.get(row.registrable), incidentId));
  }
  return { items, nextCursor };
}

/** Who calls, for what is kept of a decision. */
export function deciderOf(context: RequestContext): Decider {
  const { actor } = context;
  return { id: actor === null ? '' : `${actor.kind}:${actor.id}`, name: actor?.name ?? '' };
}

/** Handlers of the lives of domains. */
export function lifeRoutes(deps: LifeRoutesDeps): Handlers<typeof lifeApi> {
  return {
    async listLookAlikes(context, { query }) {
      const { cursor, limit, ...filter } = query;
      return domainsPage(deps, context.tenantId, filter, { cursor, limit });
    },
    countLookAlikes: (context, { query }) => countDomains(deps.db, context.tenantId, query),
    async getLookAlike(context, { params }) {
      const { tenantId } = context;
      const registrable = readDomain(params.registrable);
      const [seen = null] = (await domainsPage(deps, tenantId, { only: registrable }, { limit: 1 })).items;
      const book = await deps.books.of(tenantId);
      const verdict = gravest(book.matcher, registrable, seen?.hosts ?? []);
      const verdictHost = verdict.kind === 'invalid' ? registrable : verdict.host;
      const facts = await readFacts(deps.db, tenantId, [registrable]);
      return {
        registrable,
        seen,
        verdict: judgeTyped(book.matcher, verdictHost),
        verdictHost,
        facts: facts.get(registrable) ?? null,
        life: await readLife(deps.db, tenantId, registrable, seen?.certifiedAt ?? null),
        decisions: await readDecisions(deps.db, tenantId, registrable),
        refusal: refusalOf(book, registrable),
        incidentId: await deps.incidentOfDomain(tenantId, registrable),
      };
    },
    async followDomain(context, { body }) {
      const followed = await followByHand(deps, context.tenantId, body.host, deciderOf(context), context.clock.now());
      context.audit(followed.registrable);
      return followed;
    },
    async decideDomains(context, { body }) {
      context.audit(...body.registrables.slice(0, 100), body.decision);
      return {
        items: await decideDomains(deps, context.tenantId, body, deciderOf(context), context.clock.now()),
      };
    },
    async undoDecisions(context, { body }) {
      context.audit(...body.registrables.slice(0, 100));
      const by = deciderOf(context);
      return { items: await undoDecisions(deps, context.tenantId, body.registrables, by, context.clock.now()) };
    },
  };
}
