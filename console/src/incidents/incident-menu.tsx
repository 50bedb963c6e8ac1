import { CircleCheck, CircleDot, CircleSlash, Combine, Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { IncidentWire } from '../../../src/incidents/api.ts';
import { IconButton } from '../kit/button.tsx';
import { Menu, MenuItem, MenuLine } from '../kit/menu.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { StateDialog } from './state-dialog.tsx';

/** What can be done to an incident by hand: its state, merging. */
export function IncidentMenu({ incident }: { incident: IncidentWire }) {
  const [to, setTo] = useState<IncidentWire['state'] | null>(null);
  const [merging, setMerging] = useState(false);
  return (
    <>
      <Menu trigger={<IconButton look="plain" label="State and merging" icon={<Ellipsis size={16} />} />}>
        {incident.state !== 'open' && (
          <MenuItem icon={<CircleDot size={15} />} onClick={() => setTo('open')}>
            Open again
          </MenuItem>
        )}
        {incident.state === 'open' && (
          <MenuItem icon={<CircleCheck size={15} />} onClick={() => setTo('contained')}>
            Mark contained
          </MenuItem>
        )}
        {incident.state !== 'closed' && (
          <MenuItem icon={<CircleSlash size={15} />} onClick={() => setTo('closed')}>
            Close…
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon={<Combine size={15} />} onClick={() => setMerging(true)}>
          Take another incident in…
        </MenuItem>
      </Menu>
      <StateDialog incident={incident} to={to} onClose={() => setTo(null)} />
      <MergeDialog incident={incident} open={merging} onClose={() => setMerging(false)} />
    </>
  );
}
