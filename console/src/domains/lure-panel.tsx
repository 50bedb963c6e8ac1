import { useMay } from '../auth/me.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { Panel } from '../kit/panel.tsx';
import { InlineError } from '../kit/states.tsx';
import { PageLink } from '../shell/space-link.tsx';
import { formatCount } from '../text/format.ts';
import { Host } from '../text/host.tsx';
import { type LureProposal, useLureDecision, useLureWords } from './lure-queries.ts';

/** What the name of a hostile domain teaches: words that may be learned as lures, and those that were. Nothing where it teaches nothing. */
export function LurePanels({ registrable }: { registrable: string }) {
  const lures = useLureWords(registrable);
  const mayDecide = useMay('domains:decide');
  const learned = lures.data?.words.filter((one) => one.registrable === registrable) ?? [];
  return (
    <>
      {mayDecide && lures.data?.proposals.map((proposal) => <ProposalPanel key={proposal.word} proposal={proposal} />)}
      {learned.map(({ word }) => (
        <LearnedPanel key={word} word={word} registrable={registrable} mayDecide={mayDecide} />
      ))}
    </>
  );
}

function ProposalPanel({ proposal }: { proposal: LureProposal }) {
  const decide = useLureDecision();
  const { word, registrable, brand } = proposal;
  const act = (what: 'learn' | 'decline') => () => decide.mutate({ act: what, word, registrable });
  const isBusy = (what: 'learn' | 'decline'): boolean => decide.isPending && decide.variables.act === what;
  return (
    <Panel
      title={
        <>
          Learn <bdi className="mono">{word}</bdi> as a lure word?
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-ink-2">
          Beside <bdi>{brand}</bdi> or another of your brands it would then give a look-alike away. Nothing is learned
          before you say so.
        </p>
        <WouldTell proposal={proposal} />
        <div className="flex flex-wrap gap-2">
          <Button look="primary" busy={isBusy('learn')} onClick={act('learn')}>
            Learn
          </Button>
          <Button busy={isBusy('decline')} onClick={act('decline')}>
            Not now
          </Button>
        </div>
        <InlineError error={decide.error} />
      </div>
    </Panel>
  );
}

/** What the word would have told of the names seen lately. */
export function WouldTell({ proposal: { wouldTell } }: { proposal: LureProposal }) {
  const space = useSpace();
  if (wouldTell === null) {
    return (
      <p className="text-ink-3">
        Names seen in certificates are not kept
        {space === 'live' ? (
          <>
            {' '}
            (
            <PageLink page="logs" className="underline">
              Certificate logs
            </PageLink>
            )
          </>
        ) : (
          ' in a rehearsal'
        )}
        , so it is not known what it would have told.
      </p>
    );
  }
  const { counted, names, examples, days } = wouldTell;
  if (!counted && names === 0) {
    return (
      <p className="text-ink-3" role="status">
        Looking through the names of the last {days} days&hellip;
      </p>
    );
  }
  return (
    <div>
      <p>
        {names === 0
          ? `It would have told nothing more in the last ${days} days.`
          : `It would have told ${formatCount(names)} more ${names === 1 ? 'name' : 'names'} in the last ${days} days:`}
      </p>
      {names > 0 && (
        <ul className="mt-1">
          {examples.map((host) => (
            <li key={host}>
              <Host name={host} className="text-ink-2" />
            </li>
          ))}
          {names > examples.length && <li className="text-ink-3">and {formatCount(names - examples.length)} more</li>}
        </ul>
      )}
    </div>
  );
}

function LearnedPanel({ word, registrable, mayDecide }: { word: string; registrable: string; mayDecide: boolean }) {
  const undo = useLureDecision();
  return (
    <Panel>
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <p className="min-w-0 flex-1 basis-40 break-words">
          <bdi className="mono">{word}</bdi> was learned from it as a lure word.
        </p>
        {mayDecide && (
          <Button
            size="sm"
            look="quiet"
            busy={undo.isPending}
            aria-label={`Undo learning ${word}`}
            onClick={() => undo.mutate({ act: 'undo', word, registrable })}
          >
            Undo
          </Button>
        )}
        <InlineError error={undo.error} />
      </div>
    </Panel>
  );
}
