import type { LookAlike } from '../../engines/lookalike/index.ts';
import type { Tx } from '../../platform/store/db.ts';
import { want } from '../enrich/want.ts';
import { recordLife } from '../life/record-life.ts';
import { recordElsewhere } from '../look-alikes.ts';

/** That somebody of ours asked for a look-alike, as a resolver or a proxy logged it. */
export interface AskedFor {
  host: string;
  /** When it was asked for, milliseconds UTC. */
  at: number;
  by: 'dns' | 'proxy';
  /** The resolver or proxy did not let them: it is blocked there, not only listed by us. */
  isRefused: boolean;
}

/**
 * Writes down that a look-alike was asked for, and that it was refused: the first of each is in the domain's life, who it was
 * is in the finding of the one who read the line.
 */
export async function noteAsked(tx: Tx, tenantId: string, verdict: LookAlike, asked: AskedFor): Promise<void> {
  const { at, by, host } = asked;
  await recordElsewhere(tx, tenantId, verdict, by, at);
  // Somebody of ours was there: it is looked up before what was only certified.
  await want(tx, tenantId, verdict.registrable, 'alarm', at);
  const detail = { by, host };
  await recordLife(tx, tenantId, verdict.registrable, { kind: 'asked-for', at, detail, once: true });
  if (!asked.isRefused) return;
  await recordLife(tx, tenantId, verdict.registrable, { kind: 'refused', at, detail, once: true });
}
