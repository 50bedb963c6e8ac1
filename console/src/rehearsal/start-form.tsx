import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { Panel } from '../kit/panel.tsx';
import { Segmented } from '../kit/segmented.tsx';
import { InlineError } from '../kit/states.tsx';

const SPEEDS = [
  { value: '1', label: '×1' },
  { value: '5', label: '×5' },
  { value: '20', label: '×20' },
  { value: '60', label: '×60' },
] as const;

/** Minutes of the scenario's own time, from the registration of the look-alike to the last look-up. */
const SCENARIO_MINUTES = 62;

const ACTS = [
  ['37 minutes before', 'acme-okta.com is registered, and certified two minutes later.'],
  ['The first text', '100 employees are texted. Some report it, some type their password and a code.'],
  ['3 minutes', 'Two sign-ins are relayed in real time, from a network new to both.'],
  ['4 minutes', 'An authenticator of the attacker is enrolled: now the stolen code is not needed again.'],
  ['8 minutes', 'The support console and the customers behind it are searched.'],
] as const;

/** Chooses the speed and starts. */
export function StartForm() {
  const mayRun = useMay('rehearsal:run');
  const queries = useQueryClient();
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]['value']>('20');
  const start = useMutation({
    mutationFn: () =>
      clientsOf('live').rehearsal.startRehearsal({ body: { scenario: '0ktapus', factor: Number(speed) } }),
    onSuccess: async (rehearsal) => {
      queries.setQueryData(['global', 'rehearsal'], rehearsal);
      await queries.invalidateQueries({ queryKey: ['rehearsal'] });
    },
  });
  const minutes = SCENARIO_MINUTES / Number(speed);
  return (
    <Panel>
      <ol className="mb-5 flex flex-col gap-2">
        {ACTS.map(([when, what]) => (
          <li key={when} className="grid gap-x-4 sm:grid-cols-[8.5rem_minmax(0,1fr)]">
            <span className="text-ink-3">{when}</span>
            <span>{what}</span>
          </li>
        ))}
      </ol>
      <Callout>
        Acme’s data is kept in a space of its own, marked on every page, and removed with one button. Real credentials
        are refused there.
      </Callout>
      <div className="mt-5 flex flex-wrap items-center gap-3">
        <Segmented label="Speed" value={speed} segments={SPEEDS} onChange={setSpeed} />
        <span className="text-ink-3 tnum text-xs">
          takes about {minutes < 2 ? 'a minute' : `${Math.round(minutes)} minutes`}
        </span>
        <Button
          className="ml-auto"
          look="primary"
          size="lg"
          icon={<Play size={16} />}
          disabled={!mayRun}
          busy={start.isPending}
          onClick={() => start.mutate()}
        >
          Attack Acme
        </Button>
      </div>
      <div className="mt-3">
        <InlineError error={start.error} />
      </div>
      {!mayRun && <p className="text-ink-3 mt-2 text-xs">A responder or an administrator can start it.</p>}
    </Panel>
  );
}
