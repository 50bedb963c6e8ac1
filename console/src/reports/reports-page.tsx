import { useInfiniteQuery } from '@tanstack/react-query';
import { MessageSquareWarning, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReportWire } from '../../../src/reports/api.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Badge } from '../kit/badge.tsx';
import type { Tone } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { PageHead } from '../kit/panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx';
import { IncidentLink } from '../shell/space-link.tsx';
import { Host } from '../text/host.tsx';
import { t } from '../text/t.ts';
import { Ago, Moment } from '../text/time.tsx';
import { Untrusted } from '../text/untrusted.tsx';
import { visibleText } from '../text/visible-text.ts';
import { ReportDialog } from './report-dialog.tsx';

const TONES: Readonly<Record<ReportWire['verdict'], Tone>> = {
  'look-alike': 'critical',
  'known-campaign': 'high',
  unknown: 'neutral',
  own: 'good',
};

/** What employees told: newest first, and a form to enter one for somebody who called. */
export function ReportsPage() {
  const space = useSpace();
  const mayWrite = useMay('reports:write');
  const [writing, setWriting] = useState(false);
  const list = useInfiniteQuery({
    queryKey: [space, 'reports'],
    queryFn: ({ pageParam }) =>
      clientsOf(space).reports.listReports({
        query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const rows = (list.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-4">
      <PageHead
        title="Reports"
        lead="Messages that employees told us about. Whoever tells us is accused of nothing."
        actions={
          mayWrite && (
            <Button look="primary" icon={<Plus size={15} />} onClick={() => setWriting(true)}>
              Enter a report
            </Button>
          )
        }
      />
      <div className="border-line bg-surface rounded-lg border">
        {list.isPending && <Skeleton lines={6} />}
        {list.isError && (
          <ErrorState what="The reports could not be read" error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.isSuccess && rows.length === 0 && (
          <EmptyState icon={<MessageSquareWarning size={24} />} title="Nobody has reported a message yet">
            When somebody tells you of a strange text or call, enter it here: two such reports are often the first sign
            of a campaign.
          </EmptyState>
        )}
        <ul className="divide-line divide-y">
          {rows.map((report) => (
            <Row key={report.reportId} report={report} />
          ))}
        </ul>
        {list.hasNextPage && (
          <div className="border-line border-t p-2 text-center">
            <Button look="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </div>
      <ReportDialog open={writing} onClose={() => setWriting(false)} />
    </div>
  );
}

function Row({ report }: { report: ReportWire }) {
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xs">
        <bdi className="text-sm font-medium">{visibleText(report.reporter)}</bdi>
        <span className="text-ink-3">
          <Ago at={report.receivedAt} />
          {report.messageAt !== null && (
            <>
              {' '}
              · message came <Moment at={report.messageAt} />
            </>
          )}
          {report.from !== null && (
            <>
              {' '}
              · from <bdi className="mono">{visibleText(report.from)}</bdi>
            </>
          )}
        </span>
        <span className="ml-auto flex items-center gap-1.5">
          {report.entered && <Badge tone="critical">Typed a password or code there</Badge>}
          <Badge tone={TONES[report.verdict]}>{t(`console.report.verdict.${report.verdict}`)}</Badge>
        </span>
      </div>
      <blockquote className="border-line text-ink-2 border-l-2 pl-3">
        <Untrusted text={report.text} maxLength={320} />
      </blockquote>
      {(report.links.length > 0 || report.incidentId !== null) && (
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs">
          {report.links.map((link) => (
            <Host key={link} name={link} className="text-ink-2" />
          ))}
          {report.incidentId !== null && <IncidentLink incident={report.incidentId}>To its incident</IncidentLink>}
        </p>
      )}
    </li>
  );
}
