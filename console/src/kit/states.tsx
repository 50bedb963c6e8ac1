import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { AppError } from '../../../src/base/errors.ts';
import { Button } from './button.tsx';
import { cx } from './cx.ts';

/** Nothing here: says why, and what to do next. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  compact = false,
}: {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  compact?: boolean;
}) {
  return (
    <div className={cx('flex flex-col items-center text-center', compact ? 'px-4 py-6' : 'px-6 py-14')}>
      {icon !== undefined && <div className="text-ink-3 mb-2.5">{icon}</div>}
      <div className="font-medium">{title}</div>
      {children !== undefined && <div className="text-ink-2 mt-1 max-w-[46ch]">{children}</div>}
      {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** What an error says to a reader: the message, the remedy, the code. */
export function describeError(error: unknown): { message: string; remedy: string | null; code: string | null } {
  if (error instanceof AppError) return { message: error.message, remedy: error.remedy, code: error.code };
  return { message: error instanceof Error ? error.message : String(error), remedy: null, code: null };
}

/** An error where something should be, with its remedy and another try. */
export function ErrorState({ error, onRetry, what }: { error: unknown; onRetry?: () => void; what?: string }) {
  const { message, remedy, code } = describeError(error);
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-10 text-center">
      <CircleAlert size={20} className="text-critical mb-2" aria-hidden="true" />
      {what !== undefined && <p className="font-medium">{what}</p>}
      <p className="text-ink-2 max-w-[60ch]">
        <bdi>{message}</bdi>
      </p>
      {remedy !== null && <p className="mt-1 max-w-[60ch]">{remedy}</p>}
      {code !== null && <code className="text-ink-3 mt-2 text-xs">{code}</code>}
      {onRetry !== undefined && (
        <Button className="mt-4" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** An error inside a form or a panel, one block. */
export function InlineError({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  const { message, remedy } = describeError(error);
  return (
    <div role="alert" className="bg-critical-soft flex gap-2 rounded-md px-3 py-2 text-sm">
      <CircleAlert size={16} className="text-critical mt-0.5 shrink-0" aria-hidden="true" />
      <div className="min-w-0">
        <p>
          <bdi>{message}</bdi>
        </p>
        {remedy !== null && <p className="text-ink-2">{remedy}</p>}
        {issuesOf(error).map((issue) => (
          <p key={issue.path + issue.message} className="text-ink-2 text-xs">
            <span className="mono">{issue.path.replace(/^(?:body|query|params)\./, '')}</span>{' '}
            <bdi>{issue.message}</bdi>
          </p>
        ))}
      </div>
    </div>
  );
}

/** What was wrong with the input, place by place, as the server said it. */
function issuesOf(error: unknown): { path: string; message: string }[] {
  const issues = error instanceof AppError ? error.details['issues'] : undefined;
  if (!Array.isArray(issues)) return [];
  return issues.filter(
    (issue): issue is { path: string; message: string } =>
      typeof issue === 'object' &&
      issue !== null &&
      typeof issue.path === 'string' &&
      typeof issue.message === 'string',
  );
}

/** Grey lines where text will be. */
export function Skeleton({ lines = 3, className }: { lines?: number; className?: string }) {
  const widths = ['w-3/4', 'w-full', 'w-5/6', 'w-2/3', 'w-4/5'];
  return (
    <div className={cx('flex flex-col gap-2.5 p-4', className)} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className={cx('skeleton h-3.5', widths[index % widths.length])} />
      ))}
    </div>
  );
}
