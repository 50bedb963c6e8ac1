import { pathId, keptPerson, principalOf, readPerson, snapshotPersonId, type ActionHand } from './responder-hand.ts';
import { readLog } from './responder-log.ts';
import type { ActionSnapshot } from '../../response/ports.ts';

/** What Okta writes when a person's sessions are ended; there is no call that lists them. */
const CLEARED = ['user.session.clear'] as const;

/**
 * How far before the decision the log is read. Which records were there before is kept by id, so that neither clock has to be
 * right: an effect is a record that was not there.
 */
const LOOK_BACK_MS = 3_600_000;

/**
 * `DELETE /users/{id}/sessions`, with OAuth tokens, and with remembered devices forgotten. The latter is said outright because
 * its default differs between Okta's engines: a browser of the attacker's that has passed the second step once would be let in
 * with the password alone. Sessions that web and native apps keep themselves are not ended by it.
 */
export const sessionHand: ActionHand = {
  async snapshot(http, action, signal) {
    const user = await readPerson(http, action, signal);
    const before = await readLog(http, user.id, CLEARED, action.decidedAtMs - LOOK_BACK_MS, signal);
    return {
      // Nobody can be signed in to a deactivated account.
      vendorIds: user.status === 'DEPROVISIONED' ? [] : [user.id],
      kept: { person: keptPerson(user), clearedBefore: before.map((hit) => hit.uuid) },
      leftAlone: [],
      principal: principalOf(user),
    };
  },

  async carryOut(http, _action, snapshot, signal) {
    const userId = snapshotPersonId(snapshot);
    const reply = await http.request('DELETE', `/api/v1/users/${pathId(userId)}/sessions`, {
      query: { oauthTokens: true, forgetDevices: true },
      signal,
    });
    return { status: reply.status };
  },

  async observe(http, action, snapshot, signal) {
    const userId = snapshotPersonId(snapshot);
    if (snapshot?.vendorIds.length === 0) return { kind: 'effective', evidence: { status: 'DEPROVISIONED' } };
    const before = clearedBefore(snapshot);
    const hits = await readLog(http, userId, CLEARED, action.decidedAtMs - LOOK_BACK_MS, signal);
    const fresh = hits.find((hit) => !before.has(hit.uuid));
    if (fresh === undefined) return { kind: 'not-effective', evidence: { clearedSince: 0 } };
    return { kind: 'effective', evidence: { eventType: fresh.eventType, uuid: fresh.uuid, publishedAtMs: fresh.atMs } };
  },
};

function clearedBefore(snapshot: ActionSnapshot | null): Set<string> {
  const kept = snapshot?.kept;
  const list = typeof kept === 'object' && kept !== null && 'clearedBefore' in kept ? kept.clearedBefore : [];
  return new Set(Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string') : []);
}
