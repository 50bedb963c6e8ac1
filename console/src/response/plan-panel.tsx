import { Link } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { PlanWire } from '../../../src/response/api.ts';
import { useMay } from '../auth/me.ts';
import { useSpace } from '../data/space.tsx';
import { Badge } from '../kit/badge.tsx';
import type { Tone } from '../kit/badge.tsx';
import { Button, buttonClass } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { useKeys } from '../shell/shortcuts.tsx';
import { say, t } from '../text/t.ts';
import { visibleText } from '../text/visible-text.ts';
import { ActionCard } from './action-card.tsx';
import { ApproveDialog } from './approve-dialog.tsx';
import { byTarget, progressOf, waiting } from './plan-view.ts';
import { usePlan } from './queries.ts';

const TONES: Readonly<Record<PlanWire['state'], Tone>> = {
  proposed: 'high',
  approved: 'accent',
  running: 'accent',
  done: 'good',
  empty: 'neutral',
  incomplete: 'critical',
};

/** The containment plan: what each action does, approval, and how far each one is. */
export function PlanPanel({ incidentId, closed }: { incidentId: string; closed: boolean }) {
  const mayRead = useMay('response:read');
  const plan = usePlan(incidentId, mayRead);
  return (
    <section aria-label="Containment plan" className="border-line bg-surface rounded-lg border">
      {plan.isPending && mayRead && <Skeleton lines={5} />}
      {!mayRead && <EmptyState compact title="You may not see containment plans" />}
      {plan.isError && (
        <ErrorState what="The plan could not be read" error={plan.error} onRetry={() => void plan.refetch()} />
      )}
      {plan.data !== undefined && <Plan plan={plan.data} closed={closed} />}
    </section>
  );
}

function Plan({ plan, closed }: { plan: PlanWire; closed: boolean }) {
  const mayApprove = useMay('response:approve');
  const space = useSpace();
  const open = waiting(plan);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const chosen = open.filter((action) => !left.has(action.actionId));
  const groups = useMemo(() => byTarget(plan.actions.filter((action) => action.state !== 'withdrawn')), [plan.actions]);
  const { settled, approved } = progressOf(plan);
  const canApprove = mayApprove && !closed && plan.blockedBy === null && open.length > 0;
  const keys = useMemo(
    () => ({
      a: () => {
        if (canApprove && chosen.length > 0) setAsking(true);
      },
    }),
    [canApprove, chosen.length],
  );
  useKeys(keys);
  function choose(actionId: string, on: boolean): void {
    setLeft((now) => {
      const next = new Set(now);
      if (on) next.delete(actionId);
      else next.add(actionId);
      return next;
    });
  }
  return (
    <>
      <header className="border-line flex min-h-10 flex-wrap items-center gap-2 border-b px-4 py-1.5">
        <h2 className="flex-1 text-sm font-semibold">Containment plan</h2>
        {approved > 0 && plan.state !== 'done' && (
          <span className="text-ink-3 tnum text-xs">
            {settled} of {approved} verified
          </span>
        )}
        {closed && open.length > 0 && <Badge tone="neutral">Incident closed</Badge>}
        {/* A plan of no action says so below, once. */}
        {!(closed && open.length > 0) && plan.actions.length > 0 && (
          <Badge tone={TONES[plan.state]}>{t(`console.plan.state.${plan.state}`)}</Badge>
        )}
      </header>
      {open.length > 0 && (
        <div className="border-line bg-surface sticky top-0 z-10 flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2.5">
          {mayApprove ? (
            <>
              <Button look="primary" disabled={!canApprove || chosen.length === 0} onClick={() => setAsking(true)}>
                {chosen.length === open.length
                  ? t('console.plan.approve-all', { count: open.length })
                  : t('console.plan.approve-chosen', { count: chosen.length })}
              </Button>
              <span className="text-ink-3 text-xs">
                {closed ? 'Open the incident again to approve.' : 'Nothing is done before you approve.'}
              </span>
            </>
          ) : (
            <span className="text-ink-2">A responder or an administrator can approve this.</span>
          )}
        </div>
      )}
      {plan.blockedBy !== null && plan.actions.length > 0 && (
        <div className="border-line border-b p-3">
          <Callout
            kind="warning"
            title={<bdi>{plan.blockedBy.message}</bdi>}
            action={
              space === 'live' ? (
                <Link to="/setup" search={{ step: 'respond' }} className={buttonClass('plain', 'sm')}>
                  Set-up
                </Link>
              ) : undefined
            }
          >
            {plan.blockedBy.remedy}
          </Callout>
        </div>
      )}
      {plan.actions.length === 0 ? (
        <EmptyState compact icon={<ShieldCheck size={20} />} title="Nothing to contain yet">
          No sign-in is in other hands as far as the findings show. The plan fills as soon as one is.
        </EmptyState>
      ) : (
        <div className="divide-line divide-y">
          {groups.map((group) => (
            <section key={group.key} aria-label={group.label}>
              <h3 className="bg-sunken text-ink-2 flex items-baseline gap-2 px-4 py-1 text-xs font-medium">
                <bdi className="truncate">{visibleText(group.label)}</bdi>
                {group.value !== null && (
                  <bdi className="text-ink-3 truncate font-normal">{visibleText(group.value)}</bdi>
                )}
              </h3>
              <ul className="divide-line divide-y">
                {group.actions.map((action) => (
                  <ActionCard
                    key={action.actionId}
                    action={action}
                    choosable={mayApprove && !closed && action.state === 'proposed' && open.length > 1}
                    chosen={!left.has(action.actionId)}
                    onChoose={(on) => choose(action.actionId, on)}
                  />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
      {plan.leftAlone.length > 0 && (
        <div className="border-line border-t px-4 py-2.5">
          <h3 className="text-ink-3 text-xs font-medium">Left alone on purpose</h3>
          <ul className="mt-1 flex flex-col gap-0.5">
            {plan.leftAlone.map((message) => (
              <li key={say(message)} className="text-ink-2 flex gap-2">
                <ShieldCheck size={14} className="text-good mt-[3px] shrink-0" aria-hidden="true" />
                <bdi>{say(message)}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
      <ApproveDialog open={asking} plan={plan} actions={chosen} onClose={() => setAsking(false)} />
    </>
  );
}
