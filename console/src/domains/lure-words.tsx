import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMay } from '../auth/me.ts';
import { Badge } from '../kit/badge.tsx';
import { Button, IconButton } from '../kit/button.tsx';
import { InlineError } from '../kit/states.tsx';
import { Host } from '../text/host.tsx';
import { Moment } from '../text/time.tsx';
import { DomainLink } from './domain-link.tsx';
import { WouldTell } from './lure-panel.tsx';
import { type LureProposal, type LureWords as Words, useLureDecision, useLureWords } from './lure-queries.ts';

/** The lure words of this company: proposed, learned with where they come from, and declined. Nothing while there is none of them. */
export function LureWords() {
  const lures = useLureWords();
  const decide = useLureDecision();
  const mayDecide = useMay('domains:decide');
  if (lures.data === undefined) return <InlineError error={lures.error} />;
  const { words, declined, proposals } = lures.data;
  if (words.length + declined.length + proposals.length === 0) return null;
  const undo = (word: string, registrable: string) => () => decide.mutate({ act: 'undo', word, registrable });
  return (
    <section aria-labelledby="lure-words" className="border-line flex flex-col gap-3 border-t pt-4">
      <div>
        <h3 id="lure-words" className="font-medium">
          Lure words
        </h3>
        <p className="text-ink-2">
          Words that give a look-alike away beside a brand of yours, added to those that Breakwater knows. What the name
          of a hostile domain leaves unexplained is proposed; nothing is learned before somebody agrees.
        </p>
      </div>
      <InlineError error={decide.error} />
      {proposals.length > 0 && (
        <List label="Proposed lure words">
          {proposals.map((proposal) => (
            <Proposed
              key={proposal.word}
              proposal={proposal}
              mayDecide={mayDecide}
              onDecide={(act) => decide.mutate({ act, word: proposal.word, registrable: proposal.registrable })}
            />
          ))}
        </List>
      )}
      {words.length > 0 && (
        <List label="Lure words in use">
          {words.map((one) => (
            <Row key={`${one.from} ${one.word}`} word={one.word} origin={<Origin word={one} />}>
              {one.registrable !== null && mayDecide && (
                <IconButton
                  size="sm"
                  label={`Remove ${one.word}`}
                  icon={<Trash2 size={14} />}
                  onClick={undo(one.word, one.registrable)}
                />
              )}
            </Row>
          ))}
        </List>
      )}
      {declined.length > 0 && (
        <List label="Declined lure words">
          {declined.map(({ word, registrable, by, at }) => (
            <Row
              key={word}
              word={word}
              origin={
                <>
                  from <From registrable={registrable} />, declined by <bdi>{nameOf(by)}</bdi>, <Moment at={at} />
                </>
              }
            >
              {mayDecide && (
                <Button size="sm" look="quiet" aria-label={`Propose again: ${word}`} onClick={undo(word, registrable)}>
                  Propose again
                </Button>
              )}
            </Row>
          ))}
        </List>
      )}
    </section>
  );
}

function List({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="border-line divide-line divide-y rounded-md border">
      {children}
    </ul>
  );
}

function Row({ word, origin, children }: { word: string; origin: ReactNode; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <span className="min-w-0 flex-1 basis-60">
        <bdi className="mono font-medium break-all">{word}</bdi> <span className="text-ink-3 text-xs">{origin}</span>
      </span>
      {children}
    </li>
  );
}

function Proposed({
  proposal,
  mayDecide,
  onDecide,
}: {
  proposal: LureProposal;
  mayDecide: boolean;
  onDecide: (act: 'learn' | 'decline') => void;
}) {
  const { word, registrable } = proposal;
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 px-3 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-60">
        <p>
          <bdi className="mono font-medium break-all">{word}</bdi> <Badge tone="accent">proposed</Badge>{' '}
          <span className="text-ink-3 text-xs">
            by <From registrable={registrable} />
          </span>
        </p>
        <WouldTell proposal={proposal} />
      </div>
      {mayDecide && (
        <span className="flex gap-2">
          <Button size="sm" aria-label={`Learn ${word}`} onClick={() => onDecide('learn')}>
            Learn
          </Button>
          <Button size="sm" look="quiet" aria-label={`Not now: ${word}`} onClick={() => onDecide('decline')}>
            Not now
          </Button>
        </span>
      )}
    </li>
  );
}

function Origin({ word: { from, registrable, by, at } }: { word: Words['words'][number] }) {
  if (from === 'configuration' || registrable === null) return <Badge>set by configuration</Badge>;
  return (
    <>
      learned from <From registrable={registrable} />, <bdi>{nameOf(by ?? '')}</bdi>
      {at !== null && (
        <>
          , <Moment at={at} />
        </>
      )}
    </>
  );
}

function From({ registrable }: { registrable: string }) {
  return (
    <DomainLink domain={registrable}>
      <Host name={registrable} />
    </DomainLink>
  );
}

function nameOf(by: string): string {
  return by === '' ? 'an unnamed account' : by;
}
