import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Severity } from '../../../src/base/finding.ts';
import { clientsOf } from '../data/clients.ts';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { Copyable } from '../kit/copyable.tsx';
import { TextField } from '../kit/field.tsx';
import { Segmented } from '../kit/segmented.tsx';
import { SelectField } from '../kit/select.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';
import { listOf } from '../text/list-of.ts';

const SEVERITIES = [
  { value: 'low', label: 'Low and above' },
  { value: 'medium', label: 'Medium and above' },
  { value: 'high', label: 'High and above' },
  { value: 'critical', label: 'Critical only' },
] as const;

const TLS = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'implicit', label: 'TLS from the start' },
  { value: 'none', label: 'None' },
] as const;

/**
 * Adds a webhook or a mailbox. A webhook's signing secret is shown once, here.
 * @param onBegin called when it is sent: the form has to stay from then on until `onDone`, also once a channel exists
 */
export function ChannelForm({
  onBegin,
  onDone,
  onCancel,
}: {
  onBegin: () => void;
  onDone: () => void;
  onCancel: (() => void) | null;
}) {
  const queries = useQueryClient();
  const [kind, setKind] = useState<'webhook' | 'smtp'>('webhook');
  const [minSeverity, setMinSeverity] = useState<Severity>('medium');
  const [tls, setTls] = useState<'implicit' | 'starttls' | 'none'>('starttls');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({ port: '587' });
  const get = (name: string): string => (values[name] ?? '').trim();
  const bind = (name: string) => ({
    value: values[name] ?? '',
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.target.value }),
  });
  const add = useMutation({
    mutationFn: () =>
      clientsOf('live').notify.addChannel({
        body:
          kind === 'webhook'
            ? { kind, label: get('label'), url: get('url'), minSeverity }
            : {
                kind,
                label: get('label'),
                host: get('host'),
                port: Number(get('port')),
                tls,
                from: get('from'),
                to: listOf(get('to')),
                minSeverity,
                ...(get('username') === '' ? {} : { username: get('username') }),
                ...(get('password') === '' ? {} : { password: get('password') }),
              },
      }),
    onSuccess: async ({ signingSecret }) => {
      await queries.invalidateQueries({ queryKey: ['live'] });
      if (signingSecret !== null) return;
      sayDone('The channel is added');
      onDone();
    },
  });
  if (add.data?.signingSecret != null) {
    return (
      <div className="flex max-w-lg flex-col gap-3">
        <Callout kind="warning" title="Copy the signing secret now">
          It is shown this once. With it the receiver checks that a message comes from here.
        </Callout>
        <Copyable text={add.data.signingSecret} label="Copy the signing secret" />
        <Button look="primary" className="self-start" onClick={onDone}>
          I have it
        </Button>
      </div>
    );
  }
  return (
    <form
      className="flex max-w-lg flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onBegin();
        add.mutate();
      }}
    >
      <Segmented
        label="Kind of channel"
        value={kind}
        segments={[
          { value: 'webhook', label: 'Webhook' },
          { value: 'smtp', label: 'Mail' },
        ]}
        onChange={setKind}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name"
          required
          maxLength={100}
          placeholder={kind === 'webhook' ? 'SOC queue' : 'On-call mailbox'}
          {...bind('label')}
        />
        <SelectField
          label="Tell from"
          value={minSeverity === 'info' ? 'low' : minSeverity}
          options={SEVERITIES}
          onChange={setMinSeverity}
        />
      </div>
      {kind === 'webhook' ? (
        <TextField
          label="URL"
          type="url"
          mono
          required
          maxLength={1000}
          placeholder="https://hooks.example/breakwater"
          {...bind('url')}
        />
      ) : (
        <>
          <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_5rem_10rem]">
            <TextField label="Mail server" mono required maxLength={253} placeholder="smtp.example" {...bind('host')} />
            <TextField label="Port" mono required inputMode="numeric" pattern="[0-9]{1,5}" {...bind('port')} />
            <SelectField label="Encryption" value={tls} options={TLS} onChange={setTls} />
          </div>
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField label="User (optional)" maxLength={200} {...bind('username')} />
            <TextField label="Password (optional)" type="password" maxLength={500} {...bind('password')} />
            <TextField label="From" type="email" required {...bind('from')} />
            <TextField label="To" required placeholder="soc@acme.com, oncall@acme.com" {...bind('to')} />
          </div>
        </>
      )}
      <InlineError error={add.error} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={add.isPending} disabled={get('label') === ''}>
          Add
        </Button>
        {onCancel !== null && <Button onClick={onCancel}>Cancel</Button>}
      </div>
    </form>
  );
}
