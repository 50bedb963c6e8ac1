import { Ban, Check, ChevronDown, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ActionWire } from '../../../src/response/api.ts';
import { useMay } from '../auth/me.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { cx } from '../kit/cx.ts';
import { Confirm } from '../kit/confirm.tsx';
import { InlineError } from '../kit/states.tsx';
import { say, t } from '../text/t.ts';
import { ActionMarks } from './action-marks.tsx';
import { canRetry, canWithdraw } from './plan-view.ts';
import { useRetry, useWithdraw } from './queries.ts';

/** One action: what it will do, will not do and cannot undo; then its marks as they arrive. */
export function ActionCard({
  action,
  choosable,
  chosen,
  onChoose,
}: {
  action: ActionWire;
  choosable: boolean;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}) {
  const settled = action.state === 'verified' || action.state === 'not-needed';
  // Before approval everything is laid open; afterwards the marks matter and the rest is one click away.
  const [openByHand, setOpenByHand] = useState<boolean | null>(null);
  const open = openByHand ?? action.state === 'proposed';
  const title = say(action.title);
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-start gap-2">
        {choosable && (
          <CheckField label={title} name={`Choose: ${title}`} labelHidden checked={chosen} onChange={onChoose} />
        )}
        <div className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpenByHand(!open)}
            className="flex w-full items-start gap-2 rounded-sm text-left"
          >
            <bdi className={cx('min-w-0 flex-1 font-medium', action.state === 'withdrawn' && 'line-through')}>
              {title}
            </bdi>
            {action.state === 'proposed' && (
              <Badge tone={action.reversibility === 'irreversible' ? 'high' : 'neutral'}>
                {t(`console.reversibility.${action.reversibility}`)}
              </Badge>
            )}
            <ChevronDown
              size={15}
              className={cx('text-ink-3 mt-0.5 shrink-0 transition-transform', open && 'rotate-180')}
              aria-hidden="true"
            />
          </button>
          {action.state !== 'proposed' && <ActionMarks action={action} />}
          {open && <Details action={action} />}
          {canWithdraw(action) && <Withdraw action={action} title={title} />}
          {(action.error !== null || canRetry(action)) && !settled && <Trouble action={action} />}
        </div>
      </div>
    </li>
  );
}

function Details({ action }: { action: ActionWire }) {
  return (
    <div className="mt-1.5 flex flex-col gap-1.5">
      <Lines messages={action.will} name="It will" icon={<Check size={13} className="text-good" />} />
      <Lines messages={action.willNot} name="It will not" icon={<Ban size={13} className="text-ink-3" />} />
      <Lines
        messages={action.cannotUndo}
        name="Cannot be undone"
        icon={<TriangleAlert size={13} className="text-high" />}
      />
      {action.because.length > 0 && (
        <p className="text-ink-3 text-xs">
          Because: <bdi>{action.because.map((reason) => say(reason.message)).join(' · ')}</bdi>
        </p>
      )}
      {action.snapshot !== null && (
        <details className="text-xs">
          <summary className="text-ink-3 hover:text-ink-2">Kept before it ran</summary>
          <pre className="bg-sunken border-line mt-1 max-h-64 overflow-auto rounded-sm border p-2 text-xs" tabIndex={0}>
            {action.snapshot}
          </pre>
        </details>
      )}
    </div>
  );
}

function Lines({ messages, name, icon }: { messages: ActionWire['will']; name: string; icon: ReactNode }) {
  if (messages.length === 0) return null;
  return (
    <ul aria-label={name} className="text-ink-2 flex flex-col gap-0.5 text-xs">
      {messages.map((message) => (
        <li key={say(message)} className="flex gap-1.5">
          <span className="mt-0.5 shrink-0" title={name}>
            {icon}
          </span>
          <span className="sr-only">{name}:</span>
          <bdi>{say(message)}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** Takes an approved action back. Asked once more, for only a new finding proposes it again. */
function Withdraw({ action, title }: { action: ActionWire; title: string }) {
  const mayApprove = useMay('response:approve');
  const withdraw = useWithdraw();
  const [asking, setAsking] = useState(false);
  if (!mayApprove) return null;
  function close(): void {
    withdraw.reset();
    setAsking(false);
  }
  return (
    <>
      <Button size="sm" className="mt-1.5" onClick={() => setAsking(true)}>
        Withdraw
      </Button>
      <Confirm
        open={asking}
        title="Withdraw this action?"
        description={<bdi>{title}</bdi>}
        action="Withdraw it"
        busy={withdraw.isPending}
        onConfirm={() => withdraw.mutate(action.actionId, { onSuccess: close })}
        onClose={close}
      >
        <p>It is not carried out. The plan proposes it again only when a new finding asks for it.</p>
        <InlineError error={withdraw.error} />
      </Confirm>
    </>
  );
}

function Trouble({ action }: { action: ActionWire }) {
  const mayApprove = useMay('response:approve');
  const retry = useRetry();
  return (
    <div className="bg-critical-soft mt-2 flex flex-col gap-1.5 rounded-md px-3 py-2">
      {action.error !== null && (
        <div>
          <p>
            <bdi>{action.error.message}</bdi>
          </p>
          {action.error.remedy !== null && <p className="text-ink-2">{action.error.remedy}</p>}
        </div>
      )}
      {action.state === 'unknown' && (
        <p className="text-ink-2">The call may or may not have been taken. Trying again reads Okta’s state first.</p>
      )}
      <InlineError error={retry.error} />
      {mayApprove && canRetry(action) && (
        <Button size="sm" className="self-start" busy={retry.isPending} onClick={() => retry.mutate(action.actionId)}>
          Try again
        </Button>
      )}
    </div>
  );
}
