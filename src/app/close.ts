import { errorText } from '../base/errors.ts';
import type { Log } from '../platform/log/log.ts';

/** One thing to undo when the program stops. */
export type Undo = () => Promise<void>;

/**
 * Undoes what a start has done, the newest first. One that fails (a full disk keeps a rehearsal from noting its end) stops none
 * of the others: the server must let go of its port and the store of its folder, or the process would never end.
 * @throws the first fault, when all have been tried
 */
export async function undoAll(undo: Undo[], log: Log): Promise<void> {
  const faults: unknown[] = [];
  for (const run of undo.splice(0).toReversed()) {
    try {
      await run();
    } catch (thrown) {
      log.error({ err: errorText(thrown) }, 'a part could not be stopped as it should');
      faults.push(thrown);
    }
  }
  if (faults.length > 0) throw faults[0];
}
