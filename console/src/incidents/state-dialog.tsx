import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { IncidentWire } from '../../../src/incidents/api.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextArea } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';

const WORDS = {
  open: { title: 'Open again?', action: 'Open again', why: 'Why is it open again? (optional)' },
  contained: { title: 'Mark contained by hand?', action: 'Mark contained', why: 'How was it contained? (optional)' },
  closed: { title: 'Close the incident', action: 'Close', why: 'Why is it closed?' },
} as const;

/** Changes the state of an incident, with a reason; closing needs one. */
export function StateDialog({
  incident,
  to,
  onClose,
}: {
  incident: IncidentWire;
  to: IncidentWire['state'] | null;
  onClose: () => void;
}) {
  const space = useSpace();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [shown, setShown] = useState<IncidentWire['state']>('closed');
  if (to !== null && to !== shown) setShown(to);
  const words = WORDS[to ?? shown];
  const change = useMutation({
    mutationFn: (state: IncidentWire['state']) =>
      clientsOf(space).incidents.setIncidentState({
        params: { incidentId: incident.incidentId },
        body: { state, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
      }),
    onSuccess: async () => {
      setReason('');
      onClose();
      await queries.invalidateQueries({ queryKey: [space] });
    },
  });
  return (
    <Modal
      open={to !== null}
      onClose={onClose}
      title={words.title}
      description={incident.number}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={change.isPending}
            disabled={to === 'closed' && reason.trim() === ''}
            onClick={() => to !== null && change.mutate(to)}
          >
            {words.action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        <TextArea
          label={words.why}
          value={reason}
          maxLength={1000}
          onChange={(event) => setReason(event.target.value)}
        />
        <InlineError error={change.error} />
      </div>
    </Modal>
  );
}
