import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '../../../src/base/permissions.ts';
import { clientsOf } from '../data/clients.ts';
import { Button } from '../kit/button.tsx';
import { Modal } from '../kit/dialog.tsx';
import { SelectField } from '../kit/select.tsx';
import { InlineError } from '../kit/states.tsx';
import { t } from '../text/t.ts';
import type { Account } from './people-section.tsx';
import { ROLES } from './roles.ts';

/** Changes what a person may do. */
export function RoleDialog({ account, open, onClose }: { account: Account; open: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [role, setRole] = useState<Role>(account.role);
  const save = useMutation({
    mutationFn: () =>
      clientsOf('live').auth.setAccountRole({ params: { accountId: account.accountId }, body: { role } }),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['global'] });
    },
  });
  return (
    <Modal
      open={open}
      onClose={onClose}
      title={`Role of ${account.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={save.isPending} disabled={role === account.role} onClick={() => save.mutate()}>
            Change
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        <SelectField label="Role" value={role} options={ROLES} onChange={setRole} />
        <p className="text-ink-3 text-xs">{t(`console.role-hint.${role}`)}</p>
        <InlineError error={save.error} />
      </div>
    </Modal>
  );
}
