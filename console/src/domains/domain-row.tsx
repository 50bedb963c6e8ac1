import { CheckField } from '../kit/checkbox.tsx';
import { cx } from '../kit/cx.ts';
import { IncidentLink } from '../shell/space-link.tsx';
import { Host } from '../text/host.tsx';
import { Ago, Moment } from '../text/time.tsx';
import { DomainLink } from './domain-link.tsx';
import { DecisionBadge, DomainMarks } from './domain-marks.tsx';
import { seenWords } from './domain-names.ts';
import type { LookAlike } from './domain-queries.ts';
import { classWords } from './verdict-words.ts';

/** Columns of a wide screen; a narrow one has them under each other. */
const COLUMNS = 'md:grid-cols-[minmax(0,1.6fr)_minmax(0,0.7fr)_minmax(0,1fr)_7rem]';

/** One look-alike of the list. */
export function DomainRow({
  domain,
  active,
  selected,
  onSelect,
}: {
  domain: LookAlike;
  active: boolean;
  selected: boolean;
  /** Null where nothing can be decided. */
  onSelect: ((on: boolean) => void) | null;
}) {
  const other = domain.hosts.find((host) => host !== domain.registrable);
  return (
    <div
      className={cx(
        'flex items-start gap-3 px-4 py-2.5',
        active ? 'bg-hover shadow-[inset_2px_0_0_var(--color-accent)]' : 'hover:bg-hover',
        selected && 'bg-accent-soft',
      )}
    >
      {onSelect !== null && (
        <CheckField label="" labelHidden name={`Select ${domain.registrable}`} checked={selected} onChange={onSelect} />
      )}
      <div className={cx('grid min-w-0 flex-1 gap-x-4 gap-y-1.5', COLUMNS)}>
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <DomainLink domain={domain.registrable} className="hover:underline">
              <Host name={domain.registrable} className="font-medium" />
            </DomainLink>
            <DecisionBadge decision={domain.decision} />
          </p>
          {other !== undefined && (
            <p className="text-ink-3 text-xs">
              <Host name={other} />
              {domain.hosts.length > 2 && ` and ${domain.hosts.length - 2} more`}
            </p>
          )}
          {domain.why[0] !== undefined && (
            <p className="text-ink-2 line-clamp-2 text-xs" title={domain.why.join('\n')}>
              <bdi>{domain.why[0]}</bdi>
            </p>
          )}
        </div>
        <p className="min-w-0 text-sm max-md:flex max-md:gap-2">
          <bdi className="block truncate">{domain.brand ?? 'no brand'}</bdi>
          <span className="text-ink-3 text-xs">
            {classWords(domain.class)} · {Math.round(domain.score)}
          </span>
        </p>
        <div className="flex min-w-0 flex-col gap-1">
          <DomainMarks domain={domain} />
          <p className="text-ink-3 text-xs">{seenWords(domain.seenIn) ?? 'seen in a look-up by hand'}</p>
        </div>
        <p className="text-ink-2 text-xs md:text-right">
          <Ago at={domain.firstSeenAt} />
          <span className="text-ink-3 md:block">
            {' '}
            {domain.certifiedAt !== null && <Certified at={domain.certifiedAt} />}
          </span>
          {domain.incidentId !== null && (
            <>
              {' '}
              <IncidentLink incident={domain.incidentId}>Incident</IncidentLink>
            </>
          )}
        </p>
      </div>
    </div>
  );
}

function Certified({ at }: { at: number }) {
  return (
    <>
      certified <Moment at={at} />
    </>
  );
}
