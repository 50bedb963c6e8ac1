import { KeyRound, TriangleAlert } from 'lucide-react';
import type { ActionWire, PlanWire } from '../../../src/response/api.ts';
import { useMe } from '../auth/me.ts';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { Modal } from '../kit/dialog.tsx';
import { InlineError } from '../kit/states.tsx';
import { say, t } from '../text/t.ts';
import { visibleText } from '../text/visible-text.ts';
import { byTarget } from './plan-view.ts';
import { useApprove } from './queries.ts';

/** Lists exactly what will be done, to whom, and asks for the approver's passkey. */
export function ApproveDialog({
  open,
  plan,
  actions,
  onClose,
}: {
  open: boolean;
  plan: PlanWire;
  actions: readonly ActionWire[];
  onClose: () => void;
}) {
  const me = useMe();
  const approve = useApprove(plan);
  const irreversible = actions.filter((action) => action.reversibility === 'irreversible');
  const groups = byTarget(actions);
  function close(): void {
    approve.reset();
    onClose();
  }
  return (
    <Modal
      open={open}
      onClose={close}
      wide
      title="Approve containment"
      description={t('console.plan.acts-on', {
        count: actions.length,
        people: groups.map((group) => visibleText(group.label)),
      })}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="primary"
            icon={me.data?.kind === 'bootstrap' ? undefined : <KeyRound size={15} />}
            busy={approve.isPending}
            onClick={() =>
              approve.mutate(
                actions.map((action) => action.actionId),
                { onSuccess: close },
              )
            }
          >
            {t('console.plan.approve-these', { count: actions.length })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {groups.map((group) => (
          <section key={group.key}>
            <h3 className="font-medium">
              <bdi>{visibleText(group.label)}</bdi>
              {group.value !== null && (
                <bdi className="text-ink-3 pl-1.5 font-normal break-all">{visibleText(group.value)}</bdi>
              )}
            </h3>
            <ul className="text-ink-2 mt-0.5 list-disc pl-5">
              {group.actions.map((action) => (
                <li key={action.actionId}>
                  <bdi>{say(action.title)}</bdi>
                  {action.reversibility === 'irreversible' && (
                    <span className="text-high inline-flex items-center gap-1 pl-1.5 text-xs">
                      <TriangleAlert size={12} aria-hidden="true" /> cannot be undone
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </section>
        ))}
        {irreversible.length > 0 && (
          <Callout kind="warning">
            <ul className="flex flex-col gap-0.5">
              {[...new Set(irreversible.flatMap((action) => action.cannotUndo.map(say)))].map((text) => (
                <li key={text}>
                  <bdi>{text}</bdi>
                </li>
              ))}
            </ul>
          </Callout>
        )}
        {plan.leftAlone.length > 0 && (
          <p className="text-ink-3 text-xs">
            Left alone: <bdi>{plan.leftAlone.map(say).join(' · ')}</bdi>
          </p>
        )}
        <p className="text-ink-3 text-xs">
          Your approval holds for exactly this plan: revision {plan.revision},{' '}
          <span className="mono">{plan.digest.slice(0, 12)}</span>. If it has changed meanwhile, nothing is done and you
          see the new one.
        </p>
        <InlineError error={approve.error} />
      </div>
    </Modal>
  );
}
