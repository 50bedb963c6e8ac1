import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../auth/me.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { ErrorState, Skeleton } from '../kit/states.tsx';
import { IncidentLink, PageLink } from '../shell/space-link.tsx';
import { Host } from '../text/host.tsx';
import { Moment } from '../text/time.tsx';
import { type Asked, DecideDialog } from './decide-dialog.tsx';
import { DecisionBadge, DomainMarks } from './domain-marks.tsx';
import { DECISION_LOOKS, refusalName, seenWords } from './domain-names.ts';
import { useDomain } from './domain-queries.ts';
import { FactsPanel } from './facts-panel.tsx';
import { LifeLine, LifeList } from './life-line.tsx';
import { LurePanels } from './lure-panel.tsx';
import { TakedownPanel } from './takedown-panel.tsx';
import { Verdict } from './verdict.tsx';

type Domain = NonNullable<ReturnType<typeof useDomain>['data']>;

/** One domain: why it is taken for an imitation, what was found, its life, and what is decided. */
export function DomainPage() {
  const { domain: name = '' }: { domain?: string } = useParams({ strict: false });
  const domain = useDomain(name);
  const mayDecide = useMay('domains:decide');
  if (domain.isPending) return <Skeleton lines={10} />;
  if (domain.isError) {
    return <ErrorState what={name} error={domain.error} onRetry={() => void domain.refetch()} />;
  }
  const { registrable, seen, verdict, facts, life, incidentId } = domain.data;
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4">
      <p className="-mb-2 text-sm">
        <PageLink page="look-alikes">Look-alikes</PageLink>
      </p>
      <PageHead
        title={<Host name={registrable} />}
        lead={
          <span className="flex flex-wrap items-center gap-2">
            {seen === null ? <Badge>Never seen</Badge> : <DomainMarks domain={seen} />}
            {incidentId !== null && <IncidentLink incident={incidentId}>Its incident</IncidentLink>}
          </span>
        }
      />
      <Panel title="Its life">
        <LifeLine life={life} isLookedUp={facts?.checkedAt != null} />
      </Panel>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="Why it is here">
            <Verdict verdict={verdict} />
          </Panel>
          <FactsPanel registrable={registrable} facts={facts} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <DecisionPanel domain={domain.data} mayDecide={mayDecide} />
          <LurePanels registrable={registrable} />
          <Panel title="Seen">
            <Seen domain={domain.data} />
          </Panel>
          <Panel title="Everything that happened">
            <LifeList life={life} />
          </Panel>
        </div>
      </div>
      {/* Against a name that nobody saw or follows there is nothing to bring forward. */}
      {mayDecide && seen !== null && <TakedownPanel registrable={registrable} isSent={seen.takedownSentAt !== null} />}
    </div>
  );
}

function DecisionPanel({ domain, mayDecide }: { domain: Domain; mayDecide: boolean }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const standing = domain.decisions.find((one) => one.revokedAt === null);
  const past = domain.decisions.filter((one) => one.revokedAt !== null);
  const ask = (decision: Asked['decision']): void =>
    setAsked({ registrables: [domain.registrable], decision, brand: domain.seen?.brand ?? domain.verdict.brand });
  const isListed = domain.seen?.blockedAt != null;
  const isRefused = domain.seen?.refusedAt != null;
  return (
    <Panel title="Decision">
      <div className="flex flex-col gap-3 text-sm">
        {standing === undefined ? (
          <p className="text-ink-2">Nothing is decided yet.</p>
        ) : (
          <div className="flex flex-wrap items-center gap-2">
            <DecisionBadge decision={standing.decision} />
            <span className="text-ink-2 min-w-0">
              <Moment at={standing.at} /> by <bdi>{standing.by === '' ? 'an unnamed account' : standing.by}</bdi>
              {standing.reason !== '' && <bdi className="block break-words">&ldquo;{standing.reason}&rdquo;</bdi>}
            </span>
          </div>
        )}
        {isListed && !isRefused && (
          <Callout kind="warning" title="Listed is not yet blocked">
            It is on the blocklists, and no client of yours has been refused so far. Your DNS or proxy lines tell when
            the first one is.
          </Callout>
        )}
        {isRefused && (
          <Callout kind="good" title="Blocked">
            The first client was refused <Moment at={domain.seen?.refusedAt ?? 0} />.
          </Callout>
        )}
        {standing?.decision === 'hostile' && !isListed && domain.refusal !== null && (
          <Callout kind="warning" title="Hostile, and not on the blocklists">
            They refuse it because {refusalName(domain.refusal)}.
          </Callout>
        )}
        {mayDecide && (
          <div className="flex flex-wrap gap-2">
            <Button look="danger" onClick={() => ask('hostile')}>
              Hostile
            </Button>
            <Button onClick={() => ask('benign')}>Benign</Button>
            <Button onClick={() => ask('ours')}>Ours</Button>
            {standing !== undefined && (
              <Button look="quiet" onClick={() => ask(null)}>
                Undo
              </Button>
            )}
          </div>
        )}
        {past.length > 0 && (
          <ul className="text-ink-3 text-xs">
            {past.map((one) => (
              <li key={`${one.at} ${one.decision}`}>
                {DECISION_LOOKS[one.decision].name}, <Moment at={one.at} />, until{' '}
                <Moment at={one.revokedAt ?? one.at} />{' '}
                {one.revokedBy !== null && (
                  <>
                    by <bdi>{one.revokedBy}</bdi>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      <DecideDialog asked={asked} onClose={() => setAsked(null)} />
    </Panel>
  );
}

function Seen({ domain: { seen } }: { domain: Domain }) {
  if (seen === null) {
    return <p className="text-ink-2 text-sm">In no certificate, report or look-up of yours so far.</p>;
  }
  return (
    <div className="flex flex-col gap-2 text-sm">
      <p className="text-ink-2">
        First <Moment at={seen.firstSeenAt} />, last <Moment at={seen.lastSeenAt} />,{' '}
        {seenWords(seen.seenIn) ?? 'in a decision by hand'}
      </p>
      {seen.certifiedAt !== null && (
        <p className="text-ink-2">
          {seen.provenAt === null ? (
            'Certified, by the log’s own list of names: the certificate itself is read and proven within minutes.'
          ) : (
            <>
              A certificate for it is proven to stand in its log, since <Moment at={seen.provenAt} />.
            </>
          )}
        </p>
      )}
      <ul className="flex flex-col gap-0.5">
        {seen.hosts.map((host) => (
          <li key={host}>
            <Host name={host} />
          </li>
        ))}
      </ul>
    </div>
  );
}
