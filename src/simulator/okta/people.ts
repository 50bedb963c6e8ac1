import { judgeBehaviors, rememberClient } from './behaviors.ts';
import type { ClientContext } from './client-context.ts';
import { factorsOf, logNameOf, methodOf, type FactorRequest } from './factors.ts';
import type { LogDraft, LogParty } from './log-event.ts';
import { appParty, isLive, openSession, sessionIds, userParty, type OktaOrg } from './org.ts';
import type { SimFactor, SimSession, SimUser } from './state.ts';
import type { LogRecord } from './system-log.ts';

/** An application people sign in to. */
export interface SimApp {
  id: string;
  name: string;
}

/** What people do at the sign-in page and in their settings. Each writes the records Okta would. */
export interface PeopleActions {
  /** Password accepted: a session that still lacks the second factor, or null when the account's state forbids it. */
  startSession(user: SimUser, context: ClientContext, atMs?: number): SimSession | null;
  /** Password refused. */
  failPassword(user: SimUser, context: ClientContext, atMs?: number): void;
  /** Okta sends a code by text message to the person's own number. */
  sendSms(session: SimSession, atMs?: number): void;
  /** The second factor, accepted. False, and nothing written, when the session is over or the factor is gone. */
  verifyFactor(session: SimSession, factor: SimFactor, atMs?: number): boolean;
  /** The second factor, refused: a wrong or late code. */
  failFactor(user: SimUser, context: ClientContext, factor: SimFactor, atMs?: number): void;
  /** Password and second factor in one go. */
  signIn(user: SimUser, context: ClientContext, options: { factor: SimFactor; atMs?: number }): SimSession | null;
  /** Opens an application. False, and nothing written, when the session is over: the browser lands on the sign-in page. */
  sso(session: SimSession, app: SimApp, atMs?: number): boolean;
  /** Enrols an authenticator within a session. Null, and nothing written, when the session is over. */
  enrolFactor(
    session: SimSession,
    request: FactorRequest,
    options?: { atMs?: number; context?: ClientContext },
  ): SimFactor[] | null;
  /** Gives a person a factor without a record: what was there before the log begins. */
  grantFactor(user: SimUser, request: FactorRequest, atMs: number): SimFactor[];
  /** Chooses a new password after the old one was expired; ends nothing. */
  changePassword(user: SimUser, context: ClientContext, atMs?: number): void;
  signOut(session: SimSession, atMs?: number): void;
  /** Any other record, for what has no method here. */
  log(draft: LogDraft, atMs?: number): LogRecord;
}

/** The doings of people in one org. */
export function createPeople(org: OktaOrg): PeopleActions {
  const now = (atMs?: number): number => atMs ?? org.clock.now();

  function owner(session: SimSession): SimUser {
    const user = org.state.users.get(session.userId);
    if (user === undefined) throw new Error(`session ${session.id} belongs to nobody`);
    return user;
  }

  function write(
    user: SimUser,
    context: ClientContext,
    session: SimSession | null,
    draft: Omit<LogDraft, 'actor' | 'client'>,
    atMs?: number,
  ): LogRecord {
    return org.log(
      { actor: userParty(user), client: context, session: session === null ? null : sessionIds(session), ...draft },
      atMs,
    );
  }

  const people: PeopleActions = {
    startSession(user, context, atMs) {
      if (user.status !== 'ACTIVE') {
        write(
          user,
          context,
          null,
          {
            eventType: 'user.session.start',
            result: 'FAILURE',
            reason: user.status === 'PASSWORD_EXPIRED' ? 'PASSWORD_EXPIRED' : 'VERIFICATION_ERROR',
            requestUri: '/idp/idx/identify',
          },
          atMs,
        );
        return null;
      }
      const session = openSession(org, user, context, now(atMs));
      const verdict = judgeBehaviors(user, context);
      write(
        user,
        context,
        session,
        {
          eventType: 'user.session.start',
          targets: [passwordParty(user), appParty(DASHBOARD)],
          credentialType: 'PASSWORD',
          debugData: { ...verdict },
        },
        atMs,
      );
      user.lastLoginMs = now(atMs);
      return session;
    },
    failPassword(user, context, atMs) {
      write(
        user,
        context,
        null,
        {
          eventType: 'user.session.start',
          result: 'FAILURE',
          reason: 'INVALID_CREDENTIALS',
          requestUri: '/idp/idx/identify',
          debugData: { ...judgeBehaviors(user, context) },
        },
        atMs,
      );
    },
    sendSms(session, atMs) {
      const user = owner(session);
      const sms = user.factors.find((factor) => factor.type === 'sms');
      const phone: LogParty = {
        id: sms?.id ?? 'unknown',
        type: 'MobilePhone',
        alternateId: 'unknown',
        displayName: sms?.profile['phoneNumber'] ?? 'unknown',
      };
      write(
        user,
        session.context,
        session,
        {
          eventType: 'system.sms.send_factor_verify_message',
          targets: [userParty(user), phone],
          requestUri: '/idp/idx/challenge',
        },
        atMs,
      );
    },
    verifyFactor(session, factor, atMs) {
      const user = owner(session);
      if (!isLive(session, now(atMs)) || !user.factors.includes(factor)) return false;
      const verdict = judgeBehaviors(user, session.context);
      const draft = mfaDraft(user, factor, true);
      write(user, session.context, session, { ...draft, debugData: { ...verdict, ...draft.debugData } }, atMs);
      session.lastFactorMs = now(atMs);
      session.mfa = true;
      // Completing the sign-in gives the session another external id; the root id stays.
      session.externalId = `102${org.ids.text(22)}`;
      rememberClient(user, session.context);
      return true;
    },
    failFactor(user, context, factor, atMs) {
      const draft = mfaDraft(user, factor, false);
      write(
        user,
        context,
        null,
        { ...draft, debugData: { ...judgeBehaviors(user, context), ...draft.debugData } },
        atMs,
      );
    },
    signIn(user, context, { factor, atMs }) {
      const session = people.startSession(user, context, atMs);
      if (session === null) return null;
      return people.verifyFactor(session, factor, atMs === undefined ? undefined : atMs + 4_000) ? session : null;
    },
    sso(session, app, atMs) {
      if (!isLive(session, now(atMs)) || !session.mfa) return false;
      const user = owner(session);
      const appUser: LogParty = {
        id: app.id.replace(/^0oa/u, '0ua'),
        type: 'AppUser',
        alternateId: user.profile.login,
        displayName: userParty(user).displayName,
      };
      write(
        user,
        session.context,
        session,
        {
          eventType: 'user.authentication.sso',
          targets: [{ ...appParty(app), detailEntry: { signOnModeType: 'SAML_2_0' } }, appUser],
          requestUri: `/app/${app.id}/sso/saml`,
          debugData: { initiationType: 'IDP_INITIATED', signOnMode: 'SAML 2.0' },
        },
        atMs,
      );
      return true;
    },
    enrolFactor(session, request, { atMs, context = session.context } = {}) {
      if (!isLive(session, now(atMs)) || !session.mfa) return null;
      const user = owner(session);
      const factors = factorsOf(request, user.profile.login, now(atMs), org.ids);
      user.factors.push(...factors);
      const [main] = factors;
      if (main === undefined) return null;
      const requestId = org.ids.hex(32);
      // The record names the person and the kind, not the factor: so do real ones. See README.
      write(
        user,
        context,
        session,
        {
          eventType: 'user.mfa.factor.activate',
          targets: [userParty(user)],
          reason: `User set up ${logNameOf(main)} factor`,
          requestUri: '/idp/idx/credential/enroll',
          requestId,
        },
        atMs,
      );
      if (request.kind === 'okta_verify') {
        const deviceId = org.ids.oktaId('guo');
        const target: LogParty = {
          id: deviceId,
          type: 'Device',
          alternateId: 'unknown',
          displayName: request.deviceName,
          detailEntry: { oktaDeviceId: deviceId, managed: 'false', osPlatform: request.platform },
        };
        write(
          user,
          context,
          session,
          {
            eventType: 'device.enrollment.create',
            targets: [target, userParty(user)],
            requestUri: '/idp/idx/credential/enroll',
            requestId,
          },
          atMs,
        );
      }
      const mail: Omit<LogDraft, 'actor'> = {
        eventType: 'system.email.mfa_enroll_notification.sent_message',
        client: null,
        targets: [userParty(user)],
      };
      org.log({ actor: SYSTEM, ...mail }, atMs);
      return factors;
    },
    grantFactor(user, request, atMs) {
      const factors = factorsOf(request, user.profile.login, atMs, org.ids);
      user.factors.push(...factors);
      return factors;
    },
    changePassword(user, context, atMs) {
      user.status = 'ACTIVE';
      user.passwordChangedMs = now(atMs);
      user.statusChangedMs = now(atMs);
      write(
        user,
        context,
        null,
        {
          eventType: 'user.account.update_password',
          targets: [userParty(user)],
          requestUri: '/idp/idx/challenge/answer',
        },
        atMs,
      );
    },
    signOut(session, atMs) {
      if (!session.active) return;
      session.active = false;
      const user = owner(session);
      write(
        user,
        session.context,
        session,
        { eventType: 'user.session.end', targets: [userParty(user)], requestUri: '/login/signout' },
        atMs,
      );
    },
    log: (draft, atMs) => org.log(draft, atMs),
  };
  return people;
}

/** The application every sign-in lands on. */
export const DASHBOARD: SimApp = { id: '0oadashboard00000001', name: 'Okta Dashboard' };

/** How the System Log names Okta itself. */
export const SYSTEM: LogParty = {
  id: 'okta',
  type: 'SystemPrincipal',
  alternateId: 'system@okta.com',
  displayName: 'Okta System',
};

/** The record of a second factor, accepted or refused. */
function mfaDraft(user: SimUser, factor: SimFactor, succeeded: boolean): Omit<LogDraft, 'actor' | 'client'> {
  return {
    eventType: 'user.authentication.auth_via_mfa',
    targets: [userParty(user), enrollmentParty(factor)],
    result: succeeded ? 'SUCCESS' : 'FAILURE',
    reason: succeeded ? null : 'INVALID_CREDENTIALS',
    authenticationProvider: 'FACTOR_PROVIDER',
    credentialProvider: factor.provider === 'GOOGLE' ? 'GOOGLE' : 'OKTA_CREDENTIAL_PROVIDER',
    credentialType: factor.type === 'sms' ? 'SMS' : factor.type.startsWith('token') ? 'OTP' : null,
    debugData: { factor: logNameOf(factor), factorIntent: 'LOGIN' },
  };
}

function enrollmentParty(factor: SimFactor): LogParty {
  const method = methodOf(factor);
  return {
    id: factor.enrollmentId,
    type: 'AuthenticatorEnrollment',
    alternateId: 'unknown',
    displayName: method.displayName,
    detailEntry: { methodTypeUsed: method.methodTypeUsed, methodUsedVerifiedProperties: method.properties },
  };
}

function passwordParty(user: SimUser): LogParty {
  return {
    id: `lae${user.id.slice(3)}`,
    type: 'AuthenticatorEnrollment',
    alternateId: 'unknown',
    displayName: 'Password',
  };
}
