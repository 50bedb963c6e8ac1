import type { IncidentRowWire } from '../../../src/incidents/api.ts';
import { SeverityIcon } from '../kit/badge.tsx';
import { cx } from '../kit/cx.ts';
import { IncidentLink } from '../shell/space-link.tsx';
import { say, t } from '../text/t.ts';
import { Ago } from '../text/time.tsx';
import { IncidentStateBadge } from './state-badge.tsx';

/** One incident in a list: two lines, the headline and what there is of it. */
export function IncidentRow({ incident, active = false }: { incident: IncidentRowWire; active?: boolean }) {
  return (
    <div
      className={cx(
        'group relative flex items-start gap-3 px-4 py-2.5',
        active ? 'bg-hover shadow-[inset_2px_0_0_var(--color-accent)]' : 'hover:bg-hover',
      )}
    >
      <span className="mt-0.5">
        <SeverityIcon severity={incident.severity} size={16} />
      </span>
      <div className="min-w-0 flex-1">
        <IncidentLink
          incident={incident.number}
          className="text-ink line-clamp-2 max-sm:line-clamp-4 font-medium after:absolute after:inset-0"
        >
          <bdi>{say(incident.headline)}</bdi>
        </IncidentLink>
        <p className="text-ink-3 mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs">
          <span className="mono text-ink-2">{incident.number}</span>
          <span className="tnum">{t('console.incident.findings', { count: incident.findings })}</span>
          {incident.victims > 0 && (
            <span className="text-critical tnum">{t('console.incident.victims', { count: incident.victims })}</span>
          )}
          {incident.domains.length > 0 && (
            <bdi className="mono max-w-64 truncate">
              {incident.domains[0]}
              {incident.domains.length > 1 && ` +${incident.domains.length - 1}`}
            </bdi>
          )}
        </p>
      </div>
      <div className="flex shrink-0 flex-col items-end gap-1">
        <IncidentStateBadge state={incident.state} />
        <Ago at={incident.lastAt} className="text-ink-3 text-xs" />
      </div>
    </div>
  );
}
