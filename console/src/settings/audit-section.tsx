import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import type { authApi } from '../../../src/platform/auth/api.ts';
import type { CallOutput } from '../../../src/platform/http/contract.ts';
import { clientsOf } from '../data/clients.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { cx } from '../kit/cx.ts';
import { ErrorState, Skeleton } from '../kit/states.tsx';
import { Table, Td, Th } from '../kit/table.tsx';
import { formatCount } from '../text/format.ts';
import { Ago, Moment } from '../text/time.tsx';

/** Columns of a wide screen; on a phone their content stands under who and what. */
const WIDE = 'max-md:hidden';
const NARROW = 'block text-xs md:hidden';

/**
 * The audit log, newest first. Each line's hash covers the one before it, so a missing line shows. What was done in the
 * rehearsal is in the same chain, and out of the way until somebody asks for it.
 */
export function AuditSection() {
  const [rehearsal, setRehearsal] = useState<'shown' | 'hidden'>('hidden');
  const log = useInfiniteQuery({
    queryKey: ['global', 'audit', rehearsal],
    queryFn: ({ pageParam }) =>
      clientsOf('live').auth.listAudit({
        query: { limit: 200, rehearsal, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
  if (log.isPending) return <Skeleton lines={6} />;
  if (log.isError) return <ErrorState error={log.error} onRetry={() => void log.refetch()} />;
  const rows = log.data.pages.flatMap((page) => page.items);
  const chain = log.data.pages[0]?.chain;
  return (
    <div className="flex flex-col gap-3">
      {chain?.whole === true && (
        <p className="text-ink-2 flex items-center gap-2">
          <Link2 size={15} className="text-good" aria-hidden="true" />
          <span>
            The chain is whole: no line was changed or taken out. Checked <Ago at={chain.checkedAt} />.
          </span>
        </p>
      )}
      {chain?.whole === false && (
        <Callout kind="problem" title="The chain is broken">
          {chain.brokenAtSeq === null ? 'A line' : `Line ${formatCount(chain.brokenAtSeq)}`} does not follow from the
          one before it: something was changed or taken out in the store itself. Compare with a backup.
        </Callout>
      )}
      <CheckField
        label="Show lines of the rehearsal"
        hint="They are numbered in the same chain, so numbers are missing while they are hidden."
        checked={rehearsal === 'shown'}
        onChange={(checked) => setRehearsal(checked ? 'shown' : 'hidden')}
      />
      <div className="border-line bg-surface overflow-hidden rounded-lg border">
        <Table
          label="Audit log"
          head={
            <>
              <Th right className={WIDE}>
                Line
              </Th>
              <Th className={WIDE}>When</Th>
              <Th>Who</Th>
              <Th>What</Th>
              <Th className={cx('min-w-40', WIDE)}>On</Th>
              <Th className={cx('min-w-32', WIDE)}>Outcome</Th>
              <Th className={WIDE}>Seal</Th>
            </>
          }
        >
          {rows.map((row) => (
            <AuditRow key={row.seq} row={row} />
          ))}
        </Table>
      </div>
      {log.hasNextPage && (
        <Button
          look="quiet"
          className="self-center"
          busy={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </div>
  );
}

type AuditLine = CallOutput<typeof authApi.listAudit>['items'][number];

function AuditRow({ row }: { row: AuditLine }) {
  const objects = row.objects.join(' ');
  const outcome = /^(denied|failed):/.test(row.outcome) ? 'text-critical' : 'text-ink-3';
  return (
    <tr className="hover:bg-hover">
      <Td right className={cx('text-ink-3', WIDE)}>
        {row.seq}
      </Td>
      <Td className={cx('whitespace-nowrap', WIDE)}>
        <Moment at={row.at} />
      </Td>
      <Td className="max-w-32">
        <bdi title={row.actor} className={cx('block truncate', row.actorName === null && 'mono text-ink-3')}>
          {row.actorName ?? row.actor}
        </bdi>
        <span className={cx('text-ink-3', NARROW)}>
          <Moment at={row.at} />
        </span>
      </Td>
      <Td className="mono w-full max-w-0 whitespace-nowrap md:w-auto md:max-w-none">
        <span className="block truncate">{row.verb}</span>
        {row.space === 'rehearsal' && <Badge tone="rehearsal">Rehearsal</Badge>}
        <bdi className={cx('text-ink-2 truncate', NARROW)}>{objects}</bdi>
        <span className={cx(outcome, NARROW)}>{row.outcome}</span>
      </Td>
      <Td className={cx('mono text-ink-2 w-full max-w-0 truncate', WIDE)}>
        <bdi title={objects}>{objects}</bdi>
      </Td>
      <Td className={cx('max-w-30 wrap-anywhere', outcome, WIDE)}>{row.outcome}</Td>
      <Td className={cx('mono text-ink-3', WIDE)}>
        <span title={row.hash}>{row.hash.slice(0, 8)}</span>
      </Td>
    </tr>
  );
}
