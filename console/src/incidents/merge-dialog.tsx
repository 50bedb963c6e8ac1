import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { IncidentWire } from '../../../src/incidents/api.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { cx } from '../kit/cx.ts';
import { Modal } from '../kit/dialog.tsx';
import { TextArea, TextField } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';
import { say } from '../text/t.ts';
import { useIncidents } from './queries.ts';

/** Moves every finding of another incident into this one, with the reason that the timeline will show. */
export function MergeDialog({
  incident,
  open,
  onClose,
}: {
  incident: IncidentWire;
  open: boolean;
  onClose: () => void;
}) {
  return (
    <Modal open={open} onClose={onClose} wide title={`Take another incident into ${incident.number}`}>
      {open && <MergeForm incident={incident} onClose={onClose} />}
    </Modal>
  );
}

function MergeForm({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const space = useSpace();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const query = useDeferredValue(text.trim());
  const [from, setFrom] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const list = useIncidents('all', query);
  const others = (list.data?.pages[0]?.items ?? [])
    .filter((row) => row.incidentId !== incident.incidentId && row.mergedInto === null)
    .slice(0, 20);
  const merge = useMutation({
    mutationFn: (other: string) =>
      clientsOf(space).incidents.mergeIncidents({
        params: { incidentId: incident.incidentId },
        body: { from: other, reason: reason.trim() },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [space] });
      sayDone('Merged');
      onClose();
    },
  });
  return (
    <div className="flex flex-col gap-3 pt-1">
      <TextField
        label="Find the other incident"
        value={text}
        placeholder="BW-12, a person, a host"
        onChange={(event) => setText(event.target.value)}
      />
      <ul
        aria-label="Incidents"
        className="border-line divide-line max-h-56 divide-y overflow-y-auto rounded-md border"
      >
        {others.map((row) => (
          <li key={row.incidentId}>
            <button
              type="button"
              aria-pressed={from === row.incidentId}
              onClick={() => setFrom(row.incidentId)}
              className={cx(
                'flex w-full items-baseline gap-3 px-3 py-1.5 text-left focus-visible:-outline-offset-2',
                from === row.incidentId ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              <span className="mono text-ink-3 w-14 shrink-0">{row.number}</span>
              <bdi className="min-w-0 flex-1 truncate">{say(row.headline)}</bdi>
            </button>
          </li>
        ))}
        {list.isSuccess && others.length === 0 && <li className="text-ink-3 px-3 py-3">No other incident matches.</li>}
      </ul>
      <TextArea
        label="Why do they belong together?"
        value={reason}
        maxLength={1000}
        rows={2}
        onChange={(event) => setReason(event.target.value)}
      />
      <InlineError error={merge.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="primary"
          busy={merge.isPending}
          disabled={from === null || reason.trim() === ''}
          onClick={() => from !== null && merge.mutate(from)}
        >
          Take it in
        </Button>
      </div>
    </div>
  );
}
