import { Link } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { buttonClass } from '../kit/button.tsx';
import { Panel } from '../kit/panel.tsx';
import { t } from '../text/t.ts';
import { formatSinceLure } from '../text/format.ts';
import { useRehearsal } from './use-rehearsal.ts';

/** On the overview: start a rehearsal, or go to the one that runs. */
export function RehearsePanel() {
  const { data } = useRehearsal();
  const state = data?.state ?? 'none';
  const there = state !== 'none';
  return (
    <Panel title="Rehearse an attack">
      <p className="text-ink-2">
        {there
          ? 'Acme, a simulated company, was attacked as Cloudflare was in 2022. Its data is kept apart.'
          : 'Watch the 2022 attack on a simulated company, seen and shut off by the same code that guards yours. No credential needed; nothing real is touched.'}
      </p>
      {there && data !== undefined && (
        <p className="text-rehearsal mt-2 text-xs font-medium">
          {t(`console.rehearsal.state.${state}`)}
          {data.sinceLureMs !== null && <span className="mono ml-2">{formatSinceLure(data.sinceLureMs)}</span>}
        </p>
      )}
      <Link to="/rehearsal" className={buttonClass(there ? 'plain' : 'primary', 'md', 'mt-3')}>
        <Play size={14} aria-hidden="true" />
        {there ? 'Open the rehearsal' : 'Rehearse an attack'}
      </Link>
    </Panel>
  );
}
