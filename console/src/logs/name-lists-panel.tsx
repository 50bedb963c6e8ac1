import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../auth/me.ts';
import { PasskeyFirst, useIsBeforePasskey } from '../auth/passkey-first.tsx';
import { useClients } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Badge } from '../kit/badge.tsx';
import { Button, IconButton } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { Panel } from '../kit/panel.tsx';
import { Segmented } from '../kit/segmented.tsx';
import { InlineError, Skeleton } from '../kit/states.tsx';
import { sayDone, sayFailed } from '../kit/toast.tsx';
import { formatCount } from '../text/format.ts';
import { Ago } from '../text/time.tsx';
import { useNameLists } from './queries.ts';

/** Lists of new registrations and zones that are read beside the logs. */
export function NameListsPanel() {
  const lists = useNameLists();
  const clients = useClients();
  const queries = useQueryClient();
  const mayWrite = useMay('settings:write') && useSpace() === 'live';
  const [adding, setAdding] = useState(false);
  const remove = useMutation({
    mutationFn: (listId: string) => clients.domains.removeNameList({ params: { listId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['live', 'logs'] }),
    onError: (error) => sayFailed('Not removed', error.message),
  });
  const items = lists.data?.items ?? [];
  return (
    <Panel title="Lists of registrations and zones">
      <div className="flex flex-col gap-3">
        <InlineError error={lists.error} />
        {lists.isPending && <Skeleton lines={2} />}
        {lists.isSuccess && items.length === 0 && (
          <p className="text-ink-2">
            None. Daily lists of new registrations and zone files show look-alikes that have no certificate yet; how
            each list does is on the sources page.
          </p>
        )}
        {items.length > 0 && (
          <ul className="border-line divide-line divide-y rounded-md border">
            {items.map((list) => (
              <li key={list.listId} className="flex items-center gap-3 px-3 py-2">
                <div className="min-w-0 flex-1">
                  <p className="flex flex-wrap items-center gap-2 font-medium">
                    <bdi>{list.label}</bdi>
                    <Badge>{list.kind === 'whole' ? 'compared with the copy before' : 'new registrations'}</Badge>
                    {list.readOnly && <Badge>set by configuration</Badge>}
                  </p>
                  <bdi className="mono text-ink-3 block truncate text-xs">{list.url ?? list.folder}</bdi>
                  <p className="text-ink-3 tnum text-xs">
                    {list.checkedAt === null ? (
                      'not read yet'
                    ) : (
                      <>
                        {formatCount(list.names)} names, {formatCount(list.added)} new, {formatCount(list.found)}{' '}
                        look-alikes · looked for <Ago at={list.checkedAt} />
                      </>
                    )}
                  </p>
                </div>
                {mayWrite && !list.readOnly && (
                  <IconButton
                    size="sm"
                    label={`Stop reading ${list.label}`}
                    icon={<Trash2 size={14} />}
                    onClick={() => remove.mutate(list.listId)}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
        {mayWrite &&
          (adding ? (
            <ListForm onDone={() => setAdding(false)} />
          ) : (
            <Button className="self-start" icon={<Plus size={15} />} onClick={() => setAdding(true)}>
              Add a list
            </Button>
          ))}
      </div>
    </Panel>
  );
}

function ListForm({ onDone }: { onDone: () => void }) {
  const clients = useClients();
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const [url, setUrl] = useState('');
  const [kind, setKind] = useState<'registrations' | 'whole'>('registrations');
  const add = useMutation({
    mutationFn: () => clients.domains.addNameList({ body: { label: label.trim(), url: url.trim(), kind } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['live', 'logs'] });
      sayDone('The list is read');
      onDone();
    },
  });
  if (useIsBeforePasskey()) return <PasskeyFirst />;
  return (
    <form
      className="flex max-w-lg flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <TextField
        label="Name"
        required
        maxLength={100}
        value={label}
        onChange={(event) => setLabel(event.target.value)}
      />
      <TextField
        label="Address"
        type="url"
        mono
        required
        maxLength={1000}
        value={url}
        onChange={(event) => setUrl(event.target.value)}
        hint="Names one a line, a table or a zone file; plain, gzip, zstd or zip. Fetched once a day."
      />
      <Segmented
        label="What it holds"
        value={kind}
        segments={[
          { value: 'registrations', label: 'Only what is new' },
          { value: 'whole', label: 'Everything there is' },
        ]}
        onChange={setKind}
      />
      <InlineError error={add.error} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={add.isPending} disabled={label.trim() === '' || url.trim() === ''}>
          Read this list
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}
