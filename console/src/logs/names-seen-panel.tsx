import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import type { nameScanWire } from '../../../src/domains/logs/api.ts';
import { useMay } from '../auth/me.ts';
import { useClients } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Badge, type Tone } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { Panel } from '../kit/panel.tsx';
import { InlineError, Skeleton } from '../kit/states.tsx';
import { sayDone, sayFailed } from '../kit/toast.tsx';
import { formatBytes, formatCount } from '../text/format.ts';
import { Ago } from '../text/time.tsx';
import { useNamesSeen } from './queries.ts';

type Scan = z.output<typeof nameScanWire>;

const TONES: Readonly<Record<Scan['state'], Tone>> = {
  waiting: 'neutral',
  running: 'accent',
  done: 'good',
  failed: 'medium',
  cancelled: 'neutral',
};

/** Names seen in certificates: whether they are kept, and runs of today's brands over them. */
export function NamesSeenPanel() {
  const seen = useNamesSeen();
  const space = useSpace();
  const clients = useClients();
  const queries = useQueryClient();
  const mayWrite = useMay('settings:write') && space === 'live';
  const mayScan = useMay('domains:write') && space === 'live';
  const [maxGiB, setMaxGiB] = useState('5');
  const again = () => queries.invalidateQueries({ queryKey: ['live', 'logs'] });
  const put = useMutation({
    mutationFn: () => clients.domains.putNamesSeen({ body: { maxGiB: Number(maxGiB) } }),
    onSuccess: async () => {
      await again();
      sayDone('Names are kept from now on');
    },
  });
  const remove = useMutation({
    mutationFn: () => clients.domains.deleteNamesSeen({}),
    onSuccess: again,
    onError: (error) => sayFailed('Not removed', error.message),
  });
  const scan = useMutation({
    mutationFn: () => clients.domains.scanNamesSeen({ body: {} }),
    onSuccess: again,
    onError: (error) => sayFailed('Not begun', error.message),
  });
  const cancel = useMutation({
    mutationFn: (scanId: string) => clients.domains.cancelNameScan({ params: { scanId } }),
    onSuccess: again,
    onError: (error) => sayFailed('Not ended', error.message),
  });
  const state = seen.data;
  return (
    <Panel
      title="Names seen lately"
      aside={state?.readOnly === true && state.maxGiB !== null && <Badge>set by configuration</Badge>}
    >
      <InlineError error={seen.error} />
      {seen.isPending && <Skeleton lines={2} />}
      {state?.maxGiB === null && (
        <form
          className="flex max-w-lg flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            put.mutate();
          }}
        >
          <p className="text-ink-2">
            Kept, the names let a brand that is added today be looked for in the last days. About a quarter of a GiB
            holds a day of all public logs; the oldest hours go when it is full.
          </p>
          {mayWrite && !state.readOnly && (
            <>
              <TextField
                label="At most, GiB"
                type="number"
                min={0.1}
                max={1024}
                step={0.1}
                required
                value={maxGiB}
                onChange={(event) => setMaxGiB(event.target.value)}
              />
              <InlineError error={put.error} />
              <Button type="submit" className="self-start" icon={<Archive size={15} />} busy={put.isPending}>
                Keep the names
              </Button>
            </>
          )}
        </form>
      )}
      {state !== undefined && state.maxGiB !== null && (
        <div className="flex flex-col gap-3">
          <p className="text-ink-2">
            {formatBytes(state.sizeBytes)} of at most {state.maxGiB} GiB
            {state.fromAt === null ? (
              ', nothing yet'
            ) : (
              <>
                , since <Ago at={state.fromAt} />
              </>
            )}
            . A new brand, or a lure word that is learned, is looked for here by itself.
          </p>
          <div className="flex flex-wrap gap-2">
            {mayScan && (
              <Button size="sm" busy={scan.isPending} onClick={() => scan.mutate()}>
                Look through them now
              </Button>
            )}
            {mayWrite && !state.readOnly && (
              <Button size="sm" busy={remove.isPending} onClick={() => remove.mutate()}>
                Remove and keep no more
              </Button>
            )}
          </div>
          {state.scans.length > 0 && (
            <ul className="border-line divide-line divide-y rounded-md border">
              {state.scans.slice(0, 5).map((one) => (
                <li key={one.scanId} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-xs">
                  <Badge tone={TONES[one.state]}>{one.state}</Badge>
                  <span className="min-w-0 flex-1">
                    <bdi>{reasonOf(one)}</bdi>
                    <span className="text-ink-3">
                      {' '}
                      · {formatCount(one.names)} names · {formatCount(one.found)} told
                      {one.error !== null && ` · ${one.error}`}
                    </span>
                  </span>
                  {one.state === 'running' && (
                    <progress className="h-1.5 w-24" max={1} value={one.share} aria-label="How much of it is done" />
                  )}
                  <Ago at={one.askedAt} className="text-ink-3" />
                  {(one.state === 'running' || one.state === 'waiting') && mayScan && (
                    <Button size="sm" onClick={() => cancel.mutate(one.scanId)}>
                      End
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Panel>
  );
}

function reasonOf(scan: Scan): string {
  if (scan.because === 'brand') return `For the brand ${scan.subject ?? ''}`;
  if (scan.because === 'lure') return `For the lure ${scan.subject ?? ''}`;
  return 'Asked for by hand';
}
