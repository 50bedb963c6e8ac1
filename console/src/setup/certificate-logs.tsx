import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { Badge } from '../kit/badge.tsx';
import { Button, IconButton } from '../kit/button.tsx';
import { TextArea, TextField } from '../kit/field.tsx';
import { Segmented } from '../kit/segmented.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone, sayFailed } from '../kit/toast.tsx';
import { ListForm } from '../logs/list-form.tsx';
import { formatCount } from '../text/format.ts';
import { useLogs } from '../logs/queries.ts';
import { useCertificateLogs } from './queries.ts';

/** The certificate logs that are read, and the form that adds one. */
export function CertificateLogs() {
  const logs = useCertificateLogs();
  const state = useLogs();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  // Listed logs are many, and have a page of their own.
  const items = logs.data?.items.filter((log) => !log.listed) ?? [];
  const list = state.data?.list ?? null;
  const listed = state.data?.logs.filter((log) => log.from === 'list' && log.choice === 'read').length ?? 0;
  const remove = useMutation({
    mutationFn: (sourceId: string) => clientsOf('live').domains.removeCertificateLog({ params: { sourceId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['live'] }),
    onError: (error) => sayFailed('Not removed', error.message),
  });
  return (
    <div className="flex flex-col gap-3">
      <InlineError error={logs.error ?? state.error} />
      {state.data !== undefined && list === null && <ListForm publicUrl={state.data.publicListUrl} current={null} />}
      {list !== null && (
        <p className="text-ink-2">
          {formatCount(listed)} logs of the public list are read.{' '}
          <Link to="/logs" className="text-accent underline">
            How they do
          </Link>
        </p>
      )}
      {items.length > 0 && (
        <ul className="border-line divide-line divide-y rounded-md border">
          {items.map((log) => (
            <li key={log.sourceId} className="flex items-center gap-3 px-3 py-2">
              <div className="min-w-0 flex-1">
                <bdi className="mono block truncate font-medium">{log.origin}</bdi>
                <bdi className="mono text-ink-3 block truncate">{log.monitoringUrl}</bdi>
              </div>
              {log.readOnly ? (
                <Badge>set by configuration</Badge>
              ) : (
                <IconButton
                  size="sm"
                  label={`Stop reading ${log.origin}`}
                  icon={<Trash2 size={14} />}
                  onClick={() => remove.mutate(log.sourceId)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {adding ? (
        <LogForm onDone={() => setAdding(false)} onCancel={() => setAdding(false)} />
      ) : (
        <Button className="self-start" icon={<Plus size={15} />} onClick={() => setAdding(true)}>
          Add a log by hand
        </Button>
      )}
    </div>
  );
}

function LogForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const queries = useQueryClient();
  const [monitoringUrl, setMonitoringUrl] = useState('');
  const [origin, setOrigin] = useState('');
  const [publicKey, setPublicKey] = useState('');
  const [startAt, setStartAt] = useState<'head' | 'beginning'>('head');
  const add = useMutation({
    mutationFn: () =>
      clientsOf('live').domains.addCertificateLog({
        body: {
          monitoringUrl: monitoringUrl.trim(),
          origin: origin.trim(),
          publicKey: publicKey.replace(/\s+/g, ''),
          startAt,
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['live'] });
      sayDone('The log is read');
      onDone();
    },
  });
  return (
    <form
      className="flex max-w-lg flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <TextField
        label="Monitoring URL"
        type="url"
        mono
        required
        maxLength={500}
        value={monitoringUrl}
        placeholder="https://mon.log.example/2026h2/"
        onChange={(event) => setMonitoringUrl(event.target.value)}
        hint="Of a static-ct log, as its operator publishes it."
      />
      <TextField
        label="Origin"
        mono
        required
        maxLength={300}
        value={origin}
        placeholder="log.example/2026h2"
        onChange={(event) => setOrigin(event.target.value)}
        hint="The first line of the log’s checkpoint."
      />
      <TextArea
        label="Public key (base64)"
        mono
        required
        rows={2}
        maxLength={1000}
        value={publicKey}
        onChange={(event) => setPublicKey(event.target.value)}
        hint="What the log signs with. Each tree head is checked against it."
      />
      <Segmented
        label="Where to begin"
        value={startAt}
        segments={[
          { value: 'head', label: 'From now on' },
          { value: 'beginning', label: 'From the first entry' },
        ]}
        onChange={setStartAt}
      />
      <InlineError error={add.error} />
      <div className="flex gap-2">
        <Button
          type="submit"
          look="primary"
          busy={add.isPending}
          disabled={monitoringUrl === '' || origin.trim() === '' || publicKey.trim().length < 40}
        >
          Read this log
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
