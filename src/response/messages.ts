import type { Catalogue } from '../base/messages.ts';

/** Texts of the response room, and of what its hands at vendors say. */
export const responseMessages: Catalogue = {
  'response.action.end-sessions.title': 'End all sessions of {person}',
  'response.action.end-sessions.again.title': 'End sessions of {person} once more',
  'response.action.end-sessions.will':
    'Ends every session at the identity provider, everywhere, and revokes the OAuth tokens issued to {person}.',
  'response.action.end-sessions.will.forget':
    'Makes every device forget that {person} has passed the second step: each will be asked again.',
  'response.action.end-sessions.will.again':
    'Ends what was opened between the first time and the new password; no other step would.',
  'response.action.end-sessions.will-not':
    'Does not end sessions inside apps that keep their own: those last until the app itself ends them.',
  'response.action.end-sessions.will-not.password':
    'Does not stop a new sign-in: password and authenticators stay as they are.',
  'response.action.end-sessions.cannot-undo': 'Ended sessions cannot be given back: {person} signs in again.',
  'response.action.remove-authenticator.title':
    'Remove {kind, select, push {the push authenticator} totp {the one-time codes} sms {the phone number for text messages} voice {the phone number for calls} email {the mailbox for codes} webauthn {the security key or passkey} fastpass {the Okta FastPass device} other {the authenticator}} that the attacker enrolled for {person}',
  'response.action.remove-authenticator.will':
    'Removes exactly the authenticator enrolled at that moment; its record is kept first.',
  'response.action.remove-authenticator.will.picked': 'Removes exactly {authenticator}; its record is kept first.',
  'response.action.remove-authenticator.will-not.unpicked':
    'Nothing shows yet which one it is: it is removed only when exactly one fits what the log says.',
  'response.action.remove-authenticator.will-not.other':
    'Does not touch any other one: when it is no longer exactly this one, nothing is done and you are asked again.',
  'response.action.remove-authenticator.will-not':
    'Does not touch security keys and passkeys that {person} had before.',
  'response.action.remove-authenticator.will-not.guess':
    'Does nothing when it cannot be told apart from {person}’s own: then a person must look.',
  'response.action.remove-authenticator.cannot-undo':
    'A removed authenticator cannot be put back: whoever owns it enrols it again.',
  'response.action.remove-authenticator.cannot-undo.okta-verify':
    'Okta removes {person}’s other Okta Verify enrolments (push, codes, FastPass) together with it, on any phone: {person} sets up Okta Verify again.',
  'response.action.expire-password.title': 'Expire the password of {person}',
  'response.action.expire-password.will': 'At the next sign-in a new password has to be chosen, after the second step.',
  'response.action.expire-password.will.directory':
    'Where the password comes from Active Directory, it expires there too.',
  'response.action.expire-password.will-not': 'Does not end sessions that are open, and does not lock the account.',
  'response.action.expire-password.will-not.order':
    'Waits for the removal of the attacker’s authenticator only if you approve that too: with it, they would choose the new password.',
  'response.action.expire-password.cannot-undo': 'An expired password cannot be made valid again: a new one is chosen.',
  'response.left-alone.reporter':
    '{count, plural, one {1 person} other {# people}} who only reported: nothing is done ({labels})',
  'response.left-alone.exposed':
    '{count, plural, one {1 person} other {# people}} who opened the look-alike and, as far as the logs say, no more: nothing is done ({labels})',
  'response.okta.left-alone.authenticator': '{person}’s own {authenticator}, enrolled {date}, stays',
  'response.okta.collateral.okta-verify': 'Okta removes {person}’s {authenticator}, enrolled {date}, together with it',
  'response.okta.unclear.several':
    '{count} authenticators of {person} fit what the log says; which one the attacker enrolled cannot be told',
  'response.okta.unclear.none':
    'No authenticator of {person} fits what the log says, and no record tells that it was removed; Okta hides those that its enrolment policy does not list',
  'response.okta.unclear.id':
    'The log names an authenticator of {person} that Okta does not know, and another one fits its time; which one is meant cannot be told',
  'response.okta.unclear.unknown-kind':
    'The log does not say what kind of authenticator was enrolled for {person}, and one was at that moment; whether it is this one cannot be told',
  'response.okta.unclear.deactivated':
    '{person} is deactivated at Okta: authenticators cannot be removed, and nobody can sign in as {person}',
  'response.timeline.approved': '{by} approved {actions, plural, one {# action} other {# actions}}',
  'response.timeline.withdrawn.end-sessions': '{by} withdrew ending the sessions of {person}, before it began',
  'response.timeline.withdrawn.remove-authenticator':
    '{by} withdrew removing an authenticator of {person}, before it began',
  'response.timeline.withdrawn.expire-password': '{by} withdrew expiring the password of {person}, before it began',
  'response.timeline.accepted.end-sessions': 'Okta took the order to end all sessions of {person}',
  'response.timeline.accepted.remove-authenticator': 'Okta took the order to remove an authenticator of {person}',
  'response.timeline.accepted.expire-password': 'Okta took the order to expire the password of {person}',
  'response.timeline.verified.end-sessions': 'Read back: the sessions of {person} are ended',
  'response.timeline.verified.remove-authenticator': 'Read back: the authenticator enrolled for {person} is gone',
  'response.timeline.verified.expire-password': 'Read back: the password of {person} is expired',
  'response.timeline.not-needed.end-sessions': 'No session of {person} had to be ended',
  'response.timeline.not-needed.remove-authenticator': 'The authenticator enrolled for {person} was gone already',
  'response.timeline.not-needed.expire-password': 'The password of {person} was expired or changed already',
  'response.timeline.failed': 'An action for {person} failed: {reason}',
  'response.timeline.unknown': 'An action for {person} could not be settled: {reason}',
  'response.timeline.undone': 'What was done for {person} is undone: {reason}',
  'response.timeline.enrolled-since':
    'Since then {count, plural, one {another authenticator was} other {# more authenticators were}} enrolled for {person}: make sure that {person} did it',
};
