import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextArea } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';
import { t } from '../text/t.ts';

/** Moves chosen findings into a new incident, with the reason that both timelines will show. */
export function SplitDialog({
  open,
  incidentId,
  findingIds,
  onClose,
}: {
  open: boolean;
  incidentId: string;
  findingIds: readonly string[];
  onClose: (done: boolean) => void;
}) {
  const space = useSpace();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const split = useMutation({
    mutationFn: () =>
      clientsOf(space).incidents.splitIncident({
        params: { incidentId },
        body: { findingIds: [...findingIds], reason: reason.trim() },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [space] });
      sayDone('Moved to an incident of their own');
      setReason('');
      onClose(true);
    },
  });
  return (
    <Modal
      open={open}
      onClose={() => onClose(false)}
      title={`Move ${t('console.incident.findings', { count: findingIds.length })} to a new incident`}
      footer={
        <>
          <Button onClick={() => onClose(false)}>Cancel</Button>
          <Button look="primary" disabled={reason.trim() === ''} busy={split.isPending} onClick={() => split.mutate()}>
            Split
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        <TextArea
          label="Why do they not belong here?"
          value={reason}
          maxLength={1000}
          onChange={(event) => setReason(event.target.value)}
          hint="Both timelines will show it."
        />
        <InlineError error={split.error} />
      </div>
    </Modal>
  );
}
