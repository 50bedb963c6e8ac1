import type { IncidentWire } from '../../../src/incidents/api.ts';

type Involved = IncidentWire['entities'][number];

/** The order in which roles are shown: who needs help first. */
const ROLE_ORDER: readonly Involved['role'][] = ['victim', 'attacker', 'exposed', 'target', 'reporter', 'subject'];

/** People and things by what they did, those who need help first; within a role the most involved first. */
export function byRole(entities: readonly Involved[]): { role: Involved['role']; entities: Involved[] }[] {
  return ROLE_ORDER.map((role) => ({
    role,
    entities: entities
      .filter((entity) => entity.role === role)
      .toSorted((a, b) => b.findings - a.findings || a.label.localeCompare(b.label)),
  })).filter((group) => group.entities.length > 0);
}
