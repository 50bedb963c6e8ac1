import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';
import { Host } from '../text/host.tsx';
import { Moment } from '../text/time.tsx';
import { type Asked, DecideDialog } from './decide-dialog.tsx';
import { DomainLink } from './domain-link.tsx';
import { DecisionBadge } from './domain-marks.tsx';
import { useDomain } from './domain-queries.ts';

/**
 * What can be done with a host that was checked: follow its domain; once it is followed, decide about it.
 * @param isLookAlike what was judged of the host; its domain alone may imitate nobody (`acme-okta.example.com`)
 */
export function FollowChecked({
  host,
  registrable,
  isLookAlike,
}: {
  host: string;
  registrable: string;
  isLookAlike: boolean;
}) {
  const space = useSpace();
  const queries = useQueryClient();
  const mayDecide = useMay('domains:decide');
  const domain = useDomain(registrable);
  const [asked, setAsked] = useState<Asked | null>(null);
  const follow = useMutation({
    mutationFn: () => clientsOf(space).domains.followDomain({ body: { host } }),
    onSuccess: () => {
      sayDone(`${registrable} is followed`);
      return queries.invalidateQueries({ queryKey: [space, 'look-alikes'] });
    },
  });
  if (domain.data === undefined) return null;
  const { seen, verdict, decisions } = domain.data;
  const standing = decisions.find((one) => one.revokedAt === null) ?? null;
  const ask = (decision: Asked['decision']): void =>
    setAsked({ registrables: [registrable], decision, brand: seen?.brand ?? verdict.brand });
  if (seen === null && standing === null) {
    return (
      <div className="flex flex-col gap-2 text-sm">
        {isLookAlike && mayDecide && (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <Button look="primary" icon={<Eye size={15} />} busy={follow.isPending} onClick={() => follow.mutate()}>
              Follow this domain
            </Button>
            <span className="text-ink-2 min-w-0">
              <Host name={registrable} /> joins the look-alikes, is looked up where you agreed to look-ups, and looked
              at again.
            </span>
          </div>
        )}
        {isLookAlike && !mayDecide && <p className="text-ink-2">It is not followed. Your role may not follow it.</p>}
        {!isLookAlike && mayDecide && (
          <p className="text-ink-2">
            If you know better,{' '}
            <DomainLink domain={registrable} className="text-accent underline underline-offset-2">
              decide about {registrable} on its page
            </DomainLink>
            .
          </p>
        )}
        <InlineError error={follow.error} />
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <span className="text-ink-2 flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        {seen !== null && (
          <span>
            <Host name={registrable} /> is followed since <Moment at={seen.firstSeenAt} />.
          </span>
        )}
        <DecisionBadge decision={standing?.decision ?? null} />
        <DomainLink domain={registrable}>Its page</DomainLink>
      </span>
      {mayDecide && (
        <span className="flex flex-wrap gap-2">
          <Button look="danger" onClick={() => ask('hostile')}>
            Hostile
          </Button>
          <Button onClick={() => ask('benign')}>Benign</Button>
          <Button onClick={() => ask('ours')}>Ours</Button>
          {standing !== null && (
            <Button look="quiet" onClick={() => ask(null)}>
              Undo
            </Button>
          )}
        </span>
      )}
      <DecideDialog asked={asked} onClose={() => setAsked(null)} />
    </div>
  );
}
