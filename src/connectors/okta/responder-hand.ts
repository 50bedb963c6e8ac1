import { AppError } from '../../base/errors.ts';
import type { ActionSnapshot, ActionSpec, Observation } from '../../response/ports.ts';
import type { OktaHttp } from './okta-http.ts';
import { oktaUserSchema, type OktaUser } from './wire.ts';

/** One kind of action at Okta. */
export interface ActionHand {
  snapshot(http: OktaHttp, action: ActionSpec, signal: AbortSignal): Promise<ActionSnapshot>;
  carryOut(
    http: OktaHttp,
    action: ActionSpec,
    snapshot: ActionSnapshot,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>>;
  observe(
    http: OktaHttp,
    action: ActionSpec,
    snapshot: ActionSnapshot | null,
    signal: AbortSignal,
  ): Promise<Observation>;
}

/** An id in a path: Okta's ids and logins, anything else escaped (logins with a slash can be looked up by id only). */
export function pathId(id: string): string {
  return encodeURIComponent(id);
}

/**
 * The person an action is about, by Okta's id where the findings know it, else by login.
 * @throws AppError `okta.person_not_found`, `okta.person_mismatch` when the record is somebody else's
 */
export async function readPerson(http: OktaHttp, action: ActionSpec, signal: AbortSignal): Promise<OktaUser> {
  const id = action.principalVendorId ?? action.principal;
  const reply = await http.request('GET', `/api/v1/users/${pathId(id)}`, { signal }).catch((thrown: unknown) => {
    throw thrown instanceof AppError && thrown.code === 'okta.not_found' ? nobody(action, thrown) : thrown;
  });
  const user = oktaUserSchema.safeParse(reply.body);
  if (!user.success) throw garbage('a person');
  // By id the id decides; by login Okta also takes a short form (`emp012` for `emp012@acme.com`), which could be another's.
  const known = action.principalVendorId;
  const matches = known === null ? user.data.profile.login.toLowerCase() === action.principal : user.data.id === known;
  if (!matches) {
    throw new AppError('okta.person_mismatch', `Okta's record for ${action.principal} is that of another login`, {
      remedy: 'Contain by hand: the logs and the directory disagree about who it is.',
    });
  }
  return user.data;
}

function nobody(action: ActionSpec, cause: AppError): AppError {
  return new AppError('okta.person_not_found', `Okta knows nobody as ${action.principal}`, {
    remedy:
      'Find the person’s login in Okta and contain by hand: a report may name people in another way than Okta does.',
    details: cause.details,
    cause,
  });
}

/** The person's record as a snapshot keeps it: what tells the state before, and no more of the profile than the login. */
export function keptPerson(user: OktaUser): Record<string, unknown> {
  return {
    id: user.id,
    login: user.profile.login,
    status: user.status,
    statusChanged: user.statusChanged ?? null,
    passwordChanged: user.passwordChanged ?? null,
    lastLogin: user.lastLogin ?? null,
  };
}

export function principalOf(user: OktaUser): { vendorId: string; login: string } {
  return { vendorId: user.id, login: user.profile.login };
}

/** What Okta answered is not what its API describes. */
export function garbage(what: string): AppError {
  return new AppError('okta.garbage', `Okta answered with something that is not ${what}`, {
    retryable: true,
    remedy: 'Check that the address is the organisation’s own and that no proxy answers in its place.',
  });
}

/** Milliseconds of one of Okta's times; null where there is none or it cannot be read. */
export function timeOf(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}

/** Id of the person a snapshot was taken of. @throws AppError when the snapshot is not one of this connector's */
export function snapshotPersonId(snapshot: ActionSnapshot | null): string {
  const id = snapshot?.principal?.vendorId;
  if (id === undefined) {
    throw new AppError('okta.snapshot_missing', 'The record kept before the action is not there', {
      remedy: 'Try the action again from the plan, which keeps a new one.',
    });
  }
  return id;
}
