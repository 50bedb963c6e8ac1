import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Mail, Plus, Send, Trash2, Webhook } from 'lucide-react';
import { useState } from 'react';
import type { ChannelWire } from '../../../src/notify/api.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { Badge } from '../kit/badge.tsx';
import { Button, IconButton } from '../kit/button.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone, sayFailed } from '../kit/toast.tsx';
import { Ago } from '../text/time.tsx';
import { ChannelForm } from './channel-form.tsx';
import { useChannels } from './queries.ts';

/**
 * How people are told: webhooks and mail, each with its last delivery, a test, and the form that adds one.
 * @param onBegin called when a channel is sent: keep this in sight then, for its secret is shown once
 */
export function Channels({ onBegin }: { onBegin?: () => void }) {
  const channels = useChannels();
  const mayWrite = useMay('settings:write');
  const [adding, setAdding] = useState(false);
  const items = channels.data?.items ?? [];
  return (
    <div className="flex flex-col gap-3">
      <InlineError error={channels.error} />
      {items.length > 0 && (
        <ul className="border-line divide-line divide-y rounded-md border">
          {items.map((channel) => (
            <ChannelRow key={channel.channelId} channel={channel} mayWrite={mayWrite} />
          ))}
        </ul>
      )}
      {mayWrite &&
        (adding || (channels.isSuccess && items.length === 0) ? (
          <ChannelForm
            onBegin={() => {
              setAdding(true);
              onBegin?.();
            }}
            onCancel={items.length > 0 ? () => setAdding(false) : null}
            onDone={() => setAdding(false)}
          />
        ) : (
          <Button className="self-start" icon={<Plus size={15} />} onClick={() => setAdding(true)}>
            Add a channel
          </Button>
        ))}
    </div>
  );
}

function ChannelRow({ channel, mayWrite }: { channel: ChannelWire; mayWrite: boolean }) {
  const queries = useQueryClient();
  const params = { channelId: channel.channelId };
  const test = useMutation({
    mutationFn: () => clientsOf('live').notify.testChannel({ params }),
    onSuccess: ({ delivered, answer }) =>
      delivered ? sayDone('The test message was taken', answer) : sayFailed('The test message was not taken', answer),
    onError: (error) => sayFailed('Not tested', error.message),
  });
  const remove = useMutation({
    mutationFn: () => clientsOf('live').notify.removeChannel({ params }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['live'] }),
    onError: (error) => sayFailed('Not removed', error.message),
  });
  const Icon = channel.kind === 'smtp' ? Mail : Webhook;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <Icon size={16} className="text-ink-3 shrink-0" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <bdi className="truncate">{channel.label}</bdi>
          {channel.readOnly && <Badge>set by configuration</Badge>}
        </p>
        <p className="text-ink-3 truncate text-xs">
          <bdi>{channel.destination}</bdi> · from {channel.minSeverity} ·{' '}
          {channel.lastDeliveredAt === null ? (
            'nothing sent yet'
          ) : (
            <>
              last sent <Ago at={channel.lastDeliveredAt} />
            </>
          )}
          {channel.waiting > 0 && <span className="text-medium"> · {channel.waiting} waiting</span>}
        </p>
        {channel.lastError !== null && (
          <p className="text-critical text-xs">
            <bdi>{channel.lastError.message}</bdi> {channel.lastError.remedy}
          </p>
        )}
      </div>
      {mayWrite && (
        <span className="flex items-center">
          <Button size="sm" icon={<Send size={12} />} busy={test.isPending} onClick={() => test.mutate()}>
            Test
          </Button>
          {!channel.readOnly && (
            <IconButton
              size="sm"
              label={`Remove ${channel.label}`}
              icon={<Trash2 size={14} />}
              onClick={() => remove.mutate()}
            />
          )}
        </span>
      )}
    </li>
  );
}
