import type { Message } from '../base/finding.ts';
import { victimsOf, type IncidentFacts } from './summarise.ts';

export interface StoryStep {
  at: number;
  message: Message;
}

/** At most so many steps: a story is read, a timeline is searched. */
const MAX_STEPS = 40;

/** The steps of the story, earliest first: what the headline is made of. */
export function tellStory(facts: IncidentFacts, containedAt: number | null): StoryStep[] {
  const steps: StoryStep[] = [...domainSteps(facts), ...personSteps(facts)];
  const { reports } = facts;
  if (reports.firstAt !== null) {
    steps.push({
      at: reports.firstAt,
      message: { key: 'incidents.story.first-report', params: { reports: reports.count } },
    });
  }
  if (facts.exposed > 0 && facts.firstExposedAt !== null) {
    steps.push({
      at: facts.firstExposedAt,
      message: { key: 'incidents.story.exposed', params: { people: facts.exposed } },
    });
  }
  if (containedAt !== null) steps.push({ at: containedAt, message: { key: 'incidents.story.contained', params: {} } });
  return steps.toSorted((a, b) => a.at - b.at).slice(0, MAX_STEPS);
}

function domainSteps(facts: IncidentFacts): StoryStep[] {
  const steps = new Map<string, StoryStep>();
  for (const finding of facts.telling) {
    const at = finding.facts.certifiedAtMs;
    const domain = finding.entities.find((entity) => entity.kind === 'domain')?.value;
    if (at === undefined || domain === undefined) continue;
    const before = steps.get(domain);
    if (before !== undefined && before.at <= at) continue;
    steps.set(domain, { at, message: { key: 'incidents.story.domain-certified', params: { domain } } });
  }
  for (const { value, firstAt } of facts.domains) {
    if (steps.has(value)) continue;
    steps.set(value, { at: firstAt, message: { key: 'incidents.story.domain-seen', params: { domain: value } } });
  }
  return [...steps.values()];
}

function personSteps(facts: IncidentFacts): StoryStep[] {
  return victimsOf(facts.telling).flatMap((victim) => {
    const params = { person: victim.label };
    const enrolled = victim.enrolled.map((finding) => ({
      at: finding.facts.enrolledAtMs ?? finding.occurredAt,
      message: { key: 'incidents.story.enrolled', params },
    }));
    if (victim.exposure === null) return enrolled;
    return [{ at: victim.firstAt, message: { key: `incidents.story.${victim.exposure}`, params } }, ...enrolled];
  });
}
