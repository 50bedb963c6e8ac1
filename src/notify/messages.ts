import type { Catalogue } from '../base/messages.ts';

/** Texts of notices. Plain text: they go to phones at night. */
export const notifyMessages: Catalogue = {
  'notify.subject.opened': '[Breakwater] {number} {severity}: {headline}',
  'notify.subject.graver': '[Breakwater] {number} is now {severity}: {headline}',
  'notify.subject.test': '[Breakwater] Test: this channel works',
  'notify.text.opened':
    '{headline}\n\nSeverity: {severity}\nIncident: {number}\nOpen it, read the plan and approve what is right:\n{url}\n',
  'notify.text.graver':
    '{headline}\n\n{number} became graver: now {severity}.\nOpen it, read the plan and approve what is right:\n{url}\n',
  'notify.text.test': 'This is a test message of Breakwater. Incidents will be told here.\n',
};
