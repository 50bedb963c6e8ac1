import type { Tx } from '../platform/store/db.ts';
import type { IncidentTables } from './tables.ts';
import { THREAD_WINDOW_MS, threadKind, threadRank, type Thread } from './threads.ts';

/** A thing of a finding that may join it to others. */
export interface JoiningEntity {
  kind: string;
  value: string;
  label: string;
}

/** What a finding shares with one incident, strongest thread first. */
export interface Neighbour {
  incidentId: string;
  threads: Thread[];
}

export interface Neighbourhood {
  incidents: Neighbour[];
  /** Info findings outside every incident that belong to the same component, each with the thread that leads to it. */
  orphans: Map<string, Thread>;
}

interface Seed {
  findingId: string;
  occurredAt: number;
}

/**
 * Every incident and every loose info finding that a finding shares a joining thing with. Loose findings are followed further:
 * what they share counts too, so that the grouping is the connected components whatever the order of arrival.
 *
 * A finding that opens no incident itself follows nothing where it touches none: a loose finding beside an incident would have
 * come in already, and whoever can report must not make each further report dearer than the one before.
 */
export async function findNeighbours(
  tx: Tx,
  tenantId: string,
  seed: Seed,
  opensIncident: boolean,
): Promise<Neighbourhood> {
  const incidents = new Map<string, Thread[]>();
  const orphans = new Map<string, Thread>();
  const visited = new Set<string>([seed.findingId]);
  const around = new Surroundings(tx, tenantId);
  const queue: Seed[] = [seed];
  for (let current = queue.pop(); current !== undefined; current = queue.pop()) {
    const entities = await joiningEntities(tx, tenantId, current.findingId);
    for (const entity of entities) {
      for (const hit of await around.incidentsWith(entity, current)) {
        const threads = incidents.get(hit.incidentId) ?? [];
        threads.push({ ...entity, withFindingId: hit.findingId });
        incidents.set(hit.incidentId, threads);
      }
    }
    if (!opensIncident && current === seed && !(await anyOpen(tx, tenantId, [...incidents.keys()]))) break;
    for (const entity of entities) {
      for (const loose of await around.looseWith(entity, current, visited)) {
        visited.add(loose.findingId);
        orphans.set(loose.findingId, { ...entity, withFindingId: current.findingId });
        queue.push(loose);
      }
    }
  }
  return {
    orphans,
    incidents: [...incidents].map(([incidentId, threads]) => ({
      incidentId,
      threads: threads.toSorted((a, b) => threadRank(a.kind) - threadRank(b.kind)),
    })),
  };
}

async function anyOpen(tx: Tx, tenantId: string, incidentIds: readonly string[]): Promise<boolean> {
  if (incidentIds.length === 0) return false;
  const row = await tx
    .tables<IncidentTables>()
    .selectFrom('incident')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', incidentIds)
    .where('state', '!=', 'closed')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

type TypedEntity = Omit<Thread, 'withFindingId'>;

async function joiningEntities(tx: Tx, tenantId: string, findingId: string): Promise<TypedEntity[]> {
  const rows = await tx
    .tables<IncidentTables>()
    .selectFrom('finding_entity')
    .select(['kind', 'value', 'label', 'role'])
    .where('tenant_id', '=', tenantId)
    .where('finding_id', '=', findingId)
    .where('joins', '=', 1)
    .execute();
  const out = new Map<string, TypedEntity>();
  for (const row of rows) {
    const kind = threadKind({ ...row, kind: row.kind as 'principal', role: row.role as 'victim', joins: true });
    if (kind !== null) out.set(`${kind} ${row.value}`, { kind, value: row.value, label: row.label });
  }
  return [...out.values()];
}

interface Hit {
  incidentId: string;
  findingId: string;
}

/** What stands around the findings of one walk. Each thing is asked about once, however many findings name it. */
class Surroundings {
  readonly #tx: Tx;
  readonly #tenantId: string;
  readonly #incidents = new Map<string, Promise<Hit[]>>();
  readonly #loose = new Map<string, Seed[]>();

  constructor(tx: Tx, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  #shared(entity: TypedEntity) {
    return this.#tx
      .tables<IncidentTables>()
      .selectFrom('finding_entity')
      .where('tenant_id', '=', this.#tenantId)
      .where('kind', '=', entity.kind)
      .where('value', '=', entity.value)
      .where('joins', '=', 1);
  }

  /** One hit per incident: its earliest finding with that thing. Within a window it depends on when the asking one happened. */
  incidentsWith(entity: TypedEntity, near: Seed): Promise<Hit[]> {
    const windowMs = THREAD_WINDOW_MS[entity.kind];
    const key = JSON.stringify([entity.kind, entity.value, ...(windowMs === undefined ? [] : [near.occurredAt])]);
    const held = this.#incidents.get(key) ?? this.#findIncidents(entity, near, windowMs);
    this.#incidents.set(key, held);
    return held;
  }

  /**
   * Jumps from incident to incident along the index, so that a thing named five thousand times in one incident costs no more
   * than one named once.
   */
  async #findIncidents(entity: TypedEntity, near: Seed, windowMs: number | undefined): Promise<Hit[]> {
    const shared = this.#shared(entity);
    const within =
      windowMs === undefined
        ? shared
        : shared
            .where('occurred_at', '>=', near.occurredAt - windowMs)
            .where('occurred_at', '<=', near.occurredAt + windowMs);
    const hits: Hit[] = [];
    for (let last = ''; ;) {
      const next = await shared
        .where('incident_id', '>', last)
        .select('incident_id')
        .orderBy('incident_id')
        .limit(1)
        .executeTakeFirst();
      if (next === undefined || next.incident_id === null) break;
      last = next.incident_id;
      const first = await within
        .where('incident_id', '=', last)
        .select('finding_id')
        .orderBy('occurred_at')
        .orderBy('finding_id')
        .limit(1)
        .executeTakeFirst();
      if (first !== undefined) hits.push({ incidentId: last, findingId: first.finding_id });
    }
    return hits;
  }

  /** Loose findings with that thing, near enough in time, that the walk has not come to yet. */
  async looseWith(entity: TypedEntity, near: Seed, visited: ReadonlySet<string>): Promise<Seed[]> {
    const key = JSON.stringify([entity.kind, entity.value]);
    const all = this.#loose.get(key) ?? (await this.#findLoose(entity));
    const open = all.filter((one) => !visited.has(one.findingId));
    this.#loose.set(key, open);
    const windowMs = THREAD_WINDOW_MS[entity.kind] ?? Infinity;
    return open.filter((one) => Math.abs(one.occurredAt - near.occurredAt) <= windowMs);
  }

  async #findLoose(entity: TypedEntity): Promise<Seed[]> {
    const rows = await this.#shared(entity)
      .where('incident_id', 'is', null)
      .select(['finding_id', 'occurred_at'])
      .distinct()
      .orderBy('finding_id')
      .execute();
    return rows.map((row) => ({ findingId: row.finding_id, occurredAt: row.occurred_at }));
  }
}
