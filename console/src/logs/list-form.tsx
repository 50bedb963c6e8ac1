import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ListPlus } from 'lucide-react';
import { useState } from 'react';
import { PasskeyFirst, useIsBeforePasskey } from '../auth/passkey-first.tsx';
import { clientsOf } from '../data/clients.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';

/** Agrees to fetch the public log list and reads what it names. One click; the address can be a mirror. */
export function ListForm({ publicUrl, current }: { publicUrl: string; current: string | null }) {
  const queries = useQueryClient();
  const [url, setUrl] = useState(current ?? publicUrl);
  const [open, setOpen] = useState(current !== null);
  const put = useMutation({
    mutationFn: () => clientsOf('live').domains.putLogList({ body: { url: url.trim() } }),
    onSuccess: async ({ logs, reading }) => {
      await queries.invalidateQueries({ queryKey: ['live'] });
      sayDone(`${reading} of ${logs} listed logs are read from now on`);
    },
  });
  if (useIsBeforePasskey()) return <PasskeyFirst />;
  return (
    <form
      className="flex max-w-lg flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate();
      }}
    >
      <p className="text-ink-2">
        Breakwater fetches the list once a day and reads every log that can hold a certificate issued now. The list’s
        server and the logs then see this host’s address; nothing about you or your brands is sent.
      </p>
      {open && (
        <TextField
          label="Address of the list"
          type="url"
          mono
          required
          maxLength={500}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          hint="The list that browsers use, or your mirror of it. Without a way out: certificateLogList in breakwater.yaml takes a file."
        />
      )}
      <InlineError error={put.error} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          look="primary"
          icon={<ListPlus size={15} />}
          busy={put.isPending}
          disabled={url.trim() === ''}
        >
          Read the public log list
        </Button>
        {!open && <Button onClick={() => setOpen(true)}>Change the address</Button>}
        {!open && <bdi className="mono text-ink-3 text-xs break-all">{new URL(publicUrl).host}</bdi>}
      </div>
    </form>
  );
}
