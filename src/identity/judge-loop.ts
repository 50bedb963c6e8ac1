import type { FindingSink } from '../platform/findings/finding-sink.ts';
import type { LoopSpec } from '../platform/jobs/loops.ts';
import type { RunningSpace } from '../platform/jobs/running-space.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import type { EventStore } from '../platform/store/event-store.ts';
import { judgeEvents, namedAddresses, signInFinding, type JudgeDeps, type JudgeMode } from './judge-events.ts';
import { dropOld, markTold, untoldAddresses, untoldFrom } from './recent-steps.ts';
import type { IdentityTables } from './tables.ts';

export const JUDGE_LOOP = 'identity.judge';
export const NAMED_LOOP = 'identity.named';
export const IMPORT_LOOP = 'identity.imports';

export interface JudgeLoopDeps extends JudgeDeps {
  db: Db;
  events: EventStore;
  findings: FindingSink;
}

/** Small enough to commit within a fraction of a second, large enough that a backlog is worked off quickly. */
const BATCH = 500;

/** Addresses asked about, and sign-ins told, in one turn. */
const ADDRESSES = 1000;
const STEPS = 500;

/** Events of imports are only learned from here; they are judged by import-loop.ts when their file is read to its end. */
const LIVE: JudgeMode = {
  learn: () => true,
  judge: (event) => !isImported(event.sourceId),
};

export function isImported(sourceId: string): boolean {
  return sourceId.startsWith('import:');
}

/**
 * The loop that judges what was stored, by `seq`: one transaction holds the position, what was learned, and the findings, so
 * that a crash skips nothing and doubles nothing.
 */
export function judgeLoop(deps: JudgeLoopDeps, space: RunningSpace, everyMs = 1000): LoopSpec {
  return {
    name: JUDGE_LOOP,
    everyMs,
    async turn() {
      const after = await judgedSeq(deps.db, space.tenantId);
      const events = await deps.events.readAfter(space.tenantId, after, BATCH);
      const last = events.at(-1);
      if (last === undefined) return 'idle';
      const now = space.clock.now();
      await deps.db.transaction(async (tx) => {
        const found = await judgeEvents(tx, deps, space.tenantId, events, LIVE, now);
        if (found.length > 0) await deps.findings.record(tx, found);
        await setJudgedSeq(tx, space.tenantId, last.seq);
        tx.afterCommit(() => {
          // A finding may have named a network from which others signed in before; an import may wait for this position.
          if (found.length > 0) space.loops.wake(NAMED_LOOP);
          space.loops.wake(IMPORT_LOOP);
        });
      });
      return events.length === BATCH ? 'more' : 'idle';
    },
  };
}

/**
 * The loop that looks back: when an incident names a network, sign-ins of the last day from it are judged again, so that it
 * does not matter whether a victim came before or after the network was known for what it is.
 */
export function namedLoop(deps: JudgeLoopDeps, space: RunningSpace, everyMs = 10_000): LoopSpec {
  return {
    name: NAMED_LOOP,
    everyMs,
    async turn() {
      const { tenantId } = space;
      const now = space.clock.now();
      const judged = await deps.db.transaction(async (tx) => {
        await dropOld(tx, tenantId, now);
        const named = await namedAddresses(tx, deps.named, tenantId, await untoldAddresses(tx, tenantId, ADDRESSES));
        if (named.size === 0) return 0;
        let count = 0;
        for (const step of await untoldFrom(tx, tenantId, [...named.keys()], STEPS)) {
          const finding = signInFinding(tenantId, step, named.get(step.fields.ip ?? '') ?? null, now);
          if (finding !== null) await deps.findings.record(tx, [finding]);
          // What cannot be told even so will not be asked about again.
          await markTold(tx, tenantId, 'recent_sign_in', step.eventId);
          count += 1;
        }
        return count;
      });
      return judged === STEPS ? 'more' : 'idle';
    },
  };
}

/** Up to which event everything was judged; 0 at first. */
export async function judgedSeq(db: Db, tenantId: string): Promise<number> {
  const row = await db
    .read<IdentityTables>()
    .selectFrom('identity_judge')
    .select('judged_seq')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row?.judged_seq ?? 0;
}

async function setJudgedSeq(tx: Tx, tenantId: string, seq: number): Promise<void> {
  await tx
    .tables<IdentityTables>()
    .insertInto('identity_judge')
    .values({ tenant_id: tenantId, judged_seq: seq })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ judged_seq: seq }))
    .execute();
}
