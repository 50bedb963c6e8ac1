import type { Catalogue } from '../base/messages.ts';

/** How factors are called in a sentence. */
const FACTOR =
  '{factor, select, webauthn {security key} fastpass {Okta FastPass} push {push} totp {one-time code app} sms {text message} voice {phone call} email {e-mail} password {password} other {authenticator}}';

/** Why the network matters. */
const WHERE =
  '{why, select, hosting {a hosting network new to them} vpn {a VPN network new to them} anonymiser {an anonymiser new to them} named {a network new to them that {incident} names} other {a network new to them}}';

const NO_BASELINE = '{baseline, select, no { (nothing is known of them yet to compare with)} other {}}';

export const identityMessages: Catalogue = {
  'identity.detector.new-context-sign-in': 'Sign-in from a new network and device',
  'identity.detector.password-known': 'Password accepted, second step not passed',
  'identity.detector.new-authenticator-after-new-context': 'Authenticator enrolled after such a sign-in',
  'identity.detector.exposure': 'Name look-up of a look-alike',
  'identity.blind.new-context-sign-in':
    'Not seen: an attacker on the person’s own access provider or with a device known for them, and a stolen session used without signing in.',
  'identity.blind.password-known':
    'Not seen: organisations where something other than a password comes first, and attackers on the person’s own network.',
  'identity.blind.new-authenticator-after-new-context':
    'Not seen: enrolments by a help desk, and those later than an hour after the sign-in.',
  'identity.blind.exposure': 'Not seen: phones that do not use the company’s resolvers.',
  'identity.finding.session-started': `{person} was signed in from {network}, ${WHERE}${NO_BASELINE}`,
  'identity.finding.second-step-passed': `The second step (${FACTOR}) of {person} was passed from {network}, ${WHERE}${NO_BASELINE}`,
  'identity.finding.second-step-failed': `The password of {person} was accepted but the second step (${FACTOR}) failed, from {network}, ${WHERE}${NO_BASELINE}`,
  'identity.finding.second-step-asked': `The password of {person} was accepted and a second step was asked for, from {network}, ${WHERE}${NO_BASELINE}`,
  'identity.finding.new-authenticator': `A new authenticator (${FACTOR}) was enrolled for {person} from {network}, within an hour after a sign-in from a network and device new to them${NO_BASELINE}`,
  'identity.finding.exposure': '{person} looked up {host}',
  'identity.finding.exposure-unknown': 'Somebody in the company looked up {host}',
};
