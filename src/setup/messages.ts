import type { Catalogue } from '../base/messages.ts';

/** Texts of the set-up checklist. */
export const setupMessages: Catalogue = {
  'setup.passkey.todo':
    'Nobody has a passkey yet: the console answers on this machine only, and real vendors cannot be connected.',
  'setup.passkey.done': 'Passkeys are required.',
  'setup.brands.todo': 'No name to protect yet. Add your company and its own domains.',
  'setup.brands.done': '{brands}: {domains, plural, one {# own domain} other {# own domains}}.',
  'setup.look-ups.off': 'Which of the predicted names stand today is not known: look-ups are not agreed to.',
  'setup.look-ups.configured-off':
    'Which of the predicted names stand today is not known: breakwater.yaml switches look-ups off.',
  'setup.look-ups.on': 'Look-ups are on. Which of the predicted names stand today has not been looked at yet.',
  'setup.look-ups.looked':
    'Look-ups are on: {standing, plural, =0 {none of the predicted names} one {# predicted name} other {# predicted names}} stood when last looked at.',
  'setup.identity.todo': 'No identity log is read yet. Connect Okta with a credential that may only read.',
  'setup.identity.done': 'Reading {sources}.',
  'setup.certificates.todo': 'No certificate log is read yet: look-alikes are seen only when somebody reports them.',
  'setup.certificates.done': 'Reading {count, plural, one {# certificate log} other {# certificate logs}}.',
  'setup.certificates.some':
    '{read} of {count} certificate logs are read; {label} is not: {problem}{more, plural, =0 {} one { (and # more)} other { (and # more)}}',
  'setup.notify.todo': 'Nobody is told yet. Add a webhook or a mailbox.',
  'setup.notify.done': 'Telling {channels}.',
  'setup.respond.todo':
    'Read-only: Breakwater proposes and cannot act. Connect a second Okta credential to contain from here.',
  'setup.respond.done': 'A write credential of its own is in place. Every action still needs approval.',
  'setup.locked.passkey': 'Create the administrator’s passkey first, or set it in breakwater.yaml.',
  'setup.problem': '{label}: {problem}',
};
