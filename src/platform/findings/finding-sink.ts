import type { Finding } from '../../base/finding.ts';
import type { Tx } from '../store/db.ts';

/**
 * Where detectors hand over what is worth telling, inside the transaction that advances their own position.
 * Idempotent by finding id. The incidents capability implements it; app.ts wires it.
 */
export interface FindingSink {
  record(tx: Tx, findings: readonly Finding[]): Promise<void>;
}
