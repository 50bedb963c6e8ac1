import { CircleAlert, CircleCheck, CirclePause, Clock, Hourglass, VolumeX } from 'lucide-react';
import type { SourceWire } from '../../../src/platform/sources/api.ts';
import { Badge } from '../kit/badge.tsx';
import type { Tone } from '../kit/badge.tsx';
import { t } from '../text/t.ts';

const LOOKS: Readonly<Record<SourceWire['state'], readonly [Tone, typeof Clock]>> = {
  healthy: ['good', CircleCheck],
  lagging: ['medium', Clock],
  silent: ['high', VolumeX],
  failing: ['critical', CircleAlert],
  paused: ['neutral', CirclePause],
  waiting: ['low', Hourglass],
};

/** The health of a source, in a word; of files that were read once, that they were: nothing listens there that could be healthy. */
export function SourceStateBadge({ state, kind }: { state: SourceWire['state']; kind?: SourceWire['kind'] }) {
  if (kind === 'import' && state === 'healthy') return <Badge>{t('console.source.state.imported')}</Badge>;
  const [tone, Icon] = LOOKS[state];
  return (
    <Badge tone={tone} icon={<Icon size={12} aria-hidden="true" />}>
      {t(`console.source.state.${state}`)}
    </Badge>
  );
}
