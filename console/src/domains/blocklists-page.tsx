import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { FEED_FORMATS } from '../../../src/domains/feeds/api.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { KeyValues } from '../kit/key-value.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { ErrorState, InlineError, Skeleton } from '../kit/states.tsx';
import { PageLink } from '../shell/space-link.tsx';
import { sayDone } from '../kit/toast.tsx';
import { TextField } from '../kit/field.tsx';
import { formatCount } from '../text/format.ts';
import { Ago } from '../text/time.tsx';
import { DomainLink } from './domain-link.tsx';
import { refusalName } from './domain-names.ts';
import { FeedTokenDialog, FeedTokens, FORMAT_NAMES } from './feed-tokens.tsx';

/** The blocklists: what they hold, who reads them, what enters by itself. */
export function BlocklistsPage() {
  const feeds = useSpaceQuery('look-alikes', ['feeds'], (clients) => clients.domains.getFeeds({}));
  const mayWrite = useMay('settings:write');
  const maySeeTokens = useMay('settings:read');
  const [making, setMaking] = useState(false);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-4">
      <p className="-mb-2 text-sm">
        <PageLink page="look-alikes">Look-alikes</PageLink>
      </p>
      <PageHead
        title="Blocklists"
        lead="Domains marked as hostile, as your resolver, firewall or SIEM reads them. An entry is in within a second of the decision, and out when it is undone."
      />
      {feeds.isPending && <Skeleton lines={6} />}
      {feeds.isError && <ErrorState error={feeds.error} onRetry={() => void feeds.refetch()} />}
      {feeds.data !== undefined && (
        <>
          <Panel title="What they hold">
            <div className="flex flex-col gap-3">
              <KeyValues
                items={[
                  { name: 'Domains', value: formatCount(feeds.data.entries) },
                  { name: 'Version', value: <span className="tnum">{feeds.data.serial}</span> },
                  {
                    name: 'Changed',
                    value: feeds.data.changedAt === null ? 'never' : <Ago at={feeds.data.changedAt} />,
                  },
                  {
                    name: 'Last read',
                    value:
                      feeds.data.lastReadAt === null ? (
                        'never: nothing reads them yet'
                      ) : (
                        <Ago at={feeds.data.lastReadAt} />
                      ),
                  },
                ]}
              />
              {feeds.data.refused.length > 0 && (
                <Callout kind="warning" title="Hostile, and not listed">
                  <ul>
                    {feeds.data.refused.map((one) => (
                      <li key={one.registrable} className="break-words">
                        <DomainLink domain={one.registrable}>
                          <bdi className="mono">{one.registrable}</bdi>
                        </DomainLink>
                        : {refusalName(one.refusal)}
                      </li>
                    ))}
                  </ul>
                </Callout>
              )}
              {feeds.data.tooLong.count > 0 && (
                <Callout kind="warning" title="Too long for a zone">
                  <p>
                    {formatCount(feeds.data.tooLong.count)} listed{' '}
                    {feeds.data.tooLong.count === 1 ? 'name is' : 'names are'} left out of rpz.zone, which has no room
                    for names of more than 200 characters. The other lists have them: block them there.
                  </p>
                  <ul>
                    {feeds.data.tooLong.first.map((name) => (
                      <li key={name} className="mono break-all">
                        <bdi>{name}</bdi>
                      </li>
                    ))}
                  </ul>
                </Callout>
              )}
            </div>
          </Panel>
          <Panel title="The lists">
            <dl className="flex flex-col gap-2 text-sm">
              {feeds.data.files.map((file) => (
                <div key={file.name} className="grid gap-x-4 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]">
                  <dt className="text-ink-2">{FORMAT_NAMES[file.format]}</dt>
                  <dd className="mono break-all">{`${window.location.origin}${file.path}`}</dd>
                </div>
              ))}
            </dl>
            <p className="text-ink-3 mt-3 text-xs">
              Put a reader’s token in the place of TOKEN, or leave TOKEN/ out and send it in the Authorization header.
              For firewalls, domains.txt also comes with <span className="mono whitespace-nowrap">?form=wildcard</span>{' '}
              or <span className="mono whitespace-nowrap">?form=dot</span>.
            </p>
          </Panel>
          <AutoEntry key={String(feeds.data.autoScore)} autoScore={feeds.data.autoScore} mayWrite={mayWrite} />
        </>
      )}
      {maySeeTokens && (
        <Panel
          title="Who may read them"
          flush
          aside={
            mayWrite && (
              <Button size="sm" icon={<Plus size={13} />} onClick={() => setMaking(true)}>
                Make a token
              </Button>
            )
          }
        >
          <FeedTokens mayWrite={mayWrite} />
        </Panel>
      )}
      <FeedTokenDialog open={making} onClose={() => setMaking(false)} formats={FEED_FORMATS} />
    </div>
  );
}

const LOWEST_SCORE = 70;
const SUGGESTED_SCORE = 95;

/** What enters without a person's decision: nothing, unless this says so. */
function AutoEntry({ autoScore, mayWrite }: { autoScore: number | null; mayWrite: boolean }) {
  const space = useSpace();
  const queries = useQueryClient();
  const [isOn, setOn] = useState(autoScore !== null);
  const [score, setScore] = useState(String(autoScore ?? SUGGESTED_SCORE));
  const wanted = isOn ? Number(score) : null;
  const isGood = wanted === null || (Number.isFinite(wanted) && wanted >= LOWEST_SCORE && wanted <= 100);
  const save = useMutation({
    mutationFn: () => clientsOf(space).domains.setFeedRules({ body: { autoScore: wanted } }),
    onSuccess: () => {
      sayDone(wanted === null ? 'Only decisions of people enter' : `Alarms from ${wanted} on enter by themselves`);
      return queries.invalidateQueries({ queryKey: [space] });
    },
  });
  return (
    <Panel title="What enters by itself">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <CheckField
          label="Alarms enter without a decision"
          hint="Faster than any person, and wrong now and then: a namesake’s domain may be blocked for your staff until you mark it as benign. Own and widely used domains never enter."
          checked={isOn}
          disabled={!mayWrite}
          onChange={setOn}
        />
        {isOn && (
          <TextField
            label="From this score on"
            type="number"
            min={LOWEST_SCORE}
            max={100}
            value={score}
            disabled={!mayWrite}
            className="max-w-32"
            problem={isGood ? null : `From ${LOWEST_SCORE} to 100`}
            onChange={(event) => setScore(event.target.value)}
          />
        )}
        <InlineError error={save.error} />
        {mayWrite && wanted !== autoScore && (
          <Button type="submit" look="primary" className="self-start" busy={save.isPending} disabled={!isGood}>
            Save
          </Button>
        )}
      </form>
    </Panel>
  );
}
