import { chooseLog, type ListedLog, type LogChoice } from '../../engines/ct/index.ts';
import { certificateLogId } from '../log-identity.ts';
import type { CertificateLogRow } from '../tables.ts';
import type { LogChoiceRow } from './tables.ts';

/** Why a listed log is read or not: the list's reasons, and `off` where a person switched it off. */
export type ListedChoice = LogChoice | 'off';

export interface ListRules {
  operators?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
}

/** A log of the list, with what is done about it. */
export interface ChosenLog {
  sourceId: string;
  log: ListedLog;
  choice: ListedChoice;
}

/** By what name a choice is kept: an operator's without regard to case, or a source id. */
export function choiceName(scope: 'operator' | 'log', name: string): string {
  return scope === 'operator' ? name.trim().toLowerCase() : name;
}

/**
 * Decides about every log of a list. A person's choice about a log goes before one about its operator; neither makes a log be
 * read that the list or time rules out.
 */
export function decideLogs(
  logs: readonly ListedLog[],
  rules: ListRules,
  choices: readonly Pick<LogChoiceRow, 'scope' | 'name' | 'is_read'>[],
  nowMs: number,
): ChosenLog[] {
  const chosen = new Map(choices.map((row) => [`${row.scope} ${row.name}`, row.is_read === 1]));
  return logs.map((log) => {
    const sourceId = certificateLogId(log.publicKey);
    const ruled = chooseLog(log, {
      nowMs,
      ...(rules.operators === undefined ? {} : { operators: rules.operators }),
      ...(rules.exclude === undefined ? {} : { exclude: rules.exclude }),
    });
    const isWished =
      chosen.get(`log ${sourceId}`) ?? chosen.get(`operator ${choiceName('operator', log.operator)}`) ?? true;
    return { sourceId, log, choice: ruled === 'read' && !isWished ? 'off' : ruled };
  });
}

/** The row of a listed log that is read. */
export function listedRow(tenantId: string, { sourceId, log }: ChosenLog, at: number): CertificateLogRow {
  return {
    tenant_id: tenantId,
    source_id: sourceId,
    monitoring_url: log.url,
    origin: log.origin,
    public_key: log.publicKey,
    start_at: 'head',
    read_only: 0,
    added_at: at,
    kind: log.kind,
    listed: 1,
    operator: log.operator,
    description: log.description,
    list_state: log.state,
    mmd_ms: log.mmdMs,
  };
}

export interface ListChanges {
  added: CertificateLogRow[];
  /** Read another way than before (address, kind): their readers are made anew. */
  changed: CertificateLogRow[];
  /** Said differently, and read as before. */
  renamed: CertificateLogRow[];
  removed: CertificateLogRow[];
}

/** What has to happen for the stored logs to be what the list says. Logs of a person or the configuration are never touched. */
export function changesOf(
  tenantId: string,
  stored: readonly CertificateLogRow[],
  decided: readonly ChosenLog[],
  at: number,
): ListChanges {
  const changes: ListChanges = { added: [], changed: [], renamed: [], removed: [] };
  const byId = new Map(stored.map((row) => [row.source_id, row]));
  const wanted = new Set<string>();
  for (const chosen of decided) {
    if (chosen.choice !== 'read') continue;
    wanted.add(chosen.sourceId);
    const before = byId.get(chosen.sourceId);
    const row = listedRow(tenantId, chosen, at);
    if (before === undefined) changes.added.push(row);
    else if (before.listed === 0) continue;
    else if (!same(before, row, ['monitoring_url', 'origin', 'kind', 'mmd_ms'])) changes.changed.push(row);
    else if (!same(before, row, ['operator', 'description', 'list_state'])) changes.renamed.push(row);
  }
  changes.removed.push(...stored.filter((row) => row.listed === 1 && !wanted.has(row.source_id)));
  return changes;
}

function same(a: CertificateLogRow, b: CertificateLogRow, keys: readonly (keyof CertificateLogRow)[]): boolean {
  return keys.every((key) => a[key] === b[key]);
}
