import type { Catalogue } from '../base/messages.ts';

/** A length of time in words: `<name>` is the number, `<name>Unit` its unit. */
function span(name: string): string {
  // No `#` here: inside a select it would stand for the unit's name.
  const unit = (word: string): string =>
    `${word} {{${name}, plural, one {{${name}} ${word.slice(0, -1)}} other {{${name}} ${word}}}}`;
  return `{${name}Unit, select, ${unit('seconds')} ${unit('minutes')} ${unit('hours')} ${unit('days')} other {{${name}}}}`;
}

/** First clause of a headline: how the attack announced itself. */
const OPENINGS = {
  'domain-before-reports': `{domain} was certified ${span('lead')} before {reports, plural, one {a text was reported} other {the first of # reported texts}}`,
  'domain-with-reports':
    '{domain} was certified, and {reports, plural, one {1 text was} other {# texts were}} reported',
  domain: '{domain}, a look-alike, was certified',
  'domain-more': '{domain} and {more, plural, one {# more look-alike} other {# more look-alikes}} were certified',
  reports: '{reports, plural, one {1 suspicious message was} other {# suspicious messages were}} reported',
  'reports-domain':
    '{reports, plural, one {1 text} other {# texts}} naming {domain} {reports, plural, one {was} other {were}} reported',
  'reports-domains':
    '{reports, plural, one {1 text} other {# texts}} naming {domain} and {more, plural, one {# more look-alike} other {# more look-alikes}} {reports, plural, one {was} other {were}} reported',
  'domain-seen': 'A look-alike is in use: {domain}',
} as const;

/** Second clause: whose sign-in is in other hands. */
const EXPOSURE_CLAUSES = {
  'signed-in':
    '{people, plural, one {1 person’s sign-in was} other {# people’s sign-ins were}} used from a network new to them',
  'password-known':
    '{people, plural, one {1 person’s password was} other {# people’s passwords were}} accepted from a network new to them, and the second step held',
  'self-reported': '{people, plural, one {1 person says} other {# people say}} that they typed their password there',
} as const;

const ENROLLED = '{enrolled, plural, one {1 authenticator was} other {# authenticators were}} enrolled there';

export type OpeningShape = keyof typeof OPENINGS;
export type ExposureShape = keyof typeof EXPOSURE_CLAUSES;

/** Every combination of clauses is a sentence of its own, so that a translation can order them as its language wants. */
function headlines(): Record<string, string> {
  const out: Record<string, string> = {};
  const openings = { none: null, ...OPENINGS };
  const exposures = { none: null, ...EXPOSURE_CLAUSES };
  for (const [opening, first] of Object.entries(openings)) {
    for (const [exposure, second] of Object.entries(exposures)) {
      for (const [enrolment, third] of Object.entries({ none: null, enrolled: ENROLLED })) {
        const clauses = [first, second, third].filter((clause) => clause !== null);
        if (clauses.length > 0) out[`incidents.headline.${opening}.${exposure}.${enrolment}`] = clauses.join('; ');
      }
    }
  }
  return out;
}

const THREADS = {
  authenticator: 'an authenticator ({label})',
  session: 'a session ({label})',
  device: 'a device ({label})',
  domain: 'the domain {label}',
  principal: 'the person {label}',
  network: 'the network {label}',
} as const;

function joinReasons(): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [kind, thing] of Object.entries(THREADS)) {
    out[`incidents.joined.${kind}`] = `Shares ${thing} with another finding here`;
    out[`incidents.merged.${kind}`] = `Came with {from}, which was merged: a finding here shares ${thing} with it`;
    out[`incidents.state.merged.${kind}`] =
      `{from} was merged into this incident: a finding here shares ${thing} with it`;
    out[`incidents.state.follows.${kind}`] = `Follows {number}, which is closed: both name ${thing}`;
  }
  return out;
}

/** Texts of the incidents room. */
export const incidentMessages: Catalogue = {
  ...headlines(),
  ...joinReasons(),
  'incidents.merged.by-hand': 'Came with {from}, which {by} merged into this incident: {reason}',
  'incidents.split.by-hand': '{by} moved it here from {from}: {reason}',
  'incidents.story.domain-certified': 'A certificate for {domain} was logged',
  'incidents.story.domain-seen': 'The look-alike {domain} was seen',
  'incidents.story.first-report':
    '{reports, plural, one {An employee reported a message} other {The first of # messages that employees reported}}',
  'incidents.story.exposed': '{people, plural, one {# person was} other {# people were}} seen to open the look-alike',
  'incidents.story.signed-in': "{person}'s sign-in was used from a network new to them",
  'incidents.story.password-known': "{person}'s password was accepted and the second step held",
  'incidents.story.self-reported': '{person} told us that they typed their password',
  'incidents.story.enrolled': 'An authenticator was enrolled for {person}',
  'incidents.story.contained': 'Contained: every action of the plan was read back',
  'incidents.state.opened': '{number} was opened',
  'incidents.state.reopened-by-finding': 'Opened again: a new finding belongs to it',
  'incidents.state.open': '{by} opened it again{hasReason, select, yes {: {reason}} other {}}',
  'incidents.state.contained': '{by} marked it contained{hasReason, select, yes {: {reason}} other {}}',
  'incidents.state.closed': '{by} closed it: {reason}',
  'incidents.state.contained-by-plan': 'Contained: every action of the plan was read back',
  'incidents.state.undone': 'Open again: {reason}',
  'incidents.state.merged-by-hand': '{by} merged {from} into this incident: {reason}',
  'incidents.state.merged-away': 'Merged into {into}',
  'incidents.state.split-away': '{by} moved {findings, plural, one {# finding} other {# findings}} to {to}: {reason}',
  'incidents.state.split-here':
    '{by} made this incident from {findings, plural, one {# finding} other {# findings}} of {from}: {reason}',
  'incidents.note': '{by}: {text}',
};
