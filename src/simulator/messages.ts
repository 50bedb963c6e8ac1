import type { Catalogue } from '../base/messages.ts';

/** What attacker and staff of the simulated company do, in words: the rehearsal's truth, beside what Breakwater sees. */
export const simulatorMessages: Catalogue = {
  'simulator.step.domain-registered': 'The attacker registers {domain} at {registrar}',
  'simulator.step.certificate': 'A certificate for {domain} is logged',
  'simulator.step.page-online': 'A copy of the sign-in page is up at {domain}',
  'simulator.step.lures': '{count, plural, one {# employee is} other {# employees are}} texted a link to {domain}',
  'simulator.step.report': '{person} reports the text',
  'simulator.step.dns-query': '{person} opens {domain}',
  'simulator.step.factor-failed': 'The attacker tries the code of {person} too late',
  'simulator.step.session-started': 'The attacker signs in with the password of {person}',
  'simulator.step.sms-sent': 'Okta texts a code to {person}',
  'simulator.step.factor-verified': 'The attacker relays the code of {person} and is in',
  'simulator.step.app-opened': 'As {person}, the attacker opens {app}',
  'simulator.step.factor-enrolled': 'As {person}, the attacker enrols an authenticator of their own',
  'simulator.step.mail-sent': '{person} is mailed about the new authenticator',
  'simulator.step.customers-viewed':
    'As {person}, the attacker looks up {count, plural, one {# customer} other {# customers}}',
  'simulator.step.code-viewed':
    'Through the Support Console’s own session, the attacker reads a customer’s one-time code',
  'simulator.step.customer-lost': 'A customer’s account is taken over',
  'simulator.step.prevented': 'Prevented: {what}',
  'simulator.step.background.enrolment': '{person} enrols a new phone at home (genuine)',
  'simulator.step.background.travel': '{person} signs in from a hotel on their own laptop (genuine)',
  'simulator.step.background.look-alike': 'A certificate for {domain} is logged (unrelated)',
  'simulator.step.background.report': '{person} reports a parcel text (unrelated)',
};
