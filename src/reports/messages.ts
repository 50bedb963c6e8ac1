import type { Catalogue } from '../base/messages.ts';

const BY_NOW = '{reporters, plural, =1 {} other { (reported by # people by now)}}';
/** A finding whose message is known to have come at a time stands there on the timeline, before it was reported. */
const REPORTED = '{reporter} {arrived, select, known {got} other {reported}} a message that leads to {domain}';
const AND_REPORTED = '{arrived, select, known {, and reported it} other {}}';
const TOLD = '{reporter} {arrived, select, known {got a message and later told us} other {told us}}';
/** Whoever approves a containment for the reporter must know that nobody has checked that it was he who wrote. */
const UNCHECKED = '{via, select, form { (by the report form, which does not check who writes)} other {}}';

/** Texts of the reports room: findings, and the page on which employees report. */
export const reportMessages: Catalogue = {
  'reports.detector.message-reported': 'Message reported by an employee',
  'reports.detector.credentials-entered': 'Employee says that they typed a password or a code',
  'reports.finding.message-reported.look-alike': `${REPORTED}, a look-alike of {brand}${AND_REPORTED}${BY_NOW}`,
  'reports.finding.message-reported.look-alike-no-brand': `${REPORTED}, whose name is made of sign-in words${AND_REPORTED}${BY_NOW}`,
  'reports.finding.message-reported.unknown': `${REPORTED}${AND_REPORTED}${BY_NOW}`,
  'reports.finding.credentials-entered.domain': `${TOLD} that they typed a password or a code at {domain}${UNCHECKED}`,
  'reports.finding.credentials-entered.no-domain': `${TOLD} that they typed a password or a code where {arrived, select, known {it} other {a message}} led them${UNCHECKED}`,

  'reports.form.title': 'Report a suspicious message',
  'reports.form.error-title': 'Error: {title}',
  'reports.form.lead':
    'A text, mail or call that wants you to sign in, confirm a code or install something? Tell the security team. You need not be sure.',
  'reports.form.text': 'The message',
  'reports.form.text-hint':
    'Copy all of it, with its link, and paste it here. Do not open the link. After a call, write what was said.',
  'reports.form.from': 'Who sent it?',
  'reports.form.from-hint': 'The number, address or name that it came from.',
  'reports.form.optional': '(optional)',
  'reports.form.reporter': 'Your work e-mail',
  'reports.form.reporter-hint': 'Or the name you sign in with, so that we can reach you.',
  'reports.form.entered': 'I typed my password or a code there',
  'reports.form.entered-hint':
    'This happens to careful people, and nobody will blame you. The sooner we know, the more we can save. Do not tell us the password or the code.',
  'reports.form.send': 'Send report',
  'reports.form.next': 'What happens next',
  'reports.form.next-1': 'The security team sees your report at once.',
  'reports.form.next-2':
    'If you typed something there, they look after your account first and get in touch. Attackers call too: hang up, and call back on a number that you already know. Nobody of the team asks for a password or a code.',
  'reports.form.next-3': 'Keep the message until they tell you that it can go.',
  'reports.form.problems': 'Nothing was sent yet',
  'reports.form.problem.text-missing': 'Paste or describe the message.',
  'reports.form.problem.text-long':
    'The message is too long: {length} characters, and {most} fit. Cut what comes last.',
  'reports.form.problem.from-long': 'The sender is too long: at most {most} characters fit.',
  'reports.form.problem.reporter-missing': 'Give your work e-mail or the name you sign in with.',
  'reports.form.problem.reporter-long': 'This is too long for an e-mail address or a sign-in name.',
  'reports.form.problem.busy':
    'Too many reports came from here at once. Your text is still below: wait {seconds, plural, one {# second} other {# seconds}} and send it again.',
  'reports.form.problem.failed':
    'Your report could not be saved. Your text is still below: try again in a minute, or call the security team.',
  'reports.form.sent-title': 'Thank you',
  'reports.form.sent-lead': 'The security team has your report.',
  'reports.form.sent-entered':
    'Thank you for saying that you typed something there. Turn down every sign-in request that you did not start yourself, and give nobody a code, whoever calls.',
  'reports.form.another': 'Report another message',
  'reports.form.closed-title': 'This address is not complete',
  'reports.form.closed-lead': 'Open the report page with the link that the security team gave you.',
  'reports.form.refused-title': 'Nothing was sent',
  'reports.form.refused-lead': 'Open the report page itself and send your report from there.',
};
