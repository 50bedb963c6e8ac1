import { Check, Lock, TriangleAlert } from 'lucide-react';
import { cx } from '../kit/cx.ts';
import { t } from '../text/t.ts';

type StepState = 'todo' | 'done' | 'problem' | 'locked';

/** The state of a set-up step: a ring, a tick, a lock, a warning. */
export function StepMark({ state }: { state: StepState }) {
  return (
    <span
      role="img"
      aria-label={t(`console.setup.state.${state}`)}
      className={cx(
        'mt-0.5 flex size-4.5 shrink-0 items-center justify-center rounded-full',
        state === 'done' && 'bg-good text-canvas',
        state === 'todo' && 'border-edge border-[1.5px]',
        state === 'problem' && 'bg-medium-soft text-medium',
        state === 'locked' && 'bg-sunken text-ink-3',
      )}
    >
      {state === 'done' && <Check size={12} strokeWidth={3} aria-hidden="true" />}
      {state === 'problem' && <TriangleAlert size={12} aria-hidden="true" />}
      {state === 'locked' && <Lock size={11} aria-hidden="true" />}
    </span>
  );
}
