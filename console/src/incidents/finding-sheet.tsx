import { SeverityBadge } from '../kit/badge.tsx';
import { CopyButton } from '../kit/copyable.tsx';
import { Sheet } from '../kit/dialog.tsx';
import { KeyValues } from '../kit/key-value.tsx';
import { ErrorState, Skeleton } from '../kit/states.tsx';
import { EntityChip } from '../text/entity.tsx';
import { formatDuration } from '../text/format.ts';
import { prettyJson } from '../text/pretty-json.ts';
import { say, t } from '../text/t.ts';
import { ExactTime, Moment } from '../text/time.tsx';
import { visibleText } from '../text/visible-text.ts';
import { useFinding } from './queries.ts';

/** One finding laid open: what was judged, by which detector, on which records, each as it was received. */
export function FindingSheet({ findingId, onClose }: { findingId: string | undefined; onClose: () => void }) {
  const finding = useFinding(findingId);
  const data = finding.data;
  return (
    <Sheet open={findingId !== undefined} onClose={onClose} title="Finding and evidence">
      {finding.isPending && <Skeleton lines={6} className="p-0" />}
      {finding.isError && (
        <ErrorState what="The finding could not be read" error={finding.error} onRetry={() => void finding.refetch()} />
      )}
      {data !== undefined && (
        <div className="flex flex-col gap-5">
          <div className="flex flex-col gap-2">
            <p className="text-base font-medium">
              <bdi>{say(data.message)}</bdi>
            </p>
            <div className="flex flex-wrap items-center gap-1.5">
              <SeverityBadge severity={data.severity} />
              {data.entities.map((entity) => (
                <EntityChip
                  key={`${entity.kind} ${entity.value}`}
                  kind={entity.kind}
                  value={entity.value}
                  label={entity.label}
                  victim={entity.role === 'victim'}
                />
              ))}
            </div>
          </div>
          <KeyValues
            items={[
              { name: 'Happened', value: <Times at={data.occurredAt} /> },
              { name: 'Reached us', value: <Times at={data.receivedAt} after={data.receivedAt - data.occurredAt} /> },
              { name: 'Judged', value: <Times at={data.foundAt} after={data.foundAt - data.receivedAt} /> },
              {
                name: 'Detector',
                value: (
                  <span className="mono">
                    {data.detector} <span className="text-ink-3">v{data.detectorVersion}</span>
                  </span>
                ),
              },
              ...(data.techniques.length > 0
                ? [{ name: 'ATT&CK', value: <span className="mono">{data.techniques.join('  ')}</span> }]
                : []),
              ...Object.entries(data.facts).map(([name, value]) => ({
                name,
                value: <bdi className="mono break-all">{value === null ? '—' : visibleText(String(value))}</bdi>,
              })),
            ]}
          />
          {data.evidence.map((evidence, index) => {
            const text = visibleText(prettyJson(evidence.raw));
            return (
              <section key={evidence.evidenceId} aria-label={`Record ${index + 1}`}>
                <header className="flex items-center gap-2">
                  <h3 className="min-w-0 flex-1 truncate text-xs font-medium">
                    Record {index + 1} of {data.evidence.length}, as received from{' '}
                    <bdi className="mono">{evidence.sourceId}</bdi>
                  </h3>
                  <Moment at={evidence.occurredAt} className="text-ink-3 text-xs" />
                  <CopyButton text={evidence.raw} label="Copy the record" />
                </header>
                <pre
                  tabIndex={0}
                  aria-label={`Raw record ${index + 1}`}
                  className="border-line bg-sunken mt-1.5 max-h-[60vh] overflow-auto rounded-md border p-3 text-xs leading-relaxed"
                >
                  {text}
                </pre>
                <p className="text-ink-3 mt-1 text-xs break-all">
                  <span className="mono">{evidence.evidenceId}</span>
                </p>
              </section>
            );
          })}
          {data.evidence.length === 0 && <p className="text-ink-2">{t('console.finding.no-evidence')}</p>}
        </div>
      )}
    </Sheet>
  );
}

function Times({ at, after }: { at: number; after?: number }) {
  return (
    <>
      <Moment at={at} /> <ExactTime at={at} className="text-ink-3 sr-only" />
      {after !== undefined && <span className="text-ink-3 tnum"> {formatDuration(after)} after</span>}
    </>
  );
}
