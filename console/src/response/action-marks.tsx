import { Check, CheckCheck, CircleX, HelpCircle, Minus } from 'lucide-react';
import type { ActionWire } from '../../../src/response/api.ts';
import { Spinner } from '../kit/button.tsx';
import { cx } from '../kit/cx.ts';
import { t } from '../text/t.ts';
import { ExactTime } from '../text/time.tsx';

/** Accepted ✓ and verified ✓✓ with their times; what is still awaited; how it failed. */
export function ActionMarks({ action }: { action: ActionWire }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs" role="status">
      {action.approvedAt !== null && (
        <span className="text-ink-3">
          Approved{action.approvedBy === null ? '' : ' by '}
          <bdi>{action.approvedBy}</bdi> <ExactTime at={action.approvedAt} />
        </span>
      )}
      <Mark action={action} />
    </p>
  );
}

function Mark({ action }: { action: ActionWire }) {
  switch (action.state) {
    case 'not-needed':
      return (
        <span className="text-good flex items-center gap-1">
          <Minus size={14} aria-hidden="true" /> Not needed: the effect was there already
        </span>
      );
    case 'withdrawn':
      return <span className="text-ink-3">Withdrawn</span>;
    case 'failed':
      return (
        <span className="text-critical flex items-center gap-1 font-medium">
          <CircleX size={14} aria-hidden="true" /> Failed
        </span>
      );
    case 'unknown':
      return (
        <span className="text-high flex items-center gap-1 font-medium">
          <HelpCircle size={14} aria-hidden="true" /> Unknown
        </span>
      );
    default:
      return (
        <>
          <Step
            reached={action.acceptedAt}
            awaited={action.state === 'approved' || action.state === 'started'}
            name="accepted"
          />
          {action.acceptedAt !== null && (
            <Step reached={action.verifiedAt} awaited={action.state === 'accepted'} name="verified" />
          )}
        </>
      );
  }
}

function Step({ reached, awaited, name }: { reached: number | null; awaited: boolean; name: 'accepted' | 'verified' }) {
  const Icon = name === 'verified' ? CheckCheck : Check;
  if (reached !== null) {
    return (
      <span className={cx('flex items-center gap-1', name === 'verified' ? 'text-good font-medium' : 'text-ink-2')}>
        <Icon size={14} aria-hidden="true" />
        {t(`console.action.state.${name}`)} <ExactTime at={reached} className="font-normal" />
      </span>
    );
  }
  if (!awaited) return null;
  return (
    <span className="text-ink-3 flex items-center gap-1">
      <Spinner className="size-3" />
      {name === 'accepted' ? 'Calling Okta' : 'Reading the effect back'}
    </span>
  );
}
