import { useState } from 'react';
import type { IncidentWire } from '../../../src/incidents/api.ts';
import { toneInk } from '../kit/badge.tsx';
import type { Tone } from '../kit/badge.tsx';
import { cx } from '../kit/cx.ts';
import { Panel } from '../kit/panel.tsx';
import { EntityIcon } from '../text/entity.tsx';
import { Host } from '../text/host.tsx';
import { t } from '../text/t.ts';
import { UntrustedLine } from '../text/untrusted.tsx';
import { byRole } from './involved-view.ts';

const TONES: Readonly<Record<IncidentWire['entities'][number]['role'], Tone>> = {
  victim: 'critical',
  attacker: 'high',
  exposed: 'medium',
  target: 'low',
  reporter: 'good',
  subject: 'neutral',
};

/** At first so many of a role; the rest on demand. */
const FIRST = 8;

/** People and things involved, by what they did. Who only told us stands apart and is accused of nothing. */
export function Involved({
  incident,
  who,
  onWho,
}: {
  incident: IncidentWire;
  who: string | undefined;
  onWho: (value: string | undefined) => void;
}) {
  const groups = byRole(incident.entities);
  return (
    <Panel title="People and things involved" flush>
      {groups.length === 0 && <p className="text-ink-3 p-4">Nobody and nothing named yet.</p>}
      <div className="divide-line divide-y">
        {groups.map((group) => (
          <Group key={group.role} role={group.role} entities={group.entities} who={who} onWho={onWho} />
        ))}
      </div>
    </Panel>
  );
}

function Group({
  role,
  entities,
  who,
  onWho,
}: {
  role: IncidentWire['entities'][number]['role'];
  entities: IncidentWire['entities'];
  who: string | undefined;
  onWho: (value: string | undefined) => void;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? entities : entities.slice(0, FIRST);
  return (
    <section className="py-2">
      <h3 className={cx('flex items-baseline gap-2 px-4 pb-1 text-xs font-medium', toneInk(TONES[role]))}>
        {t(`console.role.${role}`)}
        <span className="text-ink-3 tnum font-normal">{entities.length}</span>
      </h3>
      <ul>
        {shown.map((entity) => (
          <li key={`${entity.kind} ${entity.value}`}>
            <button
              type="button"
              aria-pressed={who === entity.value}
              title={`${entity.value}: show only this in the timeline`}
              onClick={() => onWho(who === entity.value ? undefined : entity.value)}
              className={cx(
                'flex w-full min-w-0 items-center gap-2 px-4 py-1 text-left focus-visible:-outline-offset-2',
                who === entity.value ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              <EntityIcon kind={entity.kind} className="text-ink-3" />
              <span className="min-w-0 flex-1">
                {entity.kind === 'domain' ? (
                  <Host name={entity.label} />
                ) : (
                  <UntrustedLine
                    text={entity.label}
                    className={entity.kind === 'principal' || entity.kind === 'app' ? '' : 'mono'}
                  />
                )}
              </span>
              <span className="text-ink-3 tnum shrink-0 text-xs">
                {t('console.incident.findings', { count: entity.findings })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {entities.length > FIRST && (
        <button type="button" className="text-accent px-4 pt-1 text-xs hover:underline" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${entities.length}`}
        </button>
      )}
    </section>
  );
}
