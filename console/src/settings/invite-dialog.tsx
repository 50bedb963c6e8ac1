import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '../../../src/base/permissions.ts';
import { clientsOf } from '../data/clients.ts';
import { Button } from '../kit/button.tsx';
import { Copyable } from '../kit/copyable.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { SelectField } from '../kit/select.tsx';
import { InlineError } from '../kit/states.tsx';
import { t } from '../text/t.ts';
import { ROLES } from './roles.ts';

/** Invites a person: a name, a role, then the link to hand over. */
export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('responder');
  const [made, setMade] = useState<{ name: string; link: string } | null>(null);
  const invite = useMutation({
    mutationFn: () => clientsOf('live').auth.inviteAccount({ body: { name: name.trim(), role } }),
    onSuccess: async ({ link }) => {
      setMade({ name: name.trim(), link });
      setName('');
      onClose();
      await queries.invalidateQueries({ queryKey: ['global'] });
    },
  });
  return (
    <>
      <Modal
        open={open}
        onClose={onClose}
        title="Invite somebody"
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              look="primary"
              busy={invite.isPending}
              disabled={name.trim() === ''}
              onClick={() => invite.mutate()}
            >
              Make the link
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3 pt-1">
          <TextField
            label="Name"
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <SelectField label="Role" value={role} options={ROLES} onChange={setRole} />
          <p className="text-ink-3 text-xs">{t(`console.role-hint.${role}`)}</p>
          <InlineError error={invite.error} />
        </div>
      </Modal>
      <LinkDialog name={made?.name ?? ''} link={made?.link ?? null} onClose={() => setMade(null)} />
    </>
  );
}

/** Shows an enrolment link, once. */
export function LinkDialog({ name, link, onClose }: { name: string; link: string | null; onClose: () => void }) {
  return (
    <Modal
      open={link !== null}
      onClose={onClose}
      title={`Enrolment link for ${name}`}
      description="Works once, for a day. Hand it over in person or over a channel that you trust: whoever opens it first becomes them."
      footer={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      {link !== null && <Copyable text={link} label="Copy the link" />}
    </Modal>
  );
}
