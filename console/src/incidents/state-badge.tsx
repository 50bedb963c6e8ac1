import { CircleCheck, CircleDot, CircleSlash } from 'lucide-react';
import type { IncidentRowWire } from '../../../src/incidents/api.ts';
import { Badge } from '../kit/badge.tsx';
import { t } from '../text/t.ts';

/** Open, contained or closed, with an icon of its own. */
export function IncidentStateBadge({ state }: { state: IncidentRowWire['state'] }) {
  const look = {
    open: ['accent', CircleDot],
    contained: ['good', CircleCheck],
    closed: ['neutral', CircleSlash],
  } as const;
  const [tone, Icon] = look[state];
  return (
    <Badge tone={tone} icon={<Icon size={12} aria-hidden="true" />}>
      {t(`console.incident.state.${state}`)}
    </Badge>
  );
}
