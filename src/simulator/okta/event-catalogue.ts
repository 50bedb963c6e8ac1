/** What Okta writes beside an event type: its words, its name in the retired Events API, its severity. */
export interface EventWords {
  displayMessage: string;
  legacyEventType: string | null;
  /** The legacy name where the outcome was a failure, when it has one of its own. */
  legacyFailure?: string;
}

const WORDS: ReadonlyMap<string, EventWords> = new Map<string, EventWords>([
  [
    'user.session.start',
    {
      displayMessage: 'User login to Okta',
      legacyEventType: 'core.user_auth.login_success',
      legacyFailure: 'core.user_auth.login_failed',
    },
  ],
  ['user.session.end', { displayMessage: 'User logout from Okta', legacyEventType: 'core.user_auth.logout_success' }],
  ['user.session.clear', { displayMessage: 'Clear user session', legacyEventType: 'core.user_auth.session_clear' }],
  [
    'user.authentication.auth_via_mfa',
    {
      displayMessage: 'Authentication of user via MFA',
      legacyEventType: 'core.user.factor.attempt_success',
      legacyFailure: 'core.user.factor.attempt_fail',
    },
  ],
  ['user.authentication.sso', { displayMessage: 'User single sign on to app', legacyEventType: 'app.auth.sso' }],
  [
    'user.mfa.factor.activate',
    { displayMessage: 'Activate factor for user', legacyEventType: 'core.user.factor.activate' },
  ],
  [
    'user.mfa.factor.deactivate',
    { displayMessage: 'Reset factor for user', legacyEventType: 'core.user.factor.reset' },
  ],
  [
    'user.account.expire_password',
    { displayMessage: 'Expire user password', legacyEventType: 'core.user.config.password_expire' },
  ],
  [
    'user.account.update_password',
    { displayMessage: 'User update password for Okta', legacyEventType: 'core.user.config.password_update.success' },
  ],
  [
    'user.account.lock',
    { displayMessage: 'Max sign in attempts exceeded', legacyEventType: 'core.user_auth.account_locked' },
  ],
  [
    'user.lifecycle.create',
    { displayMessage: 'Create okta user', legacyEventType: 'core.user.config.user_creation.success' },
  ],
  [
    'user.lifecycle.activate',
    { displayMessage: 'Activate Okta user', legacyEventType: 'core.user.config.user_activated' },
  ],
  [
    'user.lifecycle.suspend',
    { displayMessage: 'Suspend Okta user', legacyEventType: 'core.user.config.user_status.suspended' },
  ],
  [
    'user.lifecycle.unsuspend',
    { displayMessage: 'Unsuspend Okta user', legacyEventType: 'core.user.config.user_status.unsuspended' },
  ],
  ['policy.evaluate_sign_on', { displayMessage: 'Evaluation of sign-on policy', legacyEventType: null }],
  [
    'system.sms.send_factor_verify_message',
    { displayMessage: 'Send SMS factor verification message', legacyEventType: 'core.sms.message.send_factor_verify' },
  ],
  ['system.push.send_factor_verify_push', { displayMessage: 'Send Okta Verify push', legacyEventType: null }],
  [
    'system.email.mfa_enroll_notification.sent_message',
    { displayMessage: 'MFA enrollment notification email sent', legacyEventType: null },
  ],
  ['device.enrollment.create', { displayMessage: 'Enroll new device', legacyEventType: null }],
  ['device.user.add', { displayMessage: 'Add device to user', legacyEventType: null }],
  [
    'app.oauth2.as.token.revoke',
    { displayMessage: 'OAuth2 token revocation request', legacyEventType: 'app.oauth2.as.token.revoke_success' },
  ],
  [
    'app.oauth2.token.grant.access_token',
    {
      displayMessage: 'OAuth2 access token is granted',
      legacyEventType: 'app.oauth2.token.grant.access_token_success',
    },
  ],
  [
    'system.org.rate_limit.violation',
    { displayMessage: 'Rate limit violation', legacyEventType: 'core.framework.ratelimit.violation' },
  ],
]);

/** The words for an event type; a type we have no words for is its own message, as new types are for old readers. */
export function wordsOf(eventType: string): EventWords {
  return WORDS.get(eventType) ?? { displayMessage: eventType, legacyEventType: null };
}
