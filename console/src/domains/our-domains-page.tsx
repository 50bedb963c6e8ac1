import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Building2 } from 'lucide-react';
import type { CallOutput } from '../../../src/platform/http/contract.ts';
import type { ownedApi } from '../../../src/domains/owned/api.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { EmptyState, ErrorState, InlineError, Skeleton } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';
import { PageLink } from '../shell/space-link.tsx';
import { Host } from '../text/host.tsx';
import { visibleText } from '../text/visible-text.ts';
import { DomainLink } from './domain-link.tsx';
import { useDecide } from './domain-queries.ts';

type Owned = CallOutput<(typeof ownedApi)['listOwnedDomains']>;
type Candidate = Owned['candidates'][number];
type Reason = Candidate['reasons'][number];

const FROM = {
  configuration: 'set by configuration',
  brand: 'named with the brand',
  decision: 'marked by a person',
} as const;

/** Own domains as they stand, and those that may be ours: nothing is trusted before somebody confirms it. */
export function OurDomainsPage() {
  const owned = useSpaceQuery('look-alikes', ['owned'], (clients) => clients.domains.listOwnedDomains({}));
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-4">
      <p className="-mb-2 text-sm">
        <PageLink page="look-alikes">Look-alikes</PageLink>
      </p>
      <PageHead
        title="Our domains"
        lead="They and everything below them are never an alarm and never on a blocklist. Domains that may be yours are proposed with the reasons; none is trusted before you confirm it."
      />
      {owned.isPending && <Skeleton lines={6} />}
      {owned.isError && <ErrorState error={owned.error} onRetry={() => void owned.refetch()} />}
      {owned.data !== undefined && (
        <>
          <Panel title="May be ours" flush>
            {owned.data.candidates.length === 0 ? (
              <EmptyState compact icon={<Building2 size={20} />} title="Nothing to propose">
                Proposals come from the domains your people sign in with, and from look-ups that find the same
                registrant, name servers, mail hosts or certificate organisation.
              </EmptyState>
            ) : (
              <ul className="divide-line divide-y">
                {owned.data.candidates.map((candidate) => (
                  <CandidateRow key={candidate.domain} candidate={candidate} />
                ))}
              </ul>
            )}
          </Panel>
          <Panel title="Ours" flush>
            {owned.data.owned.length === 0 ? (
              <EmptyState compact title="No domain yet">
                Add a brand with its domains in{' '}
                <Link to="/setup" search={{ step: 'brands' }} className="text-accent hover:underline">
                  Set-up
                </Link>
                .
              </EmptyState>
            ) : (
              <ul className="divide-line divide-y">
                {owned.data.owned.map((one) => (
                  <OwnedRow key={`${one.brand} ${one.domain}`} owned={one} />
                ))}
              </ul>
            )}
          </Panel>
        </>
      )}
    </div>
  );
}

function CandidateRow({ candidate }: { candidate: Candidate }) {
  const space = useSpace();
  const queries = useQueryClient();
  const mayDecide = useMay('domains:decide');
  const { domain, brand, reasons } = candidate;
  const confirm = useDecide(() => undefined);
  const dismiss = useMutation({
    mutationFn: () => clientsOf(space).domains.dismissOwnedCandidate({ body: { domain } }),
    onSuccess: () => {
      sayDone(`${domain} is not proposed again`);
      return queries.invalidateQueries({ queryKey: [space, 'look-alikes'] });
    },
  });
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p>
          <DomainLink domain={domain} className="hover:underline">
            <Host name={domain} className="font-medium" />
          </DomainLink>{' '}
          <span className="text-ink-3 text-xs">
            for <bdi>{brand}</bdi>
          </span>
        </p>
        <ul className="mt-1 flex flex-col gap-0.5 text-sm">
          {reasons.map((reason) => (
            <li key={reason.code} className="text-ink-2 flex flex-wrap items-center gap-1.5">
              <bdi className="min-w-0 break-words">{reasonText(reason)}</bdi>
              {!reason.strong && <Badge title="An attacker can arrange this">anybody can set this up</Badge>}
            </li>
          ))}
        </ul>
        <InlineError error={confirm.error ?? dismiss.error} />
      </div>
      {mayDecide && (
        <span className="flex gap-2">
          <Button
            look={reasons.some((reason) => reason.strong) ? 'primary' : 'plain'}
            busy={confirm.isPending}
            onClick={() =>
              confirm.mutate({
                registrables: [domain],
                decision: 'ours',
                brand,
                reason: reasons.map(reasonText).join('; ').slice(0, 500),
              })
            }
          >
            It is ours
          </Button>
          <Button busy={dismiss.isPending} onClick={() => dismiss.mutate()}>
            Not ours
          </Button>
        </span>
      )}
    </li>
  );
}

function OwnedRow({ owned }: { owned: Owned['owned'][number] }) {
  const mayDecide = useMay('domains:decide');
  const undo = useDecide(() => undefined);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <Host name={owned.domain} className="min-w-0 flex-1 basis-48" />
      <bdi className="text-ink-2 text-sm">{owned.brand}</bdi>
      <Badge>{FROM[owned.from]}</Badge>
      {mayDecide && owned.from === 'decision' && (
        <Button
          size="sm"
          look="quiet"
          busy={undo.isPending}
          onClick={() => undo.mutate({ registrables: [owned.domain], decision: null, reason: '' })}
        >
          Undo
        </Button>
      )}
      <InlineError error={undo.error} />
    </li>
  );
}

function reasonText(reason: Reason): string {
  const shared = visibleText(reason.shared);
  switch (reason.code) {
    case 'people-sign-in':
      return `${shared} people sign in with names at it`;
    case 'identity-provider':
      return `Your identity provider is at ${shared}`;
    case 'certificate-organisation':
      return `Its certificate names the same organisation: ${shared}`;
    case 'registrant':
      return `The same registrant: ${shared}`;
    case 'name-servers':
      return `The same name servers: ${shared}`;
    default:
      return `The same mail hosts: ${shared}`;
  }
}
