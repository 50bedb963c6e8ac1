import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';
import { createPasskey } from './passkey.ts';

/** Creates a passkey for the signed-in or invited person. `askName`: the first administrator says who they are. */
export function EnrolForm({ askName, onDone }: { askName: boolean; onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [label, setLabel] = useState('');
  const enrol = useMutation({
    mutationFn: async () => {
      const { auth } = clientsOf('live');
      const { ceremonyId, options } = await auth.beginRegistration({ body: askName ? { name } : {} });
      const credential = await createPasskey(options);
      return auth.finishRegistration({
        body: { ceremonyId, credential, ...(label.trim() === '' ? {} : { label: label.trim() }) },
      });
    },
    onSuccess: async () => {
      await queries.invalidateQueries();
      onDone();
    },
  });
  return (
    <form
      className="flex max-w-sm flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        enrol.mutate();
      }}
    >
      {askName && (
        <TextField
          label="Your name"
          value={name}
          required
          maxLength={100}
          autoComplete="name"
          onChange={(event) => setName(event.target.value)}
          hint="Stands beside what you approve."
        />
      )}
      <TextField
        label="Name of this key (optional)"
        value={label}
        maxLength={100}
        placeholder="Blue security key"
        onChange={(event) => setLabel(event.target.value)}
      />
      <InlineError error={enrol.error} />
      <Button
        type="submit"
        look="primary"
        className="self-start"
        icon={<KeyRound size={15} />}
        busy={enrol.isPending}
        disabled={askName && name.trim() === ''}
      >
        Create passkey
      </Button>
    </form>
  );
}
