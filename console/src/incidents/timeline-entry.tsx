import { Braces, Link2, NotebookPen, RefreshCw, ShieldCheck } from 'lucide-react';
import { memo } from 'react';
import type { TimelineEntryWire } from '../../../src/incidents/api.ts';
import { SeverityIcon } from '../kit/badge.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { cx } from '../kit/cx.ts';
import { EntityChip } from '../text/entity.tsx';
import { formatDuration } from '../text/format.ts';
import { say } from '../text/t.ts';
import { ExactTime } from '../text/time.tsx';
import { Untrusted } from '../text/untrusted.tsx';
import { lagsOf } from './timeline-view.ts';

const ICONS = { action: ShieldCheck, note: NotebookPen, state: RefreshCw } as const;

interface Props {
  entry: TimelineEntryWire;
  active: boolean;
  opened: boolean;
  /** null while no findings are being chosen for a split. */
  chosen: boolean | null;
  mayOpen: boolean;
  onOpen: (findingId: string) => void;
  onWho: (value: string) => void;
  onChoose: (findingId: string, on: boolean) => void;
}

/** One entry of the timeline: when, what, whom, how late we saw it, and why it belongs here. */
export const TimelineEntry = memo(function TimelineEntry(props: Props) {
  const { entry, active, opened, chosen, mayOpen, onOpen, onWho, onChoose } = props;
  const lags = lagsOf(entry);
  const { findingId } = entry;
  const Icon = entry.kind === 'finding' ? null : ICONS[entry.kind];
  return (
    <div
      className={cx(
        'grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2 pr-3 pl-3 sm:grid-cols-[5.25rem_1.5rem_minmax(0,1fr)]',
        active && 'bg-hover shadow-[inset_2px_0_0_var(--color-accent)]',
        opened && 'bg-accent-soft',
      )}
    >
      <div className="text-ink-3 pt-2.5 text-right text-xs max-sm:hidden">
        <ExactTime at={entry.at} />
      </div>
      <div className="relative flex justify-center">
        <span className="bg-line absolute inset-y-0 w-px" aria-hidden="true" />
        <span className="bg-surface relative mt-2 flex size-5 items-center justify-center rounded-full">
          {Icon === null ? (
            <SeverityIcon severity={entry.severity ?? 'info'} size={14} />
          ) : (
            <Icon size={13} className={entry.kind === 'action' ? 'text-accent' : 'text-ink-3'} aria-hidden="true" />
          )}
        </span>
      </div>
      <div className="min-w-0 py-2">
        <div className="flex items-start gap-2">
          {chosen !== null && findingId !== null && (
            <CheckField
              label=""
              name={`Choose: ${say(entry.message)}`}
              labelHidden
              checked={chosen}
              onChange={(on) => onChoose(findingId, on)}
            />
          )}
          <p className={cx('min-w-0 flex-1', entry.kind !== 'finding' && 'text-ink-2')}>
            <Untrusted text={say(entry.message)} maxLength={280} />
          </p>
          {findingId !== null && mayOpen && (
            <button
              type="button"
              onClick={() => onOpen(findingId)}
              className="text-ink-3 hover:text-ink hover:bg-pressed text-2xs flex h-5 shrink-0 items-center gap-1 rounded-sm px-1"
            >
              <Braces size={12} aria-hidden="true" /> Evidence
            </button>
          )}
        </div>
        {entry.entities.length > 0 && (
          <div className="mt-1 flex flex-wrap gap-1">
            {entry.entities.slice(0, 5).map((entity) => (
              <EntityChip
                key={`${entity.kind} ${entity.value}`}
                kind={entity.kind}
                value={entity.value}
                label={entity.label}
                victim={entity.role === 'victim'}
                onClick={() => onWho(entity.value)}
              />
            ))}
            {entry.entities.length > 5 && <span className="text-ink-3 text-xs">+{entry.entities.length - 5}</span>}
          </div>
        )}
        <p className="text-ink-3 mt-1 flex flex-wrap gap-x-3 text-xs empty:hidden">
          <span className="sm:hidden">
            <ExactTime at={entry.at} />
          </span>
          {lags !== null && lags.seenAfterMs > 0 && (
            <span className="tnum" title={`Judged ${formatDuration(lags.judgedAfterMs)} after it reached us`}>
              seen {formatDuration(lags.seenAfterMs)} after
            </span>
          )}
          {entry.joined !== null && (
            <span className="flex min-w-0 items-start gap-1">
              <Link2 size={12} className="mt-[3px] shrink-0" aria-label="Why it is here" />
              <bdi>
                {say(entry.joined.reason)}
                {entry.joined.by === 'person' && ' (by hand)'}
              </bdi>
            </span>
          )}
        </p>
      </div>
    </div>
  );
});
