import { AppError } from '../base/errors.ts';
import type { Message } from '../base/finding.ts';
import { uuidv7 } from '../base/ids.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import { addEntry } from './add-entry.ts';
import { allowTogether, apartFrom, keepApart } from './apart.ts';
import { incidentById, incidentNamed, openIncident, rootOf } from './incident-rows.ts';
import { mergeInto, placeFindings } from './move-findings.ts';
import type { IncidentChanged } from './ports.ts';
import { refreshIncident } from './refresh-incident.ts';
import type { IncidentRow, IncidentTables } from './tables.ts';
import { numberText } from './wire-rows.ts';

export interface ByHandDeps {
  db: Db;
  live: LivePublisher;
  changed: IncidentChanged;
}

/** Who does something by hand, and when. */
export interface Hand {
  tenantId: string;
  /** The account's name, for the timeline. */
  by: string;
  at: number;
}

/** What people do to incidents: state, merge, split, notes. Each is one transaction and one line of the timeline. */
export function createByHand(deps: ByHandDeps): {
  setState(hand: Hand, named: string, state: IncidentRow['state'], reason: string | undefined): Promise<string>;
  merge(hand: Hand, into: string, from: string, reason: string): Promise<{ into: string; from: string }>;
  split(
    hand: Hand,
    named: string,
    findingIds: readonly string[],
    reason: string,
  ): Promise<{ from: string; to: string }>;
  addNote(hand: Hand, named: string, text: string): Promise<{ incidentId: string; noteId: string }>;
} {
  return {
    setState: (hand, named, state, reason) =>
      deps.db.transaction((tx) => setState(tx, deps, hand, named, state, reason)),
    merge: (hand, into, from, reason) => deps.db.transaction((tx) => merge(tx, deps, hand, into, from, reason)),
    split: (hand, named, ids, reason) => deps.db.transaction((tx) => split(tx, deps, hand, named, ids, reason)),
    addNote: (hand, named, text) => deps.db.transaction((tx) => addNote(tx, deps, hand, named, text)),
  };
}

/** The incident itself, or the one it was merged into. */
async function current(tx: Tx, tenantId: string, named: string): Promise<IncidentRow> {
  const db = tx.tables<IncidentTables>();
  return rootOf(db, tenantId, await incidentNamed(db, tenantId, named));
}

async function setState(
  tx: Tx,
  deps: ByHandDeps,
  hand: Hand,
  named: string,
  state: IncidentRow['state'],
  reason: string | undefined,
): Promise<string> {
  const row = await current(tx, hand.tenantId, named);
  const words = reason?.trim() ?? '';
  if (state === 'closed' && words === '') {
    throw new AppError('incidents.reason_needed', 'An incident is closed with a reason', {
      status: 400,
      remedy: 'Say in a sentence why it is over, or why it was none.',
    });
  }
  if (row.state === state) return row.id;
  await tx
    .tables<IncidentTables>()
    .updateTable('incident')
    .set({
      state,
      contained_at: state === 'open' ? null : (row.contained_at ?? (state === 'contained' ? hand.at : null)),
      closed_at: state === 'closed' ? hand.at : null,
      closed_reason: state === 'closed' ? words : null,
    })
    .where('tenant_id', '=', hand.tenantId)
    .where('id', '=', row.id)
    .execute();
  await addEntry(tx, hand.tenantId, {
    id: uuidv7(hand.at),
    incidentId: row.id,
    kind: 'state',
    at: hand.at,
    message: {
      key: `incidents.state.${state}`,
      params: { by: hand.by, reason: words, hasReason: words === '' ? 'no' : 'yes' },
    },
  });
  await deps.live.publish(tx, hand.tenantId, 'incident', row.id);
  return row.id;
}

async function merge(
  tx: Tx,
  deps: ByHandDeps,
  hand: Hand,
  intoNamed: string,
  fromNamed: string,
  reason: string,
): Promise<{ into: string; from: string }> {
  const into = await current(tx, hand.tenantId, intoNamed);
  const from = await current(tx, hand.tenantId, fromNamed);
  if (into.id === from.id) {
    throw new AppError('incidents.merge_same', `${numberText(into.number)} is already in the same incident`, {
      status: 409,
      remedy: 'Choose another incident.',
    });
  }
  if (into.state === 'closed') {
    throw new AppError('incidents.merge_closed', `${numberText(into.number)} is closed`, {
      status: 409,
      remedy: 'Open it again first, or merge the other way round.',
    });
  }
  await allowTogether(tx, hand.tenantId, into.id, from.id);
  const params = { by: hand.by, from: numberText(from.number), reason };
  await mergeInto(tx, hand.tenantId, from, into, {
    by: 'person',
    at: hand.at,
    reason: { key: 'incidents.merged.by-hand', params },
    state: { key: 'incidents.state.merged-by-hand', params },
  });
  await refreshAfter(tx, deps, hand, into.id, [from.id]);
  return { into: into.id, from: from.id };
}

async function split(
  tx: Tx,
  deps: ByHandDeps,
  hand: Hand,
  named: string,
  findingIds: readonly string[],
  reason: string,
): Promise<{ from: string; to: string }> {
  const { tenantId } = hand;
  const from = await current(tx, tenantId, named);
  const ids = [...new Set(findingIds)];
  const db = tx.tables<IncidentTables>();
  const here = new Set(
    (
      await db
        .selectFrom('incident_finding')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('incident_id', '=', from.id)
        .execute()
    ).map((row) => row.id),
  );
  const strangers = ids.filter((id) => !here.has(id)).length;
  if (strangers > 0 || ids.length >= here.size) {
    throw new AppError(
      'incidents.split_invalid',
      strangers > 0
        ? `${strangers} of the chosen findings are not in ${numberText(from.number)}`
        : `Every finding of ${numberText(from.number)} was chosen`,
      { status: 409, remedy: 'Choose some of the findings of this incident and leave at least one.' },
    );
  }
  const to = await openIncident(tx, tenantId, hand.at);
  const away: Message = {
    key: 'incidents.split.by-hand',
    params: { by: hand.by, from: numberText(from.number), reason },
  };
  await placeFindings(tx, tenantId, ids, to.id, { reason: away, by: 'person', at: hand.at });
  // The new one is no news: whoever was told of the old one knows.
  await db
    .updateTable('incident')
    .set({ told_rank: from.told_rank, state: from.state === 'closed' ? 'open' : from.state })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', to.id)
    .execute();
  for (const other of await apartFrom(tx, tenantId, from.id)) await keepApart(tx, tenantId, to.id, other);
  await keepApart(tx, tenantId, from.id, to.id);
  const words = {
    by: hand.by,
    from: numberText(from.number),
    to: numberText(to.number),
    findings: ids.length,
    reason,
  };
  for (const [incidentId, key] of [
    [from.id, 'incidents.state.split-away'],
    [to.id, 'incidents.state.split-here'],
  ] as const) {
    const id = uuidv7(hand.at);
    await addEntry(tx, tenantId, { id, incidentId, kind: 'state', at: hand.at, message: { key, params: words } });
    await refreshAfter(tx, deps, hand, incidentId, []);
  }
  return { from: from.id, to: to.id };
}

async function refreshAfter(
  tx: Tx,
  deps: ByHandDeps,
  hand: Hand,
  incidentId: string,
  mergedFrom: readonly string[],
): Promise<void> {
  const row = await incidentById(tx.tables<IncidentTables>(), hand.tenantId, incidentId);
  if (row === null) return;
  await refreshIncident(tx, row, 'rebuild');
  for (const id of [incidentId, ...mergedFrom]) await deps.live.publish(tx, hand.tenantId, 'incident', id);
  await deps.changed(tx, { tenantId: hand.tenantId, incidentId, mergedFrom, at: hand.at });
}

async function addNote(
  tx: Tx,
  deps: ByHandDeps,
  hand: Hand,
  named: string,
  text: string,
): Promise<{ incidentId: string; noteId: string }> {
  const row = await current(tx, hand.tenantId, named);
  const noteId = uuidv7(hand.at);
  await addEntry(tx, hand.tenantId, {
    id: noteId,
    incidentId: row.id,
    kind: 'note',
    at: hand.at,
    message: { key: 'incidents.note', params: { by: hand.by, text } },
    author: hand.by,
    text,
  });
  await deps.live.publish(tx, hand.tenantId, 'incident', row.id);
  return { incidentId: row.id, noteId };
}
