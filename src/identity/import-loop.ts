import type { LoopSpec } from '../platform/jobs/loops.ts';
import type { RunningSpace } from '../platform/jobs/running-space.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import { saveImport } from './import-rows.ts';
import { judgeEvents, type JudgeMode } from './judge-events.ts';
import { IMPORT_LOOP, isImported, judgedSeq, NAMED_LOOP, type JudgeLoopDeps } from './judge-loop.ts';
import type { IdentityTables, ImportRow } from './tables.ts';

const BATCH = 500;

/** Everything in the file was learned by the judge loop before; here it is only judged. */
const IMPORTED: JudgeMode = { learn: () => false, judge: (event) => isImported(event.sourceId) };

/**
 * The loop that judges imported files once they are read to their end and learned from. Two passes, because exports come in any
 * order, often newest first: what people signed in with must be known from the whole file before a sign-in in it can be new.
 * Live records are not kept waiting by it.
 */
export function importLoop(
  deps: JudgeLoopDeps & { live: LivePublisher },
  space: RunningSpace,
  everyMs = 5000,
): LoopSpec {
  const { tenantId, clock } = space;
  return {
    name: IMPORT_LOOP,
    everyMs,
    async turn() {
      const row = await deps.db
        .read<IdentityTables>()
        .selectFrom('identity_import')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('state', '=', 'judging')
        .orderBy('started_at')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined || (await judgedSeq(deps.db, tenantId)) < row.last_seq) return 'idle';
      const page = await deps.events.readAfter(tenantId, row.judged_seq, BATCH);
      const events = page.filter((event) => event.seq <= row.last_seq);
      const now = clock.now();
      await deps.db.transaction(async (tx) => {
        const found = await judgeEvents(tx, deps, tenantId, events, IMPORTED, now);
        if (found.length > 0) await deps.findings.record(tx, found);
        const findings = row.findings + found.length;
        const last = events.at(-1)?.seq ?? row.last_seq;
        await saveImport(
          tx,
          deps.live,
          last < row.last_seq ? { ...row, findings, judged_seq: last } : finished(row, findings, now),
        );
        if (found.length > 0) tx.afterCommit(() => space.loops.wake(NAMED_LOOP));
      });
      return 'more';
    },
  };
}

function finished(row: ImportRow, findings: number, now: number): ImportRow {
  const state = row.error === null ? 'done' : 'failed';
  return { ...row, findings, judged_seq: row.last_seq, state, finished_at: now };
}

/** Imports that a stop of the process cut off: what they brought is judged, and they are marked as failed. */
export async function resumeImports(deps: JudgeLoopDeps & { live: LivePublisher }, tenantId: string): Promise<void> {
  const headSeq = await deps.events.headSeq(tenantId);
  await deps.db.transaction(async (tx) => {
    const rows = await tx
      .tables<IdentityTables>()
      .selectFrom('identity_import')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('state', '=', 'reading')
      .execute();
    for (const row of rows) {
      await saveImport(tx, deps.live, {
        ...row,
        state: 'judging',
        last_seq: headSeq,
        error:
          'Breakwater stopped while the file was being read. Import it again: what is already there is not doubled.',
      });
    }
  });
}
