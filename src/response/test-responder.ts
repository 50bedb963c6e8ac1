import { AppError } from '../base/errors.ts';
import type { ActionSnapshot, ActionSpec, Observation, Responder } from './ports.ts';

/** One person at the pretended vendor. */
export interface PretendedPerson {
  vendorId: string;
  login: string;
  sessions: number;
  cleared: number;
  factors: { id: string; kind: string; createdAt: number; own: boolean }[];
  passwordExpired: boolean;
}

/** A vendor in memory, with knobs for everything that can go wrong. For tests only. */
export interface TestResponder extends Responder {
  people: Map<string, PretendedPerson>;
  /** Every write that the vendor took, in order. */
  writes: string[];
  /** Every call: `snapshot end-sessions emp012`. */
  calls: string[];
  /** Throws from the named call instead (once per entry). `lost`: the write is done and its answer lost. */
  faults: { call: 'snapshot' | 'carryOut' | 'observe'; kind?: string; fault: AppError; lost?: boolean }[];
  /** Observations say not-effective this many times before they tell the truth. */
  lag: number;
}

export function createTestResponder(): TestResponder {
  const responder: TestResponder = {
    vendor: 'okta',
    people: new Map(),
    writes: [],
    calls: [],
    faults: [],
    lag: 0,

    snapshot(action) {
      return run('snapshot', action, () => {
        const person = find(action);
        const principal = { vendorId: person.vendorId, login: person.login };
        const kept = { cleared: person.cleared, factors: person.factors.map((factor) => factor.id) };
        if (action.kind === 'remove-authenticator') {
          const target = person.factors.find((factor) => factor.id === action.authenticator?.vendorId);
          const own = person.factors.filter((factor) => factor.own);
          const leftAlone = own.map((factor) => ({
            key: 'response.okta.left-alone.authenticator',
            params: { person: person.login, authenticator: factor.kind, date: '2026-03-12' },
          }));
          if (target === undefined) return { vendorIds: [], kept, leftAlone, principal };
          const picked = { vendorId: target.id, type: target.kind, label: `${target.kind} of ${person.login}` };
          return { vendorIds: [target.id], picked, kept, leftAlone, principal };
        }
        const done = action.kind === 'expire-password' && person.passwordExpired;
        return { vendorIds: done ? [] : [person.vendorId], kept, leftAlone: [], principal };
      });
    },

    carryOut(action, snapshot) {
      return run('carryOut', action, () => {
        const person = find(action);
        responder.writes.push(`${action.kind} ${action.principal} ${snapshot.vendorIds.join(',')}`);
        if (action.kind === 'end-sessions') {
          person.sessions = 0;
          person.cleared += 1;
        }
        if (action.kind === 'remove-authenticator') {
          person.factors = person.factors.filter((factor) => !snapshot.vendorIds.includes(factor.id));
        }
        if (action.kind === 'expire-password') person.passwordExpired = true;
        return { acceptedDetail: { status: 204 } };
      });
    },

    observe(action, snapshot) {
      return run('observe', action, () => {
        if (responder.lag > 0) {
          responder.lag -= 1;
          return { kind: 'not-effective', evidence: { lag: true } };
        }
        return isThere(find(action), action, snapshot)
          ? { kind: 'effective', evidence: { ok: true } }
          : { kind: 'not-effective', evidence: {} };
      });
    },

    probe: () => Promise.resolve({ ok: true, scopes: [] }),
  };

  function find(action: ActionSpec): PretendedPerson {
    const person = responder.people.get(action.principal);
    if (person === undefined) throw new AppError('okta.not_found', `nobody is ${action.principal}`);
    return person;
  }

  function run<T>(call: 'snapshot' | 'carryOut' | 'observe', action: ActionSpec, work: () => T): Promise<T> {
    responder.calls.push(`${call} ${action.kind} ${action.principal}`);
    const index = responder.faults.findIndex(
      (one) => one.call === call && (one.kind === undefined || one.kind === action.kind),
    );
    return new Promise((resolve) => {
      if (index < 0) return resolve(work());
      const [fault] = responder.faults.splice(index, 1);
      if (fault?.lost === true) work();
      throw fault?.fault ?? new Error('unreachable');
    });
  }

  return responder;
}

function isThere(person: PretendedPerson, action: ActionSpec, snapshot: ActionSnapshot | null): boolean {
  if (action.kind === 'end-sessions') {
    const kept = snapshot?.kept as { cleared: number } | undefined;
    return person.cleared > (kept?.cleared ?? 0);
  }
  if (action.kind === 'expire-password') return person.passwordExpired;
  const ids = snapshot?.vendorIds ?? [];
  return !person.factors.some((factor) => ids.includes(factor.id) || (ids.length === 0 && !factor.own));
}

/** What a vendor says that has too much to do. */
export function busy(): AppError {
  return new AppError('okta.rate_limited', 'too many calls', { retryable: true });
}

/** What a vendor says that refuses for good. */
export function forbidden(): AppError {
  return new AppError('okta.forbidden', 'Okta refused the call', { remedy: 'Give the app a role.' });
}

/** The truth a test starts from: two victims with an own key each, one with what the attacker enrolled. */
export function attackedPeople(responder: TestResponder): void {
  for (const login of ['emp012', 'emp031', 'emp099']) {
    responder.people.set(login, {
      vendorId: `00u${login}`,
      login,
      sessions: 2,
      cleared: 0,
      factors: [
        { id: `fwf-${login}`, kind: 'webauthn', createdAt: 0, own: true },
        ...(login === 'emp012' ? [{ id: 'opf1', kind: 'push', createdAt: 1, own: false }] : []),
      ],
      passwordExpired: false,
    });
  }
}

export type { Observation };
