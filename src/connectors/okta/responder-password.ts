import { AppError } from '../../base/errors.ts';
import { keptPerson, pathId, principalOf, readPerson, timeOf, type ActionHand } from './responder-hand.ts';
import type { ActionSnapshot, ActionSpec } from '../../response/ports.ts';
import type { OktaUser } from './wire.ts';

/** Password providers whose password Okta does not hold: expiring it here would do nothing. */
const ELSEWHERE = ['FEDERATION', 'SOCIAL', 'IMPORT'];

/** States in which the old password opens nothing. */
const SHUT: readonly OktaUser['status'][] = ['PASSWORD_EXPIRED', 'RECOVERY', 'DEPROVISIONED'];

/** `POST /users/{id}/lifecycle/expire_password`: the next sign-in asks for a new password, after the second step. */
export const passwordHand: ActionHand = {
  async snapshot(http, action, signal) {
    const user = await readPerson(http, action, signal);
    return {
      // A password chosen since the approval may be the attacker's own: only the account's state says that there is nothing to do.
      vendorIds: SHUT.includes(user.status) ? [] : [user.id],
      kept: { person: keptPerson(user), passwordProvider: providerOf(user) },
      leftAlone: [],
      principal: principalOf(user),
    };
  },

  async carryOut(http, action, _snapshot, signal) {
    const user = await readPerson(http, action, signal);
    const provider = providerOf(user);
    if (provider !== null && ELSEWHERE.includes(provider)) {
      throw new AppError(
        'okta.password_elsewhere',
        `The password of ${action.principal} is kept elsewhere (${provider})`,
        {
          remedy: 'Expire or change it at the identity provider that this person signs in with.',
        },
      );
    }
    try {
      const path = `/api/v1/users/${pathId(user.id)}/lifecycle/expire_password`;
      const reply = await http.request('POST', path, { signal });
      return { status: reply.status };
    } catch (thrown) {
      throw isStatusForbids(thrown) ? forbiddenStatus(user, action, thrown) : thrown;
    }
  },

  async observe(http, action, snapshot, signal) {
    const user = await readPerson(http, action, signal);
    const evidence = { status: user.status, passwordChanged: user.passwordChanged ?? null };
    return isShut(user, snapshot) ? { kind: 'effective', evidence } : { kind: 'not-effective', evidence };
  },
};

/**
 * The old password opens nothing any more: expired, being recovered, the account deactivated, or a new one chosen since the
 * snapshot. Both times are Okta's, so that no clock of ours has to be right.
 */
function isShut(user: OktaUser, snapshot: ActionSnapshot | null): boolean {
  if (SHUT.includes(user.status)) return true;
  const changedAt = timeOf(user.passwordChanged);
  return snapshot !== null && changedAt !== null && changedAt > (changedBefore(snapshot) ?? -Infinity);
}

/** When the password had last been changed when the snapshot was taken; null where it never was. */
function changedBefore(snapshot: ActionSnapshot): number | null {
  const { kept } = snapshot;
  const person = typeof kept === 'object' && kept !== null && 'person' in kept ? kept.person : null;
  if (typeof person !== 'object' || person === null || !('passwordChanged' in person)) return null;
  return typeof person.passwordChanged === 'string' ? timeOf(person.passwordChanged) : null;
}

function providerOf(user: OktaUser): string | null {
  const credentials: unknown = user['credentials'];
  if (typeof credentials !== 'object' || credentials === null || !('provider' in credentials)) return null;
  const { provider } = credentials;
  if (typeof provider !== 'object' || provider === null || !('type' in provider)) return null;
  return typeof provider.type === 'string' ? provider.type : null;
}

/** Okta's E0000038, "This operation is not allowed in the user's current status". */
function isStatusForbids(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.details['oktaCode'] === 'E0000038';
}

function forbiddenStatus(user: OktaUser, action: ActionSpec, cause: unknown): AppError {
  const suspended = user.status === 'SUSPENDED';
  return new AppError(
    'okta.status_forbids',
    `${action.principal} is ${user.status}: Okta expires no password in this state`,
    {
      remedy: suspended
        ? 'Nobody can sign in while the account is suspended. After lifting the suspension, try again at once.'
        : 'Bring the account into use or deactivate it in Okta, then try again.',
      cause,
    },
  );
}
