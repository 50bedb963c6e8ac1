import type { ReactNode } from 'react';
import type { CoverageWire } from '../../../src/domains/logs/api.ts';
import { Callout } from '../kit/callout.tsx';
import { Panel } from '../kit/panel.tsx';
import { formatCount, formatDuration } from '../text/format.ts';
import { coverageTroubles, shareText } from './coverage-view.ts';

/** How much of the world's new certificates is read, how soon, and what is missing. */
export function CoveragePanel({ coverage }: { coverage: CoverageWire }) {
  const { share, grown, read, logs, logsRead, lag } = coverage;
  const troubles = coverageTroubles(coverage);
  return (
    <Panel title="What is read of all new certificates">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3 lg:grid-cols-6">
        <Figure name="Read, of new entries" title="A lower bound: a certificate stands in two or three logs">
          <span className="text-lg">{shareText(share)}</span>
        </Figure>
        <Figure name="Logs read">
          <span className="text-lg">
            {formatCount(logsRead)} of {formatCount(logs)}
          </span>
        </Figure>
        <Figure name="New entries, last hour" title={`${formatCount(read)} of them read`}>
          <span className="text-lg">{formatCount(grown)}</span>
        </Figure>
        <Figure name="Delay, median" title="From the log’s time of a certificate to our reading it">
          <span className="text-lg">{lag === null ? '—' : formatDuration(lag.p50Ms)}</span>
        </Figure>
        <Figure name="95 of 100 within">
          <span className="text-lg">{lag === null ? '—' : formatDuration(lag.p95Ms)}</span>
        </Figure>
        <Figure name="99 of 100 within" title={lag === null ? undefined : `Over ${formatCount(lag.samples)} entries`}>
          <span className="text-lg">{lag === null ? '—' : formatDuration(lag.p99Ms)}</span>
        </Figure>
      </dl>
      {troubles.length > 0 && (
        <ul className="mt-3 flex flex-col gap-1.5">
          {troubles.map((trouble) => (
            <li key={trouble.text}>
              <Callout kind={trouble.kind} title={<bdi>{trouble.text}</bdi>} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Figure({ name, title, children }: { name: string; title?: string | undefined; children: ReactNode }) {
  return (
    <div title={title}>
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className="tnum font-medium">{children}</dd>
    </div>
  );
}
